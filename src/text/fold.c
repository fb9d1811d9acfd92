/* SPDX-License-Identifier: Apache-2.0
 *
 * Folding for search. Most text is ASCII, and a registry folds hundreds of thousands of names when it loads:
 * so ASCII goes through one table, and only the rest through utf8proc.
 */
#include "branchlight/fold.h"

#include <stdint.h>
#include <utf8proc.h>

/* The longest compatibility decomposition in Unicode (U+FDFA) has 18 code points. */
enum { DECOMPOSED_MAX = 32 };

/* Letters that Unicode does not take apart, though a reader without that key would type these. Sorted. */
static const struct {
    int32_t letter;
    const char *ascii;
} plain[] = {
    { 0x00E6, "ae" }, { 0x00F0, "d" }, { 0x00F8, "o" }, { 0x00FE, "th" }, { 0x0111, "d" },  { 0x0127, "h" },
    { 0x0131, "i" },  { 0x0138, "k" }, { 0x0142, "l" }, { 0x014B, "n" },  { 0x0153, "oe" }, { 0x0167, "t" },
    { 0x0180, "b" },  { 0x0188, "c" }, { 0x0192, "f" }, { 0x0199, "k" },  { 0x019A, "l" },  { 0x01E5, "g" },
    { 0x0259, "e" },  { 0x0268, "i" }, { 0x0289, "u" },
};

static const char *plain_letter(int32_t letter)
{
    size_t low = 0, high = sizeof plain / sizeof *plain;

    while (low < high) {
        const size_t middle = (low + high) / 2;

        if (plain[middle].letter == letter)
            return plain[middle].ascii;
        if (plain[middle].letter < letter)
            low = middle + 1;
        else
            high = middle;
    }
    return NULL;
}

static bool in_word(int32_t letter)
{
    const utf8proc_category_t category = utf8proc_category(letter);

    return category >= UTF8PROC_CATEGORY_LU && category <= UTF8PROC_CATEGORY_NO &&
           category != UTF8PROC_CATEGORY_MN && category != UTF8PROC_CATEGORY_MC &&
           category != UTF8PROC_CATEGORY_ME;
}

/* The folded text so far. A break is only written when another word follows. */
struct folded {
    struct arena *arena;
    char *bytes;
    size_t length, capacity;
    bool broken;
};

static char *room(struct folded *out, size_t more)
{
    if (out->capacity - out->length < more) {
        const size_t larger = out->capacity * 2 + more;

        out->bytes = arena_grow(out->arena, out->bytes, out->capacity, larger);
        out->capacity = larger;
    }
    return out->bytes + out->length;
}

static void letter_add(struct folded *out, const char *bytes, size_t length)
{
    char *const at = room(out, length + 2);
    size_t used = 0;

    if (out->broken && out->length)
        at[used++] = ' ';
    out->broken = false;
    memcpy(at + used, bytes, length);
    out->length += used + length;
}

static void wide_add(struct folded *out, int32_t letter)
{
    const utf8proc_option_t options =
        UTF8PROC_COMPAT | UTF8PROC_DECOMPOSE | UTF8PROC_CASEFOLD | UTF8PROC_STRIPMARK;
    utf8proc_int32_t parts[DECOMPOSED_MAX];
    int boundary = 0;
    const utf8proc_ssize_t count = utf8proc_decompose_char(letter, parts, DECOMPOSED_MAX, options, &boundary);

    if (count < 0 || count > DECOMPOSED_MAX)
        out->broken = true;
    for (utf8proc_ssize_t i = 0; i < count && count <= DECOMPOSED_MAX; i++) {
        const char *const ascii = plain_letter(parts[i]);
        utf8proc_uint8_t bytes[4];

        if (ascii)
            letter_add(out, ascii, strlen(ascii));
        else if (in_word(parts[i]))
            letter_add(out, (const char *)bytes, (size_t)utf8proc_encode_char(parts[i], bytes));
        else
            out->broken = true;
    }
}

static char ascii_fold(unsigned char c)
{
    if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'))
        return (char)c;
    return c >= 'A' && c <= 'Z' ? (char)(c + ('a' - 'A')) : 0;
}

struct span fold_search(struct arena *arena, struct span text)
{
    struct folded out = { .arena = arena, .capacity = text.length + 2 };

    out.bytes = arena_alloc(arena, out.capacity);
    for (size_t i = 0; i < text.length;) {
        const unsigned char c = (unsigned char)text.at[i];
        int32_t letter = -1;
        utf8proc_ssize_t taken = 1;

        if (c < 0x80) {
            const char folded = ascii_fold(c);

            if (folded)
                letter_add(&out, &folded, 1);
            else
                out.broken = true;
            i++;
            continue;
        }
        taken = utf8proc_iterate((const utf8proc_uint8_t *)text.at + i, (utf8proc_ssize_t)(text.length - i),
                                 &letter);
        if (taken > 0)
            wide_add(&out, letter);
        else
            out.broken = true;
        i += taken > 0 ? (size_t)taken : 1;
    }
    *room(&out, 1) = '\0';
    return (struct span){ out.bytes, out.length };
}
