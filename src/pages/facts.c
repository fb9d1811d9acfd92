/* SPDX-License-Identifier: Apache-2.0
 *
 * Facts in words. The words are those of the API's reasons where there is one; a fact says the same in two
 * lines, the state and how it is known. */
#include "facts.h"

#include "branchlight/clock.h"
#include "branchlight/i18n.h"
#include "branchlight/moments.h"
#include "branchlight/ready.h"
#include "shell.h"
#include "zoned.h"

#include <inttypes.h>

struct span unbroken(struct arena *arena, struct span text)
{
    struct buffer out = buffer_in(arena, text.length + 16);
    unsigned digits = 0;

    for (size_t i = 0; i < text.length; i++) {
        if (text.at[i] == ' ' && digits > 0 && digits < 4)
            buffer_text(&out, "\xC2\xA0");
        else
            buffer_char(&out, text.at[i]);
        digits = text.at[i] >= '0' && text.at[i] <= '9' ? digits + 1 : 0;
    }
    return buffer_bytes(&out);
}

static void fact_set(struct request *rq, struct view *fact, const char *class, const char *icon,
                     struct span text)
{
    view_set_string(fact, "class", class);
    view_set_string(fact, "icon", icon);
    view_set_bool(fact, icon, true); /* for who draws the shape itself */
    view_set_text(fact, "text", unbroken(rq->arena, text));
}

static void detail_set(struct request *rq, struct view *fact, struct span text)
{
    view_set_text(fact, "detail", unbroken(rq->arena, text));
}

static struct span named(struct request *rq, const char *group, struct span name)
{
    return i18n_text(rq->language, arena_printf(rq->arena, "%s.%.*s", group, (int)name.length, name.at));
}

/* "Printer down. Reported by staff 40 min ago" */
static struct span report_text(struct request *rq, const struct point_view *point, const char *key)
{
    const struct span role = named(rq, "role", point->status_role);
    const struct span age = zoned_age(rq, point->last_status_at, point->time_zone);
    const struct span source =
        i18n_format(rq->arena, rq->language, key, "role", role.at, "age", age.at, NULL);
    struct buffer text = buffer_in(rq->arena, 128);

    for (unsigned i = 0; i < COMPONENTS; i++)
        if (point->components_down >> i & 1) {
            buffer_span(&text,
                        named(rq, "component_down", span_of(point_component_name((enum point_component)i))));
            buffer_text(&text, ". ");
        }
    buffer_span(&text, source);
    return buffer_bytes(&text);
}

/* "Last worked 3 days ago, not confirmed since", or what was told about a point that nobody ever reported on.
 */
static struct span unknown_text(struct request *rq, const struct point_view *point)
{
    struct span about;

    if (point->last_status_at && point->last_status == STATUS_UNKNOWN)
        return i18n_format(rq->arena, rq->language, "fact.reported_unknown", "age",
                           zoned_age(rq, point->last_status_at, point->time_zone).at, NULL);
    if (point->last_status_at)
        return i18n_format(rq->arena, rq->language, "fact.last_report", "status",
                           named(rq, "status", span_of(point_status_name(point->last_status))).at, "age",
                           zoned_age(rq, point->last_status_at, point->time_zone).at, NULL);
    about = ready_text(rq->arena, point->body, "reported_about");
    return about.length ? i18n_format(rq->arena, rq->language, "fact.reported_about", "date",
                                      string_of(rq->arena, about), NULL)
                        : i18n_text(rq->language, "status.never_reported");
}

