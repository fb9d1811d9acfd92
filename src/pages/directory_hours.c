/* SPDX-License-Identifier: Apache-2.0
 *
 * GET /{lang}/staff/directory/branches/{branch}/hours: a field for each day of the week, in one season apart,
 * what holds on holidays and on one day of the month, exceptions by date, and "open at …?". The hours of the
 * branch's points have the same page, in words of their own. */
#include "branchlight/clock.h"
#include "hours_parts.h"
#include "queries.h"

static const char *const holidays[] = { "closed", "usual", NULL };
static const char *const nths[] = { "1", "2", "3", "4", "-1", NULL };
static const char *const ofs[] = { "1", "2", "3", "4", "5", "6", "7", "working_day", "opening_day", NULL };

static const struct param body[] = {
    { "week.1", IN_BODY, T_TEXT, .max = 100, .summary = "Periods of weekday 1" },
    { "week.2", IN_BODY, T_TEXT, .max = 100, .summary = "Periods of weekday 2" },
    { "week.3", IN_BODY, T_TEXT, .max = 100, .summary = "Periods of weekday 3" },
    { "week.4", IN_BODY, T_TEXT, .max = 100, .summary = "Periods of weekday 4" },
    { "week.5", IN_BODY, T_TEXT, .max = 100, .summary = "Periods of weekday 5" },
    { "week.6", IN_BODY, T_TEXT, .max = 100, .summary = "Periods of weekday 6" },
    { "week.7", IN_BODY, T_TEXT, .max = 100, .summary = "Periods of weekday 7" },
    { "season.1", IN_BODY, T_TEXT, .max = 100, .summary = "Periods of weekday 1 in the season" },
    { "season.2", IN_BODY, T_TEXT, .max = 100, .summary = "Periods of weekday 2 in the season" },
    { "season.3", IN_BODY, T_TEXT, .max = 100, .summary = "Periods of weekday 3 in the season" },
    { "season.4", IN_BODY, T_TEXT, .max = 100, .summary = "Periods of weekday 4 in the season" },
    { "season.5", IN_BODY, T_TEXT, .max = 100, .summary = "Periods of weekday 5 in the season" },
    { "season.6", IN_BODY, T_TEXT, .max = 100, .summary = "Periods of weekday 6 in the season" },
    { "season.7", IN_BODY, T_TEXT, .max = 100, .summary = "Periods of weekday 7 in the season" },
    { "season.from", IN_BODY, T_TEXT, .max = 5, .summary = "First day of the season, MM-DD" },
    { "season.until", IN_BODY, T_TEXT, .max = 5, .summary = "Last day of the season" },
    { "holiday", IN_BODY, T_CHOICE, .choices = holidays, .summary = "What holds on public holidays" },
    { "eve", IN_BODY, T_INT, .min = 0, .max = 600,
      .summary = "By how many minutes the day before one is shorter" },
    { "monthly.nth", IN_BODY, T_CHOICE, .choices = nths, .summary = "Which of the month is closed" },
    { "monthly.of", IN_BODY, T_CHOICE, .choices = ofs, .summary = "Which of what" },
    { "hours_version", IN_BODY, T_INT, .min = 1, .max = 999999999,
      .summary = "Of the hours that the form showed" },
    { "base", IN_BODY, T_TEXT, .max = 4000, .summary = "Its fields as they were then" },
};
const struct param_set hours_form_body = { body, sizeof body / sizeof *body };

static const struct param params[] = {
    { "lang", IN_PATH, T_LANGUAGE, .summary = "Language of the page", .example = "lt" },
    { "branch", IN_PATH, T_CODE, .summary = "Code of the branch", .example = "lt-pasvalys" },
    { "saved", IN_QUERY, T_BOOL, .summary = "The form was just saved" },
    { "at", IN_QUERY, T_TEXT, .max = 16, .unkept = true,
      .summary = "Local time to look at, YYYY-MM-DDThh:mm" },
};

