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

    WEIGHT_STRICT = 5,      /* from here on without an error */
    WEIGHT_FIRST = 8,       /* the beginning of a name's first word */
    WEIGHT_FIRST_WHOLE = 9, /* … which is its only one */
    WEIGHT_FIRST_EXACT = 12,
    WEIGHT_WHOLE_EXACT = 14, /* the most there is */

    CLASS = 200, /* more than all weights together */
};

/* How a whole query stands to a branch's names: 3 is one, 2 begins one, 1 neither. This is the most that the
 * weight of its first word allows; where there is one word only, it says all. */
static inline unsigned class_most(unsigned words, unsigned first_weight)
{
    const bool first = first_weight == WEIGHT_FIRST || first_weight == WEIGHT_FIRST_WHOLE ||
                       first_weight >= WEIGHT_FIRST_EXACT;

    if (!first)
        return 1;
    return words > 1 || first_weight >= WEIGHT_WHOLE_EXACT ? 3 : 2;
}

/* From the sum of the words' weights, the least of them, and the class. */
static inline unsigned relevance_of(unsigned sum, unsigned least, unsigned class)
{
    return least == 0 ? 0 : sum + (least >= WEIGHT_STRICT ? CLASS * class : 0);
}

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
