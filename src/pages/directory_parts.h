/* SPDX-License-Identifier: Apache-2.0
 *
 * Forms that edit the directory: fields made from an operation's own parameters, filled from the stored row
 * or from what was sent, with what is wrong, and what somebody else has changed, beside each.
 */
#ifndef BRANCHLIGHT_PAGES_DIRECTORY_PARTS_H
#define BRANCHLIGHT_PAGES_DIRECTORY_PARTS_H

#include "../api/editing.h"
#include "branchlight/i18n.h"
#include "branchlight/pages.h"
#include "branchlight/ready.h"
#include "staff_parts.h"

enum field_look { FIELD_LINE, FIELD_AREA, FIELD_SELECT, FIELD_BOXES, FIELD_COORDINATES };

struct field {
    const char *section; /* begins one: i18n key directory.section.<section>; NULL: goes on */
    const char *name;    /* of the parameter; its label is directory.field.<name> */
    const char *words;   /* what stands for <name> in the keys of its words; NULL: the name itself */
    const char *options; /* a list of the database, or "=a,b,c"; NULL: the parameter's own choices */
    const char *preset;  /* in the form of a new one */
    enum field_look look;
    bool wide, hint;
    bool later; /* only in the form of a row that is there */
};

/* A form: which row, its fields, what is to be shown in them. */
struct form {
    enum row_kind kind;
    const struct field *fields;
    unsigned count;
    const struct param_set *set;
    const char *id;    /* of the row; NULL: it is to be made */
    const char *patch; /* what was sent; NULL: the form is shown for the first time */
    bool conflict;     /* somebody else was faster */
    bool reading;      /* only to be read: no fields to fill in */
};

/* `coordinates`; in a form that edits `version` and `base`, in one that makes a row `once`. */
extern const struct param_set form_body;

/* Reads `coordinates` into location.latitude and location.longitude. */
void coordinates_take(struct request *rq);
/* The set's members that differ from what the form showed (`base`). */
const char *form_patch(struct request *rq, const struct param_set *set);
/* Sets `sections`, `version`, `base`, `once`, `errors`. */
void directory_form_set(struct request *rq, struct view *view, const struct form *form);

/* The form of a kind of rows: `show` shows that of rq->object, with what was sent, or beside what somebody
 * else has changed; `path` is where such rows are edited. */
struct row_form {
    enum row_kind kind;
    const char *path; /* "branches" */
    struct reply (*show)(struct request *rq, unsigned status, const char *patch, bool conflict);
};
extern const struct row_form branch_form, point_form, library_form, agreement_form, utility_form,
    service_form;
/* For a button beside a form, which sends its version but none of its fields: takes hold of rq->object, if it
 * is of that. False, with the form as *ret_instead, where it isn't, or something else is wrong. */
bool row_form_hold(struct request *rq, const struct row_form *form, struct reply *ret_instead);
/* Changes rq->object by a patch of its form, if it is of the form's version, and publishes it by `publish`
 * (NULL: it doesn't). Shows the form again where something is wrong, or where somebody else was faster:
 * unless nothing is left to do, because the same form was sent twice. */
struct reply row_form_save(struct request *rq, const struct row_form *form, const char *patch,
                           const struct query *publish);

/* A page's frame under staff/directory. */
struct view *directory_view(struct request *rq, const char *title_key, const char *path);
/* Sets what stands above a form: the row's own name, or what it is; and where the form is sent to. */
void heading_set(struct request *rq, struct view *view, const char *title_key, struct span name,
                 const char *action);
/* Whose a new row is to be, of code and name of utilities. `none_key`: what is told where there are none;
 * NULL: it may be nobody's. */
void utilities_set(struct request *rq, struct view *view, const struct rows *rows, const char *none_key);
/* A branch in a list, of directory_rows.sql. */
void directory_branch_set(struct request *rq, struct view *row, const struct rows *rows, unsigned i);
/* The page of a form. */
struct reply directory_reply(struct request *rq, struct view *view, unsigned status);
/* The form of a branch: rq->object, or a new one of the library in the path. */
struct reply branch_form_show(struct request *rq, unsigned status, const char *patch, bool conflict);
struct reply branch_new_show(struct request *rq, unsigned status, const char *patch,
                             const struct rows *candidates);
struct reply point_form_show(struct request *rq, unsigned status, const char *patch, bool conflict);
struct reply point_new_show(struct request *rq, unsigned status, const char *patch,
                            const struct rows *candidates);
/* The form of the utility rq->object. */
struct reply utility_form_show(struct request *rq, unsigned status, const char *patch, bool conflict);
/* The form of the service rq->object, or a new one of the utility in the path. */
struct reply service_form_show(struct request *rq, unsigned status, const char *patch, bool conflict);
struct reply service_new_show(struct request *rq, unsigned status);
/* Sets `services`, what can be done at points of the utility rq->object. */
void services_set(struct request *rq, struct view *view, const char *utility);
struct reply library_new_show(struct request *rq, unsigned status, const struct rows *candidates);
struct reply library_form_show(struct request *rq, unsigned status, const char *patch, bool conflict);
/* The form of an agreement: rq->object, or a new one of the library in the path. `reading`: for the library,
 * which can't change it. */
struct reply agreement_form_show(struct request *rq, unsigned status, const char *patch, bool conflict,
                                 bool reading);
struct reply agreement_new_show(struct request *rq, unsigned status);
/* Sets `agreements`, those of the library rq->object that one is a party to. */
void agreements_set(struct request *rq, struct view *view, const char *library);
/* Notes that the library has to agree before an ended agreement is opened again; what the database would
 * refuse. */
void agreement_reopening_check(struct request *rq, const char *patch);
/* Merging the library or branch rq->object into another: the page with the choice and, where `into` is given,
 * what would change and the question; and what is done then. Where the row has been changed since it was
 * asked, it is asked anew. */
struct reply merging_ask(struct request *rq, enum row_kind kind);
struct reply merging_do(struct request *rq, enum row_kind kind);

/* Sets `corrections` of visitors that wait to be made in the branch of that id; `about`: only of this, NULL:
 * all.
 */
void corrections_set(struct request *rq, struct view *view, const char *branch, const char *about);
/* Sets `facts` of a row of the verification queue: what visitors are told of the branch of that code. */
void queue_facts_set(struct request *rq, struct view *row, struct span code);

#endif
