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

/* What a browser tells its users apart by, who may share one phone: 16 hexadecimal digits that say nothing of
 * whoever is signed in. */
const char *staff_user_mark(struct request *rq);

/* Sets `has_errors`, `errors` (each with `text` and, where the field has a name in words, `label` and `at`,
 * its id), and of each field `<field>_error` and, but for secrets, `<field>_value`. */
void form_set(struct request *rq, struct view *view);
/* The same, where the page knows fields by other words: `label` gives those of a parameter, and its id;
 * without length where there are none. `context` is handed to it. */
typedef struct span form_label(struct request *rq, struct span parameter, const void *context,
                               const char **ret_at);
void form_labelled_set(struct request *rq, struct view *view, form_label *label, const void *context);
/* The words of form_set: those of the key "field.<parameter>"; its name is the id. */
form_label form_field_label;

/* Sets `branch_names` to { code, name } of the branches that one may edit: what a field for a code offers. */
void branch_names_set(struct request *rq, struct view *view);

/* What is wrong with a parameter stands at another field: that of the form which was sent, where a page has
 * several, or the one that the parameter was made of. */
void form_error_move(struct request *rq, const char *parameter, const char *field);

/* The key of a form that makes something, `once`: who presses its button twice makes one thing. A form that
 * is shown again with what is wrong is the same form still. The operation that takes it is `fresh`. */
#define ONCE_PARAM                                                                                           \
    {                                                                                                        \
        "once", IN_BODY, T_TEXT, .max = 43,                                                                  \
                                 .summary = "Of a new row: the form's own key, so that it is made once"      \
    }
extern const struct param_set once_body;
void once_set(struct request *rq, struct view *view);
/* Always another key: of a form that stands again on the page which tells what was made. */
void once_renew(struct request *rq, struct view *view);
/* The secret that belongs to the form's own key, who sends it and what is said in it: the same whenever it is
 * sent again. A key that could be guessed gives another secret each time. */
void once_secret(struct request *rq, char ret_secret[SECRET_SIZE]);

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
/* The same of a point of which visitors see something else than a status: `instead` is its key of the
 * catalogue; NULL: they see the status. */
void seen_look(struct request *rq, struct view *view, const char *status, const char *instead);

#endif
