/* SPDX-License-Identifier: Apache-2.0
 *
 * GET /{lang}/staff/points/{point}: one tap says that everything works; two say what doesn't. */
#include "my_point_parts.h"

#include "branchlight/i18n.h"
#include "branchlight/ready.h"
#include "facts.h"
#include "queries.h"
#include "zoned.h"

enum { INSTEAD = 12, UNTIL = 13 }; /* column of my_point.sql */

static const char *const causes[] = { "closed_today", "open_until", "no_adviser", NULL };

static const struct param params[] = {
    { "lang", IN_PATH, T_LANGUAGE, .summary = "Language of the page", .example = "lt" },
    { "point", IN_PATH, T_CODE, .summary = "Code of the point", .example = "lt-pasvalys-eso" },
    { "done", IN_QUERY, T_CODE, .summary = "Id of the report that was just made" },
    { "today", IN_QUERY, T_CHOICE, .choices = causes, .summary = "What was just said of today" },
    { "undone", IN_QUERY, T_BOOL, .summary = "Whether something was just taken back" },
};

/* What was taken for a cause, as words: "Neveikia internetas", "Neveikia spausdintuvas · Neveikia
 * internetas". */
static struct span report_word(struct request *rq, const struct rows *reports, unsigned i)
{
    static const char *const parts[] = { "computer", "network", "website", "printer" };
    const struct span components = rows_text(reports, i, 2);
    struct buffer words = buffer_in(rq->arena, 64);

    for (unsigned part = 0; part < sizeof parts / sizeof *parts; part++) {
        if (!span_equal(ready_text(rq->arena, components, parts[part]), SPAN("down")))
            continue;
        buffer_text(&words, words.length ? " · " : "");
        buffer_span(&words, words_of(rq, "my_point.down", parts[part]));
    }
    return words.length ? buffer_bytes(&words) : words_of(rq, "status", cell_string(rq, reports, i, 1));
}

static void report_set(struct request *rq, struct view *row, const struct rows *reports, unsigned i,
                       struct span zone)
{
    const char *const name = cell_string(rq, reports, i, 5);
    const int64_t end = rows_int(reports, i, 7);

    status_look(rq, row, cell_string(rq, reports, i, 1));
    view_set_text(row, "what", report_word(rq, reports, i));
    view_set_text(row, "age", zoned_age(rq, rows_int(reports, i, 3), zone));
    view_set_string(row, "note", cell_string(rq, reports, i, 6));
    view_set_bool(row, "undone", rows_bool(reports, i, 8));
    if (name)
        view_set_string(row, "who", name);
    else
        view_set_text(row, "who", words_of(rq, "role", cell_string(rq, reports, i, 4)));
    if (end != 0)
        view_set_text(row, "end", zoned_until(rq, end, zone));
}

static bool just_asked(const struct request *rq, const char *parameter)
{
    return rq->route->operation == &my_point && arg_given(rq, parameter);
}

/* The report that holds can be undone where it stands too, by who comes back to the page; but for the one
 * that was just `made`, of which the message about it says so. */
static void reports_set(struct request *rq, struct view *view, const struct rows *reports, int made,
                        struct span zone)
{
    struct view *const list = view_set_list(view, "reports");
    bool holds = true;

    for (unsigned i = 0; reports->ok && i < reports->count; i++) {
        struct view *const row = view_add_object(list);

        report_set(rq, row, reports, i, zone);
        if (rows_bool(reports, i, 8))
            continue;
        if (holds && (int)i != made && rows_bool(reports, i, 9))
            view_set_string(row, "undo", cell_string(rq, reports, i, 0));
        holds = false;
    }
}

/* The report that was just made, while it can be undone; -1: there is none. */
static int report_made(struct request *rq, const struct rows *reports)
{
    for (unsigned i = 0; just_asked(rq, "done") && reports->ok && i < reports->count; i++) {
        if (span_equal(rows_text(reports, i, 0), arg(rq, "done")->text) && rows_bool(reports, i, 9))
            return (int)i;
    }
    return -1;
}

/* What was just done, in words; no text where the page was only opened. */
static struct span outcome(struct request *rq, const struct rows *reports, int made)
{
    const char *what;

