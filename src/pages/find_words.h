/* SPDX-License-Identifier: Apache-2.0
 *
 * What a reader's words mean: the place they ask from, or words to search for.
 */
#ifndef BRANCHLIGHT_PAGES_FIND_WORDS_H
#define BRANCHLIGHT_PAGES_FIND_WORDS_H

#include "branchlight/directory.h"
#include "branchlight/operation.h"

struct meaning {
    struct span place; /* the name of the place they mean; absent: they mean none */
    bool unknown;      /* nothing in the directory is called so, and no place */
};

/* Where the words of the question mean a place, the question is asked from there instead. */
void find_words(struct request *rq, struct directory_query *query, struct meaning *ret_meaning);

#endif
