/* SPDX-License-Identifier: Apache-2.0
 *
 * Incidents and what leads to them: what the operations share with the pages. */
#ifndef BRANCHLIGHT_API_INCIDENT_H
#define BRANCHLIGHT_API_INCIDENT_H

#include "branchlight/auth.h"
#include "branchlight/work.h"

extern const char *const incident_parts[];       /* "computer" … "other"; NULL */
extern const char *const incident_states[];      /* "reported" … "dismissed"; NULL */
extern const struct param_set incident_body;     /* `state`, `assignee`, `expected_end`, `note`, `works` */
extern const struct param_set decision_body;     /* `decision`, `incident`, `into` */
extern const struct param_set planned_work_body; /* `starts_at`, `ends_at`, `reason.lt`, `reason.en` */
extern const struct param_set closure_body;      /* `first_day`, `last_day`, `reason.lt`, `reason.en` */

/* What became of a change to something with a version. */
enum change {
    CHANGE_DONE,
    CHANGE_MISSING,  /* there is no such thing, or not for who asks */
    CHANGE_STALE,    /* somebody else was first: 412 */
    CHANGE_CONFLICT, /* it can't, from where it is: 409 */
    CHANGE_INVALID,  /* rq->errors say what is wrong */
    CHANGE_FAILED,   /* the database said no; the transaction's end looks */
};

/* The incident of an id, where who asks may triage its point: rq->object is its id then, *ret_point that of
 * its point. */
enum problem incident_authorize(struct request *rq, struct span id, const char **ret_point);
/* Notes an `expected_end` that is over already. */
void incident_end_check(struct request *rq);
/* Makes an incident of the point rq->object; its id, or NULL after a failure. */
const char *incident_record(struct request *rq, const char *part, const char *expected_end, const char *note);
/* Whether a problem of that kind says that the point doesn't work: an adviser who is away and a locked door
 * make no machine worse. */
bool fault_of(const char *part);
/* Reports that the part of the point doesn't work, where that is a fault: it joins those that don't already.
 */
void fault_report(struct request *rq, const char *point, const char *part);
/* Changes the incident rq->object of version `version`, as incident_body's arguments say. */
enum change incident_change_record(struct request *rq, const char *point, int64_t version);

/* The report of an id, where who asks may triage it: rq->object is its id then. The row is that of
 * public_report_find.sql. */
enum problem public_report_authorize(struct request *rq, struct span id, struct rows *ret_found);
/* Decides about the report rq->object of version `version`; *ret_incident is the incident that it made or
 * joined, else NULL. */
enum change decision_record(struct request *rq, const struct rows *found, int64_t version,
                            const char **ret_incident);

/* Makes it: JSON in the first cell, the id in the second; without `ok` where rq->errors say why not. */
struct rows planned_work_record(struct request *rq);
struct rows closure_record(struct request *rq);
/* Take back what has that id. */
struct reply planned_work_withdraw(struct request *rq, struct span id);
struct reply closure_withdraw(struct request *rq, struct span id);

/* `{"items":[…` of rows that are JSON and id, one more than was asked for where there are more. */
struct reply incident_rows_reply(struct request *rq, const struct rows *rows);
/* What is asked for: the page's size and one more; the last id of the page before (NULL: none). False where
 * the mark is broken. */
bool incident_page(struct request *rq, const char **ret_limit, const char **ret_after);

/* The reply to a change; `now` is what is there. */
struct reply change_reply(struct request *rq, enum change change, unsigned status, const struct rows *now);

#endif
