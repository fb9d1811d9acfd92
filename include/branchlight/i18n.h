/* SPDX-License-Identifier: Apache-2.0
 *
 * Words in the reader's language. Catalogues are static/i18n/<language>.json, embedded in the binary: a flat
 * object of key → text, or key → { "one": …, "few": …, "many": …, "other": … } (CLDR plural categories of
 * that language). Texts may hold {name} places. A key that one catalogue lacks fails the build's check.
 */
#ifndef BRANCHLIGHT_I18N_H
#define BRANCHLIGHT_I18N_H

#include "branchlight/arena.h"
#include "branchlight/span.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

/* Languages of the interface in the order of preference: 0 = lt, 1 = en. */
enum { LANGUAGES_MAX = 8 };
unsigned language_count(void);
const char *language_code(unsigned language); /* "lt" */
int language_by_code(struct span code);       /* -1 where unknown */
const char *const *language_codes(void);      /* language_count of them, NULL behind the last */

/* Loads the embedded catalogues. Called once at start; on a bad catalogue one sentence on `errors` and false.
 */
bool i18n_load(FILE *errors);

/* The text of a key; the key itself (and a logged error, once) where it is missing. Static lifetime. */
struct span i18n_text(unsigned language, const char *key);

/* Whether there is a key. */
bool i18n_has(const char *key);

/* CLDR cardinal category of a whole number in a language: lt: 1, 21 one; 2–9, 22 few; 0, 10–20 other; … */
const char *i18n_plural(unsigned language, int64_t count);

/* The text of a key with its {places} filled from pairs name, value, …, NULL. i18n_format_count picks the
 * plural form by `count`, and fills {count}. */
struct span i18n_format(struct arena *arena, unsigned language, const char *key, ...)
    __attribute__((sentinel));
struct span i18n_format_count(struct arena *arena, unsigned language, const char *key, int64_t count, ...)
    __attribute__((sentinel));

#endif
