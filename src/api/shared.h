/* SPDX-License-Identifier: Apache-2.0
 *
 * What several operations share: parameters, pages of a list, the codes in their paths.
 */
#ifndef BRANCHLIGHT_API_SHARED_H
#define BRANCHLIGHT_API_SHARED_H

#include "branchlight/buffer.h"
#include "branchlight/directory.h"
#include "branchlight/operation.h"

extern const struct param_set page_params;     /* limit, after */
extern const struct param_set language_params; /* lang */

/* The mark of a page: where it ended, and a hash of the filters that it belongs to. */
struct mark {
    uint8_t order;    /* which order the key belongs to */
    int64_t number;   /* of an integer key */
    double key;       /* of a real key */
    struct span name; /* of a text key */
    struct span code; /* of the last row */
};

/* The mark in `after`. False where it is broken or was made for other filters: the error is in rq. */
bool mark_read(struct request *rq, struct mark *ret_mark);

/* `,"next":…}` behind the items of a list, and the Link header: the address of the page after `mark` (NULL:
 * none). */
struct reply list_reply(struct request *rq, struct buffer *json, const struct mark *mark);

/* The same Link header alone, for a list of another format. */
void next_link(struct request *rq, struct reply *reply, const struct mark *mark);

/* The code in `parameter`; where that was given up, the one that stands for it. `kind` as directory_code has
 * it. */
struct span code_meant(struct request *rq, const char *parameter, const char *kind);

/* The index in the dictionary of the code in `parameter`, or of its successor; DIRECTORY_NONE where it isn't
 * given. Where it is given and there is no such entry: an error in rq, or, on a lenient page, true in
 * ret_nothing. */
uint32_t code_argument(struct request *rq, const char *parameter, enum directory_kind kind,
                       bool *ret_nothing);

/* The same of the parameter `utility`, by which points are chosen: an organization that has none is taken for
 * whoever took its place, as the old name is that people still know. */
uint32_t utility_argument(struct request *rq, bool *ret_nothing);

/* A list of a dictionary's entries, each with what `more` adds to its body (NULL: nothing). `skip` leaves
 * entries out (NULL: none). */
struct entry_list {
    enum directory_kind kind;
    void (*more)(struct request *rq, const struct directory_entry *entry, struct buffer *out);
    bool (*skip)(struct request *rq, const struct directory_entry *entry);
};
struct reply entry_list_reply(struct request *rq, const struct entry_list *list);

/* The counts of what refers to an entry, as members. */
void entry_counts(struct request *rq, const struct directory_entry *entry, struct buffer *out);

#endif
