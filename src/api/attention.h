/* SPDX-License-Identifier: Apache-2.0
 *
 * What needs attention: what the operation shares with the page. */
#ifndef BRANCHLIGHT_API_ATTENTION_H
#define BRANCHLIGHT_API_ATTENTION_H

#include "branchlight/work.h"

enum attention_kind {
    ATTENTION_FAULT,
    ATTENTION_POSSIBLE,
    ATTENTION_CORRECTION,
    ATTENTION_UNCONFIRMED,
    ATTENTION_AGREEMENT,
    ATTENTION_UNVERIFIED,
    ATTENTION_KINDS
};
extern const char *const attention_kinds[]; /* "fault" … "unverified"; NULL */
extern const char *const attention_sorts[]; /* "urgency", "age", "place"; NULL */

/* Columns of attention_list.sql. */
enum attention_column {
    KIND,
    LEADS,
    TARGET,
    POINT,
    BRANCH,
    LIBRARY,
    LIBRARY_CODE,
    UTILITY,
    ABOUT,
    MANY,
    SINCE,
    DUE,
    ZONE,
    BRANCH_CODE,
    URGENCY,
    UTILITY_CODE,
    PLACE,
    PARTS
};

extern const struct param_set attention_filters; /* `kind`, `library`, `sort` */

/* How many rows of a kind a page looks at. */
#define ATTENTION_MOST "1000"

/* What is one's own (of a library, behind a row's place; NULL: all), in the order that `sort` asks for:
 * `most` rows of each kind, NULL: all. The other filters are the caller's. */
struct rows attention_rows(struct request *rq, const char *library, const char *after, const char *most);
enum attention_kind attention_kind_of(const struct rows *rows, unsigned i);
/* Whether the filter `library` lets a row pass. */
bool attention_of_library(struct request *rq, const struct rows *rows, unsigned i);
/* Whether all filters do. */
bool attention_shown(struct request *rq, const struct rows *rows, unsigned i);
/* What a row is about: "printer out_of_order" is two words. */
void attention_about(const struct rows *rows, unsigned i, struct span *ret_first, struct span *ret_second);

#endif
