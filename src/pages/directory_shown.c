/* SPDX-License-Identifier: Apache-2.0
 *
 * The fields of the forms of branches, points and libraries, and the pages that hold them: shown for the
 * first time, or again with what is wrong. */
#include "branchlight/clock.h"
#include "branchlight/moments.h"
#include "directory_parts.h"
#include "queries.h"
#include "zoned.h"

static const struct field branch_fields[] = {
    { .section = "name", .name = "name", .wide = true },
    { .name = "kind", .look = FIELD_SELECT, .preset = "branch" },
    { .name = "library", .look = FIELD_SELECT, .options = "libraries", .hint = true, .later = true },
    { .name = "code", .hint = true },
    { .name = "active", .look = FIELD_SELECT, .later = true },
    { .section = "address", .name = "street", .wide = true },
    { .name = "locality" },
    { .name = "postcode" },
    { .name = "municipality", .look = FIELD_SELECT, .options = "municipalities" },
    { .name = "area", .look = FIELD_SELECT },
    { .name = "coordinates", .look = FIELD_COORDINATES, .wide = true, .hint = true },
    { .name = "location.precision", .look = FIELD_SELECT },
    { .section = "visit", .name = "phone" },
    { .name = "website", .hint = true },
    { .name = "step_free", .look = FIELD_SELECT },
    { .name = "notes.lt", .look = FIELD_AREA, .wide = true, .hint = true },
    { .name = "notes.en", .look = FIELD_AREA, .wide = true },
};
enum { BRANCH_FIELDS = sizeof branch_fields / sizeof *branch_fields };

static const struct field point_fields[] = {
    { .section = "point", .name = "lifecycle", .look = FIELD_SELECT, .hint = true },
    { .name = "branch", .look = FIELD_SELECT, .options = "branches", .hint = true, .later = true },
    { .name = "website", .wide = true, .hint = true },
    { .name = "valid_days", .hint = true },
    { .name = "code", .hint = true },
    { .section = "offer", .name = "services", .look = FIELD_BOXES, .options = "services", .wide = true },
    { .name = "equipment", .look = FIELD_BOXES, .options = "equipment", .wide = true },
    { .name = "languages", .look = FIELD_BOXES, .options = "=lt,en,pl,ru,uk", .wide = true },
    { .name = "notes.lt", .look = FIELD_AREA, .wide = true, .hint = true },
    { .name = "notes.en", .look = FIELD_AREA, .wide = true },
};
enum { POINT_FIELDS = sizeof point_fields / sizeof *point_fields };

static const struct field library_fields[] = {
    { .section = "name", .name = "name", .wide = true },
    { .name = "municipality", .look = FIELD_SELECT, .options = "municipalities" },
    { .name = "code", .hint = true },
    { .name = "active", .words = "library_active", .look = FIELD_SELECT, .later = true, .hint = true },
    { .section = "visit", .name = "phone" },
    { .name = "website", .hint = true },
};
enum { LIBRARY_FIELDS = sizeof library_fields / sizeof *library_fields };

static const struct field utility_fields[] = {
    { .section = "name", .name = "name", .wide = true },
    { .section = "visit", .name = "phone" },
    { .name = "self_service", .hint = true },
    { .name = "website", .hint = true },
};
enum { UTILITY_FIELDS = sizeof utility_fields / sizeof *utility_fields };

/* "Patikrinta prieš 3 dienas"; never, where nobody has. */
static void verified_set(struct request *rq, struct view *view, struct span at)
{
    int64_t seconds;

    if (at.at && clock_parse(at, &seconds))
        view_set_text(
            view, "verified",
            i18n_format(rq->arena, rq->language, "directory.verified", "age",
                        string_of(rq->arena, moment_age(rq->arena, rq->language, seconds, rq->now, 0)),
                        NULL));
    else
        view_set_text(view, "verified", i18n_text(rq->language, "directory.never_verified"));
}

struct reply directory_reply(struct request *rq, struct view *view, unsigned status)
{
    view_set_bool(view, "saved", arg_given(rq, "saved") && status == 200);
    return shell_reply(rq, status, "directory_form", view);
}

static const char *code_of(struct request *rq, const char *name)
{
    return arg_value(rq, name);
}

