/* SPDX-License-Identifier: Apache-2.0
 *
 * The pages of incidents, of reports and of what is planned, each shown after its form too. */
#ifndef BRANCHLIGHT_PAGES_INCIDENT_PARTS_H
#define BRANCHLIGHT_PAGES_INCIDENT_PARTS_H

#include "../api/incident.h"
#include "staff_parts.h"

/* The incident rq->object; `changed`: somebody else was first. */
struct reply staff_incident_show(struct request *rq, unsigned status, bool changed);
/* Sets `state` (a colour's class) and `icon` of an incident's state. */
void incident_look(struct view *view, const char *state);
/* The report rq->object. */
struct reply staff_report_show(struct request *rq, unsigned status, bool changed);
/* What is planned at the point `point` (its id). */
struct reply staff_planned_show(struct request *rq, const char *point, unsigned status);

#endif
