/* SPDX-License-Identifier: Apache-2.0
 *
 * GET /{lang}/staff/attention: what needs somebody, the worst first, each with the one thing to do next.
 * The counts are of everything, so that a filter never hides that there is more. */
#include "attention_parts.h"

#include "../api/reminder.h"
#include "branchlight/i18n.h"
#include "branchlight/ready.h"
#include "zoned.h"

enum { LIBRARIES_MAX = 200 };

static const char *const decisions[] = { "confirm", "dismiss", "merge", NULL };

static const struct param params[] = {
    { "lang", IN_PATH, T_LANGUAGE, .summary = "Language of the page", .example = "lt" },
    { "reminded", IN_QUERY, T_INT, .min = 0, .max = REMINDER_POINTS_MAX,
      .summary = "Points just reminded of" },
    { "already", IN_QUERY, T_INT, .min = 0, .max = REMINDER_POINTS_MAX,
      .summary = "Points that had been reminded of today" },
    { "nobody", IN_QUERY, T_INT, .min = 0, .max = REMINDER_POINTS_MAX,
      .summary = "Points that have nobody to remind" },
    { "confirmed", IN_QUERY, T_INT, .min = 0, .max = REMINDER_POINTS_MAX,
      .summary = "Points that were confirmed meanwhile" },
    { "people", IN_QUERY, T_INT, .min = 0, .max = INT32_MAX, .summary = "People who got a message" },
    { "decided", IN_QUERY, T_CHOICE, .choices = decisions,
      .summary = "What was just decided of a visitor's report" },
};

static struct span key_text(struct request *rq, const char *group, struct span name)
{
    return i18n_text(rq->language, arena_printf(rq->arena, "%s.%.*s", group, (int)name.length, name.at));
}

static const char *const icons[ATTENTION_KINDS] = { "out", "limited", "date", "unknown", "date", "unknown" };
static const char *const states[ATTENTION_KINDS] = { "out",     "limited", "closed",
                                                     "unknown", "planned", "unknown" };

/* What it is, in the first column: shape, colour, word. */
static void tag_set(struct request *rq, struct view *row, const struct rows *rows, unsigned i)
{
    const enum attention_kind kind = attention_kind_of(rows, i);
    const bool mild = kind == ATTENTION_FAULT && rows_int(rows, i, URGENCY) > 1;
    struct span about, detail;
    const char *word = arena_printf(rq->arena, "attention.tag.%s", attention_kinds[kind]);

    attention_about(rows, i, &about, &detail);
    if (mild)
        word = "status.limited";
    else if (kind == ATTENTION_POSSIBLE && span_equal(detail, SPAN("single")))
        word = "attention.tag.single";
    view_set_string(row, "state", mild ? "limited" : states[kind]);
    view_set_string(row, "icon", mild ? "limited" : icons[kind]);
    view_set_text(row, "word", i18n_text(rq->language, word));
}

/* "Printer", or where visitors report several things, each with how many do: "Printer (2), Computer (1)". */
static const char *parts_text(struct request *rq, struct span parts, const char *group)
{
    struct buffer text = buffer_in(rq->arena, 128);
    struct span rest = parts, name, count;
    bool several = ready_next(&rest, &name, &count);

    several = several && ready_next(&rest, &name, &count);
    for (rest = parts; ready_next(&rest, &name, &count);) {
        buffer_text(&text, text.length ? ", " : "");
        buffer_span(&text, key_text(rq, group, name));
        if (several)
            buffer_printf(&text, " (%.*s)", (int)count.length, count.at);
    }
    return string_of(rq->arena, buffer_bytes(&text));
}

static struct span visitors_text(struct request *rq, const struct rows *rows, unsigned i, const char *group)
{
    return i18n_format_count(rq->arena, rq->language, "attention.visitors", rows_int(rows, i, MANY), "what",
                             parts_text(rq, rows_text(rows, i, PARTS), group), NULL);
}

static struct span reason_text_of(struct request *rq, const struct rows *rows, unsigned i)
{
    struct span about, detail;

