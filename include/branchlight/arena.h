/* SPDX-License-Identifier: Apache-2.0
 *
 * An arena: memory that lives exactly as long as one request (or one load, one command) and is freed at once.
 * Operations and pages never call free(): they take from the arena of their request, and hand it whatever
 * another library allocated (arena_defer). An arena is used by one thread at a time; it has no lock.
 *
 * Out of memory: the process stops with one log line. Every size that a client controls has a limit long
 * before that (docs/adr/0002-out-of-memory.md), so no caller checks for NULL.
 */
#ifndef BRANCHLIGHT_ARENA_H
#define BRANCHLIGHT_ARENA_H

#include <stddef.h>

struct arena;

/* A new empty arena, to be given back with arena_destroy. */
struct arena *arena_create(void);

/* Runs what was deferred (last first) and frees everything. NULL is allowed. */
void arena_destroy(struct arena *arena);

/* Runs what was deferred (last first) and empties the arena, keeping its first block for the next request. */
void arena_reset(struct arena *arena);

/* `size` bytes, aligned for any type, not cleared. Never NULL, also for size 0. */
void *arena_alloc(struct arena *arena, size_t size);

/* The same, cleared to zero. Stops the process where count * size overflows. */
void *arena_calloc(struct arena *arena, size_t count, size_t size);

/* Grows the block `old` of `old_size` bytes to `new_size`, in place where it is the last one allocated.
 * `old` may be NULL when old_size is 0. */
void *arena_grow(struct arena *arena, void *old, size_t old_size, size_t new_size);

/* A copy of `length` bytes with a NUL behind them. */
char *arena_copy(struct arena *arena, const char *bytes, size_t length);

/* printf into the arena; NUL-terminated. */
char *arena_printf(struct arena *arena, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Has `release(object)` called when the arena is reset or destroyed. */
void arena_defer(struct arena *arena, void (*release)(void *), void *object);

/* Bytes that the arena holds from the system at present (for metrics and limits). */
size_t arena_footprint(const struct arena *arena);

#endif
