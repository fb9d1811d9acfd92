/* SPDX-License-Identifier: Apache-2.0
 *
 * The page of hours, of a branch or a point, for those who post to it.
 */
#ifndef BRANCHLIGHT_PAGES_HOURS_PARTS_H
#define BRANCHLIGHT_PAGES_HOURS_PARTS_H

#include "directory_parts.h"

/* `week.1` … `week.7`, `season.…`, `holiday`, `eve`, `monthly.…`; `hours_version` and `base`: what the form
 * was made from. */
extern const struct param_set hours_form_body;

/* What pages of a point's hours have in their address. */
extern const struct param_set point_hours_path;

bool hours_building(struct hours_of of);
/* A word of the page, in words for that kind of hours: `key` behind "hours.". */
struct span hours_word(struct request *rq, struct hours_of of, const char *key);
/* Where their page is, behind "/{lang}/". */
const char *hours_path(struct request *rq, struct hours_of of);
/* Their page's frame, with the other hours of the branch to choose from; the id of that branch. */
struct view *hours_view(struct request *rq, struct hours_of of, const char **ret_branch);
/* Of a point: what holds where it has none of its own, or how to be rid of them. */
void hours_own_set(struct request *rq, struct view *view, struct hours_of of, bool own);
/* The page of the hours that the path names, with what is wrong with a form that was sent. */
struct reply hours_form_show(struct request *rq, unsigned status);
/* Back to the form, which says that it was saved. */
struct reply hours_form_saved(struct request *rq);
/* The form of a week that was sent, beside the hours as they are now. */
struct hours_merge {
    const char *said; /* what the form has changed, else what is there now; as hours_form_read.sql takes it */
    struct span mine; /* an object: the fields that it has still to change, as they are now */
    struct span theirs; /* of these, those that somebody else has changed too */
    bool others;        /* somebody else has changed some field */
};
/* The form once more: what is still to be changed as it was sent, with what is there now where somebody else
 * has changed it too; everything else as it is now. */
struct reply hours_form_conflict(struct request *rq, const struct hours_merge *merge);

/* What the forms do, of a branch or a point: the week, and one exception more or less. */
struct reply hours_week_save(struct request *rq);
struct reply hours_exception_save(struct request *rq);
extern const struct param_set hours_exception_body;

#endif
