/* SPDX-License-Identifier: Apache-2.0
 *
 * Blocks in a list, the newest first; each allocation moves a mark. Under AddressSanitizer every allocation
 * gets a red zone of its own, so that an overflow inside a block is seen as one. */
#include "branchlight/arena.h"

#include "branchlight/log.h"

#include <stdalign.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#if defined(__SANITIZE_ADDRESS__)
#define ARENA_POISON 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define ARENA_POISON 1
#endif
#endif
#ifdef ARENA_POISON
#include <sanitizer/asan_interface.h>
enum { RED_ZONE = 16 };
#else
#define ASAN_POISON_MEMORY_REGION(at, size)   ((void)(at), (void)(size))
#define ASAN_UNPOISON_MEMORY_REGION(at, size) ((void)(at), (void)(size))
enum { RED_ZONE = 0 };
#endif

enum {
    ALIGNMENT = alignof(max_align_t),
    FIRST_BLOCK = 16 * 1024,
    KEPT_BLOCK = 96 * 1024,
    LARGEST_STEP = 1024 * 1024
};

struct block {
    struct block *older;
    size_t size; /* of bytes[] */
    size_t used;
    alignas(max_align_t) char bytes[];
};

struct deferred {
    struct deferred *older;
    void (*release)(void *);
    void *object;
};

struct arena {
    struct block *newest;
    struct deferred *deferred;
    char *last; /* the allocation that may still grow in place */
    size_t footprint;
};

static _Noreturn void out_of_memory(size_t size)
{
    log_event(LOG_ERROR, "out_of_memory", LOG_FIELD_INT("bytes", (int64_t)size));
    log_flush_all();
    abort();
}

static struct block *block_add(struct arena *arena, size_t size)
{
    struct block *block = size < SIZE_MAX / 2 ? malloc(sizeof *block + size) : NULL;
    if (!block)
        out_of_memory(size);
    block->older = arena->newest;
    block->size = size;
    block->used = 0;
    ASAN_POISON_MEMORY_REGION(block->bytes, size);
    arena->newest = block;
    arena->footprint += size;
    return block;
}

static void block_free(struct block *block)
{
    ASAN_UNPOISON_MEMORY_REGION(block->bytes, block->size);
    free(block);
}

struct arena *arena_create(void)
{
    struct arena *arena = calloc(1, sizeof *arena);
    if (!arena)
        out_of_memory(sizeof *arena);
    block_add(arena, FIRST_BLOCK);
    return arena;
}

static void run_deferred(struct arena *arena)
{
    while (arena->deferred) {
        const struct deferred *next = arena->deferred;
        arena->deferred = next->older;
        next->release(next->object);
    }
}

static void free_newer(struct arena *arena)
{
    while (arena->newest->older) {
        struct block *block = arena->newest;
        arena->newest = block->older;
        arena->footprint -= block->size;
        block_free(block);
    }
}

/* One block stays, as large as all were, within reason: what comes next is mostly like what was, and finds
 * its room without malloc. */
void arena_reset(struct arena *arena)
{
    const size_t wanted = arena->footprint < KEPT_BLOCK ? arena->footprint : KEPT_BLOCK;
    run_deferred(arena);
    free_newer(arena);
    if (arena->newest->size < wanted) {
        block_free(arena->newest);
        arena->newest = NULL;
        arena->footprint = 0;
        block_add(arena, wanted);
    }
    arena->newest->used = 0;
    arena->last = NULL;
    ASAN_POISON_MEMORY_REGION(arena->newest->bytes, arena->newest->size);
}

void arena_destroy(struct arena *arena)
{
    if (!arena)
        return;
    run_deferred(arena);
    free_newer(arena);
    block_free(arena->newest);
    free(arena);
}

static size_t aligned(size_t size)
{
    if (size > SIZE_MAX / 2)
        out_of_memory(size);
    return (size + RED_ZONE + ALIGNMENT - 1) & ~(size_t)(ALIGNMENT - 1);
}

/* Each new block doubles the arena, up to a step of 1 MiB; what is larger gets a block of its own size. */
static struct block *block_for(struct arena *arena, size_t size)
{
    struct block *block = arena->newest;
    if (block->size - block->used >= size)
        return block;
    const size_t step = arena->footprint < LARGEST_STEP ? arena->footprint : LARGEST_STEP;
    return block_add(arena, size > step ? size : step);
}

void *arena_alloc(struct arena *arena, size_t size)
{
    const size_t taken = aligned(size);
    struct block *block = block_for(arena, taken);
    char *at = block->bytes + block->used;
    block->used += taken;
    arena->last = at;
    ASAN_UNPOISON_MEMORY_REGION(at, size);
    return at;
}

void *arena_calloc(struct arena *arena, size_t count, size_t size)
{
    size_t total;
    if (__builtin_mul_overflow(count, size, &total))
        out_of_memory(SIZE_MAX);
    return memset(arena_alloc(arena, total), 0, total);
}

void *arena_grow(struct arena *arena, void *old, size_t old_size, size_t new_size)
{
    struct block *block = arena->newest;
    if (old && old == arena->last && new_size >= old_size) {
        const size_t start = (size_t)((char *)old - block->bytes), taken = aligned(new_size);
        if (block->size - start >= taken) {
            block->used = start + taken;
            ASAN_UNPOISON_MEMORY_REGION(old, new_size);
            return old;
        }
    }
    void *grown = arena_alloc(arena, new_size);
    if (old)
        memcpy(grown, old, old_size < new_size ? old_size : new_size);
    return grown;
}

char *arena_copy(struct arena *arena, const char *bytes, size_t length)
{
    char *copy = arena_alloc(arena, length + 1);
    if (length > 0)
        memcpy(copy, bytes, length);
    copy[length] = '\0';
    return copy;
}

char *arena_printf(struct arena *arena, const char *format, ...)
{
    const struct block *const block = arena->newest;
    const size_t left = block->size - block->used, room = left > RED_ZONE ? left - RED_ZONE : 0;
    char *const here = arena->newest->bytes + block->used;
    va_list arguments, again;

    va_start(arguments, format);
    va_copy(again, arguments);
    ASAN_UNPOISON_MEMORY_REGION(here, room);
    const int printed = vsnprintf(here, room, format, arguments); /* mostly it fits where the next one goes */
    ASAN_POISON_MEMORY_REGION(here, room);
    va_end(arguments);
    const size_t length = printed < 0 ? 0 : (size_t)printed;
    char *const text = arena_alloc(arena, length + 1);
    if (text != here && length > 0)
        vsnprintf(text, length + 1, format, again);
    if (length == 0)
        text[0] = '\0';
    va_end(again);
    return text;
}

void arena_defer(struct arena *arena, void (*release)(void *), void *object)
{
    struct deferred *next = arena_alloc(arena, sizeof *next);
    *next = (struct deferred){ arena->deferred, release, object };
    arena->deferred = next;
}

size_t arena_footprint(const struct arena *arena)
{
    return arena->footprint;
}
