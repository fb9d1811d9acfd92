/* SPDX-License-Identifier: Apache-2.0
 *
 * Blocks opened for changes: what draft.c (finding and opening) and apply.c (changing) share.
 */
#ifndef BRANCHLIGHT_DIRECTORY_DRAFT_H
#define BRANCHLIGHT_DIRECTORY_DRAFT_H

#include "internal.h"

struct draft {
    uint32_t count;
    struct member members[BLOCK_ROWS];
};

struct work {
    struct directory *directory;
    const struct snapshot *old;
    struct arena *arena;
    struct draft **drafts; /* by block; NULL: untouched */
    uint32_t block_count, capacity;
    uint32_t *touched; /* blocks that have a draft */
    uint32_t touched_count;
    uint32_t ordinal; /* the next free one */
    bool structural;  /* a row came, went, moved or was renamed */
    bool text;        /* the search index is concerned */
};

/* The block opened for changes; each row in a draft is held by it. */
struct draft *draft_of(struct work *work, uint32_t b);
/* A new, empty block with a draft. */
uint32_t draft_add(struct work *work);
/* Half of a full draft moves to a new block. */
void draft_split(struct work *work, uint32_t b);
/* The block whose places are nearest; a row without a place goes where such rows are, or to the last. */
uint32_t nearest_block(const struct work *work, const struct branch_row *row);

struct place {
    uint32_t block, slot; /* block DIRECTORY_NONE: nowhere */
};
struct place find_in_drafts(const struct work *work, struct span code);
struct place find_branch(const struct work *work, struct span code);
/* By id: for rows that were removed, or whose code is new to us. Walks over everything. */
struct place find_branch_id(const struct work *work, const uint8_t id[16]);
struct place find_point_id(const struct work *work, const uint8_t id[16]);
bool point_in_member(const struct member *member, const uint8_t id[16], uint32_t *ret_number);

#endif
