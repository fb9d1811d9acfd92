/* SPDX-License-Identifier: Apache-2.0
 *
 * Where a person means by a name: settlements first, then municipalities. Asked only when words find no
 * branch, and for the page's place field, so a scan over the names is enough.
 */
#include "internal.h"

#include "branchlight/fold.h"

enum { FAR = 3, SLIP_LENGTH = 4, TWO_SLIPS_LENGTH = 8, NAME_LENGTH_MAX = 80 };

enum rank { RANK_NONE, RANK_SLIP, RANK_BEGINS, RANK_EXACT };

static unsigned least(unsigned a, unsigned b, unsigned c)
{
    const unsigned less = a < b ? a : b;

    return less < c ? less : c;
}

/* Bytes that were added, left out, changed or swapped with their neighbour (optimal string alignment); FAR or
 * more where the lengths alone tell. */
static unsigned slips(struct span a, struct span b)
{
    unsigned rows[3][NAME_LENGTH_MAX + 1];
    const size_t difference = a.length > b.length ? a.length - b.length : b.length - a.length;

    if (difference >= FAR || b.length > NAME_LENGTH_MAX)
        return FAR;
    for (unsigned j = 0; j <= b.length; j++)
        rows[0][j] = j;
    for (unsigned i = 1; i <= a.length; i++) {
        unsigned *row = rows[i % 3], *above = rows[(i + 2) % 3], *two_above = rows[(i + 1) % 3];

        row[0] = i;
        for (unsigned j = 1; j <= b.length; j++) {
            row[j] = least(above[j] + 1, row[j - 1] + 1, above[j - 1] + (a.at[i - 1] != b.at[j - 1]));
            if (i > 1 && j > 1 && a.at[i - 1] == b.at[j - 2] && a.at[i - 2] == b.at[j - 1] &&
                two_above[j - 2] + 1 < row[j])
                row[j] = two_above[j - 2] + 1;
        }
    }
    return rows[a.length % 3][b.length];
}

static enum rank rank_of_name(struct span needle, struct span name)
{
    const unsigned allowed = needle.length >= TWO_SLIPS_LENGTH ? 2 : needle.length >= SLIP_LENGTH ? 1 : 0;

    if (span_equal(needle, name))
        return RANK_EXACT;
    if (needle.length >= SLIP_LENGTH && span_starts(name, needle))
        return RANK_BEGINS;
    return allowed > 0 && slips(needle, name) <= allowed ? RANK_SLIP : RANK_NONE;
}

/* The best of an entry's folded names, one a line. */
static enum rank rank_of(struct span needle, struct span folded)
{
    enum rank best = RANK_NONE;

    while (folded.length > 0) {
        const char *end = memchr(folded.at, '\n', folded.length);
        const size_t length = end == NULL ? folded.length : (size_t)(end - folded.at);
        const enum rank rank =
            length > 0 ? rank_of_name(needle, (struct span){ folded.at, length }) : RANK_NONE;

        if (rank > best)
            best = rank;
        folded.at += length + (end != NULL);
        folded.length -= length + (end != NULL);
    }
    return best;
}

/* Whether one of an entry's folded names, one a line, or a word of one, begins with the needle. */
static bool begins(struct span needle, struct span folded)
{
    bool word = true;

    for (size_t i = 0; i + needle.length <= folded.length; i++) {
        if (word && memcmp(folded.at + i, needle.at, needle.length) == 0)
            return true;
        word = folded.at[i] == ' ' || folded.at[i] == '-' || folded.at[i] == '\n';
    }
    return needle.length == 0;
}

uint32_t directory_places(const struct snapshot *snapshot, struct arena *arena, enum directory_kind kind,
                          struct span words, uint32_t from, struct directory_entry *ret_place)
{
    const struct dictionary *dictionary = snapshot->dictionaries[kind];
    const struct span needle = fold_search(arena, words);

    for (uint32_t i = from; i < dictionary->published; i++) {
        const struct entry_row *row = dictionary->rows[dictionary->order[i]];

        if (!row->located || !begins(needle, row->folded))
            continue;
        directory_entry(snapshot, kind, dictionary->order[i], ret_place);
        return i;
    }
    return DIRECTORY_NONE;
}

bool directory_place(const struct snapshot *snapshot, struct arena *arena, struct span words,
                     unsigned language, struct directory_entry *ret_place, bool *ret_exact)
{
    static const enum directory_kind kinds[] = { DIRECTORY_PLACE, DIRECTORY_MUNICIPALITY };
    const struct span needle = fold_search(arena, words);
    enum rank best = RANK_NONE;

    if (needle.length == 0 || needle.length > NAME_LENGTH_MAX)
        return false;
    for (unsigned k = 0; k < sizeof(kinds) / sizeof(*kinds); k++) {
        const struct dictionary *dictionary = snapshot->dictionaries[kinds[k]];

        for (uint32_t i = 0; i < dictionary->published && best < RANK_EXACT; i++) {
            const struct entry_row *row = dictionary->rows[dictionary->order[i]];
            const enum rank rank = row->located ? rank_of(needle, row->folded) : RANK_NONE;

            if (rank <= best)
                continue; /* the order is by size, so the first of a rank stays */
            best = rank;
            directory_entry(snapshot, kinds[k], dictionary->order[i], ret_place);
            ret_place->name = directory_label(snapshot, kinds[k], dictionary->order[i], language);
        }
    }
    *ret_exact = best == RANK_EXACT;
    return best > RANK_NONE;
}
