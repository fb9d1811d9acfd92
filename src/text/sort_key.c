/* SPDX-License-Identifier: Apache-2.0
 *
 * Sorting keys in the order of Lithuanian dictionaries, as CLDR tailors the Unicode collation algorithm for
 * lt: č, š, ž are letters of their own; ą, ę, ė, į, y, ų, ū differ from a, e, i, u only where all else is
 * equal.
 *
 * A key has three levels with a byte 1 between: which letters, which marks on them, which case. Weights are 2
 * and more, so a name sorts before the longer name that begins with it. Keys are compared by the million when
 * a registry loads, with memcmp: that is why they are made here, once, and not compared with a collation
 * library.
 */
#include "branchlight/buffer.h"
#include "branchlight/fold.h"

#include <stdint.h>
#include <utf8proc.h>

enum {
    DECOMPOSED_MAX = 32, /* the longest decomposition in Unicode has 18 code points */
    LEVEL_END = 0x01,
    COMMON = 0x02,     /* second level: a letter without marks; third level: lower case */
    UPPER = 0x04,      /* third level */
    VARIANT = 0x03,    /* third level: ß beside ss */
    MARK_FIRST = 0x10, /* second level: marks[0] */
    MARK_OTHER = 0x40,
    MARK_STROKE = 0x41,
    MARK_LIGATURE = 0x42,
    TAILORED = 0x70,      /* second level: above every letter with a mark that isn't Lithuanian */
    SYMBOL_FIRST = 0x02,  /* first level: symbols[0] */
    SYMBOL_OTHER = 0x5E,  /* and the code point behind it */
    LATIN_FIRST = 0x60,   /* first level: alphabet[0] */
    SCRIPT_OTHER = 0xF0,  /* and the code point behind it */
    REPLACEMENT = 0xFFFD, /* stands for bad UTF-8 */
};

/* The order of CLDR's root collation. */
static const int32_t symbols[] = {
    ' ',    '_',  '-',    0x2010, 0x2013, 0x2014, ',',    ';',    ':',    '!',  '?',  '.', 0x2026,
    0xB7,   '\'', 0x2018, 0x2019, 0x201A, '"',    0x201C, 0x201D, 0x201E, 0xAB, 0xBB, '(', ')',
    '[',    ']',  '{',    '}',    0xA7,   '@',    '*',    '/',    '\\',   '&',  '#',  '%', '`',
    '^',    0xB0, '+',    0xB1,   0xF7,   0xD7,   '<',    '=',    '>',    '|',  '~',  '$', 0xA3,
    0x20AC, '0',  '1',    '2',    '3',    '4',    '5',    '6',    '7',    '8',  '9',
};

static const int32_t alphabet[] = {
    'a',   'b', 'c', 0x10D, 'd', 'e', 'f',   'g', 'h', 'i', 0x131, 'j', 'k', 'l',   'm',  'n',
    0x14B, 'o', 'p', 'q',   'r', 's', 0x161, 't', 'u', 'v', 'w',   'x', 'z', 0x17E, 0xFE,
};

static const int32_t marks[] = {
    0x301, 0x300, 0x306, 0x302, 0x30C, 0x30A, 0x308, 0x30B, 0x303, 0x307, 0x338, 0x327, 0x328, 0x304,
};

/* A letter and its mark that are one letter to Lithuanians. `letter` differs where it has a place of its own.
 */
static const struct {
    int32_t base, mark, letter;
    uint8_t second;
} tailored[] = {
    { 'a', 0x328, 'a', TAILORED },     { 'c', 0x30C, 0x10D, COMMON },     { 'e', 0x328, 'e', TAILORED },
    { 'e', 0x307, 'e', TAILORED + 1 }, { 'i', 0x328, 'i', TAILORED },     { 's', 0x30C, 0x161, COMMON },
    { 'u', 0x328, 'u', TAILORED },     { 'u', 0x304, 'u', TAILORED + 1 }, { 'z', 0x30C, 0x17E, COMMON },
};

/* Letters that Unicode doesn't take apart: what they are sorted beside. `then` is a second letter or 0. */
static const struct {
    int32_t letter, first, then;
    uint8_t mark; /* 0: VARIANT on the third level */
} beside[] = {
    { 0xDF, 's', 's', 0 },          { 0xE6, 'a', 'e', MARK_LIGATURE },  { 0xF0, 'd', 0, MARK_STROKE },
    { 0xF8, 'o', 0, MARK_STROKE },  { 0x111, 'd', 0, MARK_STROKE },     { 0x127, 'h', 0, MARK_STROKE },
    { 0x142, 'l', 0, MARK_STROKE }, { 0x153, 'o', 'e', MARK_LIGATURE }, { 0x167, 't', 0, MARK_STROKE },
};

struct key {
    struct buffer first, second, third;
};

static int place(const int32_t *order, size_t count, int32_t letter)
{
    for (size_t i = 0; i < count; i++)
        if (order[i] == letter)
            return (int)i;
    return -1;
}
#define PLACE(order, letter) place((order), sizeof(order) / sizeof *(order), (letter))

