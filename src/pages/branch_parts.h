/* SPDX-License-Identifier: Apache-2.0
 *
 * The parts of a branch's page. Each sets what its part of the template shows.
 */
#ifndef BRANCHLIGHT_PAGES_BRANCH_PARTS_H
#define BRANCHLIGHT_PAGES_BRANCH_PARTS_H

#include "branchlight/directory.h"
#include "branchlight/operation.h"
#include "branchlight/template.h"
#include "usual.h"

/* A branch with its points, read once for all parts. */
struct branch_whole {
    struct branch_view branch;
    const struct point_view *points; /* branch.points of them */
    struct usual usual;
};

/* What a visitor should do, in one sentence, and the class of its colour. */
struct span verdict_text(struct request *rq, const struct point_view *point);
const char *verdict_class(const struct point_view *point);

/* A point: verdict, facts, how they are known. */
void point_set(struct request *rq, struct view *view, const struct branch_view *branch,
               const struct point_view *point);
/* Sets `instead` where the point can't be relied on: { nearest, utility, phone, site }. */
void instead_set(struct request *rq, struct view *view, const struct branch_view *branch,
                 const struct point_view *point);

/* `availability`: how much of the time the points worked, by month; absent where no month is known. */
void availability_set(struct request *rq, struct view *view, const struct branch_whole *whole);

/* `offers`: what one can do and has to bring, equipment, languages; what several points have alike is said
 * once. */
void offers_set(struct request *rq, struct view *view, const struct branch_whole *whole);

/* `events`: what comes next here. */
void events_set(struct request *rq, struct view *view, const struct branch_view *branch);

/* `visit`: address, how exact the place is, the entrance, the way, telephone, site. */
void visit_set(struct request *rq, struct view *view, const struct branch_view *branch);

/* `utilities`: whose points these are, who they were before, how to reach them; `library`: whom to tell what
 * is wrong here. */
void contacts_set(struct request *rq, struct view *view, const struct branch_whole *whole);

/* `reports`: what was reported last. `known`: what is told of the place, by whom, and how sure it is. */
void reports_set(struct request *rq, struct view *view, const struct branch_whole *whole);
void known_set(struct request *rq, struct view *view, const struct branch_whole *whole);

/* `certain`: how sure the facts of the page are, a list for the branch and one for each of several points:
 * { whose, lines: { how, facts: { what } }, precision }. */
void certainty_set(struct request *rq, struct view *view, const struct branch_whole *whole);

/* `changes`: what was changed last of its public facts; absent where nothing was. */
void changes_set(struct request *rq, struct view *view, const struct branch_whole *whole);

/* `share`: short addresses, a letter with them, the printed sheet and the box for the library's own site. */
void share_set(struct request *rq, struct view *view, const struct branch_whole *whole);

/* The schema.org text of the branch. `path` as for shell_view. */
void branch_structured(struct request *rq, struct view *view, const struct branch_whole *whole,
                       const char *path);

#endif
