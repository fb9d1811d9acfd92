/* SPDX-License-Identifier: Apache-2.0
 *
 * What a snapshot is made of. Everything here is immutable once published, and shared between snapshots by
 * counting references. Counts are plain integers: only writers touch them, under directory->write_lock;
 * readers hold whole snapshots by hazard pointers. Fields marked "writer's" are scratch that readers never
 * look at.
 */
#ifndef BRANCHLIGHT_DIRECTORY_INTERNAL_H
#define BRANCHLIGHT_DIRECTORY_INTERNAL_H

#include "branchlight/directory.h"
#include "build.h"
#include "hours.h"

#include "branchlight/buffer.h"

#include <math.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdlib.h>

/* malloc that stops the process where there is no memory (docs/adr/0002-out-of-memory.md). */
void *heap_alloc(size_t size);
void *heap_calloc(size_t count, size_t size);
void *heap_grow(void *old, size_t size);

/* ---- Shared parts ---- */

struct shared {
    uint32_t references;
    void (*release)(void *self);
};
void *part_keep(void *part); /* one more reference; NULL stays NULL */
void part_drop(void *part);  /* one less; releases it at none */

/* ---- Rows (rows.c) ---- */

struct branch_row {
    uint32_t references;
    uint32_t bytes;
    uint32_t library, municipality;
    uint32_t location; /* writer's */
    uint32_t mark;     /* writer's */
    uint8_t id[16];
    double latitude, longitude;
    int8_t step_free;
    bool located, active, demo;
    uint32_t history_length;    /* it stands behind the body: where nothing changed, no byte is spent on it */
    uint32_t named_days_length; /* behind the history */
    struct schedule *hours;     /* of a branch that is closed for good: never, until HOURS_FOR_EVER */
    struct span code, name, address, body, time_zone;
    struct span sort_key; /* of the name */
    struct span folded;   /* names, each between \n; then \t and the address */
};

struct point_row {
    uint32_t references;
    uint32_t bytes;
    uint32_t utility;
    uint8_t id[16];
    enum point_lifecycle lifecycle;
    enum point_status status;
    unsigned components_down;
    int64_t observed_at, valid_until;
    int32_t observed_minute, valid_minute; /* valid in minutes < valid_minute */
    bool demo, status_demo;
    struct schedule *access, *adviser;
    struct directory_set services, equipment, languages;
    struct span code, branch, body, status_role, reports;
    struct span folded;
};

/* When a point can be reached: at its own hours (a lobby) where it has some, else at the building's; never in
 * a branch that is closed for good. */
static inline struct schedule *access_hours(const struct branch_row *branch, const struct point_row *point)
{
    return branch->active && point->access != NULL ? point->access : branch->hours;
}

struct branch_row *branch_row_make(struct directory *directory, const struct branch_input *input);
struct point_row *point_row_make(struct directory *directory, const struct point_input *input);
/* "\nname\nother name\n\taddress", folded, in the arena. */
struct span fold_names(struct arena *arena, const struct span *names, uint32_t count, struct span rest);
void branch_row_drop(struct directory *directory, struct branch_row *row);
void point_row_drop(struct directory *directory, struct point_row *row);

/* ---- Blocks (block.c) ---- */

enum { BLOCK_ROWS = 256, BLOCK_FILL = 224, PART_ROWS = 64, BLOCK_PARTS = BLOCK_ROWS / PART_ROWS };

/* What branches and points belong to; in this order in the search index, one kind behind the other. */
enum entity { ENTITY_LIBRARY, ENTITY_MUNICIPALITY, ENTITY_ORGANIZATION, ENTITIES };

/* What scans read of a point; dictionary indexes below 64 are bits, the rest are looked up in the row. */
struct point_column {
    uint64_t services, languages;
};

/* The rows that have a place lie within `radius` (chord) of `centre`; radius < 0: none has. */
struct ball {
    double centre[3], radius;
};
enum { BALL_GROUP = 32 };
static inline uint32_t ball_groups(uint32_t blocks)
{
    return (blocks + BALL_GROUP - 1) / BALL_GROUP;
}