void heading_set(struct request *rq, struct view *view, const char *title_key, struct span name,
                 const char *action)
{
    if (name.at)
        view_set_text(view, "title_of", name);
    view_set_text(view, "heading", name.at ? name : i18n_text(rq->language, title_key));
    view_set_bool(view, "named", name.at != NULL);
    view_set_text(view, "what", i18n_text(rq->language, title_key));
    view_set_string(view, "action", action);
    view_set_string(view, "directory_url", page_path(rq, "staff/directory"));
}

void utilities_set(struct request *rq, struct view *view, const struct rows *rows, const char *none_key)
{
    const bool optional = !none_key;
    struct view *const utility = view_set_object(view, "utility");
    struct view *const list = view_set_list(utility, "options");

    view_set_bool(utility, "optional", optional);
    for (unsigned i = 0; rows->ok && i < rows->count; i++) {
        struct view *const option = view_add_object(list);

        view_set_string(option, "value", cell_string(rq, rows, i, 0));
        view_set_string(option, "title", cell_string(rq, rows, i, 1));
        view_set_bool(option, "chosen",
                      arg_given(rq, "utility") &&
                          span_equal(rows_text(rows, i, 0), arg(rq, "utility")->text));
    }
    if (!optional && rows->ok && rows->count == 0)
        view_set_text(view, "no_utility", i18n_text(rq->language, none_key));
}

/* ---- branches ---- */

static void points_set(struct request *rq, struct view *view)
{
    const struct rows points = WORK_QUERY(rq, SQL_branch_points, rq->object);
    struct view *const list = view_set_list(view, "points");

    for (unsigned i = 0; points.ok && i < points.count; i++) {
        struct view *const row = view_add_object(list);
        const char *const lifecycle = cell_string(rq, &points, i, 2);

        if (rows_bool(&points, i, 3))
            view_set_string(row, "url",
                            page_path(rq, "staff/directory/points/%s", cell_string(rq, &points, i, 0)));
        view_set_string(row, "utility", cell_string(rq, &points, i, 1));
        view_set_text(row, "lifecycle", words_of(rq, "directory.lifecycle", lifecycle));
    }
}

/* What nobody but staff sees yet, and what visitors would miss of it. */
static void draft_set(struct request *rq, struct view *view, const char *code)
{
    struct view *const draft = view_set_object(view, "draft");
    struct view *const list = view_set_list(draft, "missing");
    const struct rows rows = WORK_QUERY(rq, SQL_branch_published, rq->object);
    struct span rest = rows.ok && rows.count == 1 ? rows_text(&rows, 0, 2) : (struct span){ 0 };

    view_set_bool(draft, "is_missing", rest.length > 0);
    while (rest.length > 0) {
        const char *const comma = memchr(rest.at, ',', rest.length);
        const size_t length = comma ? (size_t)(comma - rest.at) : rest.length;

        view_set_text(view_add_object(list), "what",
                      words_of(rq, "directory.missing", arena_copy(rq->arena, rest.at, length)));
        rest.at += length + (comma != NULL);
        rest.length -= length + (comma != NULL);
    }
    view_set_string(draft, "action", page_path(rq, "staff/directory/branches/%s/published", code));
}

/* Whether the address says that something was just done with the row: forms that are shown again don't. */
static bool just_done(struct request *rq, const char *parameter, unsigned status)
{
    return status == 200 && operation_param_index(rq->route->operation, span_of(parameter)) >= 0 &&
           arg_given(rq, parameter);
}

/* Says so: `parameter` stands in the address. */
static void told_set(struct request *rq, struct view *view, const char *parameter, const char *key,
                     unsigned status)
{
    if (just_done(rq, parameter, status))
        view_set_text(view, "told", i18n_text(rq->language, key));
}

/* Only a branch that nothing was ever in can be taken away; of a draft with points it is said why not. */
static void removal_set(struct request *rq, struct view *view, const char *code, bool is_public)
{
    const struct rows removable = WORK_QUERY(rq, SQL_branch_removable, rq->object);

    if (!removable.ok || removable.count == 0 || (is_public && !rows_bool(&removable, 0, 0)))
        return;
    struct view *const removal = view_set_object(view, "removal");

    view_set_bool(removal, "public", is_public);
    if (rows_bool(&removable, 0, 0))
        view_set_string(removal, "remove_action", page_path(rq, "staff/directory/branches/%s/removal", code));
}

