/* SPDX-License-Identifier: Apache-2.0
 *
 * The values of the history as people read them. What only programs need, such as ids, isn't shown: the API
 * tells it. */
#include <string.h>

#include "branchlight/i18n.h"
#include "branchlight/ready.h"
#include "history_parts.h"
#include "zoned.h"

enum { VALUE_MAX = 120, MINUTES_OF_HOUR = 60, SECONDS_OF_MINUTE = 60, SECONDS_OF_DAY = 86400 };

/* Values that the catalogue has a word for: of which fields, and under which key. */
static const struct word {
    const char *field, *value, *key;
} words[] = {
    { "status", "working", "status.working" },
    { "status", "limited", "status.limited" },
    { "status", "out_of_order", "status.out_of_order" },
    { "status", "unknown", "status.unknown" },
    { "cause", "closed_today", "my_point.closed_today" },
    { "cause", "no_adviser", "my_point.no_adviser" },
    { "cause", "open_until", "my_point.open_until" },
    { "role", "librarian", "grant.librarian" },
    { "role", "library_manager", "grant.library_manager" },
    { "role", "coordinator", "grant.coordinator" },
    { "role", "trainer", "grant.trainer" },
    { "role", "viewer", "grant.viewer" },
    { "role", "admin", "grant.admin" },
    { "lifecycle", "planned", "directory.lifecycle.planned" },
    { "lifecycle", "active", "directory.lifecycle.active" },
    { "lifecycle", "suspended", "directory.lifecycle.suspended" },
    { "lifecycle", "removed", "directory.lifecycle.removed" },
    { "state", "draft", "directory.state.draft" },
    { "state", "active", "directory.state.active" },
    { "state", "ended", "directory.state.ended" },
    { "location_precision", "entrance", "directory.location.precision.entrance" },
    { "location_precision", "address", "directory.location.precision.address" },
    { "location_precision", "street", "directory.location.precision.street" },
    { "location_precision", "locality", "directory.location.precision.locality" },
    { "location_precision", "municipality", "directory.location.precision.municipality" },
    { "kind", "central", "directory.kind.central" },
    { "kind", "branch", "directory.kind.branch" },
    { "kind", "mobile", "directory.kind.mobile" },
    { "kind", "session", "staff.account.session" },
    { "kind", "device", "staff.account.device" },
    { "kind", "key", "staff.account.key" },
    { "kind", "person", "history.kind.user" },
    { "kind", "weekly", "history.kind.weekly" },
    { "kind", "monthly", "history.kind.monthly" },
    { "kind", "holiday", "history.kind.holiday" },
    { "kind", "eve", "history.kind.eve" },
    { "kind", "building", "branch.library" },
    { "kind", "access", "history.kind.access" },
    { "kind", "adviser", "branch.help" },
    { "state", "reported", "incident.state.reported" },
    { "state", "acknowledged", "incident.state.acknowledged" },
    { "state", "in_progress", "incident.state.in_progress" },
    { "state", "fixed", "incident.state.fixed" },
    { "state", "verified", "incident.state.verified" },
    { "state", "dismissed", "incident.state.dismissed" },
    { "part", "computer", "component.computer" },
    { "part", "network", "component.network" },
    { "part", "website", "component.website" },
    { "part", "printer", "component.printer" },
    { "language", "lt", "directory.languages.lt" },
    { "language", "en", "directory.languages.en" },
    { "periods", "[]", "hours.state.closed" },
    { NULL, "true", "directory.step_free.true" },
    { NULL, "false", "directory.step_free.false" },
};

static const char *const parts[] = { "computer", "network", "website", "printer", "adviser" };

/* Fields with a name of their own in the catalogue; the others are shown as they are called in the database.
 */
