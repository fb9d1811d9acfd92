/* SPDX-License-Identifier: Apache-2.0
 *
 * What the operations of staff share with the pages that do the same: each of these is one change, made in
 * the request's transaction, with the arguments of the operation's table.
 */
#ifndef BRANCHLIGHT_API_STAFF_H
#define BRANCHLIGHT_API_STAFF_H

#include "branchlight/auth.h"
#include "branchlight/work.h"

/* `status`, `components.…`, `note`, `expected_end`, `observed_at`, of the point rq->object. */
extern const struct param_set status_report_body;
/* The report as JSON in the first cell, its id in the second; where `undoes` is given, that which undoes. */
struct rows status_report_record(struct request *rq);

/* `cause` and `until`, of the branch rq->object. */
extern const struct param_set day_body;
/* No row: a branch without a point has no adviser. Without `ok` where rq->errors say why not. */
struct rows day_record(struct request *rq);
/* Takes back what that cause said today. */
struct rows day_withdraw(struct request *rq, const char *cause);

/* `email`, `passphrase`, `code`. */
extern const struct param_set sign_in_body;
/* SIGN_IN_CODE: the second factor's code is missing or wrong; rq->errors say which. */
enum sign_in { SIGN_IN_GOOD, SIGN_IN_WRONG, SIGN_IN_WAIT, SIGN_IN_CODE };
/* Where it is good, `ret_secret` is of the new session; where it is to wait, `ret_seconds` says for how long.
 */
enum sign_in session_open(struct request *rq, char ret_secret[SECRET_SIZE], int64_t *ret_seconds);

enum { SESSION_SECONDS = 12 * 3600 };

/* `kind`, `role`, `scope`, `name`, `email`, `language` of an invitation. */
extern const struct param_set invitation_body;
/* Makes it: its JSON in the first cell, its id in the second. `secret` is of the link. Without `ok`, or
 * without a row, where rq->errors say why not, or where there is one of that secret already. */
struct rows invitation_record(struct request *rq, const char *secret);
/* "https://example.org/lt/invitations/…" */
const char *invitation_link(struct request *rq, const char *secret);

/* `kind`, `branch`, `point`, `user`, `from`, `until`, `before`, `limit` of the audit. */
extern const struct param_set audit_filters;

/* Undoes what an audit entry says was changed. PROBLEMS: it is; else what to answer with, and why in
 * rq->errors. */
enum problem audit_entry_undo(struct request *rq);

#endif