static void branch_around(struct request *rq, struct view *view, const char *code, bool is_public)
{
    struct view *const around = view_set_object(view, "branch_around");

    if (is_public)
        view_set_string(around, "public_url", page_path(rq, "branches/%s", code));
    else
        draft_set(rq, around, code);
    view_set_string(around, "hours_url", page_path(rq, "staff/directory/branches/%s/hours", code));
    view_set_string(around, "new_point_url", page_path(rq, "staff/directory/branches/%s/points", code));
    view_set_string(around, "verify_action", page_path(rq, "staff/directory/branches/%s/verified", code));
    view_set_string(around, "merge_url", page_path(rq, "staff/directory/branches/%s/merge", code));
    points_set(rq, around);
    removal_set(rq, around, code, is_public);
}

/* The way up to its library, where one may edit that too. */
static void library_of_set(struct request *rq, struct view *view, struct span library)
{
    const struct rows libraries =
        WORK_QUERY(rq, SQL_directory_options, "libraries", language_code(rq->language), NULL);

    for (unsigned i = 0; libraries.ok && i < libraries.count; i++) {
        if (!span_equal(rows_text(&libraries, i, 0), library))
            continue;
        view_set_string(view, "at", cell_string(rq, &libraries, i, 1));
        view_set_string(view, "up_url",
                        page_path(rq, "staff/directory/libraries/%.*s", (int)library.length, library.at));
    }
}

struct reply branch_form_show(struct request *rq, unsigned status, const char *patch, bool conflict)
{
    const char *const code = code_of(rq, "branch");
    struct view *const view = directory_view(rq, "directory.branch.title",
                                             arena_printf(rq->arena, "staff/directory/branches/%s", code));
    const struct form form = { ROW_BRANCH, branch_fields, BRANCH_FIELDS, &branch_body,
                               rq->object, patch,         conflict,      false };
    const struct span row = row_read(rq, ROW_BRANCH, rq->object, NULL);

    heading_set(rq, view, "directory.branch.title", ready_text(rq->arena, row, "name"),
                page_path(rq, "staff/directory/branches/%s", code));
    library_of_set(rq, view, ready_text(rq->arena, row, "library"));
    verified_set(rq, view, ready_text(rq->arena, row, "verified_at"));
    directory_form_set(rq, view, &form);
    branch_around(rq, view, code, ready_text(rq->arena, row, "published_at").at != NULL);
    view_set_bool(view, "published", just_done(rq, "published", status));
    view_set_bool(view, "confirmed", just_done(rq, "confirmed", status));
    corrections_set(rq, view, rq->object, NULL);
    told_set(rq, view, "merged", "directory.branch.merged", status);
    return directory_reply(rq, view, status);
}

/* What one may be that is to be added: `path` is where such rows are edited, `words` their group of the
 * catalogue. */
static void candidates_set(struct request *rq, struct view *view, const char *path, const char *words,
                           const struct rows *candidates)
{
    struct view *const list = view_set_list(view, "candidates");

    view_set_bool(view, "has_candidates", candidates && candidates->count > 0);
    view_set_text(view, "duplicate", i18n_text(rq->language, words));
    view_set_text(view, "duplicate_confirm", words_of(rq, words, "confirm"));

    for (unsigned i = 0; candidates && i < candidates->count; i++) {
        struct view *const row = view_add_object(list);
        const bool own = rows_bool(candidates, i, 7);

        /* Who may not edit it sees what everybody sees, and whom to ask. */
        view_set_string(
            row, "url",
            page_path(rq, "%s%s/%s", own ? "staff/directory/" : "", path, cell_string(rq, candidates, i, 0)));
        view_set_bool(row, "foreign", !own);
        view_set_string(row, "name", cell_string(rq, candidates, i, 1));
        view_set_string(row, "library", cell_string(rq, candidates, i, 2));
        view_set_string(row, "address", cell_string(rq, candidates, i, 3));
        if (!rows_null(candidates, i, 4))
            view_set_text(row, "distance",
                          moment_distance(rq->arena, rq->language, (double)rows_int(candidates, i, 4)));
    }
}

