/* SPDX-License-Identifier: Apache-2.0
 *
 * Looking up what the binary carries (build/assets.c). The table is sorted by path, so both look-ups are one
 * binary search.
 */
#include "branchlight/assets.h"

/* The first asset whose path isn't before `path`, byte by byte. */
static unsigned lower_bound(struct span path)
{
    unsigned low = 0, high = asset_count;

    while (low < high) {
        const unsigned middle = low + (high - low) / 2;
        const struct span there = span_of(assets[middle].path);
        const size_t common = there.length < path.length ? there.length : path.length;
        const int order = common ? memcmp(there.at, path.at, common) : 0;

        if (order < 0 || (order == 0 && there.length < path.length))
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

const struct asset *asset_find(struct span path)
{
    const unsigned at = lower_bound(path);

    return at < asset_count && span_equal(span_of(assets[at].path), path) ? &assets[at] : NULL;
}

void asset_range(const char *prefix, unsigned *ret_first, unsigned *ret_count)
{
    const struct span start = span_of(prefix);
    const unsigned first = lower_bound(start);
    unsigned end = first;

    while (end < asset_count && span_starts(span_of(assets[end].path), start))
        end++;
    *ret_first = first;
    *ret_count = end - first;
}