/* What the fields show. */
struct shown {
    struct span stored;
    struct span theirs; /* of fields that somebody else has changed too, what is stored; at == NULL: none */
};

/* What was sent, while something is wrong with it; else what is stored. */
static struct span field_value(struct request *rq, struct span stored, const char *name)
{
    const struct argument *const argument = arg(rq, name);

    if (argument->given || argument->cleared)
        return argument->given ? argument->text : SPAN("");
    return ready_text(rq->arena, stored, name);
}

static void error_set(struct request *rq, struct view *view, const char *name, const char *member)
{
    for (unsigned i = 0; i < rq->error_count; i++) {
        if (span_equal(rq->errors[i].parameter, span_of(name)))
            view_set_text(view, member, rq->errors[i].detail);
    }
}

/* "week.1", "season.7" */
static bool is_day(struct span name)
{
    return name.at && (span_starts(name, SPAN("week.")) || span_starts(name, SPAN("season."))) &&
           name.at[name.length - 1] >= '1' && name.at[name.length - 1] <= '7';
}

static struct span choice_word(struct request *rq, struct hours_of of, const char *member, const char *choice)
{
    if (strcmp(member, "holiday") == 0)
        return hours_word(rq, of, arena_printf(rq->arena, "holiday.%s", choice));
    if (strcmp(member, "ofs") == 0 && !choice[1])
        return words_of(rq, "weekday_on", choice);
    return i18n_text(rq->language, arena_printf(rq->arena, "hours.%s.%s", member, choice));
}

/* What somebody else has written into a field, in words: `member` of a field of choices. */
static void theirs_set(struct request *rq, struct view *view, const struct shown *shown, const char *name,
                       const char *member, const char *as)
{
    const struct span text = ready_text(rq->arena, shown->theirs, name);

    if (!text.at)
        return;
    if (text.length == 0)
        view_set_text(view, as,
                      is_day(span_of(name)) ? hours_word(rq, hours_named(rq), "closed")
                                            : i18n_text(rq->language, "directory.nothing"));
    else
        view_set_text(view, as,
                      member ? choice_word(rq, hours_named(rq), member, string_of(rq->arena, text)) : text);
}

static void week_set(struct request *rq, struct view *view, const struct shown *shown)
{
    static const char *const parts[] = { "week", "season" };
    struct view *const days = view_set_list(view, "days");

    for (unsigned day = 1; day <= 7; day++) {
        struct view *const row = view_add_object(days);

        view_set_text(row, "weekday", i18n_text(rq->language, arena_printf(rq->arena, "weekday.%u", day)));
        for (unsigned i = 0; i < 2; i++) {
            const char *const name = arena_printf(rq->arena, "%s.%u", parts[i], day);
            struct view *const field = view_set_object(row, parts[i]);

            view_set_string(field, "name", name);
            view_set_text(field, "value", field_value(rq, shown->stored, name));
            error_set(rq, field, name, "error");
            theirs_set(rq, field, shown, name, NULL, "theirs");
        }
    }
}

static void choices_set(struct request *rq, struct view *view, const struct shown *shown, const char *name,
                        const char *member, const char *const *choices)
{
    const struct span now = field_value(rq, shown->stored, name);
    struct view *const list = view_set_list(view, member);

    for (unsigned i = 0; choices[i]; i++) {
        struct view *const option = view_add_object(list);

        view_set_string(option, "value", choices[i]);
        view_set_text(option, "title", choice_word(rq, hours_named(rq), member, choices[i]));
        view_set_bool(option, "chosen", span_equal(now, span_of(choices[i])));
    }
    theirs_set(rq, view, shown, name, member, arena_printf(rq->arena, "%s_theirs", member));
}