struct block {
    uint32_t references;
    uint32_t count, point_count;
    int32_t hours_until; /* the latest minute that any schedule in it is compiled to; INT32_MIN: none */
    uint64_t bytes;      /* with its rows; interned schedules are not counted */
    struct ball ball, parts[BLOCK_PARTS]; /* around all rows, and around each PART_ROWS of them */
    double south, north;                  /* latitudes that the rows which have a place lie between */
    uint64_t municipalities, libraries, utilities; /* bit index % 64 of everything that occurs */
    uint64_t services, languages; /* union of the columns; bit 63 also for any index above 63 */
    struct {
        uint32_t count, *index; /* ascending */
    } present[ENTITIES];        /* what occurs in it */
    double x[BLOCK_ROWS], y[BLOCK_ROWS], z[BLOCK_ROWS];
    uint64_t step_free[BLOCK_ROWS / 64]; /* bits of the rows that are known to be */
    uint32_t municipality[BLOCK_ROWS], library[BLOCK_ROWS];
    uint32_t ordinal[BLOCK_ROWS];
    uint32_t first_point[BLOCK_ROWS + 1];
    struct branch_row *rows[BLOCK_ROWS];
    struct point_row **points;
    struct point_column *columns;
    uint32_t *utility; /* by point */
    uint8_t *slot;     /* by point: its branch's */
};

/* A branch's document is followed by those of its points. */
static inline uint32_t point_ordinal(const struct block *block, uint32_t slot, uint32_t p)
{
    return block->ordinal[slot] + 1 + p - block->first_point[slot];
}

/* One branch with its points while a block is being made. */
struct member {
    struct branch_row *row;
    struct point_row **points;
    uint32_t point_count;
    uint32_t ordinal; /* the branch's; its points follow */
    uint64_t curve;   /* place on the Hilbert curve */
};
struct block *block_make(const struct member *members,
                         uint32_t count); /* takes over one reference of each row */
void block_drop(struct directory *directory, struct block *block);
uint64_t curve_of(const struct branch_row *row);
static inline double squared_chord(const double origin[3], const struct block *block, uint32_t slot)
{
    const double dx = block->x[slot] - origin[0], dy = block->y[slot] - origin[1],
                 dz = block->z[slot] - origin[2];

    return dx * dx + dy * dy + dz * dz;
}
/* Around balls (a place is one of radius 0): the centre is the mean of theirs, the radius reaches around the
 * farthest, a little widened against rounding. */
struct ball ball_around(const struct ball *balls, uint32_t count);
/* Squared chord to a ball's centre; of one without places INFINITY. */
static inline double ball_away(const double origin[3], const struct ball *ball)
{
    const double dx = ball->centre[0] - origin[0], dy = ball->centre[1] - origin[1],
                 dz = ball->centre[2] - origin[2];

    return ball->radius < 0 ? INFINITY : dx * dx + dy * dy + dz * dz;
}
/* Metres from a unit vector to a branch whose place is known. */
double metres_between(const double origin[3], const struct block *block, uint32_t slot);
void unit_vector(double latitude, double longitude, double ret_vector[3]);

static inline uint32_t location_of(uint32_t block, uint32_t slot)
{
    return block << 8 | slot;
}

/* ---- What the minute decides (minute.c) ---- */

enum {
    BRANCH_OPEN = 1,      /* the building's hours say so */
    BRANCH_HOURS = 2,     /* they are known */
    BRANCH_REACHABLE = 4, /* the building or one of its points is open */
    BRANCH_USABLE = 8,    /* one of its points is */
    BRANCH_ASSISTED = 16, /* one of its points is */
    BRANCH_BITS = 5,
    POINT_STATUS = 3, /* mask: enum point_status now */
    POINT_OPEN = 4,
    POINT_USABLE = 8,
    POINT_ASSISTED = 16,
    POINT_IN_USE = 32, /* active, in an active branch */
};

struct text;
/* How much texts may take and do, of one minute (texts.c). */
struct text_account {
    struct shared shared;
    uint64_t limit;
    _Atomic uint64_t bytes;
};
struct text_account *text_account_make(uint32_t branches);

struct block_minute {
    uint32_t references;
    uint32_t text_slots; /* branches and points */
    struct text_account *account;
    /* By form and language: NULL, or for each branch, then each point, NULL or its text. Readers put them
     * there. */
    _Atomic(_Atomic(struct text *) *) texts[TEXT_FORMS][DIRECTORY_LANGUAGES_MAX];
    uint8_t any; /* BRANCH_* of any branch in it */
    struct directory_summary sums;
    uint8_t branch[BLOCK_ROWS];
    uint64_t having[BRANCH_BITS][BLOCK_PARTS]; /* the same: by bit, which rows have it */
    uint8_t points[];
};
struct block_minute *minute_make(const struct block *block, int32_t minute, struct text_account *account);
void minute_drop(struct block_minute *minute); /* NULL-safe */
void texts_drop(struct block_minute *minute);
enum point_status point_status_at(const struct point_row *row, int32_t minute, int32_t now);
/* Usable by its own state: what remains is whether it is open. */
bool point_serves(const struct branch_row *branch, const struct point_row *point, enum point_status status);
bool point_assists(const struct point_row *row, enum directory_open adviser, enum directory_open building,
                   int32_t minute);

