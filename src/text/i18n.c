/* SPDX-License-Identifier: Apache-2.0
 *
 * The loaded catalogues and the texts from them. Loaded once before threads start and never changed after, so
 * reading needs no lock.
 */
#include "branchlight/i18n.h"
#include "branchlight/assets.h"
#include "branchlight/buffer.h"
#include "branchlight/log.h"
#include "catalogue.h"

#include <stdarg.h>
#include <stdatomic.h>

enum { PLACES_MAX = 16 }; /* {places} in one text */

static const char *const languages[] = { "lt", "en", NULL };
static struct catalogue loaded;

unsigned language_count(void)
{
    return sizeof languages / sizeof *languages - 1;
}

const char *language_code(unsigned language)
{
    return languages[language];
}

const char *const *language_codes(void)
{
    return languages;
}

int language_by_code(struct span code)
{
    for (unsigned i = 0; i < language_count(); i++)
        if (span_equal(code, span_of(languages[i])))
            return (int)i;
    return -1;
}

bool i18n_load(FILE *errors)
{
    struct catalogue next = { .arena = arena_create() };

    for (unsigned i = 0; i < language_count(); i++) {
        char path[64];
        const struct asset *asset;

        snprintf(path, sizeof path, "static/i18n/%s.json", languages[i]);
        asset = asset_find(span_of(path));
        if (!asset || !catalogue_add(&next, i, languages[i], path, asset->bytes, errors)) {
            if (!asset)
                fprintf(errors, "%s: is not in the binary\n", path);
            arena_destroy(next.arena);
            return false;
        }
    }
    arena_destroy(loaded.arena);
    loaded = next;
    return true;
}

const struct catalogue_entry *i18n_entry(const char *key)
{
    return catalogue_find(&loaded, key);
}

bool i18n_has(const char *key)
{
    return i18n_entry(key) != NULL;
}

/* One line for the first of them: the check of the build is what finds them all. */
static struct span missing(const char *key)
{
    static atomic_flag said = ATOMIC_FLAG_INIT;

    if (!atomic_flag_test_and_set(&said))
        log_event(LOG_ERROR, "catalogue_key_missing", LOG_FIELD_TEXT("key", key));
    return span_of(key);
}

struct span i18n_text(unsigned language, const char *key)
{
    const struct catalogue_entry *const entry = i18n_entry(key);

    return entry && !entry->plural ? entry->forms[language][PLURAL_OTHER] : missing(key);
}

static enum plural category(unsigned language, int64_t count)
{
    /* -(INT64_MIN) isn't a number of int64_t; as unsigned it is. */
    return plural_rule(languages[language])->of(count < 0 ? 0 - (uint64_t)count : (uint64_t)count);
}

const char *i18n_plural(unsigned language, int64_t count)
{
    return plural_name(category(language, count));
}

struct place {
    const char *name, *value;
};

static const char *value_of(const struct place *places, unsigned count, struct span name)
{
    for (unsigned i = 0; i < count; i++)
        if (span_equal(name, span_of(places[i].name)))
            return places[i].value;
    return NULL;
}

/* Where `byte` is next, from `from` on; the text's length where it isn't. */
static size_t next(struct span text, size_t from, char byte)
{
    const char *const found = from < text.length ? memchr(text.at + from, byte, text.length - from) : NULL;

    return found ? (size_t)(found - text.at) : text.length;
}

/* A place without a value stays as it is written, to be seen. */
static struct span fill(struct arena *arena, struct span text, const struct place *places, unsigned count)
{
    struct buffer out = buffer_in(arena, text.length + 64);
    size_t done = 0;

    for (size_t open = next(text, 0, '{'); open < text.length; open = next(text, open + 1, '{')) {
        const size_t close = next(text, open, '}');
        const char *const value =
            close < text.length
                ? value_of(places, count, (struct span){ text.at + open + 1, close - open - 1 })
                : NULL;

        if (!value)
            continue;
        buffer_add(&out, text.at + done, open - done);
        buffer_text(&out, value);
        done = close + 1;
    }
    buffer_add(&out, text.at + done, text.length - done);
    *buffer_room(&out, 1) = '\0';
    return buffer_bytes(&out);
}

/* The pairs behind `count` that are there already. */
static unsigned places_take(struct place *places, unsigned count, va_list pairs)
{
    const char *name;

    while (count < PLACES_MAX && (name = va_arg(pairs, const char *)) != NULL) {
        places[count].name = name;
        places[count].value = va_arg(pairs, const char *);
        count++;
    }
    return count;
}

struct span i18n_format(struct arena *arena, unsigned language, const char *key, ...)
{
    struct place places[PLACES_MAX];
    unsigned count;
    va_list pairs;

    va_start(pairs, key);
    count = places_take(places, 0, pairs);
    va_end(pairs);
    return fill(arena, i18n_text(language, key), places, count);
}

struct span i18n_format_count(struct arena *arena, unsigned language, const char *key, int64_t count, ...)
{
    const struct catalogue_entry *const entry = i18n_entry(key);
    struct buffer digits = buffer_in(arena, 24);
    struct place places[PLACES_MAX] = { { "count", digits.bytes } };
    unsigned filled;
    va_list pairs;

    if (!entry || !entry->plural)
        return missing(key);
    buffer_int(&digits, count);
    buffer_char(&digits, '\0');
    va_start(pairs, count);
    filled = places_take(places, 1, pairs);
    va_end(pairs);
    return fill(arena, entry->forms[language][category(language, count)], places, filled);
}
