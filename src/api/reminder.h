/* SPDX-License-Identifier: Apache-2.0
 *
 * Reminders: what the operation shares with the page. */
#ifndef BRANCHLIGHT_API_REMINDER_H
#define BRANCHLIGHT_API_REMINDER_H

#include "branchlight/work.h"

enum { REMINDER_POINTS_MAX = 1000 };

/* Columns of reminder_create.sql, and the members and parameters that they are told by. */
enum { REMINDED, ALREADY, NOBODY, CONFIRMED, PEOPLE, REMINDER_COUNTS };
extern const char *const reminder_counts[REMINDER_COUNTS]; /* "reminded" … "people" */

extern const struct param_set reminder_body; /* `points` */

/* Reminds those who can confirm the points of these codes (with commas), all or none; without `ok` where
 * rq->errors say which aren't one's own. */
struct rows reminder_record(struct request *rq, const char *points);

#endif
