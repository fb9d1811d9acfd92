/* SPDX-License-Identifier: Apache-2.0
 *
 * What a query's words match. Each word is looked up as it is, as the beginning of words, and, where that
 * finds nothing (or the whole query did not), with one typing error from four letters, two from eight. Every
 * document gets the weight of its best match per word; scans (scan.c) add up over a branch, its library, its
 * municipality, its points and their utilities.
 */
#include "search.h"

#include "branchlight/fold.h"

#include <string.h>

/* Where the weights of a segment's documents go. */
struct target {
    uint8_t *weights;
    uint32_t first, count; /* ordinals of the documents */
};

static struct span word_text(const struct segment *segment, uint32_t word)
{
    return (struct span){ segment->text + segment->text_at[word],
                          segment->text_at[word + 1] - segment->text_at[word] };
}

static void weigh(const struct segment *segment, uint32_t word, unsigned weight, const struct target *target)
{
    for (uint32_t i = segment->posting_at[word]; i < segment->posting_at[word + 1]; i++) {
        const uint32_t posting = segment->postings[i], at = (posting >> POSTING_BITS) - target->first;
        unsigned sum = weight;

        if (at >= target->count)
            continue;
        if (weight >= WEIGHT_PREFIX) {
            sum += (posting & POSTING_NAME) != 0 ? 1U : 0U;
            sum += (posting & POSTING_FIRST) != 0 ? 1U : 0U;
            sum += (posting & POSTING_WHOLE) != 0 ? 2U : 0U;
            if (weight == WEIGHT_PREFIX && sum >= WEIGHT_EXACT)
                sum = WEIGHT_EXACT - 1;
        }
        if (sum > target->weights[at])
            target->weights[at] = (uint8_t)sum;
    }
}

/* Words that are the needle or begin with it: one range, since words are sorted. True if there are any. */
static bool weigh_strict(const struct segment *segment, const struct needle *needle,
                         const struct target *targets, unsigned target_count)
{
    uint32_t low = 0, high = segment->word_count;

    while (low < high) {
        const uint32_t middle = low + (high - low) / 2;

        if (span_compare(word_text(segment, middle), needle->text) < 0)
            low = middle + 1;
        else
            high = middle;
    }

    const uint32_t first = low;

    for (; low < segment->word_count && span_starts(word_text(segment, low), needle->text); low++) {
        const bool exact = word_text(segment, low).length == needle->text.length;

        for (unsigned t = 0; t < target_count; t++)
            weigh(segment, low, exact ? WEIGHT_EXACT : WEIGHT_PREFIX, &targets[t]);
    }
    return low > first;
}

/* How many of its trigrams a word within the limit must share: each error spoils three, a transposition four.
 */
static unsigned grams_needed(const struct needle *needle)
{
    return needle->length > 4 * needle->limit ? needle->length - 4 * needle->limit : 1;
}

static bool weigh_similar(const struct segment *segment, struct arena *arena, const struct needle *needle,
                          const struct target *targets, unsigned target_count)
{
    uint8_t *shared = arena_calloc(arena, segment->word_count, 1);
    const unsigned needed = grams_needed(needle);
    uint32_t mask = 0;
    bool found = false;

    for (unsigned i = 0; i < needle->length; i++)
        mask |= 1U << (needle->letters[i] % 32);
    for (unsigned i = 0; i < needle->length; i++) {
        const uint32_t a = i == 0 ? 1 : needle->letters[i - 1],
                       c = i + 1 == needle->length ? 1 : needle->letters[i + 1];
        const uint32_t bucket = gram_bucket(segment, a, needle->letters[i], c);

        for (uint32_t g = segment->gram_at[bucket]; g < segment->gram_at[bucket + 1]; g++) {
            const uint32_t word = segment->grams[g];
            uint32_t letters[WORD_LETTERS_MAX];

            if (++shared[word] != needed ||
                (unsigned)__builtin_popcount(mask ^ segment->letters[word]) > 2 * needle->limit)
                continue;

            const struct span text = word_text(segment, word);
            const unsigned length = letters_of(text.at, (uint32_t)text.length, letters);
            const unsigned errors =
                edit_distance(needle->letters, needle->length, letters, length, needle->limit);

            for (unsigned t = 0; errors <= needle->limit && t < target_count; t++)
                weigh(segment, word, WEIGHT_TYPO + 1 - errors, &targets[t]);
            found = found || errors <= needle->limit;
        }
    }
    return found;
}

static void lessen_entities(struct match *match, const struct snapshot *snapshot, unsigned word)
{
    for (unsigned kind = 0; kind < ENTITIES; kind++) {
        const uint32_t count = snapshot->entity_first[kind + 1] - snapshot->entity_first[kind];

        for (uint32_t i = 0; i < count; i++) {
            if (match->entities[kind][word] != NULL && match->entities[kind][word][i] > ENTITY_LESS)
                match->entities[kind][word][i] -= ENTITY_LESS;
        }
    }
}