/* ---- Dictionaries (dictionary.c) ---- */

struct entry_row {
    uint32_t references;
    uint8_t id[16];
    struct span code, name, kind, sort_key, folded;
    uint32_t organization, municipality;
    int32_t ordinal;
    uint32_t mark; /* writer's: the batch that set it */
    bool demo, published, located;
    double latitude, longitude;
    struct span bodies[DIRECTORY_LANGUAGES_MAX];
    struct span references_text[DIRECTORY_LANGUAGES_MAX]; /* {"code":…,"name":…} */
    struct span labels[DIRECTORY_LANGUAGES_MAX];
};
struct dictionary {
    struct shared shared;
    uint32_t count;     /* indexes given out */
    uint32_t published; /* the first entries of `order` */
    struct entry_row **rows;
    uint32_t *order;     /* for display; what isn't published is at the end */
    uint32_t *utilities; /* of organizations: indexes of those, in display order */
    uint32_t utility_count;
    uint32_t *buckets; /* code → index + 1 */
    uint32_t bucket_count;
};
/* The writer's own, growing dictionaries: indexes are never taken back. */
struct entries {
    struct entry_row **rows;
    uint32_t count, capacity;
    uint32_t *buckets, bucket_count;
    bool changed;
};
/* The index of a code, given out now where it is new. DIRECTORY_NONE for an empty code. */
uint32_t entries_intern(struct entries *entries, struct span code);
void entries_set(struct directory *directory, const struct entry_input *input);
/* Unpublishes the entry with that id, unless the batch of that mark set it. */
bool entries_remove(struct entries *entries, const uint8_t id[16], uint32_t mark);
/* Unpublishes what the batch of that mark did not set. */
void entries_keep_marked(struct entries *entries, uint32_t mark);
/* The index of a code in a table of `bucket_count` indexes + 1; DIRECTORY_NONE. */
uint32_t buckets_find(const uint32_t *buckets, uint32_t bucket_count, struct entry_row *const *rows,
                      struct span code);
struct dictionary *dictionary_make(const struct entries *entries);
void entry_row_drop(struct entry_row *row);
/* The short form and the name of an entry, of its body in one language; in the arena, or borrowed
 * (reference.c). */
struct span reference_make(struct arena *arena, struct span code, struct span body);
struct span label_make(struct arena *arena, struct span code, struct span body);
/* Splits {"lt":{…},"en":{…}} into the bodies of the directory's languages, missing ones filled with the first
 * there is. */
void bodies_split(const struct directory *directory, struct span bodies,
                  struct span ret_bodies[DIRECTORY_LANGUAGES_MAX]);

struct tally {
    uint32_t branches, points, usable;
};
struct tallies {
    struct shared shared;
    uint32_t count[DIRECTORY_KINDS];
    struct tally *of[DIRECTORY_KINDS];
};
struct tallies *tallies_make(const struct dictionary *const *dictionaries, const struct tallies *old);
void tallies_add(struct tallies *tallies, const struct block *block, const struct block_minute *minute,
                 bool subtract);

/* ---- Orders and codes (names.c) ---- */

struct names {
    struct shared shared;
    uint32_t count;
    uint32_t *by_name; /* locations in the order of sort key, code */
    uint32_t *rank;    /* by location: index in by_name of the first row with the same sort key */
    uint32_t *first;   /* by block: the least rank in it */
};
struct codes {
    struct shared shared;
    uint32_t *branches, *points; /* hash of the code → location + 1 (for points that of the branch) */
    uint32_t branch_buckets, point_buckets;
};
struct names *names_make(struct directory *directory, struct block *const *blocks, uint32_t block_count,
                         const struct snapshot *old, const struct names *old_names);
struct codes *codes_make(struct block *const *blocks, uint32_t block_count);
uint64_t hash_bytes(const void *bytes, size_t length);