    attention_about(rows, i, &about, &detail);
    switch (attention_kind_of(rows, i)) {
    case ATTENTION_FAULT:
        if (span_equal(rows_text(rows, i, LEADS), SPAN("incident")))
            return i18n_format(rq->arena, rq->language, "attention.incident", "part",
                               key_text(rq, "public_report.problem", about).at, "state",
                               key_text(rq, "incident.state", detail).at, NULL);
        return about.length ? key_text(rq, "my_point.down", about) : key_text(rq, "status", detail);
    case ATTENTION_POSSIBLE:
        return visitors_text(rq, rows, i, "public_report.problem");
    case ATTENTION_CORRECTION:
        if (detail.length > 0)
            return i18n_format(rq->arena, rq->language, "attention.to_correct", "what",
                               parts_text(rq, rows_text(rows, i, PARTS), "public_report.correction"), NULL);
        return visitors_text(rq, rows, i, "public_report.correction");
    case ATTENTION_UNCONFIRMED:
        return rows_null(rows, i, SINCE)
                   ? i18n_text(rq->language, "status.never_reported")
                   : i18n_format(rq->arena, rq->language,
                                 span_equal(about, SPAN("unknown")) ? "attention.last_unknown"
                                                                    : "attention.last",
                                 "status", key_text(rq, "status", about).at, "age",
                                 zoned_age(rq, rows_int(rows, i, SINCE), rows_text(rows, i, ZONE)).at, NULL);
    case ATTENTION_UNVERIFIED:
        return i18n_format_count(rq->arena, rq->language, "attention.unverified", rows_int(rows, i, MANY),
                                 NULL);
    default:
        return i18n_format(rq->arena, rq->language, "attention.agreement", "utility",
                           cell_string(rq, rows, i, UTILITY), NULL);
    }
}

static struct span time_text(struct request *rq, const struct rows *rows, unsigned i)
{
    const struct span zone = rows_text(rows, i, ZONE);
    const int64_t since = rows_int(rows, i, SINCE), due = rows_int(rows, i, DUE);
    const enum attention_kind kind = attention_kind_of(rows, i);

    if (kind == ATTENTION_AGREEMENT)
        return rows_int(rows, i, MANY) < 0 ? i18n_text(rq->language, "attention.ended")
                                           : i18n_format_count(rq->arena, rq->language, "attention.left",
                                                               rows_int(rows, i, MANY), NULL);
    if (!since)
        return SPAN("–");
    if (kind == ATTENTION_UNCONFIRMED && due)
        return i18n_format(rq->arena, rq->language, "attention.lapsed", "age", zoned_age(rq, due, zone).at,
                           NULL);
    const struct span age = zoned_age(rq, since, zone);

    if (kind != ATTENTION_FAULT || !due)
        return age;
    return i18n_format(rq->arena, rq->language, due < rq->now ? "attention.promised" : "attention.expected",
                       "age", age.at, "date", zoned_date(rq, due, zone).at, "until",
                       zoned_until(rq, due, zone).at, NULL);
}

/* Whether a correction only waits to be made. */
static bool decided(const struct rows *rows, unsigned i)
{
    struct span about, detail;

    attention_about(rows, i, &about, &detail);
    return span_equal(detail, SPAN("confirmed"));
}

/* The one thing to do. A fault that nobody deals with yet is a button; everything else is a place to go. */
static void action_set(struct request *rq, struct view *row, const struct rows *rows, unsigned i)
{
    const char *const language = language_code(rq->language);
    const char *const leads = cell_string(rq, rows, i, LEADS), *const target =
                                                                   cell_string(rq, rows, i, TARGET);
    const enum attention_kind kind = attention_kind_of(rows, i);
    const char *path = "staff/points", *label = "attention.confirm";

    if (strcmp(leads, "incident") == 0) {
        path = "staff/incidents";
        label = "attention.continue";
    } else if (strcmp(leads, "report") == 0) {
        path = "staff/reports";
        label = kind == ATTENTION_CORRECTION && decided(rows, i) ? "attention.correct" : "attention.decide";
    } else if (strcmp(leads, "agreement") == 0) {
        path = "staff/directory/agreements";
        label = "attention.look";
    } else if (strcmp(leads, "branch") == 0) {
        path = "staff/directory/branches";
        label = "attention.check";
    } else if (strcmp(leads, "queue") == 0) {
        path = "staff/directory/verification?library=";
        label = "attention.check";
    } else if (kind == ATTENTION_FAULT) {
        struct view *const start = view_set_object(row, "start");
        struct span about, detail;

        attention_about(rows, i, &about, &detail);
        view_set_string(start, "action", arena_printf(rq->arena, "/%s/staff/incidents", language));
        view_set_string(start, "point", target);
        view_set_text(start, "part", about.length ? about : SPAN("other"));
        return;
    }
    struct view *const go = view_set_object(row, "go");

    view_set_string(
        go, "url",
        arena_printf(rq->arena, "/%s/%s%s%s", language, path, strchr(path, '=') ? "" : "/", target));
    view_set_text(go, "label", i18n_text(rq->language, label));
}

