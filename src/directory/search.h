/* SPDX-License-Identifier: Apache-2.0
 *
 * A word of a query, and what its matches weigh: what search_match.c (over the index) and search_word.c (over
 * texts) share.
 */
#ifndef BRANCHLIGHT_DIRECTORY_SEARCH_H
#define BRANCHLIGHT_DIRECTORY_SEARCH_H

#include "internal.h"

enum {
    WORD_LETTERS_MAX = 48, /* letters of a word that are compared */
    WEIGHT_EXACT = 10,
    WEIGHT_PREFIX = 6,
    WEIGHT_TYPO = 3, /* one error; with two one less */
    ENTITY_LESS = 1, /* the branch itself counts more than what it belongs to */
    FUZZY_LETTERS = 4,
    FUZZY_LETTERS_TWO = 8,
};

struct needle {
    struct span text;
    uint32_t letters[WORD_LETTERS_MAX];
    unsigned length, limit; /* in letters; errors allowed */
};

struct needle needle_make(struct span text);
/* The letters of a word, at most WORD_LETTERS_MAX; returns how many. */
unsigned letters_of(const char *text, uint32_t length, uint32_t letters[WORD_LETTERS_MAX]);
/* The words of folded text, at most QUERY_WORDS_MAX; returns how many. */
unsigned split_words(struct span text, struct span words[QUERY_WORDS_MAX]);

#endif
