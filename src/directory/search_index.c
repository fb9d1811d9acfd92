/* SPDX-License-Identifier: Apache-2.0
 *
 * The index of words: distinct folded words in byte order (prefixes are ranges), for each the documents that
 * hold it, and from each trigram to the words that contain it. Typing errors are looked for among the
 * distinct words only, of which there are far fewer than rows.
 */
#include "internal.h"

#include <string.h>

enum { GRAM_BITS_MIN = 8, GRAM_BITS_MAX = 18, BOUNDARY = 1 };

struct pair {
    uint32_t word, posting;
};

struct segment_builder {
    char *text;
    uint32_t *text_at; /* word_count + 1 */
    uint32_t *last;    /* by word: its latest pair + 1 */
    struct pair *pairs;
    uint32_t *buckets; /* hash → word + 1 */
    uint32_t text_length, text_capacity, word_count, word_capacity, pair_count, pair_capacity, bucket_count;
};

struct segment_builder *segment_begin(void)
{
    struct segment_builder *builder = heap_calloc(1, sizeof(*builder));

    builder->bucket_count = 1024;
    builder->buckets = heap_calloc(builder->bucket_count, sizeof(uint32_t));
    builder->text_at = heap_calloc(1, sizeof(uint32_t));
    return builder;
}

static struct span builder_word(const struct segment_builder *builder, uint32_t word)
{
    return (struct span){ builder->text + builder->text_at[word],
                          builder->text_at[word + 1] - builder->text_at[word] };
}

static uint32_t *bucket_of(const struct segment_builder *builder, struct span word)
{
    uint32_t at = (uint32_t)hash_bytes(word.at, word.length) & (builder->bucket_count - 1);

    while (builder->buckets[at] != 0 && !span_equal(builder_word(builder, builder->buckets[at] - 1), word))
        at = (at + 1) & (builder->bucket_count - 1);
    return &builder->buckets[at];
}

static void builder_widen(struct segment_builder *builder)
{
    free(builder->buckets);
    builder->bucket_count *= 4;
    builder->buckets = heap_calloc(builder->bucket_count, sizeof(uint32_t));
    for (uint32_t i = 0; i < builder->word_count; i++)
        *bucket_of(builder, builder_word(builder, i)) = i + 1;
}

static uint32_t word_intern(struct segment_builder *builder, struct span word)
{
    uint32_t *bucket = bucket_of(builder, word);

    if (*bucket != 0)
        return *bucket - 1;
    *bucket = builder->word_count + 1;
    if (builder->word_count + 1 >= builder->word_capacity) {
        builder->word_capacity = builder->word_capacity * 2 + 256;
        builder->text_at = heap_grow(builder->text_at, (builder->word_capacity + 1) * sizeof(uint32_t));
        builder->last = heap_grow(builder->last, builder->word_capacity * sizeof(uint32_t));
    }
    if (builder->text_length + word.length > builder->text_capacity) {
        builder->text_capacity = builder->text_capacity * 2 + (uint32_t)word.length + 4096;
        builder->text = heap_grow(builder->text, builder->text_capacity);
    }
    memcpy(builder->text + builder->text_length, word.at, word.length);
    builder->text_length += (uint32_t)word.length;
    builder->last[builder->word_count] = 0;
    builder->text_at[++builder->word_count] = builder->text_length;
    if (builder->word_count * 2 > builder->bucket_count)
        builder_widen(builder);
    return builder->word_count - 1;
}

static void add_pair(struct segment_builder *builder, uint32_t ordinal, struct span text, uint32_t flags)
{
    const uint32_t word = word_intern(builder, text);
    const uint32_t last = builder->last[word];

    if (last != 0 && builder->pairs[last - 1].posting >> POSTING_BITS == ordinal) {
        builder->pairs[last - 1].posting |= flags;
        return;
    }
    if (builder->pair_count == builder->pair_capacity) {
        builder->pair_capacity = builder->pair_capacity * 2 + 1024;
        builder->pairs = heap_grow(builder->pairs, builder->pair_capacity * sizeof(struct pair));
    }
    builder->pairs[builder->pair_count++] = (struct pair){ word, ordinal << POSTING_BITS | flags };
    builder->last[word] = builder->pair_count;
}

static bool is_break(char byte)
{
    return byte == ' ' || byte == '\n' || byte == '\t';
}

void segment_add(struct segment_builder *builder, uint32_t ordinal, struct span folded)
{
    uint32_t name = POSTING_NAME;

    for (size_t at = 0; at < folded.length;) {
        if (is_break(folded.at[at])) {
            name = folded.at[at++] == '\t' ? 0 : name;
            continue;
        }

        size_t end = at;

        while (end < folded.length && !is_break(folded.at[end]))
            end++;

        const bool first = at == 0 || folded.at[at - 1] == '\n';
        const bool whole = first && (end == folded.length || folded.at[end] == '\n');
        const uint32_t flags =
            name == 0 ? 0U : name | (first ? POSTING_FIRST : 0U) | (whole ? POSTING_WHOLE : 0U);

        add_pair(builder, ordinal, (struct span){ folded.at + at, end - at }, flags);
        at = end;
    }
}

uint32_t utf8_next(const char *bytes, uint32_t length, uint32_t *at)
{
    const unsigned char *text = (const unsigned char *)bytes + *at;
    const uint32_t left = length - *at;
    const uint32_t size = text[0] < 0x80 ? 1 : text[0] < 0xE0 ? 2 : text[0] < 0xF0 ? 3 : 4;
    uint32_t code = size == 1 ? text[0] : text[0] & (0xFFU >> (size + 1));

    for (uint32_t i = 1; i < size && i < left; i++)
        code = code << 6 | (text[i] & 0x3FU);
    *at += size < left ? size : left;
    return code;
}

