/* SPDX-License-Identifier: Apache-2.0
 *
 * What the operations that edit the directory share with each other and with the pages that do the same. A
 * row is read as stored_row() of the database makes it; a change is a merge patch (RFC 7396) of that.
 */
#ifndef BRANCHLIGHT_API_EDITING_H
#define BRANCHLIGHT_API_EDITING_H

#include "branchlight/auth.h"
#include "branchlight/work.h"

/* An organization that is edited by itself is a utility: a library's institution is edited with the library.
 */
enum row_kind { ROW_BRANCH, ROW_POINT, ROW_LIBRARY, ROW_AGREEMENT, ROW_ORGANIZATION, ROW_SERVICE };

/* What can be said of each; `library` (of a branch), `branch` and `utility` (of a point) and so on are codes.
 */
extern const struct param_set branch_body, point_body, library_body, agreement_body, organization_body,
    service_body;
/* `utility`: of a new point, library, agreement or service. */
extern const struct param_set point_owner, library_owner, agreement_owner, service_owner;
/* `draft`: of a new branch, or a new library. */
extern const struct param_set draft_body, reason_body;

/* The arguments of such a set as a merge patch: what was given, and null for what was cleared. */
const char *patch_of(struct request *rq, const struct param_set *set);

/* Two patches of different members as one. */
const char *patch_joined(struct request *rq, const char *one, const char *other);
/* All that is said of a new branch, point, library, agreement or service. */
const char *branch_whole(struct request *rq);
const char *point_whole(struct request *rq);
const char *library_whole(struct request *rq);
const char *agreement_whole(struct request *rq);
const char *service_whole(struct request *rq);

/* Finds the agreement that the path names, and asks whether one may: sets rq->object. */
enum problem agreement_open(struct request *rq, enum action action);
/* Notes dates that are none. */
void agreement_dates_check(struct request *rq);

/* The row as JSON, with its version for an ETag. A problem where there is none. */
struct reply row_reply(struct request *rq, unsigned status, enum row_kind kind, const char *id);
/* The row's JSON; at == NULL where there is none. `ret_version` may be NULL. */
struct span row_read(struct request *rq, enum row_kind kind, const char *id, int64_t *ret_version);
/* What a new row answers with: 201, its address in Location. */
struct reply row_made(struct request *rq, enum row_kind kind, const struct rows *made);

/* Takes hold of a row until the transaction's end. False where rq->version isn't its version (any more), or
 * it isn't to be had. */
bool row_lock(struct request *rq, enum row_kind kind, const char *id);
/* The id of the row that `into` names; NULL, with an error at it, where it isn't there, isn't one's own to
 * edit, or is rq->object, which stays. */
const char *merge_target(struct request *rq, enum row_kind kind);
/* The same, and takes hold of both rows until the transaction's end. */
const char *merge_hold(struct request *rq, enum row_kind kind);
/* DELETE: removes rq->object by `remove`, if it is of rq->version. */
struct reply row_delete(struct request *rq, enum row_kind kind, const struct query *remove);
/* 412, with the row as it is, and the members that were sent and are others now. */
struct reply row_outdated(struct request *rq, enum row_kind kind, const char *id, const char *patch);
/* Those members: name with dots, what it is, what was sent, as JSON. */
struct rows row_differences(struct request *rq, enum row_kind kind, const char *id, const char *patch);

/* What a patch of such a row may say. */
const struct param_set *row_body(enum row_kind kind);
/* Changes the row rq->object by a patch. Where something is wrong with it, rq->errors say what, and it isn't
 * done. */
void row_change(struct request *rq, enum row_kind kind, const char *patch);
/* Does so by the body's merge patch (RFC 7396), if If-Match names the row's version: the row as it is then.
 */
struct reply row_update(struct request *rq, enum row_kind kind);

/* Each makes a row: its id in the first cell. Without `ok` where rq->errors say why not. */
struct rows branch_make(struct request *rq, const char *patch);
struct rows point_make(struct request *rq, const char *patch);
struct rows library_make(struct request *rq, const char *patch);
struct rows service_make(struct request *rq, const char *patch);
/* The same, of the arguments `utility`, `library` and agreement_body. Leaves rq->object at the library. */
struct rows agreement_make(struct request *rq);

/* Branches, libraries or points that one which is to be made may be already, unless `confirm_duplicate` says
 * that it isn't: code, name, library or municipality, address, metres, whether the name is the same, the row
 * as JSON.
 */
struct rows duplicates(struct request *rq, enum row_kind kind, const char *patch);
/* 409, with those as `candidates`. */
struct reply duplicate_reply(struct request *rq, const char *code, const struct rows *candidates);

/* Says that a branch and its points (those that are one's own) are all still right. */
void branch_confirm(struct request *rq, const char *id);

/* Whose hours: those of a building are its branch's; when a point is reached, and when somebody helps there,
 * are the point's. */
struct hours_of {
    const char *kind; /* "building", "access" or "adviser" */
    const char *id;   /* of the branch, or point */
};

/* `kind` of a point's hours, and `rules` and `exceptions`. */
extern const char *const point_hours_kinds[];
extern const struct param_set hours_body;
/* Those of the row that the path names: rq->object, of the `kind` that it says, if it does. */
struct hours_of hours_named(const struct request *rq);
/* Sees to it that there are hours, and that nobody else changes them until the transaction's end: before
 * reading what is put back. */
void hours_hold(struct request *rq, struct hours_of of);
/* Replaces hours by what is said ({rules, exceptions}), if they are of that version (0: whatever it is).
 * False where they aren't. */
bool hours_put(struct request *rq, struct hours_of of, int64_t version, const char *said);
/* Does so with what the body says (hours_body), if If-Match names their version; 422 names each place that
 * isn't written as hours are. */
struct reply hours_update(struct request *rq);
/* Takes a point's own hours away, if they are of that version. False where they aren't. */
bool hours_drop(struct request *rq, struct hours_of of, int64_t version);
/* The hours, with their version as ETag. */
struct reply hours_reply(struct request *rq, struct hours_of of);
/* 412, with the hours as they are. */
struct reply hours_outdated(struct request *rq, struct hours_of of);

#endif