static void match_word(struct match *match, const struct snapshot *snapshot, struct arena *arena,
                       unsigned word, const struct needle *needle, bool fuzzy)
{
    const struct target documents = { arena_calloc(arena, snapshot->ordinals->count, 1), 0,
                                      snapshot->ordinals->count };
    struct target entities[ENTITIES];

    match->documents[word] = documents.weights;
    for (unsigned kind = 0; kind < ENTITIES; kind++) {
        const uint32_t count = snapshot->entity_first[kind + 1] - snapshot->entity_first[kind];

        entities[kind] =
            (struct target){ arena_calloc(arena, count, 1), snapshot->entity_first[kind], count };
        match->entities[kind][word] = entities[kind].weights;
    }

    bool found = weigh_strict(snapshot->base, needle, &documents, 1);

    found = weigh_strict(snapshot->delta, needle, &documents, 1) || found;
    found = weigh_strict(snapshot->entities, needle, entities, ENTITIES) || found;
    if (found && needle->limit > 0 && !fuzzy)
        match->strict = true;
    if (needle->limit > 0 && (fuzzy || !found)) {
        found = weigh_similar(snapshot->base, arena, needle, &documents, 1) || found;
        found = weigh_similar(snapshot->delta, arena, needle, &documents, 1) || found;
        found = weigh_similar(snapshot->entities, arena, needle, entities, ENTITIES) || found;
    }
    lessen_entities(match, snapshot, word);
    match->hopeless = match->hopeless || !found;
}

static uint64_t entity_bits(const uint8_t *weights, uint32_t count)
{
    uint64_t bits = 0;

    for (uint32_t i = 0; i < count; i++) {
        if (weights[i] != 0)
            bits |= UINT64_C(1) << (i % 64);
    }
    return bits;
}

/* Whether one of the block's rows belongs to an entity that matches; the bits of the block say quickly when
 * none does. */
static bool column_may(const uint32_t *column, uint32_t count, const uint8_t *weights)
{
    for (uint32_t i = 0; i < count; i++) {
        if (column[i] != DIRECTORY_NONE && weights[column[i]] != 0)
            return true;
    }
    return false;
}

static void mark_by_entities(struct match *match, const struct snapshot *snapshot, unsigned word)
{
    uint64_t bits[ENTITIES];

    for (unsigned kind = 0; kind < ENTITIES; kind++)
        bits[kind] = entity_bits(match->entities[kind][word],
                                 snapshot->entity_first[kind + 1] - snapshot->entity_first[kind]);
    if ((bits[0] | bits[1] | bits[2]) == 0)
        return;
    for (uint32_t b = 0; b < snapshot->block_count; b++) {
        const struct block *block = snapshot->blocks[b];

        if ((block->utilities & bits[ENTITY_ORGANIZATION]) != 0 ||
            ((block->libraries & bits[ENTITY_LIBRARY]) != 0 &&
             column_may(block->library, block->count, match->entities[ENTITY_LIBRARY][word])) ||
            ((block->municipalities & bits[ENTITY_MUNICIPALITY]) != 0 &&
             column_may(block->municipality, block->count, match->entities[ENTITY_MUNICIPALITY][word])))
            match->blocks[b] |= (uint8_t)(1U << word);
    }
}

/* The branch's documents come in eights of zeros mostly. */
static void mark_by_documents(struct match *match, const struct snapshot *snapshot, unsigned word)
{
    const uint32_t count = snapshot->ordinals->count, *location = snapshot->ordinals->location;
    const uint8_t *weights = match->documents[word];

    for (uint32_t i = 0; i < count;) {
        uint64_t eight = 1;

        if (i + 8 <= count)
            memcpy(&eight, weights + i, 8);
        if (eight == 0) {
            i += 8;
            continue;
        }
        if (weights[i] != 0 && location[i] != DIRECTORY_NONE)
            match->blocks[location[i] >> 8] |= (uint8_t)(1U << word);
        i++;
    }
}

struct match *match_make(const struct snapshot *snapshot, struct arena *arena, struct span q, bool fuzzy)
{
    struct match *match = arena_calloc(arena, 1, sizeof(*match));
    struct span words[QUERY_WORDS_MAX];

    match->phrase = fold_search(arena, q);
    match->words = split_words(match->phrase, words);
    match->hopeless = match->words == 0;
    match->blocks = arena_calloc(arena, snapshot->block_count, 1);
    for (unsigned i = 0; i < match->words; i++) {
        const struct needle needle = needle_make(words[i]);

        match_word(match, snapshot, arena, i, &needle, fuzzy);
        mark_by_entities(match, snapshot, i);
        mark_by_documents(match, snapshot, i);
    }
    for (uint32_t b = 0; b < snapshot->block_count; b++)
        match->blocks[b] = match->blocks[b] == (1U << match->words) - 1;
    return match;
}