static const char *const fields[] = { "name",
                                      "street",
                                      "postcode",
                                      "locality",
                                      "phone",
                                      "website",
                                      "latitude",
                                      "longitude",
                                      "location_precision",
                                      "status",
                                      "components",
                                      "valid_until",
                                      "expected_end",
                                      "first_day",
                                      "last_day",
                                      "periods",
                                      "reason",
                                      "cause",
                                      "lifecycle",
                                      "active",
                                      "verified_at",
                                      "published_at",
                                      "role",
                                      "email",
                                      "note",
                                      "kind",
                                      "language",
                                      "expires_at",
                                      "accepted_at",
                                      "notes",
                                      "step_free",
                                      "code",
                                      "valid_days",
                                      "passphrase",
                                      "part",
                                      "state",
                                      "weekdays",
                                      "shortened",
                                      "access_hours",
                                      "adviser_hours",
                                      "hours",
                                      "about",
                                      "area",
                                      "cancelled_at",
                                      "closed_at",
                                      "day",
                                      "decided_at",
                                      "description",
                                      "disabled_at",
                                      "email_proven_at",
                                      "ends_at",
                                      "ends_on",
                                      "obligations",
                                      "revoked_at",
                                      "season_from",
                                      "season_until",
                                      "self_service",
                                      "starts_at",
                                      "starts_on",
                                      "summary",
                                      "title",
                                      "bring",
                                      "library",
                                      "branch",
                                      "municipality",
                                      "service",
                                      "equipment",
                                      "totp_secret",
                                      "valid_from",
                                      "words",
                                      NULL };

struct span history_label(struct request *rq, const char *group, const char *const *known, struct span name)
{
    for (; *known; known++) {
        if (span_equal(span_of(*known), name))
            return i18n_text(rq->language, arena_printf(rq->arena, "history.%s.%s", group, *known));
    }
    return name;
}

struct span history_field(struct request *rq, struct span field)
{
    return history_label(rq, "field", fields, field);
}

bool history_hidden(struct span field)
{
    static const char *const technical[] = { "observed_at",
                                             "source_role",
                                             "token_hash",
                                             "actions",
                                             "by_mail",
                                             "level",
                                             "every_weeks",
                                             "certainty",
                                             "country",
                                             "time_zone",
                                             "opened_at",
                                             "changed_at",
                                             "month_of",
                                             "month_nth",
                                             "reported_about",
                                             "reported_on",
                                             "reported_precision",
                                             "starts_precision",
                                             "ends_precision",
                                             "source",
                                             "prefix",
                                             "ordinal",
                                             "totp_step" };
    static const char *const endings[] = { "_id", "_source", "_certainty", "_language" };

    for (unsigned i = 0; i < sizeof technical / sizeof *technical; i++)
        if (span_equal(field, span_of(technical[i])))
            return true;
    for (unsigned i = 0; i < sizeof endings / sizeof *endings; i++) {
        const struct span ending = span_of(endings[i]);

        if (field.length > ending.length &&
            memcmp(field.at + field.length - ending.length, ending.at, ending.length) == 0)
            return true;
    }
    return false;
}

static long number_at(struct span text, size_t from, size_t count)
{
    long number = 0;

    for (size_t i = from; i < from + count; i++)
        number = number * 10 + (text.at[i] - '0');
    return number;
}

/* Seconds of "2026-12-03T18:33…+00:00", as PostgreSQL writes instants here. */
static bool is_instant(struct span text, int64_t *ret_at)
{
    static const char shape[] = "dddd-dd-ddTdd:dd";

    if (text.length < sizeof shape - 1)
        return false;
    for (size_t i = 0; i < sizeof shape - 1; i++)
        if (shape[i] == 'd' ? text.at[i] < '0' || text.at[i] > '9' : text.at[i] != shape[i])
            return false;
    /* Days since 1970 by the calendar whose years begin with March, so that leap days are their last. */
    const long month = number_at(text, 5, 2), year = number_at(text, 0, 4) - (month <= 2);
    const long day = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + number_at(text, 8, 2) - 1;
    const long days = year * 365 + year / 4 - year / 100 + year / 400 + day - 719468;

    *ret_at = (int64_t)days * SECONDS_OF_DAY + number_at(text, 11, 2) * MINUTES_OF_HOUR * SECONDS_OF_MINUTE +
              number_at(text, 14, 2) * SECONDS_OF_MINUTE;
    return true;
}