static void row_set(struct request *rq, struct view *row, const struct rows *rows, unsigned i)
{
    const char *const language = language_code(rq->language), *const code =
                                                                  cell_string(rq, rows, i, BRANCH_CODE);

    tag_set(rq, row, rows, i);
    view_set_string(row, "branch", cell_string(rq, rows, i, BRANCH));
    view_set_string(
        row, "url",
        code ? arena_printf(rq->arena, "/%s/branches/%s", language, code)
             : arena_printf(rq->arena, "/%s/libraries/%s", language, cell_string(rq, rows, i, LIBRARY_CODE)));
    if (!span_equal(rows_text(rows, i, BRANCH), rows_text(rows, i, LIBRARY)))
        view_set_string(row, "library", cell_string(rq, rows, i, LIBRARY));
    if (attention_kind_of(rows, i) != ATTENTION_AGREEMENT)
        view_set_string(row, "utility", cell_string(rq, rows, i, UTILITY));
    view_set_text(row, "reason", reason_text_of(rq, rows, i));
    view_set_text(row, "time", time_text(rq, rows, i));
    if (attention_kind_of(rows, i) == ATTENTION_UNCONFIRMED)
        view_set_string(row, "remind", cell_string(rq, rows, i, POINT));
    action_set(rq, row, rows, i);
}

struct span attention_address(struct request *rq, const char *path, const char *kind)
{
    struct buffer url = buffer_in(rq->arena, 128);

    buffer_text(&url, path);
    if (kind)
        url_parameter_add(&url, "kind", span_of(kind));
    if (arg_given(rq, "library"))
        url_parameter_add(&url, "library", arg(rq, "library")->text);
    if (arg_given(rq, "sort"))
        url_parameter_add(&url, "sort", arg(rq, "sort")->text);
    return buffer_bytes(&url);
}

static void count_add(struct request *rq, struct view *list, const char *kind, unsigned count, bool current)
{
    struct view *const chip = view_add_object(list);

    view_set_text(chip, "url", attention_address(rq, page_path(rq, "staff/attention"), kind));
    view_set_text(chip, "title", words_of(rq, "attention.kind", kind ? kind : "all"));
    view_set_string(chip, "count", arena_printf(rq->arena, "%u", count));
    view_set_bool(chip, "current", current);
}

static void counts_set(struct request *rq, struct view *view, const unsigned counts[ATTENTION_KINDS],
                       unsigned all)
{
    struct view *const list = view_set_list(view, "counts");
    const int chosen = arg_given(rq, "kind") ? (int)arg(rq, "kind")->integer : -1;

    count_add(rq, list, NULL, all, chosen < 0);
    for (int i = 0; i < ATTENTION_KINDS; i++) {
        if (counts[i] > 0 || chosen == i)
            count_add(rq, list, attention_kinds[i], counts[i], chosen == i);
    }
}

/* The libraries that have a row, each once, in the order in which they come up. */
static void libraries_set(struct request *rq, struct view *view, const struct rows *rows)
{
    struct span seen[LIBRARIES_MAX];
    unsigned count = 0;
    struct view *list = NULL;

    for (unsigned i = 0; rows->ok && i < rows->count && count < LIBRARIES_MAX; i++) {
        const struct span code = rows_text(rows, i, LIBRARY_CODE);
        bool known = false;

        for (unsigned k = 0; k < count; k++)
            known = known || span_equal(seen[k], code);
        if (known)
            continue;
        seen[count++] = code;
        if (!list)
            list = view_set_list(view, "libraries");
        struct view *const option = view_add_object(list);

        view_set_string(option, "code", cell_string(rq, rows, i, LIBRARY_CODE));
        view_set_string(option, "name", cell_string(rq, rows, i, LIBRARY));
        view_set_bool(option, "chosen",
                      arg_given(rq, "library") && span_equal(arg(rq, "library")->text, code));
    }
    view_set_bool(view, "several", count > 1 || arg_given(rq, "library"));
}

static void sorts_set(struct request *rq, struct view *view)
{
    struct view *const list = view_set_list(view, "sorts");

    for (unsigned i = 0; attention_sorts[i]; i++) {
        struct view *const option = view_add_object(list);

        view_set_string(option, "value", attention_sorts[i]);
        view_set_text(option, "title", words_of(rq, "attention.sort", attention_sorts[i]));
        view_set_bool(option, "chosen", arg_given(rq, "sort") && arg(rq, "sort")->integer == (int64_t)i);
    }
}

/* "12 points reminded of, 3 had been today already, 2 have nobody to remind": only what there is. Where only
 * the last is so, nothing has worked, and its sign doesn't say that. */