static void exceptions_set(struct request *rq, struct view *view, struct hours_of of)
{
    const struct rows rows =
        WORK_QUERY(rq, SQL_hours_exceptions, of.kind, of.id, language_code(rq->language));
    struct view *const list = view_set_list(view, "exceptions");

    for (unsigned i = 0; rows.ok && i < rows.count; i++) {
        struct view *const row = view_add_object(list);

        view_set_string(row, "place", cell_string(rq, &rows, i, 0));
        view_set_string(row, "first", cell_string(rq, &rows, i, 1));
        if (!span_equal(rows_text(&rows, i, 1), rows_text(&rows, i, 2)))
            view_set_string(row, "last", cell_string(rq, &rows, i, 2));
        if (rows_null(&rows, i, 3))
            view_set_text(row, "hours", hours_word(rq, of, "closed"));
        else
            view_set_string(row, "hours", cell_string(rq, &rows, i, 3));
        view_set_string(row, "reason", cell_string(rq, &rows, i, 4));
    }
}

static void pairs_set(struct request *rq, struct view *view, const char *name, const struct rows *rows)
{
    struct view *const list = view_set_list(view, name);

    for (unsigned i = 0; rows->ok && i < rows->count; i++) {
        struct view *const row = view_add_object(list);

        view_set_string(row, "value", cell_string(rq, rows, i, 0));
        view_set_string(row, "title", cell_string(rq, rows, i, 1));
    }
    view_set_bool(view, arena_printf(rq->arena, "has_%s", name), rows->ok && rows->count > 0);
}

/* "2026-07-03T10:00" of the calendar and the clock. */
static bool is_local_time(struct request *rq, struct span text)
{
    int64_t seconds;

    return text.length == 16 && clock_parse(span_of(arena_printf(rq->arena, "%.16s:00Z", text.at)), &seconds);
}

static void preview_set(struct request *rq, struct view *view, struct hours_of of)
{
    const struct argument *const at = arg(rq, "at");

    view_set_text(view, "at", at->text);
    if (!at->given || !is_local_time(rq, at->text))
        return;
    const struct rows rows = WORK_QUERY(rq, SQL_hours_preview, of.kind, of.id, arg_value(rq, "at"));

    if (!rows.ok || rows.count == 0)
        return;
    struct view *const preview = view_set_object(view, "preview");
    const char *const state = cell_string(rq, &rows, 0, 0);

    view_set_text(preview, "state", hours_word(rq, of, arena_printf(rq->arena, "state.%s", state)));
    view_set_string(preview, "colour", strcmp(state, "open") == 0 ? "works" : "closed");
    view_set_string(preview, "hours", cell_string(rq, &rows, 0, 1));
}

/* What the form is made from: of one that is wrong what it was made from before, so that what others change
 * meanwhile is noticed still. */
static void base_set(struct request *rq, struct view *view, unsigned status, struct span stored,
                     int64_t version)
{
    const bool again = status == 422 && arg_given(rq, "base");

    view_set_text(view, "base", again ? arg(rq, "base")->text : stored);
    view_set_int(view, "form_version", again ? arg(rq, "hours_version")->integer : version);
    view_set_int(view, "hours_version", version);
}

static void rules_set(struct request *rq, struct view *view, const struct rows *form, struct span theirs)
{
    const bool known = form->ok && form->count == 1;
    const struct shown shown = { known ? rows_text(form, 0, 0) : SPAN("{}"), theirs };
    const bool others = known && !span_equal(rows_text(form, 0, 1), SPAN("[]"));

    week_set(rq, view, &shown);
    error_set(rq, view, "rules", "rules_error");
    view_set_text(view, "season_from", field_value(rq, shown.stored, "season.from"));
    view_set_text(view, "season_until", field_value(rq, shown.stored, "season.until"));
    theirs_set(rq, view, &shown, "season.from", NULL, "season_from_theirs");
    theirs_set(rq, view, &shown, "season.until", NULL, "season_until_theirs");
    error_set(rq, view, "season.from", "season_error");
    view_set_text(view, "eve", field_value(rq, shown.stored, "eve"));
    theirs_set(rq, view, &shown, "eve", NULL, "eve_theirs");
    choices_set(rq, view, &shown, "holiday", "holiday", holidays);
    choices_set(rq, view, &shown, "monthly.nth", "nths", nths);
    choices_set(rq, view, &shown, "monthly.of", "ofs", ofs);
    view_set_bool(view, "others", others);
}