/* "Neveikia spausdintuvas", for each part that is down. */
static struct span components_text(struct request *rq, struct span value)
{
    struct buffer out = buffer_in(rq->arena, VALUE_MAX);

    for (unsigned i = 0; i < sizeof parts / sizeof *parts; i++) {
        if (!span_equal(ready_text(rq->arena, value, parts[i]), SPAN("down")))
            continue;
        buffer_text(&out, buffer_bytes(&out).length ? ", " : "");
        buffer_span(&out, words_of(rq, "component_down", parts[i]));
    }
    return buffer_bytes(&out);
}

/* [[600,1080]], minutes of the day, as "10:00–18:00". */
static struct span periods_text(struct request *rq, struct span value)
{
    struct buffer out = buffer_in(rq->arena, VALUE_MAX);
    bool end = false;

    for (size_t i = 0; i < value.length;) {
        size_t digits = 0;

        while (i + digits < value.length && value.at[i + digits] >= '0' && value.at[i + digits] <= '9')
            digits++;
        if (digits > 0) {
            const long minute = number_at(value, i, digits);

            buffer_text(&out, end ? "–" : buffer_bytes(&out).length ? ", " : "");
            buffer_printf(&out, "%02ld:%02ld", minute / MINUTES_OF_HOUR, minute % MINUTES_OF_HOUR);
            end = !end;
        }
        i += digits + 1;
    }
    return buffer_bytes(&out);
}

/* [1,2] as "Pirmadienis, Antradienis"; nothing where it is every day. */
static struct span weekdays_text(struct request *rq, struct span value)
{
    struct buffer out = buffer_in(rq->arena, VALUE_MAX);
    unsigned days = 0;

    for (size_t i = 0; i < value.length; i++) {
        if (value.at[i] < '1' || value.at[i] > '7')
            continue;
        buffer_text(&out, days++ ? ", " : "");
        buffer_span(&out, i18n_text(rq->language, arena_printf(rq->arena, "weekday.%c", value.at[i])));
    }
    return days < 7 ? buffer_bytes(&out) : (struct span){ 0 };
}

/* 601 as "06-01", as the form of the hours has it. */
static struct span season_text(struct request *rq, struct span value)
{
    const long day = number_at(value, 0, value.length);

    return span_of(arena_printf(rq->arena, "%02ld-%02ld", day / 100, day % 100));
}

static struct span shortened(struct request *rq, struct span text)
{
    if (text.length <= VALUE_MAX)
        return text;
    for (text.length = VALUE_MAX; text.length > 0 && ((unsigned char)text.at[text.length] & 0xC0) == 0x80;)
        text.length--;
    return span_of(arena_printf(rq->arena, "%.*s…", (int)text.length, text.at));
}

struct span history_value(struct request *rq, struct span field, struct span value, struct span zone)
{
    const struct span text = value.at[0] == '"' ? ready_value(rq->arena, value) : value;
    int64_t at;

    for (unsigned i = 0; i < sizeof words / sizeof *words; i++)
        if ((!words[i].field || span_equal(field, span_of(words[i].field))) &&
            span_equal(text, span_of(words[i].value)))
            return i18n_text(rq->language, words[i].key);
    if (span_equal(field, SPAN("components")))
        return components_text(rq, value);
    if (span_equal(field, SPAN("weekdays")))
        return weekdays_text(rq, value);
    if (span_equal(field, SPAN("periods")))
        return periods_text(rq, value);
    if (span_equal(field, SPAN("season_from")) || span_equal(field, SPAN("season_until")))
        return season_text(rq, text);
    if (is_instant(text, &at))
        return zoned_when(rq, at, zone);
    if (value.at[0] == '{') {
        const struct span own = ready_text(rq->arena, value, language_code(rq->language));

        return shortened(rq, own.length ? own : text);
    }
    return shortened(rq, text);
}