/* ---- Search (search_index.c, search_match.c) ---- */

enum { POSTING_FIRST = 1, POSTING_WHOLE = 2, POSTING_NAME = 4, POSTING_BITS = 3 };

/* Distinct folded words in byte order, each with the ordinals of the documents that hold it. */
struct segment {
    struct shared shared;
    uint32_t word_count;
    char *text;           /* the words, one behind the other */
    uint32_t *text_at;    /* word_count + 1 */
    uint32_t *posting_at; /* word_count + 1 */
    uint32_t *postings;   /* ordinal << POSTING_BITS | flags */
    uint32_t *letters;    /* which letters occur, hashed to 32 bits */
    uint32_t gram_bucket_bits;
    uint32_t *gram_at; /* (1 << bits) + 1 */
    uint32_t *grams;   /* word numbers */
    uint64_t bytes;
};
struct segment_builder;
struct segment_builder *segment_begin(void);
/* The words of one document: folded text with names between \n and, after \t, what isn't a name. */
void segment_add(struct segment_builder *builder, uint32_t ordinal, struct span folded);
struct segment *segment_finish(struct segment_builder *builder);
uint32_t gram_bucket(const struct segment *segment, uint32_t a, uint32_t b, uint32_t c);
uint32_t utf8_next(const char *bytes, uint32_t length, uint32_t *at);

/* Where the documents are: a branch has one ordinal, its points have those that follow. */
struct ordinals {
    struct shared shared;
    uint32_t count;
    uint32_t *location;  /* of the branch; DIRECTORY_NONE where the document is gone */
    uint32_t base_count; /* ordinals below are in the base, the rest in the delta */
};

enum { QUERY_WORDS_MAX = 8 };

/* The weight of each document for each word of a query; 0 doesn't match. */
struct match {
    unsigned words;
    struct span phrase;                  /* the whole query, folded */
    uint8_t *documents[QUERY_WORDS_MAX]; /* by ordinal */
    uint8_t
        *rows[QUERY_WORDS_MAX]; /* by location: the heaviest of all that a branch and its points match by */
    uint8_t *entities[ENTITIES][QUERY_WORDS_MAX];   /* by index; the entry beyond the last stays 0 */
    uint8_t entity_most[ENTITIES][QUERY_WORDS_MAX]; /* the heaviest */
    uint32_t entity_count[ENTITIES];
    uint8_t *most[QUERY_WORDS_MAX]; /* by block: the heaviest of its rows */
    uint8_t *classes;               /* by block: how well the first word can stand in a name, see search.h */
    uint16_t *blocks; /* by block: what no row's relevance exceeds; 0: no row matches every word */
    bool strict;      /* some word was matched without allowing for typos, though it could have been with */
    bool hopeless;    /* some word matches nothing at all */
};
struct match *match_make(const struct snapshot *snapshot, struct arena *arena, struct span q, bool fuzzy);
/* Whether `folded` (names between \n) matches every word of the folded query, typos allowed; the weight, or
 * 0. */
unsigned match_text(struct span folded, struct span query, bool fuzzy);
/* Edit distance with transpositions (optimal string alignment) of two words, if ≤ limit, else limit + 1. */
unsigned edit_distance(const uint32_t *a, unsigned a_length, const uint32_t *b, unsigned b_length,
                       unsigned limit);

/* ---- Events (events.c) ---- */

struct event_row {
    uint32_t references;
    uint8_t id[16];
    struct span code, kind, lifecycle, time_zone, folded;
    struct span bodies[DIRECTORY_LANGUAGES_MAX];
    uint32_t campaign;
    int64_t starts_at, ends_at;
    int16_t utc_offset;
    bool demo;
    struct span *branches, *audiences, *languages;
    uint32_t *municipalities, *utilities;
    uint32_t branch_count, municipality_count, utility_count, audience_count, language_count;
};
/* An event whose end isn't known is over when it starts plus two hours. */
static inline int64_t event_end(const struct event_row *row)
{
    return row->ends_at > 0 ? row->ends_at : row->starts_at + 7200;
}
struct events {
    struct shared shared;
    uint32_t count, code_count[EVENT_CODES];
    struct event_row **rows; /* in the order of start, code */
    struct span codes[EVENT_CODES][EVENT_CODES_MAX];
};
struct event_row *event_row_make(struct directory *directory, const struct event_input *input);
/* `old` (NULL: none) without what was removed or changed, and with `changed`, whose references it takes over.
 */