    if (just_asked(rq, "undone"))
        return i18n_text(rq->language, "my_point.taken_back");
    if (made >= 0)
        what = string_of(rq->arena, report_word(rq, reports, (unsigned)made));
    else if (just_asked(rq, "today"))
        what = string_of(rq->arena, words_of(rq, "my_point.today", arg_value(rq, "today")));
    else
        return (struct span){ 0 };
    return i18n_format(rq->arena, rq->language, "my_point.saved", "what", what, NULL);
}

/* What visitors see of it, and until when: no status of a point that isn't in use. */
static void seen_set(struct request *rq, struct view *view, const struct rows *rows, struct span zone)
{
    struct view *const seen = view_set_object(view, "seen");
    const char *const instead = cell_string(rq, rows, 0, INSTEAD);
    const char *const status = cell_string(rq, rows, 0, 6);

    seen_look(rq, seen, status, instead);
    view_set_bool(view, "removed", instead && strcmp(instead, "my_point.removed") == 0);
    if (status && !instead)
        view_set_text(seen, "until", zoned_until(rq, rows_int(rows, 0, 8), zone));
}

/* `until`: when this day ends early or late, where that was said; 0 where it wasn't. */
static void today_set(struct request *rq, struct view *view, const char *said_causes, int64_t until,
                      struct span zone)
{
    struct view *const list = view_set_list(view, "said_today");

    for (unsigned i = 0; said_causes && causes[i]; i++) {
        if (!strstr(said_causes, causes[i]))
            continue;
        struct view *const said = view_add_object(list);

        view_set_string(said, "cause", causes[i]);
        view_set_text(said, "text",
                      until && strcmp(causes[i], "open_until") == 0
                          ? i18n_format(rq->arena, rq->language, "my_point.open_until.said", "until",
                                        zoned_until(rq, until, zone).at, NULL)
                          : words_of(rq, "my_point", causes[i]));
        view_set_bool(view, causes[i], true);
    }
}

/* "14:05", with the day where it isn't today. */
static const char *told_when(struct request *rq, int64_t at, struct span zone)
{
    const struct span clock = zoned_clock(rq, at, zone);
    const struct span date = zoned_date(rq, at, zone);

    if (zoned_today(rq, at, zone))
        return string_of(rq->arena, clock);
    return arena_printf(rq->arena, "%.*s, %.*s", (int)date.length, date.at, (int)clock.length, clock.at);
}

/* `count` 0: a sentence without one. */
static void told_add(struct request *rq, struct view *list, const char *key, int64_t count,
                     const char *utility, const char *when)
{
    view_set_text(view_add_object(list), "text",
                  count > 0 ? i18n_format_count(rq->arena, rq->language, key, count, "utility", utility,
                                                "when", when, NULL)
                            : i18n_format(rq->arena, rq->language, key, "utility", utility, NULL));
}

/* Who was told of the fault that holds: how many, in which role, never who. */
static void told_set(struct request *rq, struct view *view, const char *point, const char *utility,
                     struct span zone)
{
    const struct rows told = WORK_QUERY(rq, SQL_my_point_told, point);

    if (!told.ok || told.count == 0 || rows_null(&told, 0, 0))
        return;
    const int64_t written = rows_int(&told, 0, 0), failed = rows_int(&told, 0, 1);
    const int64_t reached = rq->mails ? written - failed : 0,
                  followers = rq->mails ? rows_int(&told, 0, 2) : 0;
    const char *const when = told_when(rq, rows_int(&told, 0, 3), zone);
    struct view *const part = view_set_object(view, "told"), *const list = view_set_list(part, "lines");

    if (reached > 0)
        told_add(rq, list, "my_point.told.utility", reached, utility, when);
    if (written > 0 && !rq->mails)
        told_add(rq, list, "my_point.told.no_mail", 0, utility, when);
    else if (failed > 0)
        told_add(rq, list, "my_point.told.failed", failed, utility, when);
    if (written == 0)
        told_add(rq, list, rows_bool(&told, 0, 4) ? "my_point.told.own" : "my_point.told.nobody", 0, utility,
                 when);
    if (followers > 0)
        told_add(rq, list, "my_point.told.followers", followers, utility, when);
    view_set_bool(part, "unheard", reached <= 0 && !rows_bool(&told, 0, 4));
}

/* Its title tells it from other points, and begins with what was just done: without a script that is what
 * screen readers say first. */
