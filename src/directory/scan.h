/* SPDX-License-Identifier: Apache-2.0
 *
 * One query on its way through the blocks: what scan.c (order, heap, blocks to skip) and filter.c (which rows
 * match) share.
 */
#ifndef BRANCHLIGHT_DIRECTORY_SCAN_H
#define BRANCHLIGHT_DIRECTORY_SCAN_H

#include "internal.h"

/* "Open" at a minute that isn't the snapshot's: each schedule is looked up once in a query. */
struct moment {
    bool wanted, now;
    int32_t minute;
    uint8_t *seen; /* by schedule id: enum directory_open + 1 */
};

struct scan {
    const struct snapshot *snapshot;
    const struct directory_query *query;
    struct arena *arena;
    double origin[3];
    double farthest; /* squared chord that no row counts beyond: the radius, or the worst row kept */
    struct moment open, usable, assisted;
    bool point_filters; /* some filter needs a point */
    uint8_t needs;      /* BRANCH_* bits without which a branch can't match */
    const struct match *match;
    uint32_t only; /* the one branch asked for; DIRECTORY_NONE: all */
};

/* What a row has to be ordered by. */
struct candidate {
    double key;
    uint32_t rank;
    uint32_t branch, point;
};

struct best {
    struct scan scan;
    struct candidate *rows; /* in order */
    uint32_t count, capacity;
    bool matched; /* some row met all filters, whatever `after` says */
    bool by_distance;
    struct candidate after; /* key and rank; its code is the query's */
    bool between;           /* the position's name is gone: rows of that rank follow it all */
    /* What a row must bring to be looked at: at least this bound of its relevance, and where that is no more
     * than `tie`, no higher rank. */
    uint32_t least, tie, rank;
};

/* Takes the row in if it follows the position asked for and is among the best. */
void best_offer(struct best *best, const struct candidate *row);
/* Finds where the query's position is now. */
void best_place_after(struct best *best);
struct directory_result best_result(const struct best *best);
double chord_of(double metres); /* squared; of a distance along the ground */

void filter_prepare(struct scan *scan);
/* Whether some row of the block may match. */
bool filter_block(const struct scan *scan, uint32_t b);
/* Whether the branch meets the filters that don't concern points. Not near: that is looked at before. */
bool filter_branch(const struct scan *scan, uint32_t b, uint32_t slot);
/* Whether the branch's point number p of the block meets everything else. For branches: together with its
 * building's hours. */
bool filter_point(const struct scan *scan, uint32_t b, uint32_t slot, uint32_t p);
/* Whether the building is open as asked for (or that was not asked). */
bool filter_building(const struct scan *scan, uint32_t b, uint32_t slot);
/* ---- relevance.c ---- */
/* The relevance of a branch alone (p == DIRECTORY_NONE), or with one of its points: 0 doesn't match. Without
 * a query: 1. */
unsigned relevance(const struct scan *scan, uint32_t b, uint32_t slot, uint32_t p);
/* What no row's relevance exceeds, whichever of its points counts: 0 can't match. The scan has a query. */
void relevance_bounds(const struct scan *scan, uint32_t b, uint16_t ret_bounds[BLOCK_ROWS]);

#endif