static void reminded_set(struct request *rq, struct view *view)
{
    char *said = NULL;

    if (!arg_given(rq, "reminded"))
        return;
    for (unsigned i = 0; i < PEOPLE; i++) {
        const int64_t count = arg(rq, reminder_counts[i])->integer;

        if (count == 0 &&
            (i > 0 ||
             arg(rq, "already")->integer + arg(rq, "nobody")->integer + arg(rq, "confirmed")->integer > 0))
            continue;
        const struct span part = i18n_format_count(
            rq->arena, rq->language, arena_printf(rq->arena, "attention.outcome.%s", reminder_counts[i]),
            count, NULL);

        said = arena_printf(rq->arena, "%s%s%.*s", said ? said : "", said ? "; " : "", (int)part.length,
                            part.at);
    }
    const bool done = arg(rq, "nobody")->integer == 0 || arg(rq, "reminded")->integer > 0;

    if (said && *said >= 'a' && *said <= 'z') /* each part may be the first */
        *said = (char)(*said - 'a' + 'A');
    view_set_string(view, "said", said);
    view_set_string(view, "said_state", done ? "works" : "limited");
    view_set_string(view, "said_icon", done ? "works" : "limited");
}

/* What was just done elsewhere, or by the form of this page. */
static void said_set(struct request *rq, struct view *view)
{
    if (rq->route->operation != &staff_attention)
        return;
    reminded_set(rq, view);
    if (!arg_given(rq, "decided"))
        return;
    view_set_text(view, "said", words_of(rq, "report.decided", arg_value(rq, "decided")));
    view_set_string(view, "said_state", "works");
    view_set_string(view, "said_icon", "works");
}

/* A list with a caption of its own; its rows, made when the first one is. */
struct worklist {
    struct view *view, *rows;
};

static struct view *row_add(struct view *view, const char *name, struct worklist *list)
{
    if (!list->view) {
        list->view = view_set_object(view, name);
        list->rows = view_set_list(list->view, "rows");
    }
    return view_add_object(list->rows);
}

struct reply attention_show(struct request *rq, unsigned status)
{
    const struct rows rows = attention_rows(rq, NULL, NULL, ATTENTION_MOST);
    struct view *const view =
        staff_view(rq, i18n_text(rq->language, "attention.title"), "staff/attention", "attention");
    struct worklist urgent = { 0 }, unverified = { 0 };
    /* Twenty libraries that nobody has checked for a year would hide what can't wait. */
    const bool folds = !arg_given(rq, "kind") && (!arg_given(rq, "sort") || arg(rq, "sort")->integer == 0);
    unsigned counts[ATTENTION_KINDS] = { 0 }, all = 0, shown = 0, remindable = 0, unchecked = 0;

    for (unsigned i = 0; rows.ok && i < rows.count; i++) {
        if (!attention_of_library(rq, &rows, i))
            continue;
        counts[attention_kind_of(&rows, i)]++;
        all++;
        if (!attention_shown(rq, &rows, i))
            continue;
        const bool folded = folds && attention_kind_of(&rows, i) == ATTENTION_UNVERIFIED;

        row_set(rq, folded ? row_add(view, "unverified", &unverified) : row_add(view, "urgent", &urgent),
                &rows, i);
        shown++;
        unchecked += folded;
        remindable += attention_kind_of(&rows, i) == ATTENTION_UNCONFIRMED;
    }
    if (urgent.view)
        view_set_text(urgent.view, "caption", i18n_text(rq->language, "attention.caption"));
    if (unverified.view)
        view_set_text(unverified.view, "caption",
                      i18n_format_count(rq->arena, rq->language, "attention.unchecked", unchecked, NULL));
    counts_set(rq, view, counts, all);
    libraries_set(rq, view, &rows);
    sorts_set(rq, view);
    view_set_string(view, "filter_action", page_path(rq, "staff/attention"));
    view_set_text(view, "csv_url", attention_address(rq, "/api/v1/attention.csv", arg_value(rq, "kind")));
    view_set_string(view, "kind_value", arg_value(rq, "kind"));
    if (remindable > 0) {
        view_set_text(view, "remind_action",
                      attention_address(rq, page_path(rq, "staff/attention"), arg_value(rq, "kind")));
        view_set_text(view, "remind_every",
                      i18n_format_count(rq->arena, rq->language, "attention.remind.every", remindable, NULL));
    }
    said_set(rq, view);
    view_set_bool(view, "no_mail", remindable > 0 && !rq->mails);
    form_set(rq, view);
    view_set_bool(view, "none", shown == 0);
    view_set_bool(view, "any", shown > 0);
    return shell_reply(rq, status, "staff_attention", view);
}

static struct reply run(struct request *rq)
{
    return attention_show(rq, 200);
}

const struct operation staff_attention = {
    .summary = "What needs attention",
    PARAMS(params),
    .shared = { &attention_filters },
    STAFF_PAGE,
    .run = run,
    .action = ACTION_TRIAGE,
};
