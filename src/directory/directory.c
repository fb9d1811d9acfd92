/* SPDX-License-Identifier: Apache-2.0
 *
 * Holding and swapping snapshots. A reader writes the snapshot's address into a free hazard pointer and looks
 * whether it is still current; a writer swaps first and frees only what no hazard pointer names (M. Michael,
 * 2004). Readers never wait, and write to no cache line that another reader writes to. When all hazard
 * pointers are in use (hundreds of exports at once), holders are counted under a lock instead.
 */
#include "internal.h"

#include "branchlight/clock.h"

#include <assert.h>

enum { SLOT_PINNED = HAZARDS };

/* Where this thread looks for a free hazard pointer first. */
static _Thread_local uint32_t slot_hint = UINT32_MAX;
static _Atomic uint32_t threads_seen;

static uint32_t first_slot(void)
{
    if (slot_hint == UINT32_MAX)
        slot_hint = atomic_fetch_add(&threads_seen, 1) * 8 % HAZARDS;
    return slot_hint;
}

void *part_keep(void *part)
{
    if (part != NULL)
        ((struct shared *)part)->references++;
    return part;
}

void part_drop(void *part)
{
    struct shared *shared = part;

    if (shared != NULL && --shared->references == 0)
        shared->release(part);
}

static struct directory_hold pin(struct directory *directory)
{
    pthread_mutex_lock(&directory->swap_lock);

    struct snapshot *snapshot = atomic_load(&directory->current);

    snapshot->pins++;
    pthread_mutex_unlock(&directory->swap_lock);
    return (struct directory_hold){ snapshot, SLOT_PINNED };
}

void directory_tell(struct directory *directory,
                    void (*told)(void *context, const struct directory_change *changes, unsigned count),
                    void *context)
{
    directory->told = told;
    directory->told_context = context;
}

struct directory_hold directory_acquire(struct directory *directory)
{
    const uint32_t first = first_slot();

    for (uint32_t i = 0; i < HAZARDS; i++) {
        const uint32_t slot = (first + i) % HAZARDS;
        _Atomic(const struct snapshot *) *hazard = &directory->hazards[slot].snapshot;
        const struct snapshot *none = NULL, *snapshot = atomic_load(&directory->current);

        if (atomic_load_explicit(hazard, memory_order_relaxed) != NULL ||
            !atomic_compare_exchange_strong(hazard, &none, snapshot))
            continue;
        for (;;) {
            const struct snapshot *current = atomic_load(&directory->current);

            if (current == snapshot)
                return (struct directory_hold){ snapshot, slot };
            snapshot = current;
            atomic_store(hazard, snapshot);
        }
    }
    return pin(directory);
}

void directory_release(struct directory *directory, struct directory_hold hold)
{
    if (hold.slot < HAZARDS) {
        atomic_store_explicit(&directory->hazards[hold.slot].snapshot, NULL, memory_order_release);
        return;
    }
    pthread_mutex_lock(&directory->swap_lock);

    struct snapshot **link = &directory->retired;

    /* The holder counted itself in a snapshot that isn't const to its maker: find that one. */
    if (atomic_load(&directory->current) == hold.snapshot) {
        atomic_load(&directory->current)->pins--;
    } else {
        while (*link != hold.snapshot)
            link = &(*link)->next;
        (*link)->pins--;
    }
    pthread_mutex_unlock(&directory->swap_lock);
}

int64_t directory_contact_age(const struct directory *directory)
{
    const int64_t contact = atomic_load(&directory->contact);

    return contact == 0 ? -1 : (clock_monotonic_ns() - contact) / 1000000000;
}

static bool held(const struct directory *directory, const struct snapshot *snapshot)
{
    if (snapshot->pins > 0)
        return true;
    for (uint32_t i = 0; i < HAZARDS; i++) {
        if (atomic_load(&directory->hazards[i].snapshot) == snapshot)
            return true;
    }
    return false;
}

/* Takes the retired snapshots that nobody holds off the list. */
static struct snapshot *unheld(struct directory *directory)
{
    struct snapshot *loose = NULL;

    pthread_mutex_lock(&directory->swap_lock);
    for (struct snapshot **link = &directory->retired; *link != NULL;) {
        struct snapshot *snapshot = *link;

        if (held(directory, snapshot)) {
            link = &snapshot->next;
            continue;
        }
        *link = snapshot->next;
        snapshot->next = loose;
        loose = snapshot;
    }
    pthread_mutex_unlock(&directory->swap_lock);
    return loose;
}

static void reclaim(struct directory *directory)
{
    for (struct snapshot *loose = unheld(directory); loose != NULL;) {
        struct snapshot *next = loose->next;

        snapshot_drop(directory, loose);
        loose = next;
    }
}

void directory_swap(struct directory *directory, struct snapshot *fresh)
{
    fresh->generation = ++directory->generation;
    pthread_mutex_lock(&directory->swap_lock);

    struct snapshot *old = atomic_load(&directory->current);

    atomic_store(&directory->current, fresh);
    old->next = directory->retired;
    directory->retired = old;
    pthread_mutex_unlock(&directory->swap_lock);
    if (directory->prepared != NULL) {
        snapshot_drop(directory, directory->prepared);
        directory->prepared = NULL;
    }
    reclaim(directory);
}

struct directory *directory_create(const char *const *languages, unsigned language_count)
{
    struct directory *directory = aligned_alloc(_Alignof(struct directory), sizeof(*directory));

    assert(language_count <= DIRECTORY_LANGUAGES_MAX);
    if (directory == NULL)
        abort();
    *directory = (struct directory){ .languages = languages, .language_count = language_count };
    pthread_mutex_init(&directory->write_lock, NULL);
    pthread_mutex_init(&directory->swap_lock, NULL);
    directory->scratch = arena_create();
    atomic_store(&directory->current, snapshot_empty(directory));
    return directory;
}

static void entries_free(struct entries *entries)
{
    for (uint32_t i = 0; i < entries->count; i++)
        entry_row_drop(entries->rows[i]);
    free(entries->rows);
    free(entries->buckets);
}

void directory_destroy(struct directory *directory)
{
    if (directory == NULL)
        return;
    reclaim(directory);
    assert(directory->retired == NULL);
    if (directory->prepared != NULL)
        snapshot_drop(directory, directory->prepared);
    snapshot_drop(directory, atomic_load(&directory->current));
    for (unsigned kind = 0; kind < DIRECTORY_KINDS; kind++)
        entries_free(&directory->entries[kind]);
    free(directory->interner.buckets);
    free(directory->interner.free_ids);
    arena_destroy(directory->scratch);
    pthread_mutex_destroy(&directory->swap_lock);
    pthread_mutex_destroy(&directory->write_lock);
    free(directory);
}