/* Other branches to copy to, and public holidays. */
static void lists_set(struct request *rq, struct view *view, struct hours_of of, const char *branch)
{
    const struct rows siblings =
        hours_building(of) ? WORK_QUERY(rq, SQL_hours_siblings, branch) : (struct rows){ 0 };
    const struct rows days = WORK_QUERY(rq, SQL_hours_holidays, branch, language_code(rq->language));

    pairs_set(rq, view, "siblings", &siblings);
    pairs_set(rq, view, "holidays", &days);
}

/* A day's field is called by its day, one of the season's with what it is. */
static struct span label_of(struct request *rq, struct span parameter, const void *context,
                            const char **ret_at)
{
    const bool season = span_starts(parameter, SPAN("season."));

    if (!is_day(parameter))
        return form_field_label(rq, parameter, context, ret_at);
    const struct span day =
        i18n_text(rq->language, arena_printf(rq->arena, "weekday.%c", parameter.at[parameter.length - 1]));

    *ret_at = string_of(rq->arena, parameter);
    return season ? span_of(arena_printf(rq->arena, "%.*s, %s", (int)day.length, day.at,
                                         i18n_text(rq->language, "hours.season").at))
                  : day;
}

static struct reply show(struct request *rq, unsigned status, struct span theirs)
{
    const struct hours_of of = hours_named(rq);
    const char *branch;
    struct view *const view = hours_view(rq, of, &branch);
    const struct rows stored = WORK_QUERY(rq, SQL_hours_stored, of.kind, of.id);
    const struct rows form = WORK_QUERY(rq, SQL_hours_form, of.kind, of.id);

    form_labelled_set(rq, view, label_of, NULL);
    view_set_bool(view, "saved", arg_given(rq, "saved") && status == 200);
    view_set_bool(view, "conflict", status == 412);
    if (stored.ok && stored.count == 1) {
        base_set(rq, view, status, form.ok && form.count == 1 ? rows_text(&form, 0, 0) : SPAN("{}"),
                 rows_int(&stored, 0, 1));
        hours_own_set(rq, view, of, rows_bool(&stored, 0, 2));
    }
    rules_set(rq, view, &form, theirs);
    exceptions_set(rq, view, of);
    lists_set(rq, view, of, branch);
    preview_set(rq, view, of);
    corrections_set(rq, view, branch, "hours");
    return shell_reply(rq, status, "directory_hours", view);
}

struct reply hours_form_show(struct request *rq, unsigned status)
{
    return show(rq, status, (struct span){ 0 });
}

struct reply hours_form_conflict(struct request *rq, const struct hours_merge *merge)
{
    for (unsigned i = 0; i < hours_form_body.count; i++) {
        const char *const name = hours_form_body.params[i].name;

        if (!ready_member(merge->mine, name).at)
            rq->arguments[arg(rq, name) - rq->arguments] = (struct argument){ 0 };
    }
    return show(rq, 412, merge->theirs);
}

struct reply hours_form_saved(struct request *rq)
{
    return see_other(rq, arena_printf(rq->arena, "%s?saved=true", hours_path(rq, hours_named(rq))));
}

static struct reply run(struct request *rq)
{
    return hours_form_show(rq, 200);
}

const struct operation directory_hours = {
    .summary = "A branch's hours, to be edited",
    PARAMS(params),
    .shared = { &hours_form_body },
    STAFF_PAGE,
    .run = run,
    .action = ACTION_DIRECTORY,
};
