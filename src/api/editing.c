/* SPDX-License-Identifier: Apache-2.0
 *
 * Rows as editors read them, merge patches of them, and what happens where two change one row at once: the
 * second is told what is different now, member by member, and nothing is overwritten. */
#include "editing.h"

#include "branchlight/buffer.h"
#include "branchlight/ready.h"
#include "queries.h"

#include <assert.h>

static const struct {
    const char *name, *path;
    const struct query *lock;
} kinds[] = {
    [ROW_BRANCH] = { "branch", "branches", &SQL_branch_lock },
    [ROW_POINT] = { "point", "points", &SQL_point_lock },
    [ROW_LIBRARY] = { "library", "libraries", &SQL_library_lock },
    [ROW_AGREEMENT] = { "agreement", "agreements", &SQL_agreement_lock },
    [ROW_ORGANIZATION] = { "organization", "organizations", &SQL_organization_lock },
    [ROW_SERVICE] = { "service", "services", &SQL_service_lock },
};

/* ---- patches ---- */

static void list_write(struct buffer *out, struct span list)
{
    buffer_char(out, '[');
    for (size_t from = 0; from < list.length;) {
        const char *const comma = memchr(list.at + from, ',', list.length - from);
        const size_t end = comma ? (size_t)(comma - list.at) : list.length;

        json_put_string(out, (struct span){ list.at + from, end - from });
        if (comma)
            buffer_char(out, ',');
        from = end + 1;
    }
    buffer_char(out, ']');
}

static void value_write(struct buffer *out, const struct param *param, const struct argument *argument)
{
    if (argument->cleared)
        buffer_text(out, param->type == T_CODES ? "[]" : "null");
    else if (param->type == T_INT)
        buffer_int(out, argument->integer);
    else if (param->type == T_NUMBER)
        buffer_printf(out, "%.9f", argument->numbers[0]);
    else if (param->type == T_BOOL)
        json_put_bool(out, argument->boolean);
    else if (param->type == T_CODES)
        list_write(out, argument->text);
    else if (param->type == T_OBJECTS)
        buffer_span(out, argument->text);
    else
        json_put_string(out, argument->text);
}

/* Members of one object stand together in the tables, so it is opened and closed once. */
const char *patch_of(struct request *rq, const struct param_set *set)
{
    struct buffer out = buffer_in(rq->arena, 512);
    struct span open = { 0 };

    buffer_char(&out, '{');
    for (unsigned i = 0; i < set->count; i++) {
        const struct param *const param = &set->params[i];
        const struct argument *const argument = arg(rq, param->name);
        const char *const dot = strchr(param->name, '.');
        const struct span object = { param->name, dot ? (size_t)(dot - param->name) : 0 };

        if (!argument->given && !argument->cleared)
            continue;
        if (open.length > 0 && !span_equal(open, object)) {
            buffer_char(&out, '}');
            open.length = 0;
        }
        if (dot && open.length == 0) {
            json_put_name(&out, arena_copy(rq->arena, object.at, object.length));
            buffer_char(&out, '{');
            open = object;
        }
        json_put_name(&out, dot ? dot + 1 : param->name);
        value_write(&out, param, argument);
    }
    buffer_text(&out, open.length > 0 ? "}}" : "}");
    return arena_copy(rq->arena, buffer_bytes(&out).at, buffer_bytes(&out).length);
}

const char *patch_joined(struct request *rq, const char *one, const char *other)
{
    if (!one[2])
        return other;
    return other[2] ? arena_printf(rq->arena, "%.*s,%s", (int)strlen(one) - 1, one, other + 1) : one;
}

static const struct param draft[] = {
    { "draft", IN_BODY, T_BOOL, .summary = "Only staff sees it, until it is published", .example = "true" },
};
const struct param_set draft_body = { draft, 1 };

static const struct param reason[] = {
    { "reason", IN_BODY, T_TEXT, .max = 500, .summary = "Why, for whoever reads the history: staff",
      .example = "Told by the library on the phone" },
};
const struct param_set reason_body = { reason, 1 };

const char *branch_whole(struct request *rq)
{
    return patch_joined(rq, patch_of(rq, &branch_body), patch_of(rq, &draft_body));
}

const char *point_whole(struct request *rq)
{
    return patch_joined(rq, patch_of(rq, &point_owner), patch_of(rq, &point_body));
}

const char *service_whole(struct request *rq)
{
    return patch_joined(rq, patch_of(rq, &service_owner), patch_of(rq, &service_body));
}

const char *library_whole(struct request *rq)
{
    return patch_joined(rq, patch_joined(rq, patch_of(rq, &library_owner), patch_of(rq, &library_body)),
                        patch_of(rq, &draft_body));
}

/* ---- rows ---- */

