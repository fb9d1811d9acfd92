/* SPDX-License-Identifier: Apache-2.0
 *
 * The changes themselves: what API and pages do alike, each in the request's transaction. */
#include "branchlight/ready.h"
#include "editing.h"
#include "queries.h"

/* Notes the members that name what isn't there. */
static bool codes_known(struct request *rq, const char *patch)
{
    const struct rows unknown = WORK_QUERY(rq, SQL_codes_unknown, patch);

    for (unsigned i = 0; unknown.ok && i < unknown.count; i++) {
        const struct span member = rows_text(&unknown, i, 0);

        param_error(rq, arena_copy(rq->arena, member.at, member.length), "unknown_code", NULL);
    }
    return unknown.ok && rq->error_count == 0;
}

/* Whether a row that the patch names is one's own to put something into, or hang something on. */
static bool own(struct request *rq, const char *patch, const char *member, const char *kind)
{
    const char *const object = rq->object;
    const struct span code = ready_text(rq->arena, span_of(patch), member);
    const enum problem answer = code.at ? authorize(rq, ACTION_DIRECTORY, kind, code) : PROBLEMS;

    rq->object = object;
    if (answer != PROBLEMS)
        param_error(rq, member, answer == PROBLEM_NOT_FOUND ? "unknown_code" : "not_yours", NULL);
    return answer == PROBLEMS;
}

static const struct rows none = { .ok = false };

static void branch_change(struct request *rq, const char *patch)
{
    if (!codes_known(rq, patch) || !own(rq, patch, "library", "library"))
        return;
    WORK_QUERY(rq, SQL_branch_update, rq->object, patch);
    WORK_QUERY(rq, SQL_accessibility_set, rq->object, patch);
}

struct rows branch_make(struct request *rq, const char *patch)
{
    if (!codes_known(rq, patch) || !own(rq, patch, "library", "library"))
        return none;
    const struct rows made = WORK_QUERY(rq, SQL_branch_create, patch);

    if (made.ok && made.count == 1)
        WORK_QUERY(rq, SQL_accessibility_set, arena_copy(rq->arena, rows_text(&made, 0, 0).at, ID_SIZE - 1),
                   patch);
    return made;
}

struct rows duplicates(struct request *rq, enum row_kind kind, const char *patch)
{
    if (arg(rq, "confirm_duplicate")->boolean)
        return (struct rows){ 0 };
    static const struct query *const looks[] = {
        [ROW_BRANCH] = &SQL_branch_duplicates,
        [ROW_POINT] = &SQL_point_duplicates,
        [ROW_LIBRARY] = &SQL_library_duplicates,
    };

    return work_query(rq, looks[kind], 1, &patch);
}

struct reply duplicate_reply(struct request *rq, const char *code, const struct rows *candidates)
{
    enum { AS_JSON = 6 };
    struct buffer members = buffer_in(rq->arena, 1024);

    param_error(rq, "confirm_duplicate", code, NULL);
    buffer_text(&members, ",\"candidates\":[");
    for (unsigned i = 0; i < candidates->count; i++) {
        buffer_text(&members, i > 0 ? "," : "");
        buffer_span(&members, rows_text(candidates, i, AS_JSON));
    }
    buffer_char(&members, ']');
    return problem_more(rq, PROBLEM_CONFLICT, &members);
}

void branch_confirm(struct request *rq, const char *id)
{
    WORK_QUERY(rq, SQL_branch_verify, id);
    WORK_QUERY(rq, SQL_branch_verify_points, id);
}

static void lists_set(struct request *rq, const char *id, const char *patch)
{
    WORK_QUERY(rq, SQL_point_services_set, id, patch);
    WORK_QUERY(rq, SQL_point_equipment_set, id, patch);
    WORK_QUERY(rq, SQL_point_languages_set, id, patch);
}

static void point_change(struct request *rq, const char *patch)
{
    if (!codes_known(rq, patch) || !own(rq, patch, "branch", "branch"))
        return;
    WORK_QUERY(rq, SQL_point_update, rq->object, patch);
    lists_set(rq, rq->object, patch);
}

struct rows point_make(struct request *rq, const char *patch)
{
    if (!codes_known(rq, patch) || !own(rq, patch, "branch", "branch"))
        return none;
    const struct rows made = WORK_QUERY(rq, SQL_point_create, patch);

    if (made.ok && made.count == 1)
        lists_set(rq, arena_copy(rq->arena, rows_text(&made, 0, 0).at, ID_SIZE - 1), patch);
    return made;
}