static void code_point_add(struct buffer *out, uint8_t lead, int32_t letter)
{
    /* Seven bits a byte and the top bit set: no byte of a code point is mistaken for the end of a level. */
    const char bytes[] = { (char)lead, (char)(0x80 | (letter >> 14 & 0x7F)),
                           (char)(0x80 | (letter >> 7 & 0x7F)), (char)(0x80 | (letter & 0x7F)) };

    buffer_add(out, bytes, sizeof bytes);
}

static void element_add(struct key *key, int32_t letter, uint8_t second, uint8_t third)
{
    const int latin = PLACE(alphabet, letter);
    const int symbol = latin < 0 ? PLACE(symbols, letter) : -1;

    if (latin >= 0)
        buffer_char(&key->first, (char)(LATIN_FIRST + latin));
    else if (symbol >= 0)
        buffer_char(&key->first, (char)(SYMBOL_FIRST + symbol));
    else
        code_point_add(&key->first,
                       utf8proc_category(letter) <= UTF8PROC_CATEGORY_LO ? SCRIPT_OTHER : SYMBOL_OTHER,
                       letter);
    buffer_char(&key->second, (char)second);
    buffer_char(&key->third, (char)third);
}

/* Returns true where the mark makes one Lithuanian letter with `base`, which is then all added. */
static bool tailored_add(struct key *key, int32_t base, int32_t mark, uint8_t third)
{
    for (size_t i = 0; i < sizeof tailored / sizeof *tailored; i++)
        if (tailored[i].base == base && tailored[i].mark == mark) {
            element_add(key, tailored[i].letter, tailored[i].second, third);
            return true;
        }
    return false;
}

static void letter_add(struct key *key, int32_t lower, uint8_t third)
{
    for (size_t i = 0; i < sizeof beside / sizeof *beside; i++)
        if (beside[i].letter == lower) {
            element_add(key, beside[i].first, COMMON, beside[i].mark ? third : VARIANT);
            if (beside[i].mark)
                buffer_char(&key->second, (char)beside[i].mark);
            if (beside[i].then)
                element_add(key, beside[i].then, COMMON, third);
            return;
        }
    if (lower == 'y')
        element_add(key, 'i', TAILORED + 1, third);
    else
        element_add(key, lower, COMMON, third);
}

static void mark_add(struct key *key, int32_t mark)
{
    const int known = PLACE(marks, mark);

    buffer_char(&key->second, (char)(known >= 0 ? MARK_FIRST + known : MARK_OTHER));
}

/* All of `letters`, which are decomposed. */
static void letters_add(struct key *key, const int32_t *letters, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        const int32_t lower = utf8proc_tolower(letters[i]);
        const uint8_t third = lower == letters[i] ? COMMON : UPPER;
        const utf8proc_category_t category = utf8proc_category(letters[i]);

        if (category == UTF8PROC_CATEGORY_CC || category == UTF8PROC_CATEGORY_CF)
            continue;
        if (category == UTF8PROC_CATEGORY_MN || category == UTF8PROC_CATEGORY_ME)
            mark_add(key, letters[i]);
        else if (i + 1 < count && tailored_add(key, lower, letters[i + 1], third))
            i++;
        else
            letter_add(key, lower, third);
    }
}

/* A level without the common weights at its end: most names have no other, and so cost one byte. */
static void level_add(struct buffer *out, const struct buffer *level)
{
    size_t length = level->length;

    while (length && level->bytes[length - 1] == COMMON)
        length--;
    buffer_char(out, LEVEL_END);
    buffer_add(out, level->bytes, length);
}

static size_t decompose(struct span text, int32_t *letters)
{
    size_t count = 0;

    for (size_t i = 0; i < text.length;) {
        int32_t letter;
        int boundary = 0;
        const utf8proc_ssize_t taken = utf8proc_iterate((const utf8proc_uint8_t *)text.at + i,
                                                        (utf8proc_ssize_t)(text.length - i), &letter);
        const utf8proc_ssize_t made =
            taken > 0 ? utf8proc_decompose_char(letter, letters + count, DECOMPOSED_MAX,
                                                UTF8PROC_COMPAT | UTF8PROC_DECOMPOSE, &boundary)
                      : 0;

        if (made <= 0)
            letters[count++] = REPLACEMENT;
        else
            count += (size_t)made;
        i += taken > 0 ? (size_t)taken : 1;
    }
    return count;
}

struct span fold_sort_key(struct arena *arena, struct span text)
{
    /* No byte makes more than 6 code points (U+FDFA: 3 bytes, 18). */
    int32_t *const letters = arena_alloc(arena, (text.length * 6 + DECOMPOSED_MAX) * sizeof *letters);
    struct key key = { buffer_in(arena, text.length * 2 + 8), buffer_in(arena, text.length + 8),
                       buffer_in(arena, text.length + 8) };

    letters_add(&key, letters, decompose(text, letters));
    level_add(&key.first, &key.second);
    level_add(&key.first, &key.third);
    return buffer_bytes(&key.first);
}
