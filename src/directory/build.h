/* SPDX-License-Identifier: Apache-2.0
 *
 * Making snapshots: rows are put into a batch, a batch is published. The loader fills batches from
 * PostgreSQL; tests and benchmarks from their own generators, without a database. Everything given is copied.
 */
#ifndef BRANCHLIGHT_DIRECTORY_BUILD_H
#define BRANCHLIGHT_DIRECTORY_BUILD_H

#include "branchlight/directory.h"

#include <stdint.h>

/* Ranges as they are compiled: four numbers each: start minute, end minute (exclusive), UTC offset at both,
 * in minutes. Not `known`: there are none; known until 0: there are some, of which nothing is known. */
struct hours_input {
    const int32_t *numbers;
    uint32_t count; /* numbers, a multiple of 4 */
    bool known;
    int32_t until; /* the minute up to which they are compiled */
};

struct branch_input {
    const uint8_t *id; /* 16 bytes */
    struct span code, library, municipality, name, address, body, time_zone, history, named_days;
    const struct span *names;
    uint32_t name_count;
    bool located;
    double latitude, longitude;
    int step_free; /* 1, 0, -1 */
    bool active, demo;
    struct hours_input hours;
};

struct point_input {
    const uint8_t *id;
    struct span code, branch, utility, body, status_role, reports;
    const struct span *services, *equipment, *languages, *names;
    uint32_t service_count, equipment_count, language_count, name_count;
    enum point_lifecycle lifecycle;
    enum point_status status;
    unsigned components_down;
    int64_t observed_at, valid_until; /* 0, 0: never reported */
    bool demo, status_demo;
    struct hours_input access, adviser; /* without access: as the building */
};

struct entry_input {
    enum directory_kind kind;
    const uint8_t *id; /* NULL where there is none (languages) */
    struct span code, name, sort, organization_kind, organization, municipality, bodies;
    int32_t ordinal;
    bool demo;
    bool located; /* places, municipalities */
    double latitude, longitude;
    const struct span *names;
    uint32_t name_count;
};

struct event_input {
    const uint8_t *id;
    struct span code, kind, lifecycle, campaign, time_zone, bodies;
    const struct span *branches, *municipalities, *utilities, *audiences, *languages, *names;
    uint32_t branch_count, municipality_count, utility_count, audience_count, language_count, name_count;
    int64_t starts_at, ends_at;
    int16_t utc_offset;
    bool demo;
};

/* A code that a row gave up. */
struct retired_input {
    const uint8_t *id;                 /* of the row */
    struct span kind, code, successor; /* successor empty: the row is gone */
};

struct batch;

/* A batch for `directory`; used by one thread. It is given to directory_publish or thrown away. */
struct batch *batch_create(struct directory *directory);
void batch_discard(struct batch *batch);

/* Rows that are there now: new, or in place of the one with the same id (or code). */
void batch_branch(struct batch *batch, const struct branch_input *input);
void batch_point(struct batch *batch, const struct point_input *input);
void batch_entry(struct batch *batch, const struct entry_input *input);
void batch_event(struct batch *batch, const struct event_input *input);

/* A code that was given up. Of a row whose id is renewed, those that the batch is given are all there are. */
void batch_retired(struct batch *batch, const struct retired_input *input);
void batch_renew_retired(struct batch *batch, const uint8_t id[16]);

/* Rows that aren't there any more, by id. A branch takes its points along. */
void batch_remove_branch(struct batch *batch, const uint8_t id[16]);
void batch_remove_point(struct batch *batch, const uint8_t id[16]);
/* An entry only where this batch hasn't set it: so its old code goes where it got another. */
void batch_remove_entry(struct batch *batch, enum directory_kind kind, const uint8_t id[16]);
void batch_remove_event(struct batch *batch, const uint8_t id[16]);

/* Swaps a snapshot with the batch's rows in: `everything` replaces all rows, else they are changes. `change`
 * is the number of the last change contained, `minute` the clock's. The batch is gone afterwards. */
void directory_publish(struct directory *directory, struct batch *batch, bool everything, int64_t change,
                       int32_t minute);

/* Swaps in the snapshot of another minute. directory_prepare makes it ready beforehand, so that the swap
 * takes no time. */
void directory_turn(struct directory *directory, int32_t minute);
void directory_prepare(struct directory *directory, int32_t minute);

#endif
