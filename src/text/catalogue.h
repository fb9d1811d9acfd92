/* SPDX-License-Identifier: Apache-2.0
 *
 * Catalogues as they are held: one table of keys for all languages. Only src/text needs to know.
 */
#ifndef BRANCHLIGHT_TEXT_CATALOGUE_H
#define BRANCHLIGHT_TEXT_CATALOGUE_H

#include "branchlight/i18n.h"
#include "plural.h"

#include <jansson.h>

struct catalogue_entry {
    const char *key;
    size_t length;                             /* of the key */
    bool plural;                               /* texts by category, else forms[…][PLURAL_OTHER] alone */
    struct span forms[LANGUAGES_MAX][PLURALS]; /* static; at == NULL where the language lacks the form */
};

struct catalogue {
    struct arena *arena;
    struct catalogue_entry *entries; /* sorted by the keys' lengths, then by the keys */
    unsigned count;
};

/* Adds a language's JSON to a catalogue; language 0 comes first and decides the keys, the others must have
 * the same keys with the same {places}. On failure one sentence that begins with `name` on `errors`, and
 * false. */
bool catalogue_add(struct catalogue *catalogue, unsigned language, const char *code, const char *name,
                   struct span json, FILE *errors);

/* The entry of a key, or NULL. */
const struct catalogue_entry *catalogue_find(const struct catalogue *catalogue, const char *key);

/* The loaded catalogue's entry of a key, or NULL: for what checks keys early. */
const struct catalogue_entry *i18n_entry(const char *key);

#endif