static struct view *my_point_view(struct request *rq, const char *code, struct span heading, struct span said)
{
    const struct span title = said.length == 0
                                  ? heading
                                  : span_of(arena_printf(rq->arena, "%.*s – %.*s", (int)said.length, said.at,
                                                         (int)heading.length, heading.at));
    struct view *const view =
        staff_view(rq, title, arena_printf(rq->arena, "staff/points/%s", code), "points");

    view_set_text(view, "heading", heading);
    if (said.length > 0)
        view_set_text(view, "said", said);
    return view;
}

/* To what there is besides, as far as one may; who may not edit the branch can tell what isn't right about
 * it. */
static void ways_set(struct request *rq, struct view *view, const char *code, const char *branch)
{
    const char *const object = rq->object;

    view_set_string(view, "poster_url", page_path(rq, "points/%s/poster", code));
    if (may_somewhere(rq->actor, ACTION_TRIAGE)) /* an enrolled phone doesn't plan */
        view_set_string(view, "planned_url", page_path(rq, "staff/points/%s/planned", code));
    if (authorize(rq, ACTION_DIRECTORY, "branch", span_of(branch)) == PROBLEMS)
        view_set_string(view, "hours_url", page_path(rq, "staff/directory/branches/%s/hours", branch));
    else
        view_set_string(view, "correction_url", page_path(rq, "branches/%s/correction", branch));
    rq->object = object;
}

/* What was chosen in a form that is shown again. */
static void end_set(struct request *rq, struct view *view)
{
    if (operation_param_index(rq->route->operation, SPAN("end")) >= 0 && arg_given(rq, "end"))
        view_set_bool(view, arena_printf(rq->arena, "end_%s", arg_value(rq, "end")), true);
}

struct reply my_point_show(struct request *rq, const char *point, unsigned status)
{
    const struct rows rows = WORK_QUERY(rq, SQL_my_point, point);

    if (!rows.ok || rows.count == 0)
        return page_problem(rq, PROBLEM_NOT_FOUND);
    const struct span zone = rows_text(&rows, 0, 10);
    const char *const code = cell_string(rq, &rows, 0, 0), *const branch = cell_string(rq, &rows, 0, 1);
    const struct rows reports = WORK_QUERY(rq, SQL_my_point_reports, point);
    const int made = report_made(rq, &reports);
    const struct span heading =
        i18n_format(rq->arena, rq->language, "my_point.heading", "branch", cell_string(rq, &rows, 0, 2),
                    "utility", cell_string(rq, &rows, 0, 4), NULL);
    const struct span said = outcome(rq, &reports, made);
    struct view *const view = my_point_view(rq, code, heading, said);
    const char *const language = language_code(rq->language);

    if (made >= 0)
        view_set_string(view, "undoes", cell_string(rq, &reports, (unsigned)made, 0));
    view_set_string(view, "branch", cell_string(rq, &rows, 0, 2));
    view_set_string(view, "utility", cell_string(rq, &rows, 0, 4));
    view_set_string(view, "phone", cell_string(rq, &rows, 0, 5));
    view_set_string(view, "phone_url", phone_url(rq->arena, rows_text(&rows, 0, 5)));
    view_set_string(view, "status_action", arena_printf(rq->arena, "/%s/staff/points/%s", language, code));
    view_set_string(view, "today_action",
                    arena_printf(rq->arena, "/%s/staff/points/%s/today", language, code));
    view_set_string(view, "public_url_of", arena_printf(rq->arena, "/%s/branches/%s", language, branch));
    ways_set(rq, view, code, branch);
    seen_set(rq, view, &rows, zone);
    today_set(rq, view, cell_string(rq, &rows, 0, 11), rows_int(&rows, 0, UNTIL), zone);
    reports_set(rq, view, &reports, made, zone);
    told_set(rq, view, point, cell_string(rq, &rows, 0, 4), zone);
    my_point_faults_set(rq, view, point, zone);
    form_set(rq, view);
    end_set(rq, view);
    return shell_reply(rq, status, "my_point", view);
}

static struct reply run(struct request *rq)
{
    return my_point_show(rq, rq->object, 200);
}

const struct operation my_point = {
    .summary = "My point",
    PARAMS(params),
    STAFF_PAGE,
    .run = run,
    .action = ACTION_STATUS,
};