void status_fact(struct request *rq, struct view *fact, const struct point_view *point)
{
    const unsigned language = rq->language;

    if (point->lifecycle == POINT_PLANNED) {
        fact_set(rq, fact, "planned", "planned", i18n_text(language, "lifecycle.planned"));
        return;
    }
    if (point->lifecycle == POINT_SUSPENDED || point->lifecycle == POINT_CLOSED) {
        fact_set(rq, fact, "closed", "closed",
                 named(rq, "lifecycle", span_of(point_lifecycle_name(point->lifecycle))));
        return;
    }
    switch (point->status) {
    case STATUS_WORKING:
        fact_set(rq, fact, "works", "works", i18n_text(language, "status.working"));
        detail_set(rq, fact, report_text(rq, point, "confirmed"));
        break;
    case STATUS_LIMITED:
        fact_set(rq, fact, "limited", "limited", i18n_text(language, "status.limited"));
        detail_set(rq, fact, report_text(rq, point, "reported"));
        break;
    case STATUS_OUT_OF_ORDER:
        fact_set(rq, fact, "out", "out", i18n_text(language, "status.out_of_order"));
        detail_set(rq, fact, report_text(rq, point, "reported"));
        break;
    case STATUS_UNKNOWN:
        fact_set(rq, fact, "unknown", "unknown", i18n_text(language, "status.unknown"));
        detail_set(rq, fact, unknown_text(rq, point));
        break;
    }
}

static int64_t sooner(int64_t a, int64_t b)
{
    if (a == 0 || b == 0)
        return a + b;
    return a < b ? a : b;
}

int64_t point_holds_until(const struct point_view *point)
{
    const int64_t expires = point->status == STATUS_UNKNOWN ? 0 : point->valid_until;

    return sooner(expires, point->hours.now == OPEN_YES ? point->hours.until : point->hours.next);
}

void holds_set(struct request *rq, struct view *view, int64_t until)
{
    if (until)
        view_set_string(view, "holds_until", arena_printf(rq->arena, "%" PRId64, until));
}

bool has_problem(struct request *rq, const struct point_view *point)
{
    return point->lifecycle == POINT_ACTIVE && point->status != STATUS_OUT_OF_ORDER &&
           ready_text(rq->arena, point->body, "possible_problem_since").length > 0;
}

void problem_fact(struct request *rq, struct view *fact, const struct point_view *point)
{
    int64_t since = 0;

    fact_set(rq, fact, "limited", "limited", i18n_text(rq->language, "public_report.possible"));
    if (clock_parse(ready_text(rq->arena, point->body, "possible_problem_since"), &since))
        detail_set(rq, fact,
                   i18n_format(rq->arena, rq->language, "public_report.possible.detail", "age",
                               zoned_age(rq, since, point->time_zone).at, NULL));
}

void hours_fact(struct request *rq, struct view *fact, const struct directory_hours *hours)
{
    const unsigned language = rq->language;
    struct arena *const arena = rq->arena;

    if (hours->now == OPEN_UNKNOWN) {
        fact_set(rq, fact, "", "open", i18n_text(language, "reason.hours_unknown"));
    } else if (hours->now == OPEN_NO) {
        fact_set(rq, fact, "closed", "closed", i18n_text(language, "reason.closed"));
        if (hours->next)
            detail_set(rq, fact,
                       i18n_format(arena, language, "fact.opens", "when",
                                   moment_when(arena, language, hours->next,
                                               moment_now_for(rq->now, hours->offset, hours->next_offset),
                                               hours->next_offset)
                                       .at,
                                   NULL));
    } else if (hours->always || !hours->until) {
        fact_set(rq, fact, "", "open",
                 i18n_text(language, hours->always ? "reason.open_always" : "reason.open.now"));
    } else {
        fact_set(rq, fact, "", "open",
                 i18n_format(arena, language, "reason.open", "until",
                             moment_until(arena, language, hours->until,
                                          moment_now_for(rq->now, hours->offset, hours->until_offset),
                                          hours->until_offset)
                                 .at,
                             NULL));
    }
}

static struct span adviser_text(struct request *rq, const struct point_view *point)
{
    const struct directory_hours *const hours = &point->adviser;
    const unsigned language = rq->language;
    struct arena *const arena = rq->arena;

