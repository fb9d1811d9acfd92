/* SPDX-License-Identifier: Apache-2.0
 *
 * Words compared letter by letter: with the typing errors that are allowed, and within one text.
 */
#include "search.h"

#include <string.h>

static unsigned smaller(unsigned a, unsigned b)
{
    return a < b ? a : b;
}

/* The three rows of the matrix are enough for transpositions of neighbours. */
unsigned edit_distance(const uint32_t *a, unsigned a_length, const uint32_t *b, unsigned b_length,
                       unsigned limit)
{
    unsigned rows[3][WORD_LETTERS_MAX + 1];

    if (a_length > b_length + limit || b_length > a_length + limit)
        return limit + 1;
    for (unsigned j = 0; j <= b_length; j++)
        rows[0][j] = j;
    for (unsigned i = 1; i <= a_length; i++) {
        unsigned *now = rows[i % 3], *before = rows[(i + 2) % 3], *earlier = rows[(i + 1) % 3], least = i;

        now[0] = i;
        for (unsigned j = 1; j <= b_length; j++) {
            now[j] = smaller(smaller(before[j], now[j - 1]) + 1, before[j - 1] + (a[i - 1] != b[j - 1]));
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                now[j] = smaller(now[j], earlier[j - 2] + 1);
            least = smaller(least, now[j]);
        }
        if (least > limit)
            return limit + 1;
    }
    return rows[a_length % 3][b_length];
}

unsigned letters_of(const char *text, uint32_t length, uint32_t letters[WORD_LETTERS_MAX])
{
    unsigned count = 0;

    for (uint32_t at = 0; at < length && count < WORD_LETTERS_MAX;)
        letters[count++] = utf8_next(text, length, &at);
    return count;
}

struct needle needle_make(struct span text)
{
    struct needle needle = { .text = text };

    needle.length = letters_of(text.at, (uint32_t)text.length, needle.letters);
    needle.limit = needle.length >= FUZZY_LETTERS_TWO ? 2 : needle.length >= FUZZY_LETTERS ? 1 : 0;
    return needle;
}

unsigned split_words(struct span text, struct span words[QUERY_WORDS_MAX])
{
    unsigned count = 0;

    for (size_t at = 0; at < text.length && count < QUERY_WORDS_MAX;) {
        size_t end = at;

        while (end < text.length && text.at[end] != ' ')
            end++;
        if (end > at)
            words[count++] = (struct span){ text.at + at, end - at };
        at = end + 1;
    }
    return count;
}

static unsigned text_weight(struct span folded, const struct needle *needle, bool fuzzy)
{
    unsigned best = 0;

    for (size_t at = 0; at < folded.length;) {
        size_t end = at;
        uint32_t letters[WORD_LETTERS_MAX];

        while (end < folded.length && folded.at[end] != ' ' && folded.at[end] != '\n' &&
               folded.at[end] != '\t')
            end++;

        const struct span word = { folded.at + at, end - at };

        if (word.length > 0 && span_starts(word, needle->text)) {
            best = word.length == needle->text.length ? WEIGHT_EXACT
                   : best > WEIGHT_PREFIX             ? best
                                                      : WEIGHT_PREFIX;
        } else if (fuzzy && needle->limit > 0 && word.length > 0 && best == 0) {
            const unsigned length = letters_of(word.at, (uint32_t)word.length, letters);

            if (edit_distance(needle->letters, needle->length, letters, length, needle->limit) <=
                needle->limit)
                best = WEIGHT_TYPO;
        }
        at = end + 1;
    }
    return best;
}

unsigned match_text(struct span folded, struct span query, bool fuzzy)
{
    struct span words[QUERY_WORDS_MAX];
    const unsigned count = split_words(query, words);
    unsigned sum = 0;

    for (unsigned i = 0; i < count; i++) {
        const struct needle needle = needle_make(words[i]);
        const unsigned weight = text_weight(folded, &needle, fuzzy);

        if (weight == 0)
            return 0;
        sum += weight;
    }
    return sum;
}
