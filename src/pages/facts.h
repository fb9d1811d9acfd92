/* SPDX-License-Identifier: Apache-2.0
 *
 * What is known of a point, in facts: each an object with `class` (its state's colour), `icon` (and a
 * member of that name), `text` and `detail`. Two axes and help, never mixed: the machine, the hours, the
 * adviser.
 */
#ifndef BRANCHLIGHT_PAGES_FACTS_H
#define BRANCHLIGHT_PAGES_FACTS_H

#include "branchlight/directory.h"
#include "branchlight/operation.h"
#include "branchlight/template.h"

/* Whether visitors report a problem that staff haven't looked at, and nothing worse is known. */
bool has_problem(struct request *rq, const struct point_view *point);

/* Fill an empty object. adviser_fact: only where adviser hours are known; problem_fact: only where
 * has_problem. */
void problem_fact(struct request *rq, struct view *fact, const struct point_view *point);
void status_fact(struct request *rq, struct view *fact, const struct point_view *point);
void hours_fact(struct request *rq, struct view *fact, const struct directory_hours *hours);
void adviser_fact(struct request *rq, struct view *fact, const struct point_view *point);

/* The second at which what is said of a point ends to hold by itself: its report expires, the doors open or
 * shut. 0: none is known. */
int64_t point_holds_until(const struct point_view *point);

/* Sets `holds_until` for static/js/offline.js; nothing where it is 0. */
void holds_set(struct request *rq, struct view *view, int64_t until);

/* A number and its unit stay on one line: "17 val.", "26 d."; a year has no unit. */
struct span unbroken(struct arena *arena, struct span text);

/* An address in parts: "Vyskupo skveras 1, LT-29130 Anykščiai" is street and locality; without a comma it is
 * the locality alone. */
void address_split(struct span address, struct span *ret_street, struct span *ret_locality);

/* What a branch is called in the page's language; where it has no name in that, its own. `ret_language` is
 * that of the name. */
struct span branch_called(struct request *rq, const struct branch_view *branch, struct span *ret_language);

/* Sets `name` to that, with its language as view_set_foreign does. */
void branch_called_set(struct request *rq, struct view *view, const char *name,
                       const struct branch_view *branch);

/* The address of the way to a place, on a map that is not ours; NULL where the place isn't known. */
const char *directions_url(struct arena *arena, const struct branch_view *branch);

/* "tel:" and the number's digits. NULL where there is none. */
const char *phone_url(struct arena *arena, struct span phone);

/* The address of a web site where it is one (http or https), else NULL: it came from outside. */
const char *site_url(struct arena *arena, struct span website);

/* "manoelektra.lt" of "http://www.manoelektra.lt/": as people say it. */
struct span site_name(struct span website);

#endif