/* Its JSON in the first cell, its version in the second. */
static struct rows stored(struct request *rq, enum row_kind kind, const char *id)
{
    return WORK_QUERY(rq, SQL_stored_row, kinds[kind].name, id);
}

struct span row_read(struct request *rq, enum row_kind kind, const char *id, int64_t *ret_version)
{
    const struct rows rows = stored(rq, kind, id);

    if (!rows.ok || rows.count == 0)
        return (struct span){ 0 };
    if (ret_version)
        *ret_version = rows_int(&rows, 0, 1);
    return rows_text(&rows, 0, 0);
}

struct reply row_reply(struct request *rq, unsigned status, enum row_kind kind, const char *id)
{
    const struct rows rows = stored(rq, kind, id);

    return reply_version(rq, status, &rows);
}

struct reply row_made(struct request *rq, enum row_kind kind, const struct rows *made)
{
    if (!made->ok || made->count == 0)
        return problem(rq, PROBLEM_FORBIDDEN);
    const struct span id = rows_text(made, 0, 0);
    struct reply reply = row_reply(rq, 201, kind, arena_copy(rq->arena, id.at, id.length));
    const struct span code = ready_text(rq->arena, reply.body, "code");

    if (reply.status == 201)
        reply_header(
            &reply, "Location",
            arena_printf(rq->arena, "/api/v1/staff/%s/%.*s", kinds[kind].path, (int)code.length, code.at));
    return reply;
}

bool row_lock(struct request *rq, enum row_kind kind, const char *id)
{
    const struct rows rows = work_query(rq, kinds[kind].lock, 1, &id);

    return rows.ok && rows.count == 1 && rows_int(&rows, 0, 0) == rq->version;
}

const char *merge_target(struct request *rq, enum row_kind kind)
{
    const char *const merged = rq->object;
    const enum problem answer = authorize(rq, ACTION_DIRECTORY, kinds[kind].name, arg(rq, "into")->text);
    const char *const kept = rq->object;

    rq->object = merged;
    if (answer != PROBLEMS)
        param_error(rq, "into", answer == PROBLEM_NOT_FOUND ? "unknown_code" : "not_yours", NULL);
    else if (strcmp(merged, kept) == 0)
        param_error(rq, "into", "into_itself", NULL);
    return rq->error_count == 0 ? kept : NULL;
}

const char *merge_hold(struct request *rq, enum row_kind kind)
{
    const char *const kept = merge_target(rq, kind);

    if (!kept)
        return NULL;
    /* In the order of their ids: two who merge them into each other at once wait, and don't block each other.
     */
    const bool kept_first = strcmp(kept, rq->object) < 0;
    const char *const ids[] = { kept_first ? kept : rq->object, kept_first ? rq->object : kept };
    const struct rows first = work_query(rq, kinds[kind].lock, 1, &ids[0]);
    const struct rows second = work_query(rq, kinds[kind].lock, 1, &ids[1]);
    const struct rows *const held = kept_first ? &first : &second;

    if (held->ok && held->count == 0)
        param_error(rq, "into", "unknown_code", NULL); /* merged or deleted meanwhile */
    return rq->error_count == 0 ? kept : NULL;
}

struct rows row_differences(struct request *rq, enum row_kind kind, const char *id, const char *patch)
{
    return WORK_QUERY(rq, SQL_stored_differences, kinds[kind].name, id, patch);
}

static void difference_write(struct request *rq, struct buffer *out, const struct rows *rows, unsigned i)
{
    buffer_text(out, i > 0 ? ",{" : "{");
    json_put_name(out, "pointer");
    json_put_string(out, span_of(json_pointer(rq->arena, rows_text(rows, i, 0))));
    json_put_name(out, "current");
    buffer_span(out, rows_text(rows, i, 1));
    json_put_name(out, "sent");
    buffer_span(out, rows_text(rows, i, 2));
    buffer_char(out, '}');
}

struct reply row_outdated(struct request *rq, enum row_kind kind, const char *id, const char *patch)
{
    const struct rows now = stored(rq, kind, id), others = row_differences(rq, kind, id, patch);
    struct buffer differences = buffer_in(rq->arena, 256);

    if (!now.ok || now.count == 0)
        return problem(rq, PROBLEM_NOT_FOUND);
    buffer_text(&differences, ",\"differences\":[");
    for (unsigned i = 0; others.ok && i < others.count; i++)
        difference_write(rq, &differences, &others, i);
    buffer_char(&differences, ']');
    return problem_current(rq, PROBLEM_PRECONDITION_FAILED, &now, &differences);
}

struct reply row_delete(struct request *rq, enum row_kind kind, const struct query *remove)
{
    if (!row_lock(rq, kind, rq->object))
        return row_outdated(rq, kind, rq->object, "{}");
    const struct rows gone = work_query(rq, remove, 1, &rq->object);

    return reply_rows(rq, 200, &gone);
}
