/* SPDX-License-Identifier: Apache-2.0
 *
 * Reading catalogues. What could go wrong later on a reader's screen (a key that a language lacks, a plural
 * form that its grammar needs, a {place} that a translation forgot) is refused here, and so by the build.
 */
#include "catalogue.h"

#include <stdlib.h>

static bool complain(FILE *errors, const char *name, const char *key, const char *what)
{
    fprintf(errors, "%s: \"%s\" %s\n", name, key, what);
    return false;
}

/* Keys begin alike ("find.…"), so lengths tell more of them apart, and at once. */
static int entry_order(const void *a, const void *b)
{
    const struct catalogue_entry *const one = a, *const other = b;

    if (one->length != other->length)
        return one->length < other->length ? -1 : 1;
    return memcmp(one->key, other->key, one->length);
}

const struct catalogue_entry *catalogue_find(const struct catalogue *catalogue, const char *key)
{
    const struct catalogue_entry wanted = { .key = key, .length = strlen(key) };

    if (catalogue->count == 0)
        return NULL;
    return bsearch(&wanted, catalogue->entries, catalogue->count, sizeof wanted, entry_order);
}

/* Whether every {place} of `a` occurs in `b`. */
static bool places_within(struct span a, struct span b)
{
    for (size_t i = 0; i < a.length; i++) {
        const char *const end = a.at[i] == '{' ? memchr(a.at + i, '}', a.length - i) : NULL;

        if (end && !memmem(b.at, b.length, a.at + i, (size_t)(end - a.at) - i + 1))
            return false;
    }
    return true;
}

static struct span text_copy(struct catalogue *catalogue, const json_t *text)
{
    const size_t length = json_string_length(text);

    return (struct span){ arena_copy(catalogue->arena, json_string_value(text), length), length };
}

/* A plural key's forms: exactly the categories of the language's whole numbers. */
static bool forms_add(struct catalogue *catalogue, struct catalogue_entry *entry, unsigned language,
                      const struct plural_rule *rule, const json_t *value)
{
    size_t wanted = 0;

    for (unsigned i = 0; i < PLURALS; i++) {
        const json_t *const form = json_object_get(value, plural_name((enum plural)i));

        if (!(rule->categories >> i & 1))
            continue;
        if (!json_is_string(form))
            return false;
        entry->forms[language][i] = text_copy(catalogue, form);
        wanted++;
    }
    entry->plural = true;
    return json_object_size(value) == wanted;
}

/* {count} may be left out of a form ("one place"), so the first language's "other" need not match each form.
 */
static bool places_agree(const struct catalogue_entry *entry, unsigned language)
{
    const struct span ours = entry->forms[language][PLURAL_OTHER], first = entry->forms[0][PLURAL_OTHER];

    return entry->plural || (places_within(ours, first) && places_within(first, ours));
}

static bool entry_add(struct catalogue *catalogue, struct catalogue_entry *entry, unsigned language,
                      const struct plural_rule *rule, const char *name, const json_t *value, FILE *errors)
{
    if (json_is_object(value)) {
        if (language > 0 && !entry->plural)
            return complain(errors, name, entry->key, "has plural forms here, but not in the first language");
        return forms_add(catalogue, entry, language, rule, value) ||
               complain(errors, name, entry->key, "must have exactly the plural forms of this language");
    }
    if (!json_is_string(value) || entry->plural)
        return complain(errors, name, entry->key, "must be a text, or plural forms in every language");
    entry->forms[language][PLURAL_OTHER] = text_copy(catalogue, value);
    return places_agree(entry, language) ||
           complain(errors, name, entry->key, "has other {places} than the first language");
}

/* The keys of the first language become the table. */
static void keys_take(struct catalogue *catalogue, json_t *root)
{
    const char *key;
    json_t *value;

    catalogue->entries =
        arena_calloc(catalogue->arena, json_object_size(root) + 1, sizeof *catalogue->entries);
    json_object_foreach(root, key, value)
    {
        struct catalogue_entry *const entry = &catalogue->entries[catalogue->count++];

        entry->length = strlen(key);
        entry->key = arena_copy(catalogue->arena, key, entry->length);
    }
    qsort(catalogue->entries, catalogue->count, sizeof *catalogue->entries, entry_order);
}

static bool language_add(struct catalogue *catalogue, unsigned language, const struct plural_rule *rule,
                         const char *name, json_t *root, FILE *errors)
{
    const char *key;
    json_t *value;

    if (language == 0)
        keys_take(catalogue, root);
    json_object_foreach(root, key, value)
    {
        if (!catalogue_find(catalogue, key))
            return complain(errors, name, key, "isn't in the first language's catalogue");
    }
    for (unsigned i = 0; i < catalogue->count; i++) {
        struct catalogue_entry *const entry = &catalogue->entries[i];

        value = json_object_get(root, entry->key);
        if (!value)
            return complain(errors, name, entry->key, "is missing");
        if (!entry_add(catalogue, entry, language, rule, name, value, errors))
            return false;
    }
    return true;
}

bool catalogue_add(struct catalogue *catalogue, unsigned language, const char *code, const char *name,
                   struct span json, FILE *errors)
{
    const struct plural_rule *const rule = plural_rule(code);
    json_error_t error;
    json_t *root;
    bool done;

    if (!rule)
        return complain(errors, name, code, "has no plural rule in src/text/plural.c");
    root = json_loadb(json.at ? json.at : "", json.length, JSON_REJECT_DUPLICATES, &error);
    if (!json_is_object(root)) {
        fprintf(errors, "%s:%d: %s\n", name, root ? 1 : error.line, root ? "must be an object" : error.text);
        json_decref(root);
        return false;
    }
    done = language_add(catalogue, language, rule, name, root, errors);
    json_decref(root);
    return done;
}