uint32_t gram_bucket(const struct segment *segment, uint32_t a, uint32_t b, uint32_t c)
{
    const uint64_t key = (uint64_t)a << 42 | (uint64_t)b << 21 | c;

    return (uint32_t)(key * UINT64_C(0x9E3779B97F4A7C15) >> (64 - segment->gram_bucket_bits));
}

/* Calls for each trigram of each word: counts them, or puts the word into their buckets. */
static void each_gram(struct segment *segment, uint32_t *cursor, bool put)
{
    for (uint32_t word = 0; word < segment->word_count; word++) {
        const char *text = segment->text + segment->text_at[word];
        const uint32_t length = segment->text_at[word + 1] - segment->text_at[word];
        uint32_t a = BOUNDARY, at = 0, b = utf8_next(text, length, &at);

        segment->letters[word] |= 1U << (b % 32);
        for (bool more = true; more;) {
            more = at < length;

            const uint32_t c = more ? utf8_next(text, length, &at) : BOUNDARY;
            const uint32_t bucket = gram_bucket(segment, a, b, c);

            if (more)
                segment->letters[word] |= 1U << (c % 32);
            if (put)
                segment->grams[cursor[bucket]] = word;
            cursor[bucket]++;
            a = b;
            b = c;
        }
    }
}

static void index_grams(struct segment *segment)
{
    segment->gram_bucket_bits = GRAM_BITS_MIN;
    while (segment->gram_bucket_bits < GRAM_BITS_MAX && 1U << segment->gram_bucket_bits < segment->word_count)
        segment->gram_bucket_bits++;

    const uint32_t buckets = 1U << segment->gram_bucket_bits;
    uint32_t *cursor = heap_calloc(buckets, sizeof(uint32_t));

    segment->letters = heap_calloc(segment->word_count, sizeof(uint32_t));
    segment->gram_at = heap_alloc((buckets + 1) * sizeof(uint32_t));
    each_gram(segment, cursor, false);
    segment->gram_at[0] = 0;
    for (uint32_t i = 0; i < buckets; i++) {
        segment->gram_at[i + 1] = segment->gram_at[i] + cursor[i];
        cursor[i] = segment->gram_at[i];
    }
    segment->grams = heap_alloc(segment->gram_at[buckets] * sizeof(uint32_t));
    each_gram(segment, cursor, true);
    free(cursor);
    segment->bytes += (buckets + 1 + segment->gram_at[buckets] + segment->word_count) * sizeof(uint32_t);
}

struct sorted_word {
    struct span text;
    uint32_t word;
};

static int word_order(const void *a, const void *b)
{
    return span_compare(((const struct sorted_word *)a)->text, ((const struct sorted_word *)b)->text);
}

/* The words in byte order; returns each old number's new one. */
static uint32_t *sort_words(const struct segment_builder *builder, struct segment *segment)
{
    struct sorted_word *words = heap_alloc(builder->word_count * sizeof(*words));
    uint32_t *number = heap_alloc(builder->word_count * sizeof(*number)), length = 0;

    for (uint32_t i = 0; i < builder->word_count; i++)
        words[i] = (struct sorted_word){ builder_word(builder, i), i };
    if (builder->word_count > 0)
        qsort(words, builder->word_count, sizeof(*words), word_order);
    segment->word_count = builder->word_count;
    segment->text = heap_alloc(builder->text_length);
    segment->text_at = heap_alloc((builder->word_count + 1) * sizeof(uint32_t));
    for (uint32_t i = 0; i < builder->word_count; i++) {
        number[words[i].word] = i;
        segment->text_at[i] = length;
        memcpy(segment->text + length, words[i].text.at, words[i].text.length);
        length += (uint32_t)words[i].text.length;
    }
    segment->text_at[builder->word_count] = length;
    free(words);
    return number;
}

static void place_postings(const struct segment_builder *builder, const uint32_t *number,
                           struct segment *segment)
{
    uint32_t *cursor = heap_calloc(segment->word_count + 1, sizeof(uint32_t));

    for (uint32_t i = 0; i < builder->pair_count; i++)
        cursor[number[builder->pairs[i].word]]++;
    segment->posting_at = heap_alloc((segment->word_count + 1) * sizeof(uint32_t));
    segment->posting_at[0] = 0;
    for (uint32_t i = 0; i < segment->word_count; i++) {
        segment->posting_at[i + 1] = segment->posting_at[i] + cursor[i];
        cursor[i] = segment->posting_at[i];
    }
    segment->postings = heap_alloc(builder->pair_count * sizeof(uint32_t));
    for (uint32_t i = 0; i < builder->pair_count; i++)
        segment->postings[cursor[number[builder->pairs[i].word]]++] = builder->pairs[i].posting;
    free(cursor);
}

static void segment_release(void *self)
{
    struct segment *segment = self;

    free(segment->text);
    free(segment->text_at);
    free(segment->posting_at);
    free(segment->postings);
    free(segment->letters);
    free(segment->gram_at);
    free(segment->grams);
    free(segment);
}

struct segment *segment_finish(struct segment_builder *builder)
{
    struct segment *segment = heap_calloc(1, sizeof(*segment));
    uint32_t *number = sort_words(builder, segment);

    segment->shared = (struct shared){ 1, segment_release };
    place_postings(builder, number, segment);
    segment->bytes = sizeof(*segment) + builder->text_length + builder->pair_count * sizeof(uint32_t) +
                     2 * (segment->word_count + 1) * sizeof(uint32_t);
    index_grams(segment);
    free(number);
    free(builder->text);
    free(builder->text_at);
    free(builder->last);
    free(builder->pairs);
    free(builder->buckets);
    free(builder);
    return segment;
}
