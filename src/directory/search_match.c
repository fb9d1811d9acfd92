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

enum { AHEAD = 4 };

/* Where the weights of a segment's documents go. */
struct target {
    uint8_t *weights;
    uint32_t first, count;    /* ordinals of the documents */
    const uint32_t *location; /* of each document; NULL: nowhere */
    uint8_t *rows;            /* by location, the heaviest */
    uint8_t *most;            /* by block, the heaviest */
    uint8_t *classes;         /* by block; NULL: not asked for */
    unsigned words;
};

static struct span word_text(const struct segment *segment, uint32_t word)
{
    return (struct span){ segment->text + segment->text_at[word],
                          segment->text_at[word + 1] - segment->text_at[word] };
}

static unsigned weight_of(unsigned weight, unsigned flags)
{
    unsigned sum = weight;

    if (weight < WEIGHT_PREFIX)
        return sum;
    sum += (flags & POSTING_NAME) != 0 ? 1U : 0U;
    sum += (flags & POSTING_FIRST) != 0 ? 1U : 0U;
    sum += (flags & POSTING_WHOLE) != 0 ? 2U : 0U;
    return weight == WEIGHT_PREFIX && sum >= WEIGHT_EXACT ? WEIGHT_EXACT - 1 : sum;
}

static void weigh(const struct segment *segment, uint32_t word, unsigned weight, const struct target *target)
{
    uint8_t weights[1U << POSTING_BITS] = { 0 }, classes[1U << POSTING_BITS] = { 0 };

    for (unsigned flags = 0; flags < sizeof(weights); flags++) {
        weights[flags] = (uint8_t)weight_of(weight, flags);
        classes[flags] = (uint8_t)class_most(target->words, weights[flags]);
    }
    for (uint32_t i = segment->posting_at[word]; i < segment->posting_at[word + 1]; i++) {
        const uint32_t posting = segment->postings[i], at = (posting >> POSTING_BITS) - target->first;
        const uint32_t flags = posting & (sizeof(weights) - 1);
        const uint8_t sum = weights[flags];

        if (at >= target->count)
            continue;

        const uint32_t location = target->location != NULL ? target->location[at] : DIRECTORY_NONE;

        if (sum > target->weights[at])
            target->weights[at] = sum;
        if (location == DIRECTORY_NONE)
            continue;
        if (sum > target->rows[location])
            target->rows[location] = sum;
        if (sum > target->most[location >> 8])
            target->most[location >> 8] = sum;
        if (target->classes != NULL && classes[flags] > target->classes[location >> 8])
            target->classes[location >> 8] = classes[flags];
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

static void settle_entities(struct match *match, unsigned word)
{
    for (unsigned kind = 0; kind < ENTITIES; kind++) {
        uint8_t *weights = match->entities[kind][word];

        for (uint32_t i = 0; i < match->entity_count[kind]; i++) {
            if (weights[i] == 0)
                continue;
            if (weights[i] > ENTITY_LESS)
                weights[i] = (uint8_t)(weights[i] - ENTITY_LESS);
            if (weights[i] > match->entity_most[kind][word])
                match->entity_most[kind][word] = weights[i];
        }
    }
}

static void match_word(struct match *match, const struct snapshot *snapshot, struct arena *arena,
                       unsigned word, const struct needle *needle, bool fuzzy)
{
    const uint32_t ordinals = snapshot->ordinals->count;
    const struct target documents = { .weights = arena_calloc(arena, ordinals, 1),
                                      .count = ordinals,
                                      .location = snapshot->ordinals->location,
                                      .rows = arena_calloc(arena, location_of(snapshot->block_count, 0), 1),
                                      .most = arena_calloc(arena, snapshot->block_count, 1),
                                      .classes = word == 0 ? match->classes : NULL,
                                      .words = match->words };
    struct target entities[ENTITIES];

    match->documents[word] = documents.weights;
    match->rows[word] = documents.rows;
    match->most[word] = documents.most;
    for (unsigned kind = 0; kind < ENTITIES; kind++) {
        const uint32_t count = snapshot->entity_first[kind + 1] - snapshot->entity_first[kind];

        match->entity_count[kind] = count;
        entities[kind] = (struct target){ .weights = arena_calloc(arena, count + 1, 1),
                                          .first = snapshot->entity_first[kind],
                                          .count = count };
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
    settle_entities(match, word);
    match->hopeless = match->hopeless || !found;
}

static void take_column(const uint32_t column[BLOCK_ROWS], const uint8_t *entities, uint32_t none,
                        uint8_t rows[BLOCK_ROWS])
{
    for (uint32_t slot = 0; slot < BLOCK_ROWS; slot++) {
        const uint8_t weight = entities[column[slot] < none ? column[slot] : none];

        rows[slot] = weight > rows[slot] ? weight : rows[slot];
    }
}

static void take_utilities(const struct block *block, const uint8_t *entities, uint32_t none,
                           uint8_t rows[BLOCK_ROWS])
{
    for (uint32_t p = 0; p < block->point_count; p++) {
        const uint8_t weight = entities[block->utility[p] < none ? block->utility[p] : none];

        if (weight > rows[block->slot[p]])
            rows[block->slot[p]] = weight;
    }
}

static bool present_matches(const struct block *block, enum entity kind, const uint8_t *entities,
                            uint32_t none)
{
    for (uint32_t i = 0; i < block->present[kind].count; i++) {
        const uint32_t index = block->present[kind].index[i];

        if (entities[index < none ? index : none] != 0)
            return true;
    }
    return false;
}

/* Nothing of one kind that weighs more than the lightest row does changes anything. */
static void take_kind(struct match *match, const struct block *block, unsigned word, enum entity kind,
                      uint8_t rows[BLOCK_ROWS])
{
    const uint8_t *entities = match->entities[kind][word];
    uint8_t least = UINT8_MAX;

    for (uint32_t slot = 0; slot < BLOCK_ROWS; slot++)
        least = rows[slot] < least ? rows[slot] : least;
    if (match->entity_most[kind][word] <= least ||
        !present_matches(block, kind, entities, match->entity_count[kind]))
        return;
    if (kind == ENTITY_ORGANIZATION)
        take_utilities(block, entities, match->entity_count[kind], rows);
    else
        take_column(kind == ENTITY_LIBRARY ? block->library : block->municipality, entities,
                    match->entity_count[kind], rows);
}

/* Blocks lie all over the memory: what is looked at next but some is asked for while another is looked at. */
static void prefetch_present(const struct snapshot *snapshot, uint32_t b)
{
    if (b + 2 * AHEAD < snapshot->block_count)
        __builtin_prefetch(snapshot->blocks[b + 2 * AHEAD]->present);
    for (enum entity kind = 0; kind < ENTITIES && b + AHEAD < snapshot->block_count; kind++)
        __builtin_prefetch(snapshot->blocks[b + AHEAD]->present[kind].index);
}

/* What a row belongs to weighs for it too. */
static void take_entities(struct match *match, const struct snapshot *snapshot, unsigned word)
{
    bool any = false;

    for (enum entity kind = 0; kind < ENTITIES; kind++)
        any = any || match->entity_most[kind][word] > 0;
    for (uint32_t b = 0; any && b < snapshot->block_count; b++) {
        uint8_t *rows = match->rows[word] + location_of(b, 0), most = 0;

        prefetch_present(snapshot, b);
        for (enum entity kind = 0; kind < ENTITIES; kind++)
            take_kind(match, snapshot->blocks[b], word, kind, rows);
        for (uint32_t slot = 0; slot < BLOCK_ROWS; slot++)
            most = rows[slot] > most ? rows[slot] : most;
        match->most[word][b] = most;
    }
}

static void bound_blocks(struct match *match, uint32_t block_count)
{
    for (uint32_t b = 0; b < block_count; b++) {
        unsigned sum = 0, least = UINT8_MAX;

        for (unsigned w = 0; w < match->words; w++) {
            sum += match->most[w][b];
            least = match->most[w][b] < least ? match->most[w][b] : least;
        }
        match->blocks[b] = (uint16_t)relevance_of(sum, least, match->classes[b] > 0 ? match->classes[b] : 1);
    }
}

struct match *match_make(const struct snapshot *snapshot, struct arena *arena, struct span q, bool fuzzy)
{
    struct match *match = arena_calloc(arena, 1, sizeof(*match));
    struct span words[QUERY_WORDS_MAX];

    match->phrase = fold_search(arena, q);
    match->words = split_words(match->phrase, words);
    match->hopeless = match->words == 0;
    match->classes = arena_calloc(arena, snapshot->block_count, 1);
    match->blocks = arena_calloc(arena, snapshot->block_count, sizeof(*match->blocks));
    for (unsigned i = 0; i < match->words; i++) {
        const struct needle needle = needle_make(words[i]);

        match_word(match, snapshot, arena, i, &needle, fuzzy);
        take_entities(match, snapshot, i);
    }
    if (match->words > 0)
        bound_blocks(match, snapshot->block_count);
    return match;
}
