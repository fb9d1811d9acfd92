/* SPDX-License-Identifier: Apache-2.0
 *
 * Folding of text: for searching, lower case without diacritics (Unicode NFKD, case folding, marks dropped by
 * utf8proc; ł ø đ ß æ and their kind by a table of our own); for sorting, keys that order as Lithuanian does.
 */
#ifndef BRANCHLIGHT_FOLD_H
#define BRANCHLIGHT_FOLD_H

#include "branchlight/arena.h"
#include "branchlight/span.h"

/* "Šiaulių r." → "siauliu r": letters and digits of any script, everything else one space between words, no
 * space at the ends. Bad UTF-8 is treated as a break between words. In the arena, NUL-terminated. */
struct span fold_search(struct arena *arena, struct span text);

/* Bytes whose memcmp order (shorter first on a tie) is the order of Lithuanian dictionaries (ą after a, y
 * beside i, č after c …), other Latin letters by their base, other scripts after Latin by code point; a space
 * and other signs come before digits, digits before letters; case decides last. The order of ICU's lt-x-icu,
 * against which it is tested. In the arena. */
struct span fold_sort_key(struct arena *arena, struct span text);

#endif
