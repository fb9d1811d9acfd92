/* SPDX-License-Identifier: Apache-2.0
 *
 * What the pages of staff share: their frame, where to go from there, and a form's errors beside its fields.
 */
#ifndef BRANCHLIGHT_PAGES_STAFF_PARTS_H
#define BRANCHLIGHT_PAGES_STAFF_PARTS_H

#include "branchlight/auth.h"
#include "branchlight/work.h"
#include "shell.h"

/* A page's data with the frame of staff: `title` as shell_view takes it, `path` behind "/{lang}/", `current`
 * the entry of the menu that is this page ("points", "people", "account"; NULL: none). */
struct view *staff_view(struct request *rq, struct span title, const char *path, const char *current);

/* Sets `has_errors`, `errors` (each with `field` and `text`), and of each field `<field>_error` and, but for
 * secrets,
 * `<field>_value`. */
void form_set(struct request *rq, struct view *view);

/* Whether there is something wrong with a form already, or the database has refused it: it is to be shown
 * again. */
bool form_wrong(struct request *rq);

/* 303 to an address of ours behind "/{lang}/". */
struct reply see_other(struct request *rq, const char *path);

/* A cell as a string; NULL for SQL NULL. */
const char *cell_string(struct request *rq, const struct rows *rows, unsigned row, unsigned column);

/* Sets `icon` (and a member of that name, for the symbol), `state` (a colour's class) and `word` of a status;
 * NULL: not confirmed. */
void status_look(struct request *rq, struct view *view, const char *status);

#endif