/* Which branches are to be closed before their library is. */
static bool library_may_close(struct request *rq)
{
    const struct rows open = WORK_QUERY(rq, SQL_library_open_branches, rq->object);

    if (!open.ok || open.count == 0)
        return open.ok;
    const struct span names = rows_text(&open, 0, 0);
    const long long more = rows_int(&open, 0, 1);

    param_error(rq, "active", more > 0 ? "open_branches_more" : "open_branches", "branches",
                arena_copy(rq->arena, names.at, names.length), "count", arena_printf(rq->arena, "%lld", more),
                NULL);
    return false;
}

static void library_change(struct request *rq, const char *patch)
{
    const struct argument *const active = arg(rq, "active");

    if (!codes_known(rq, patch) || (active->given && !active->boolean && !library_may_close(rq)))
        return;
    WORK_QUERY(rq, SQL_library_organization_update, rq->object, patch);
    WORK_QUERY(rq, SQL_library_update, rq->object, patch);
}

static void agreement_change(struct request *rq, const char *patch)
{
    WORK_QUERY(rq, SQL_agreement_update, rq->object, patch);
}

static void organization_change(struct request *rq, const char *patch)
{
    WORK_QUERY(rq, SQL_organization_update, rq->object, patch);
}

static void service_change(struct request *rq, const char *patch)
{
    WORK_QUERY(rq, SQL_service_update, rq->object, patch);
}

/* What changes a row of each kind, and what a patch of one may say. */
static const struct {
    const struct param_set *body;
    void (*change)(struct request *rq, const char *patch);
} editors[] = {
    [ROW_BRANCH] = { &branch_body, branch_change },
    [ROW_POINT] = { &point_body, point_change },
    [ROW_LIBRARY] = { &library_body, library_change },
    [ROW_AGREEMENT] = { &agreement_body, agreement_change },
    [ROW_ORGANIZATION] = { &organization_body, organization_change },
    [ROW_SERVICE] = { &service_body, service_change },
};

const struct param_set *row_body(enum row_kind kind)
{
    return editors[kind].body;
}

void row_change(struct request *rq, enum row_kind kind, const char *patch)
{
    editors[kind].change(rq, patch);
}

struct reply row_update(struct request *rq, enum row_kind kind)
{
    const char *const patch = patch_of(rq, row_body(kind));

    if (!row_lock(rq, kind, rq->object))
        return row_outdated(rq, kind, rq->object, patch);
    row_change(rq, kind, patch);
    return rq->error_count > 0 ? problem(rq, PROBLEM_INVALID_BODY) : row_reply(rq, 200, kind, rq->object);
}

/* A coordinator's library is tied to the utility by an agreement that is a draft: else it would be nobody's.
 */
static void library_tie(struct request *rq, const char *patch, const struct rows *made)
{
    const struct span utility = ready_text(rq->arena, span_of(patch), "utility");
    const struct span code = rows_text(made, 0, 1);

    if (utility.at)
        WORK_QUERY(rq, SQL_agreement_create,
                   arena_printf(rq->arena, "{\"utility\":\"%.*s\",\"library\":\"%.*s\"}", (int)utility.length,
                                utility.at, (int)code.length, code.at));
}

/* Whether a new row's utility is one's own. What is nobody's only administrators make. */
static bool utility_own(struct request *rq, const char *patch)
{
    if (!codes_known(rq, patch) || !own(rq, patch, "utility", "organization"))
        return false;
    if (has_role(rq->actor, "admin") || ready_text(rq->arena, span_of(patch), "utility").at)
        return true;
    param_error(rq, "utility", "required", NULL);
    return false;
}

struct rows service_make(struct request *rq, const char *patch)
{
    return utility_own(rq, patch) ? WORK_QUERY(rq, SQL_service_create, patch) : none;
}

struct rows library_make(struct request *rq, const char *patch)
{
    if (!utility_own(rq, patch))
        return none;
    const struct rows organization = WORK_QUERY(rq, SQL_library_organization_create, patch);

    if (!organization.ok || organization.count == 0)
        return none;
    const struct rows made = WORK_QUERY(
        rq, SQL_library_create, patch, arena_copy(rq->arena, rows_text(&organization, 0, 0).at, ID_SIZE - 1));

    if (made.ok && made.count == 1)
        library_tie(rq, patch, &made);
    return made;
}
