/* SPDX-License-Identifier: Apache-2.0
 *
 * Sessions, devices and keys: listed and ended alike. What has ended lets nobody in from the next request on,
 * whichever instance it comes to, since each asks the database. */
#include "people.h"
#include "queries.h"

static const struct param params[] = {
    { "user", IN_QUERY, T_CODE, .summary = "Id of somebody whom one looks after; oneself, if not given",
      .example = "01a218ca-7a25-768a-b824-309e84e94fce" },
};
const struct param_set whose = { params, sizeof params / sizeof *params };

bool in_person(const struct request *rq)
{
    return rq->actor && strcmp(rq->actor->kind, "session") == 0;
}

struct rows credential_rows(struct request *rq, const char *kind, const char *user)
{
    return WORK_QUERY(rq, SQL_credential_list, kind, user);
}

struct rows credential_revoke(struct request *rq, const char *kind, const char *id)
{
    return WORK_QUERY(rq, SQL_credential_end, id, kind);
}

struct reply credential_list_reply(struct request *rq, const char *kind)
{
    const struct rows rows = credential_rows(rq, kind, arg_value(rq, "user"));

    return reply_rows(rq, 200, &rows);
}

/* Whoever holds a phone or a key may give up that one, and no other. */
struct reply credential_delete_reply(struct request *rq, const char *kind)
{
    const char *const id = arg_value(rq, kind);

    if (!in_person(rq) && strcmp(id, rq->actor->credential) != 0)
        return problem(rq, PROBLEM_FORBIDDEN);
    const struct rows rows = credential_revoke(rq, kind, id);

    return reply_rows(rq, 200, &rows);
}