    if (point->components_down >> COMPONENT_ADVISER & 1)
        return i18n_text(language, "reason.adviser_away");
    if (hours->now == OPEN_YES)
        return hours->until && !hours->always
                   ? i18n_format(arena, language, "reason.assisted", "until",
                                 moment_until(arena, language, hours->until,
                                              moment_now_for(rq->now, hours->offset, hours->until_offset),
                                              hours->until_offset)
                                     .at,
                                 NULL)
                   : i18n_text(language, "reason.assisted.now");
    if (!hours->next)
        return i18n_text(language, "reason.not_assisted");
    return i18n_format(arena, language, "reason.not_assisted.until", "when",
                       moment_when(arena, language, hours->next,
                                   moment_now_for(rq->now, hours->offset, hours->next_offset),
                                   hours->next_offset)
                           .at,
                       NULL);
}

void adviser_fact(struct request *rq, struct view *fact, const struct point_view *point)
{
    fact_set(rq, fact, "", "adviser", adviser_text(rq, point));
}

void address_split(struct span address, struct span *ret_street, struct span *ret_locality)
{
    size_t comma = address.length;

    while (comma > 0 && address.at[comma - 1] != ',')
        comma--;
    *ret_street = (struct span){ address.at, comma ? comma - 1 : 0 };
    while (comma < address.length && address.at[comma] == ' ')
        comma++;
    *ret_locality = (struct span){ address.at + comma, address.length - comma };
    /* A post code before the town has a digit in it; no town has. */
    for (size_t i = 0; i < ret_locality->length && ret_locality->at[i] != ' '; i++)
        if (ret_locality->at[i] >= '0' && ret_locality->at[i] <= '9') {
            const char *const space = memchr(ret_locality->at, ' ', ret_locality->length);

            if (space) {
                ret_locality->length -= (size_t)(space + 1 - ret_locality->at);
                ret_locality->at = space + 1;
            }
            break;
        }
}

struct span branch_called(struct request *rq, const struct branch_view *branch, struct span *ret_language)
{
    const char *const wanted = language_code(rq->language);
    struct span language = { 0 };
    const struct span name = ready_text_in(rq->arena, branch->body, "name_translations", wanted, &language);

    if (name.length && span_equal(language, span_of(wanted))) {
        *ret_language = language;
        return name;
    }
    *ret_language = ready_text(rq->arena, branch->body, "name_language");
    return branch->name;
}

void branch_called_set(struct request *rq, struct view *view, const char *name,
                       const struct branch_view *branch)
{
    struct span language;
    const struct span called = branch_called(rq, branch, &language);

    view_set_foreign(rq, view, name, called, language);
}

const char *directions_url(struct arena *arena, const struct branch_view *branch)
{
    if (!branch->located)
        return NULL;
    return arena_printf(arena, "https://www.openstreetmap.org/directions?to=%.6f%%2C%.6f", branch->latitude,
                        branch->longitude);
}

const char *phone_url(struct arena *arena, struct span phone)
{
    struct buffer url = buffer_in(arena, phone.length + 8);

    buffer_text(&url, "tel:");
    for (size_t i = 0; i < phone.length; i++)
        if ((phone.at[i] >= '0' && phone.at[i] <= '9') || (phone.at[i] == '+' && i == 0))
            buffer_char(&url, phone.at[i]);
    return url.length > strlen("tel:") ? string_of(arena, buffer_bytes(&url)) : NULL;
}

const char *site_url(struct arena *arena, struct span website)
{
    if (!span_starts(website, SPAN("https://")) && !span_starts(website, SPAN("http://")))
        return NULL;
    return string_of(arena, website);
}

struct span site_name(struct span website)
{
    static const char *const starts[] = { "https://", "http://", "www." };

    for (size_t i = 0; i < sizeof starts / sizeof *starts; i++)
        if (span_starts(website, span_of(starts[i]))) {
            website.at += strlen(starts[i]);
            website.length -= strlen(starts[i]);
        }
    if (website.length && website.at[website.length - 1] == '/')
        website.length--;
    return website;
}
