/* SPDX-License-Identifier: Apache-2.0
 *
 * The words of the printed sheet in every language that it is printed in: more than the interface has, since
 * it hangs on a door.
 */
#ifndef BRANCHLIGHT_PAGES_POSTER_WORDS_H
#define BRANCHLIGHT_PAGES_POSTER_WORDS_H

struct poster_words {
    const char *code;  /* "lt" */
    const char *here;  /* what this is */
    const char *scan;  /* what the code is for */
    const char *never; /* whom not to believe */
    const char *leave; /* and what to do at the end */
};

/* NULL-terminated by its code. */
extern const struct poster_words poster_words[];

#endif
