/* SPDX-License-Identifier: Apache-2.0
 *
 * How well a row answers a query's words: the sum of its weights (search_match.c), above which stand the rows
 * that have the whole query as their name, then those whose name begins with it.
 */
#include "scan.h"
#include "search.h"

#include <string.h>

static unsigned class_of(const struct match *match, const struct branch_row *row, unsigned first_weight)
{
    const unsigned most = class_most(match->words, first_weight);

    if (match->words == 1 || most == 1)
        return most;

    const char *end = row->folded.at + row->folded.length;

    for (const char *at = row->folded.at; at < end; at++) {
        at = memmem(at, (size_t)(end - at), match->phrase.at, match->phrase.length);
        if (at == NULL)
            return 1;
        if (at[-1] == '\n')
            return at + match->phrase.length < end && at[match->phrase.length] == '\n' ? 3 : 2;
    }
    return 1;
}

static unsigned better(unsigned a, unsigned b)
{
    return a > b ? a : b;
}

unsigned relevance(const struct scan *scan, uint32_t b, uint32_t slot, uint32_t p)
{
    const struct match *match = scan->match;
    const struct block *block = scan->snapshot->blocks[b];
    const uint32_t library = block->library[slot], municipality = block->municipality[slot];
    unsigned sum = 0, least = UINT32_MAX;

    if (match == NULL)
        return 1;
    for (unsigned w = 0; w < match->words; w++) {
        unsigned weight = match->documents[w][block->ordinal[slot]];

        if (library != DIRECTORY_NONE)
            weight = better(weight, match->entities[ENTITY_LIBRARY][w][library]);
        if (municipality != DIRECTORY_NONE)
            weight = better(weight, match->entities[ENTITY_MUNICIPALITY][w][municipality]);
        if (p != DIRECTORY_NONE) {
            weight = better(weight, match->documents[w][point_ordinal(block, slot, p)]);
            if (block->utility[p] != DIRECTORY_NONE)
                weight = better(weight, match->entities[ENTITY_ORGANIZATION][w][block->utility[p]]);
        }
        if (weight == 0)
            return 0;
        sum += weight;
        least = weight < least ? weight : least;
    }
    return relevance_of(sum, least,
                        least < WEIGHT_STRICT
                            ? 0
                            : class_of(match, block->rows[slot], match->documents[0][block->ordinal[slot]]));
}

void relevance_bounds(const struct scan *scan, uint32_t b, uint16_t ret_bounds[BLOCK_ROWS])
{
    const struct match *match = scan->match;
    const struct block *block = scan->snapshot->blocks[b];
    const uint8_t *first = match->documents[0];
    uint8_t sums[BLOCK_ROWS] = { 0 }, least[BLOCK_ROWS];
    uint16_t classes[WEIGHT_WHOLE_EXACT + 1];

    memset(least, UINT8_MAX, sizeof(least));
    for (unsigned w = 0; w < match->words; w++) {
        const uint8_t *weights = match->rows[w] + location_of(b, 0);

        for (uint32_t slot = 0; slot < BLOCK_ROWS; slot++) {
            sums[slot] = (uint8_t)(sums[slot] + weights[slot]);
            least[slot] = weights[slot] < least[slot] ? weights[slot] : least[slot];
        }
    }
    for (unsigned weight = 0; weight <= WEIGHT_WHOLE_EXACT; weight++)
        classes[weight] = (uint16_t)class_most(match->words, weight);
    for (uint32_t slot = 0; slot < block->count; slot++)
        ret_bounds[slot] =
            (uint16_t)relevance_of(sums[slot], least[slot], classes[first[block->ordinal[slot]]]);
}
