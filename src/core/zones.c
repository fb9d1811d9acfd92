/* SPDX-License-Identifier: Apache-2.0
 *
 * Zones, in a list that only grows: there are as many as places are in. What is said anew of one stands in
 * front of what was said before, which stays for who is reading it; it differs about once a year. */
#include "branchlight/zones.h"

#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

struct shifts {
    const struct shifts *before; /* what was said earlier */
    int64_t from, until;
    unsigned count;
    int64_t instants[ZONE_SHIFTS_MAX];
    int16_t offsets[ZONE_SHIFTS_MAX + 1];
};

struct zone {
    struct zone *next;
    _Atomic(const struct shifts *) shifts;
    size_t length;
    char name[];
};

static _Atomic(struct zone *) zones;

static struct zone *find(struct span name)
{
    struct zone *zone = atomic_load_explicit(&zones, memory_order_acquire);

    while (zone && (zone->length != name.length || memcmp(zone->name, name.at, name.length) != 0))
        zone = zone->next;
    return zone;
}

/* One of which nothing is known yet. */
static struct zone *make(struct span name)
{
    struct zone *const zone = calloc(1, sizeof *zone + name.length);

    if (!zone)
        abort();
    zone->length = name.length;
    memcpy(zone->name, name.at, name.length);
    zone->next = zones;
    zones = zone;
    return zone;
}

static bool same(const struct shifts *one, const struct shifts *other)
{
    return one && one->from == other->from && one->until == other->until && one->count == other->count &&
           memcmp(one->instants, other->instants, one->count * sizeof *one->instants) == 0 &&
           memcmp(one->offsets, other->offsets, (one->count + 1) * sizeof *one->offsets) == 0;
}

void zone_learn(struct span name, int64_t from, int64_t until, const int64_t *instants,
                const int16_t *offsets, unsigned count)
{
    struct zone *const known = find(name), *const zone = known ? known : make(name);
    struct shifts *const shifts = calloc(1, sizeof *shifts);

    if (!shifts)
        abort();
    shifts->before = atomic_load(&zone->shifts);
    shifts->from = from;
    shifts->until = until;
    shifts->count = count < ZONE_SHIFTS_MAX ? count : ZONE_SHIFTS_MAX;
    if (shifts->count > 0)
        memcpy(shifts->instants, instants, shifts->count * sizeof *instants);
    memcpy(shifts->offsets, offsets, (shifts->count + 1) * sizeof *offsets);
    if (same(shifts->before, shifts)) {
        free(shifts);
        return;
    }
    zone->shifts = shifts;
}

static const struct shifts *shifts_of(const struct zone *zone)
{
    return zone ? atomic_load_explicit(&zone->shifts, memory_order_acquire) : NULL;
}

int zone_offset(struct span name, int64_t at)
{
    const struct shifts *const shifts = shifts_of(find(name));
    unsigned low = 0, high = shifts ? shifts->count : 0;

    while (low < high) {
        const unsigned middle = low + (high - low) / 2;

        if (shifts->instants[middle] <= at)
            low = middle + 1;
        else
            high = middle;
    }
    return shifts ? shifts->offsets[low] : 0;
}

bool zone_known(struct span name, int64_t at)
{
    const struct shifts *const shifts = shifts_of(find(name));

    return shifts && shifts->from <= at && at < shifts->until;
}
