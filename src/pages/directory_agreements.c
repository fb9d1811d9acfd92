/* SPDX-License-Identifier: Apache-2.0
 *
 * A library's agreements with utilities: the list on its page, and the form of one. The utility's coordinator
 * writes; the library reads. */
#include "branchlight/clock.h"
#include "directory_parts.h"
#include "history.h"
#include "queries.h"

enum column { CODE, UTILITY, LIBRARY_CODE, LIBRARY, STATE, STARTS, ENDS, LEFT, SOON, CLOSED };

static const struct field fields[] = {
    { .section = "agreement", .name = "state", .look = FIELD_SELECT, .preset = "draft", .hint = true },
    { .name = "code" },
    { .name = "starts_on", .hint = true },
    { .name = "ends_on", .hint = true },
    { .section = "summary", .name = "summary.lt", .look = FIELD_AREA, .wide = true, .hint = true },
    { .name = "summary.en", .look = FIELD_AREA, .wide = true },
    { .section = "obligations", .name = "obligations.lt", .look = FIELD_AREA, .wide = true, .hint = true },
    { .name = "obligations.en", .look = FIELD_AREA, .wide = true },
};
enum { FIELDS = sizeof fields / sizeof *fields };

/* "Baigiasi: liko 34 dienos"; absent where there is nothing to do about it. */
static struct span term_text(struct request *rq, const struct rows *rows, unsigned i)
{
    const int64_t left = rows_null(rows, i, LEFT) ? 0 : rows_int(rows, i, LEFT);

    if (!rows_bool(rows, i, SOON))
        return (struct span){ 0 };
    if (left < 0)
        return i18n_text(rq->language, "directory.agreement.over");
    return left == 0 ? i18n_text(rq->language, "directory.agreement.last_day")
                     : i18n_format_count(rq->arena, rq->language, "directory.agreement.left", left, NULL);
}

/* State in shape, colour and words; dates; what is left. */
static void facts_set(struct request *rq, struct view *view, const struct rows *rows, unsigned i)
{
    static const struct {
        const char *state, *look, *icon;
    } looks[] = {
        { "active", "works", "works" },
        { "draft", "planned", "planned" },
        { "ended", "closed", "closed" },
    };
    const struct span term = term_text(rq, rows, i);

    for (unsigned k = 0; k < sizeof looks / sizeof *looks; k++) {
        if (!span_equal(rows_text(rows, i, STATE), span_of(looks[k].state)))
            continue;
        view_set_string(view, "look", term.at ? "limited" : looks[k].look);
        view_set_string(view, "icon", term.at ? "limited" : looks[k].icon);
        view_set_text(view, "word", words_of(rq, "directory.state", looks[k].state));
    }
    view_set_text(view, "dates", precise_range(rq, rows_text(rows, i, STARTS), rows_text(rows, i, ENDS)));
    view_set_text(view, "term", term);
}

void agreements_set(struct request *rq, struct view *view, const char *library)
{
    const struct rows rows = WORK_QUERY(rq, SQL_agreement_rows, rq->object, NULL);
    const struct rows own = work_query(rq, &SQL_own_utilities, 0, NULL);
    struct view *const agreements = view_set_object(view, "agreements");
    struct view *const list = view_set_list(agreements, "list");

    view_set_bool(agreements, "none", rows.ok && rows.count == 0);
    if (own.ok && own.count > 0)
        view_set_string(agreements, "new_url",
                        page_path(rq, "staff/directory/libraries/%s/agreements", library));
    for (unsigned i = 0; rows.ok && i < rows.count; i++) {
        struct view *const row = view_add_object(list);

        view_set_string(row, "url",
                        page_path(rq, "staff/directory/agreements/%s", cell_string(rq, &rows, i, CODE)));
        view_set_string(row, "utility", cell_string(rq, &rows, i, UTILITY));
        facts_set(rq, row, &rows, i);
    }
}

void agreement_reopening_check(struct request *rq, const char *patch)
{
    const struct span state = ready_text(rq->arena, span_of(patch), "state");
    const struct rows rows = WORK_QUERY(rq, SQL_agreement_rows, NULL, rq->object);

    if (rows.ok && rows.count == 1 && rows_bool(&rows, 0, CLOSED) && state.at &&
        !span_equal(state, SPAN("ended")))
        param_error(rq, "state", "reopening", NULL);
}

/* Back to the library, for who may edit that. */
static void library_set(struct request *rq, struct view *view, struct span code, struct span name)
{
    const char *const object = rq->object;

    view_set_text(view, "at", name);
    if (authorize(rq, ACTION_DIRECTORY, "library", code) == PROBLEMS)
        view_set_string(
            view, "up_url",
            page_path(rq, "staff/directory/libraries/%s", arena_copy(rq->arena, code.at, code.length)));
    rq->object = object;
}

struct reply agreement_form_show(struct request *rq, unsigned status, const char *patch, bool conflict,
                                 bool reading)
{
    const char *const code = arg_value(rq, "agreement");
    const char *const path = arena_printf(rq->arena, "staff/directory/agreements/%s", code);
    struct view *const view = directory_view(rq, "directory.agreement.title", path);
    const struct form form = { ROW_AGREEMENT, fields, FIELDS,   &agreement_body,
                               rq->object,    patch,  conflict, reading };
    const struct rows rows = WORK_QUERY(rq, SQL_agreement_rows, NULL, rq->object);

    if (!rows.ok || rows.count == 0)
        return page_problem(rq, PROBLEM_NOT_FOUND);
    heading_set(rq, view, "directory.agreement.title", rows_text(&rows, 0, UTILITY),
                page_path(rq, "%s", path));
    library_set(rq, view, rows_text(&rows, 0, LIBRARY_CODE), rows_text(&rows, 0, LIBRARY));
    facts_set(rq, view_set_object(view, "agreement"), &rows, 0);
    if (!reading && !span_equal(rows_text(&rows, 0, STATE), SPAN("ended")))
        view_set_string(view, "end_action", page_path(rq, "%s/end", path));
    directory_form_set(rq, view, &form);
    return directory_reply(rq, view, status);
}

struct reply agreement_new_show(struct request *rq, unsigned status)
{
    const char *const library = arg_value(rq, "library");
    const char *const path = arena_printf(rq->arena, "staff/directory/libraries/%s/agreements", library);
    struct view *const view = directory_view(rq, "directory.agreement.new", path);
    const struct form form = { ROW_AGREEMENT,   fields, FIELDS,
                               &agreement_body, NULL,   patch_of(rq, &agreement_body),
                               false,           false };
    const struct span row = row_read(rq, ROW_LIBRARY, rq->object, NULL);
    const struct rows utilities = work_query(rq, &SQL_own_utilities, 0, NULL);

    heading_set(rq, view, "directory.agreement.new", (struct span){ 0 }, page_path(rq, "%s", path));
    view_set_text(view, "under", ready_text(rq->arena, row, "name"));
    view_set_string(view, "up_url", page_path(rq, "staff/directory/libraries/%s", library));
    utilities_set(rq, view, &utilities, "directory.agreement.no_utility");
    directory_form_set(rq, view, &form);
    return directory_reply(rq, view, status);
}

static struct reply edited_show(struct request *rq, unsigned status, const char *patch, bool conflict)
{
    return agreement_form_show(rq, status, patch, conflict, false);
}

const struct row_form agreement_form = { ROW_AGREEMENT, "agreements", edited_show };