struct reply branch_new_show(struct request *rq, unsigned status, const char *patch,
                             const struct rows *candidates)
{
    const char *const library = code_of(rq, "library");
    struct view *const view =
        directory_view(rq, "directory.branch.new",
                       arena_printf(rq->arena, "staff/directory/libraries/%s/branches", library));
    const struct form form = { ROW_BRANCH,   branch_fields, BRANCH_FIELDS,
                               &branch_body, NULL,          patch ? patch : patch_of(rq, &branch_body),
                               false,        false };
    const struct span row = row_read(rq, ROW_LIBRARY, rq->object, NULL);

    heading_set(rq, view, "directory.branch.new", (struct span){ 0 },
                page_path(rq, "staff/directory/libraries/%s/branches", library));
    view_set_text(view, "under", ready_text(rq->arena, row, "name"));
    view_set_bool(view, "may_draft", true);
    directory_form_set(rq, view, &form);
    candidates_set(rq, view, "branches", "directory.duplicate", candidates);
    return directory_reply(rq, view, status);
}

/* ---- points ---- */

/* Its hours are pages of their own. */
static void point_around(struct request *rq, struct view *view, const char *code)
{
    struct view *const around = view_set_object(view, "point_around");

    view_set_string(around, "adviser_url", page_path(rq, "staff/directory/points/%s/hours/adviser", code));
    view_set_string(around, "access_url", page_path(rq, "staff/directory/points/%s/hours/access", code));
}

struct reply point_form_show(struct request *rq, unsigned status, const char *patch, bool conflict)
{
    const char *const code = code_of(rq, "point");
    struct view *const view = directory_view(rq, "directory.point.title",
                                             arena_printf(rq->arena, "staff/directory/points/%s", code));
    const struct form form = { ROW_POINT,  point_fields, POINT_FIELDS, &point_body,
                               rq->object, patch,        conflict,     false };
    const struct span row = row_read(rq, ROW_POINT, rq->object, NULL);
    const struct span branch = ready_text(rq->arena, row, "branch");

    const struct rows names = WORK_QUERY(rq, SQL_my_point, rq->object);

    heading_set(rq, view, "directory.point.title",
                names.ok && names.count == 1 ? rows_text(&names, 0, 4) : span_of(code),
                page_path(rq, "staff/directory/points/%s", code));
    if (names.ok && names.count == 1)
        view_set_string(view, "at", cell_string(rq, &names, 0, 2));
    point_around(rq, view, code);
    directory_form_set(rq, view, &form);
    view_set_string(view, "up_url",
                    page_path(rq, "staff/directory/branches/%.*s", (int)branch.length, branch.at));
    return directory_reply(rq, view, status);
}

struct reply point_new_show(struct request *rq, unsigned status, const char *patch,
                            const struct rows *candidates)
{
    const char *const branch = code_of(rq, "branch");
    struct view *const view = directory_view(
        rq, "directory.point.new", arena_printf(rq->arena, "staff/directory/branches/%s/points", branch));
    const struct form form = { ROW_POINT,   point_fields, POINT_FIELDS,
                               &point_body, NULL,         patch ? patch : patch_of(rq, &point_body),
                               false,       false };
    const struct span row = row_read(rq, ROW_BRANCH, rq->object, NULL);

    heading_set(rq, view, "directory.point.new", (struct span){ 0 },
                page_path(rq, "staff/directory/branches/%s/points", branch));
    view_set_text(view, "under", ready_text(rq->arena, row, "name"));
    const struct rows utilities = WORK_QUERY(rq, SQL_utility_options, rq->object);

    utilities_set(rq, view, &utilities, "directory.no_utility");
    directory_form_set(rq, view, &form);
    candidates_set(rq, view, "points", "directory.duplicate_point", candidates);
    view_set_string(view, "up_url", page_path(rq, "staff/directory/branches/%s", branch));
    return directory_reply(rq, view, status);
}

/* ---- libraries ---- */