struct events *events_make(const struct events *old, struct event_row *const *changed, uint32_t changed_count,
                           uint8_t (*removed)[16], uint32_t removed_count);
void event_row_drop(struct event_row *row);

/* ---- The snapshot (snapshot.c) and the directory (directory.c) ---- */

struct retired_codes; /* retired.h */
struct retired_row;

struct snapshot {
    uint64_t generation;
    int64_t change;
    int32_t minute;
    bool loaded;
    uint32_t pins; /* holders beyond the hazard pointers, under swap_lock */
    int64_t horizon_from, horizon_until;
    uint32_t block_count, branch_count, point_count, schedule_ids;
    struct block **blocks;
    struct ball *balls, *groups; /* around each block, and around each BALL_GROUP blocks */
    struct block_minute **minutes;
    struct text_account *account;
    struct names *names;
    struct codes *codes;
    struct dictionary *dictionaries[DIRECTORY_KINDS];
    struct tallies *tallies;
    struct segment *base, *delta, *entities;
    struct ordinals *ordinals;
    uint32_t entity_first[ENTITIES + 1];
    struct events *events;
    struct retired_codes *retired_codes;
    struct directory_summary summary;
    struct snapshot *next; /* writer's: retired ones */
};

enum { HAZARDS = 256 };

struct hazard {
    _Alignas(64) _Atomic(const struct snapshot *) snapshot;
};

struct directory {
    struct hazard hazards[HAZARDS];
    _Atomic(struct snapshot *) current;
    pthread_mutex_t write_lock; /* held while a snapshot is made */
    pthread_mutex_t swap_lock;  /* held for instants: swap, pins */
    struct snapshot *retired;
    struct snapshot *prepared; /* made ahead for the next minute from the current one */
    const struct snapshot *prepared_from;
    uint64_t generation;
    _Atomic int64_t contact; /* clock_monotonic_ns; 0: never. See directory_contact_age */
    void (*told)(void *context, const struct directory_change *changes, unsigned count);
    void *told_context;
    const char *const *languages;
    unsigned language_count;
    struct interner interner;
    struct entries entries[DIRECTORY_KINDS];
    struct arena *scratch; /* folding while rows are made; under write_lock */
    uint32_t mark;         /* of rows, see names.c */
    uint32_t batch_mark;   /* of entries: the batch being filled */
};

struct snapshot *snapshot_make(struct directory *directory,
                               const struct snapshot *like); /* shares all parts */
struct snapshot *snapshot_empty(struct directory *directory);
void snapshot_drop(struct directory *directory, struct snapshot *snapshot);
/* Dictionaries and the search index over them, where entries changed: then true. */
bool snapshot_take_entries(struct directory *directory, struct snapshot *snapshot);
/* What follows from blocks and minutes: counts, sums, horizon. */
void snapshot_finish(struct snapshot *snapshot);
/* Columns and sums of `snapshot->minute` for blocks that have none yet. */
void snapshot_fill_minutes(struct snapshot *snapshot);
/* All of them anew, without texts: at another minute, or where texts may say something else of other rows. */
void snapshot_renew_minutes(struct snapshot *snapshot);
void directory_swap(struct directory *directory, struct snapshot *fresh);

/* Makes all blocks, orders, codes and the search index from these members (which it sorts); takes over a
 * reference of each row. */
void assemble(struct directory *directory, struct snapshot *snapshot, struct member *members, uint32_t count);
/* Puts the batch's changes into a copy of the current snapshot. */
void apply(struct batch *batch, struct snapshot *fresh, const struct snapshot *old);
struct ordinals *ordinals_make(struct block *const *blocks, uint32_t block_count, uint32_t count,
                               uint32_t base_count);
struct segment *delta_make(struct block *const *blocks, uint32_t block_count, uint32_t base_count);

struct batch {
    struct directory *directory;
    struct branch_row **branches;
    struct point_row **points;
    struct event_row **events;
    uint32_t branch_count, point_count, event_count, branch_capacity, point_capacity, event_capacity;
    uint8_t (*gone[3])[16]; /* by enum gone */
    uint32_t gone_count[3];
    struct retired_row *retired;
    uint8_t (*renewed)[16];
    uint32_t retired_count, renewed_count;
    struct arena *arena; /* of the texts of `retired`; NULL while there are none */
};
enum gone { GONE_BRANCH, GONE_POINT, GONE_EVENT };

#endif
