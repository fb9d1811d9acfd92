/* SPDX-License-Identifier: Apache-2.0
 *
 * A rule or a dated exception of opening hours in a line, as histories tell it: "I–V 10:00–18:00", "2026 m.
 * gruodžio 24 d. nedirba". */
#include "branchlight/i18n.h"
#include "branchlight/ready.h"
#include "history.h"
#include "history_parts.h"

#include <stdlib.h>

enum { RULE_TEXT = 160, DAYS = 7 };

static void word_put(struct buffer *out, struct span word)
{
    if (!word.length)
        return;
    buffer_text(out, out->length ? " " : "");
    buffer_span(out, word);
}

static long member_number(struct request *rq, struct span rule, const char *name)
{
    const struct span value = ready_member(rule, name);

    return value.length ? strtol(string_of(rq->arena, value), NULL, 10) : 0;
}

static struct span short_day(struct request *rq, unsigned day)
{
    return i18n_text(rq->language, arena_printf(rq->arena, "weekday_short.%u", day));
}

/* [1,2,3,5] as "I–III, V". */
static struct span days_text(struct request *rq, struct span value)
{
    struct buffer out = buffer_in(rq->arena, 32);
    bool has[DAYS + 2] = { false };

    for (size_t i = 0; i < value.length; i++)
        if (value.at[i] >= '1' && value.at[i] <= '7')
            has[value.at[i] - '0'] = true;
    for (unsigned first = 1; first <= DAYS; first++) {
        unsigned last = first;

        if (!has[first])
            continue;
        while (has[last + 1])
            last++;
        buffer_text(&out, out.length ? ", " : "");
        buffer_span(&out, short_day(rq, first));
        if (last > first) {
            buffer_text(&out, last == first + 1 ? ", " : "–");
            buffer_span(&out, short_day(rq, last));
        }
        first = last;
    }
    return buffer_bytes(&out);
}

/* "kas mėnesį paskutinį trečiadienį" */
static struct span monthly_text(struct request *rq, struct span rule)
{
    const struct span of = ready_text(rq->arena, rule, "month_of"), days = ready_member(rule, "weekdays");
    const long nth = member_number(rq, rule, "month_nth");
    const bool weekday = span_equal(of, SPAN("weekday")) && days.length > 1;
    const char *const which = nth == -1 ? (weekday ? "history.hours.last_weekday" : "history.hours.last_day")
                                        : arena_printf(rq->arena, "hours.nths.%ld", nth);
    const char *const day = weekday ? arena_printf(rq->arena, "weekday_on.%c", days.at[1])
                                    : arena_printf(rq->arena, "hours.ofs.%s", string_of(rq->arena, of));

    if (nth < -1 || nth > 4) /* nobody says "the third last" */
        return i18n_text(rq->language, "history.kind.monthly");
    return i18n_format(rq->arena, rq->language, "history.hours.monthly", "which",
                       i18n_text(rq->language, which).at, "day", i18n_text(rq->language, day).at, NULL);
}

/* Of which days it speaks; nothing where it is every day. */
static struct span which_text(struct request *rq, struct span rule)
{
    const struct span kind = ready_text(rq->arena, rule, "kind");

    if (!kind.length)
        return precise_range(rq, ready_text(rq->arena, rule, "first_day"),
                             ready_text(rq->arena, rule, "last_day"));
    if (span_equal(kind, SPAN("monthly")))
        return monthly_text(rq, rule);
    if (!span_equal(kind, SPAN("weekly")))
        return i18n_text(rq->language,
                         span_equal(kind, SPAN("eve")) ? "history.kind.eve" : "history.kind.holiday");
    return ready_member(rule, "weekdays").length ? days_text(rq, ready_member(rule, "weekdays"))
                                                 : i18n_text(rq->language, "history.hours.daily");
}

/* ["10:00–13:00","14:00–18:00"] with commas; "nedirba"; how much shorter; as usual. */
static struct span periods_said(struct request *rq, struct span rule)
{
    struct span rest = ready_member(rule, "periods"), period;
    struct buffer out = buffer_in(rq->arena, 64);

    if (ready_member(rule, "shortened").length)
        return i18n_format_count(rq->arena, rq->language, "history.hours.shorter",
                                 member_number(rq, rule, "shortened"), NULL);
    if (!rest.length)
        return i18n_text(rq->language, "history.hours.usual");
    while (ready_next(&rest, NULL, &period)) {
        buffer_text(&out, out.length ? ", " : "");
        buffer_span(&out, ready_value(rq->arena, period));
    }
    return out.length ? buffer_bytes(&out) : i18n_text(rq->language, "hours.closed");
}

/* "06-01" as "birželio 1 d." */
static const char *season_day(struct request *rq, struct span day)
{
    const char *const text = string_of(rq->arena, day);
    const long month = strtol(text, NULL, 10);

    return i18n_format(rq->arena, rq->language, "date.day", "month",
                       i18n_text(rq->language, arena_printf(rq->arena, "month.%ld", month)).at, "day",
                       arena_printf(rq->arena, "%ld", day.length == 5 ? strtol(text + 3, NULL, 10) : 0), NULL)
        .at;
}

static struct span season_text(struct request *rq, struct span rule)
{
    const struct span from = ready_text(rq->arena, rule, "season_from"),
                      until = ready_text(rq->arena, rule, "season_until");

    if (!from.length)
        return from;
    return i18n_format(rq->arena, rq->language, "history.hours.season", "from", season_day(rq, from), "until",
                       season_day(rq, until), NULL);
}

struct span history_hours(struct request *rq, struct span rule)
{
    struct buffer out = buffer_in(rq->arena, RULE_TEXT);
    struct span language;
    const struct span reason =
        ready_text_in(rq->arena, rule, "reason", language_code(rq->language), &language);
    const long weeks = member_number(rq, rule, "every_weeks");

    word_put(&out, which_text(rq, rule));
    if (!ready_member(rule, "kind").length)
        word_put(&out, days_text(rq, ready_member(rule, "weekdays")));
    word_put(&out, periods_said(rq, rule));
    if (weeks > 1)
        word_put(&out, i18n_format_count(rq->arena, rq->language, "history.hours.every_weeks", weeks, NULL));
    word_put(&out, season_text(rq, rule));
    word_put(&out, precise_range(rq, ready_text(rq->arena, rule, "valid_from"),
                                 ready_text(rq->arena, rule, "valid_until")));
    word_put(&out, ready_text(rq->arena, rule, "stop"));
    if (reason.length)
        word_put(&out, span_of(arena_printf(rq->arena, "(%s)", string_of(rq->arena, reason))));
    return buffer_bytes(&out);
}