static void library_around(struct request *rq, struct view *view, const char *code)
{
    struct view *const around = view_set_object(view, "library_around");
    struct view *const list = view_set_list(around, "branches");
    const struct rows branches = WORK_QUERY(rq, SQL_directory_rows, NULL, "false", code);

    for (unsigned i = 0; branches.ok && i < branches.count; i++) {
        if (!rows_null(&branches, i, 0))
            directory_branch_set(rq, view_add_object(list), &branches, i);
    }
    view_set_string(around, "public_url", page_path(rq, "libraries/%s", code));
    view_set_string(around, "new_branch_url", page_path(rq, "staff/directory/libraries/%s/branches", code));
    view_set_string(around, "merge_url", page_path(rq, "staff/directory/libraries/%s/merge", code));
    agreements_set(rq, around, code);
    const struct rows removable = WORK_QUERY(rq, SQL_library_removable, rq->object);

    if (removable.ok && removable.count == 1 && rows_bool(&removable, 0, 0))
        view_set_string(around, "remove_action", page_path(rq, "staff/directory/libraries/%s/removal", code));
}

struct reply library_form_show(struct request *rq, unsigned status, const char *patch, bool conflict)
{
    const char *const code = code_of(rq, "library");
    struct view *const view = directory_view(rq, "directory.library.title",
                                             arena_printf(rq->arena, "staff/directory/libraries/%s", code));
    const struct form form = { ROW_LIBRARY, library_fields, LIBRARY_FIELDS, &library_body,
                               rq->object,  patch,          conflict,       false };
    const struct span row = row_read(rq, ROW_LIBRARY, rq->object, NULL);

    heading_set(rq, view, "directory.library.title", ready_text(rq->arena, row, "name"),
                page_path(rq, "staff/directory/libraries/%s", code));
    directory_form_set(rq, view, &form);
    view_set_bool(view, "draft_library", !ready_text(rq->arena, row, "published_at").at);
    told_set(rq, view, "merged", "directory.library.merged", status);
    told_set(rq, view, "removed", "directory.branch.removed", status);
    library_around(rq, view, code);
    return directory_reply(rq, view, status);
}

struct reply library_new_show(struct request *rq, unsigned status, const struct rows *candidates)
{
    struct view *const view = directory_view(rq, "directory.library.new", "staff/directory/libraries");
    const struct rows utilities = work_query(rq, &SQL_own_utilities, 0, NULL);
    const struct form form = { ROW_LIBRARY,   library_fields, LIBRARY_FIELDS,
                               &library_body, NULL,           patch_of(rq, &library_body),
                               false,         false };

    heading_set(rq, view, "directory.library.new", (struct span){ 0 },
                page_path(rq, "staff/directory/libraries"));
    utilities_set(rq, view, &utilities, has_role(rq->actor, "admin") ? NULL : "directory.library.no_utility");
    view_set_bool(view, "may_draft", true);
    directory_form_set(rq, view, &form);
    candidates_set(rq, view, "libraries", "directory.duplicate_library", candidates);
    return directory_reply(rq, view, status);
}

/* ---- utilities ---- */

struct reply utility_form_show(struct request *rq, unsigned status, const char *patch, bool conflict)
{
    const char *const path =
        arena_printf(rq->arena, "staff/directory/utilities/%s", code_of(rq, "organization"));
    struct view *const view = directory_view(rq, "directory.utility.title", path);
    const struct form form = { ROW_ORGANIZATION, utility_fields, UTILITY_FIELDS, &organization_body,
                               rq->object,       patch,          conflict,       false };
    const struct span row = row_read(rq, ROW_ORGANIZATION, rq->object, NULL);

    if (!row.at)
        return page_problem(rq, PROBLEM_NOT_FOUND);
    heading_set(rq, view, "directory.utility.title", ready_text(rq->arena, row, "name"),
                page_path(rq, "%s", path));
    services_set(rq, view_set_object(view, "utility_around"), code_of(rq, "organization"));
    directory_form_set(rq, view, &form);
    return directory_reply(rq, view, status);
}

const struct row_form branch_form = { ROW_BRANCH, "branches", branch_form_show };
const struct row_form point_form = { ROW_POINT, "points", point_form_show };
const struct row_form library_form = { ROW_LIBRARY, "libraries", library_form_show };
const struct row_form utility_form = { ROW_ORGANIZATION, "utilities", utility_form_show };
