/* SPDX-License-Identifier: Apache-2.0
 *
 * POST /{lang}/staff/attention: reminds of the points that were chosen, or of all that the filters show. */
#include "../api/reminder.h"
#include "attention_parts.h"

static const struct param params[] = {
    { "lang", IN_PATH, T_LANGUAGE, .summary = "Language of the page", .example = "lt" },
    { "every", IN_BODY, T_BOOL, .summary = "Of all that the filters show" },
};

/* The codes of all points that the filters show and nobody has confirmed; NULL where there is none. */
static const char *points_shown(struct request *rq)
{
    const struct rows rows = attention_rows(rq, NULL, NULL, ATTENTION_MOST);
    struct buffer codes = buffer_in(rq->arena, 256);

    for (unsigned i = 0; rows.ok && i < rows.count; i++) {
        if (attention_kind_of(&rows, i) != ATTENTION_UNCONFIRMED || !attention_shown(rq, &rows, i))
            continue;
        if (codes.length > 0)
            buffer_char(&codes, ',');
        buffer_span(&codes, rows_text(&rows, i, POINT));
    }
    return codes.length > 0 ? string_of(rq->arena, buffer_bytes(&codes)) : NULL;
}

static struct reply run(struct request *rq)
{
    const bool every = arg_given(rq, "every") && arg(rq, "every")->boolean;

    if (every || !arg_given(rq, "points"))
        rq->error_count = 0;
    const char *const points = every ? points_shown(rq) : arg_value(rq, "points");

    if (!points)
        param_error(rq, "points", every ? "nothing_to_confirm" : "choose_points", NULL);
    if (rq->error_count > 0)
        return attention_show(rq, 422);
    const struct rows made = reminder_record(rq, points);

    if (rq->error_count > 0)
        return attention_show(rq, 422);
    const struct span to = attention_address(rq, "staff/attention", arg_value(rq, "kind"));
    const char *path = string_of(rq->arena, to);

    for (unsigned i = 0; made.ok && i < REMINDER_COUNTS; i++)
        path = arena_printf(rq->arena, "%s%c%s=%lld", path, strchr(path, '?') ? '&' : '?', reminder_counts[i],
                            (long long)rows_int(&made, 0, i));
    return see_other(rq, path);
}

const struct operation staff_remind = {
    .summary = "Remind of points that aren't confirmed",
    PARAMS(params),
    .shared = { &reminder_body, &attention_filters },
    STAFF_PAGE,
    .run = run,
    .action = ACTION_TRIAGE,
};
