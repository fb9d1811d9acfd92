/* SPDX-License-Identifier: Apache-2.0
 *
 * The directory: everything that is published, in memory, and every public question answered from there.
 *
 * A snapshot is immutable: one state of the rows at one minute of the clock. It is replaced when rows change
 * and at the turn of each minute; who holds one sees it unchanged until it is released. All spans in views
 * belong to the snapshot and live while it is held. Any thread may read; the loader's thread and the ticker's
 * write.
 *
 * Instants are Unix seconds (0: none), minutes are minutes since 1970-01-01T00:00Z, distances metres, offsets
 * minutes east of UTC.
 */
#ifndef BRANCHLIGHT_DIRECTORY_H
#define BRANCHLIGHT_DIRECTORY_H

#include "branchlight/arena.h"
#include "branchlight/gzip.h"
#include "branchlight/span.h"

#include <stdint.h>

enum {
    DIRECTORY_LANGUAGES_MAX = 8, /* languages that bodies are kept in */
    DIRECTORY_SET_MAX = 256,     /* services, equipment, languages: entries that a set can hold */
    DIRECTORY_LIMIT_MAX = 1000,  /* rows of one result */
    DIRECTORY_REASONS_MAX = 12,
};

/* "None" where an index is expected: no such entry, no filter. */
#define DIRECTORY_NONE UINT32_MAX

struct directory;
struct snapshot;

/* An empty directory. `languages` are codes ("lt", "en") in the order of preference: language 0, 1, …;
 * borrowed for its life. */
struct directory *directory_create(const char *const *languages, unsigned language_count);
/* Nobody may hold a snapshot any more; loader and ticker are stopped. */
void directory_destroy(struct directory *directory);

/* ---- Holding a snapshot ---- */

struct directory_hold {
    const struct snapshot *snapshot; /* never NULL; before the first load an empty one */
    uint32_t slot;                   /* the hazard pointer in use */
};

/* The current snapshot, kept until it is released; from any thread, and may be released on another. Costs
 * some nanoseconds. */
struct directory_hold directory_acquire(struct directory *directory);
void directory_release(struct directory *directory, struct directory_hold hold);

/* Whether rows have been loaded (readiness). */
bool snapshot_loaded(const struct snapshot *snapshot);
/* Changes with every swap, that of each minute included; never repeats in a process. */
uint64_t snapshot_generation(const struct snapshot *snapshot);
/* The minute that "now" means in this snapshot. */
int32_t snapshot_minute(const struct snapshot *snapshot);
/* The number of the last change (published.change) that it contains. */
int64_t snapshot_change(const struct snapshot *snapshot);
/* The horizon: `open` and `usable` at an instant can be answered for from ≤ instant < until. 0, 0 where no
 * hours are known. */
void snapshot_horizon(const struct snapshot *snapshot, int64_t *ret_from, int64_t *ret_until);

/* ---- Keeping it current ---- */

/* A row that has changed; all of them may have where it is none: very many did, or everything was read anew.
 */
struct directory_change {
    int64_t number;
    struct span kind, code, operation; /* "point", "pasvalys-eso", "update" */
};
/* Calls `told` on the loader's thread for each batch of changes, once the snapshot that contains them is the
 * current one. Set before the loader starts. */
void directory_tell(struct directory *directory,
                    void (*told)(void *context, const struct directory_change *changes, unsigned count),
                    void *context);

struct db_target;
struct directory_loader;
struct directory_ticker;

/* Reads everything from the database, then what changes, on a thread of its own; while the database is away
 * the last snapshot stays. NULL (logged) where no thread can be started. `target` is borrowed until the stop.
 */
struct directory_loader *directory_loader_start(struct directory *directory, const struct db_target *target);
/* Waits until rows have been loaded for the first time. False: not in that time. */
bool directory_loader_wait(struct directory_loader *loader, int milliseconds);
void directory_loader_stop(struct directory_loader *loader); /* NULL is allowed */
/* Seconds since the database was last known to have nothing newer than the snapshot, however the clock is set
 * meanwhile; -1: never. Looked at each 5 s: what is older than a minute is stale. */
int64_t directory_contact_age(const struct directory *directory);

/* Turns the snapshot's minute with the clock, on a thread of its own. NULL where no thread can be started. */
struct directory_ticker *directory_ticker_start(struct directory *directory);
void directory_ticker_stop(struct directory_ticker *ticker); /* NULL is allowed */

/* ---- Dictionaries: small tables that rows refer to by index ---- */

enum directory_kind {
    DIRECTORY_ORGANIZATION,
    DIRECTORY_LIBRARY,
    DIRECTORY_MUNICIPALITY,
    DIRECTORY_SERVICE,
    DIRECTORY_EQUIPMENT,
    DIRECTORY_CAMPAIGN,
    DIRECTORY_PLACE,    /* settlements, the largest first: what a person types to say where */
    DIRECTORY_LANGUAGE, /* ISO 639-1 codes that advisers speak; without bodies */
    DIRECTORY_KINDS,
};

/* An index stays the same while the process lives, through all snapshots (until everything is reloaded). */
struct directory_entry {
    uint32_t index;
    struct span code;
    struct span name;      /* organization, library: the proper name; else at == NULL, see body */
    struct span kind;      /* organization: "utility" … */
    uint32_t organization; /* library: its organization; organization: its successor; DIRECTORY_NONE */
    uint32_t municipality; /* library */
    bool demo;
    bool published; /* false: something refers to this code, but there is no such published row */
    uint32_t branches,
        points; /* rows that refer to it (service, equipment, language: points, and branches that have one) */
    uint32_t usable; /* those of the points that are usable now */
    bool located;    /* place, municipality: latitude, longitude are known */
    double latitude, longitude;
};

/* How many published entries, and the i-th of them in display order (ordinal, then name, then code). */
uint32_t directory_count(const struct snapshot *snapshot, enum directory_kind kind);
void directory_entry_at(const struct snapshot *snapshot, enum directory_kind kind, uint32_t i,
                        struct directory_entry *ret_entry);
/* What a kind is called where codes are: "organization", "library" … */
const char *directory_kind_name(enum directory_kind kind);
/* DIRECTORY_KINDS where there is no such kind. */
enum directory_kind directory_kind_by_name(struct span name);
/* The same of the organizations that are utilities. */
uint32_t directory_utility_count(const struct snapshot *snapshot);
void directory_utility_at(const struct snapshot *snapshot, uint32_t i, struct directory_entry *ret_entry);
/* By index (as rows refer to it); false where the index is none. */
bool directory_entry(const struct snapshot *snapshot, enum directory_kind kind, uint32_t index,
                     struct directory_entry *ret_entry);
/* Index of a code, DIRECTORY_NONE where there is none. */
uint32_t directory_find(const struct snapshot *snapshot, enum directory_kind kind, struct span code);
/* The same, of published entries only: what was taken out keeps its index. Languages have no rows that could
 * be published; they are found where any point has them. */
uint32_t directory_find_published(const struct snapshot *snapshot, enum directory_kind kind,
                                  struct span code);
/* The ready JSON object in a language (0 = first); another one where that language is missing; {} where
 * nothing is published. */
struct span directory_body(const struct snapshot *snapshot, enum directory_kind kind, uint32_t index,
                           unsigned language);

/* The short form that rows carry of what they refer to: {"code":…,"name":…} and, where the body has them,
 * name_language, website and phone; made when the body was. {"code":…} where nothing is published. */
struct span directory_reference(const struct snapshot *snapshot, enum directory_kind kind, uint32_t index,
                                unsigned language);
/* The name for people in a language: the body's "name" or "title"; the code where it has none. */
struct span directory_label(const struct snapshot *snapshot, enum directory_kind kind, uint32_t index,
                            unsigned language);

/* The place (or municipality) that words mean, as typed: one whose name they are, else one whose name begins
 * with them, else one whose name they are but for a slip; of several the largest. False where there is none.
 * Its name is given in `language`.
 * `ret_exact`: the words are its name. Such a name is not among the words that branches are searched by,
 * unless a branch is there. */
bool directory_place(const struct snapshot *snapshot, struct arena *arena, struct span words,
                     unsigned language, struct directory_entry *ret_place, bool *ret_exact);

/* The next place (or municipality, as `kind` says) on the map in display order, from the `from`-th on, that
 * has a name, or a name with a word, which begins with the words; without words, any. Its number in that
 * order; DIRECTORY_NONE where there is none. */
uint32_t directory_places(const struct snapshot *snapshot, struct arena *arena, enum directory_kind kind,
                          struct span words, uint32_t from, struct directory_entry *ret_place);

/* A set of dictionary indexes. */
struct directory_set {
    uint64_t words[DIRECTORY_SET_MAX / 64];
};
static inline bool directory_set_has(const struct directory_set *set, uint32_t index)
{
    return index < DIRECTORY_SET_MAX && (set->words[index / 64] >> (index % 64) & 1U) != 0;
}

/* The indexes in a set, in display order (those that aren't published last, by code), so that the same rows
 * are told the same way by every process; returns how many. */
unsigned directory_set_members(const struct snapshot *snapshot, enum directory_kind kind,
                               const struct directory_set *set, uint32_t ret_members[DIRECTORY_SET_MAX]);

/* ---- Branches and points ---- */

enum directory_open { OPEN_UNKNOWN, OPEN_NO, OPEN_YES };
enum point_status { STATUS_UNKNOWN, STATUS_WORKING, STATUS_LIMITED, STATUS_OUT_OF_ORDER };
enum point_lifecycle {
    POINT_PLANNED,
    POINT_ACTIVE,
    POINT_SUSPENDED,
    POINT_CLOSED, /* seen only: its branch is closed for good, whatever the point's own state */
};
enum point_component {
    COMPONENT_COMPUTER,
    COMPONENT_NETWORK,
    COMPONENT_WEBSITE,
    COMPONENT_PRINTER,
    COMPONENT_ADVISER,
    COMPONENTS
};
const char *point_status_name(enum point_status status);          /* "out_of_order" */
const char *point_lifecycle_name(enum point_lifecycle lifecycle); /* "planned" */
const char *point_component_name(enum point_component component); /* "printer" */
/* By name; -1 where there is no such status. */
int point_status_by_name(struct span name);

/* What a schedule says about a minute. */
struct directory_hours {
    enum directory_open now;
    bool always;          /* open for as long as is known, which is a week at least */
    int64_t until;        /* open: the end; 0 where none is known */
    int16_t until_offset; /*   its UTC offset */
    int64_t next;         /* closed: the next start; 0 where none is known */
    int16_t next_offset;
    int16_t offset; /* UTC offset of the place at the minute; valid where has_offset. (Where nothing is known
                       of its zone yet: as near as the ranges tell.) */
    bool has_offset;
};

/* A branch's handle: valid in the snapshot that gave it only. */
struct branch_view {
    uint32_t handle;
    struct span code, name, address; /* address: as one line of text */
    struct span body;                /* JSON object, complete; what time does not change */
    uint32_t library, municipality;  /* dictionary indexes, DIRECTORY_NONE */
    bool located;                    /* latitude, longitude are known */
    double latitude, longitude;
    int step_free; /* 1, 0; -1 unknown */
    bool active;   /* false: closed for good */
    bool demo;
    struct directory_hours hours; /* the building's, now */
    struct span time_zone;
    uint32_t points;        /* how many; point_view takes 0 … points - 1, in order of code */
    struct span history;    /* JSON array of the last changes of public facts, newest first; empty: none */
    struct span named_days; /* JSON array of why days of the coming six weeks are not as usual */
};

enum reason_code {
    REASON_WORKING,       /* at: when it was reported; until: valid until */
    REASON_LIMITED,       /* likewise */
    REASON_OUT_OF_ORDER,  /* likewise */
    REASON_NOT_CONFIRMED, /* the last report expired; at: when it was made, until: when it expired */
    REASON_NO_REPORT,     /* nobody ever reported */
    REASON_COMPONENT,     /* `component` is down (of a report that is still valid) */
    REASON_PLANNED,       /* lifecycle: not there yet */
    REASON_SUSPENDED,     /* lifecycle: temporarily closed */
    REASON_BRANCH_CLOSED, /* the branch is closed for good: no other reason matters */
    REASON_OPEN,          /* until */
    REASON_OPEN_ALWAYS,   /* round the clock, as far as is known */
    REASON_CLOSED,        /* until: when it opens next; 0 unknown */
    REASON_HOURS_UNKNOWN, /* no hours known, or not that far ahead */
    REASON_ASSISTED,      /* an adviser is there; until */
    REASON_NOT_ASSISTED,  /* adviser hours are known, none now; until: when the next one comes; 0 unknown */
    REASON_ADVISER_AWAY,  /* reported away, whatever the hours say */
    REASON_STEP_FREE,
    REASON_STEPS, /* known not to be step-free */
    REASON_CODES,
};
const char *reason_name(enum reason_code code); /* "out_of_order" */

struct point_reason {
    enum reason_code code;
    bool blocks;                    /* this is why it can't be used now */
    enum point_component component; /* REASON_COMPONENT */
    int64_t at, until;              /* 0: none */
    int16_t until_offset;
};

struct point_view {
    uint32_t branch; /* its branch's handle */
    uint32_t number; /* of the branch's points */
    struct span code, body;
    uint32_t utility; /* organization */
    enum point_lifecycle lifecycle;
    bool demo, status_demo;
    enum point_status status; /* now: expired reports count as unknown */
    enum point_status
        last_status;          /* as reported, expired or not; unknown where never reported or reported so */
    int64_t last_status_at;   /* when; 0 never reported */
    int64_t valid_until;      /* of the last report; 0 never reported */
    struct span status_role;  /* who reported; at == NULL never reported */
    unsigned components_down; /* bit 1 << enum point_component, of a report still valid */
    bool usable_now;          /* (working or limited) and open and active */
    bool assisted_now;
    int64_t assisted_until;       /* 0: not assisted, or as long as is known */
    struct directory_hours hours; /* access hours: its own, else the building's */
    struct directory_hours adviser;
    bool own_hours;        /* a lobby: reachable at other hours than the building */
    struct span time_zone; /* of its branch */
    struct directory_set services, equipment, languages;
    struct point_reason reasons[DIRECTORY_REASONS_MAX];
    unsigned reason_count;
    struct span reports; /* JSON array of the last 20 status reports, newest first */
};

/* ---- Texts kept for the minute ---- */

enum { DIRECTORY_TEXT_HASH = 16 };

/* As it is, or as a part of gzip bodies. Each is kept apart from the other. */
enum directory_text_form { TEXT_PLAIN, TEXT_GZIP, TEXT_FORMS };

/* Which text: of a branch (`point` DIRECTORY_NONE) or of a point of it. */
struct directory_text_key {
    uint32_t branch, point;
    unsigned language;
    enum directory_text_form form;
};

/* What is told of a row at the snapshot's minute in one language. */
struct directory_text {
    struct span bytes;                       /* TEXT_PLAIN */
    struct gzip_part part;                   /* TEXT_GZIP */
    unsigned char hash[DIRECTORY_TEXT_HASH]; /* of the text in either form (XXH3-128) */
};

/* The text that directory_text_keep was given; false where there is none. Valid as long as the snapshot is
 * held. */
bool directory_text_find(const struct snapshot *snapshot, struct directory_text_key key,
                         struct directory_text *ret_text);
/* Keeps a copy of a row's text, in the form that the key says, for whoever asks at the same minute, within a
 * limit (1 KiB a branch, at least 64 MiB), and gives it back. The text must follow from the snapshot alone.
 * Where it isn't kept, what is given back is `plain` itself, or its part in the arena. */
struct directory_text directory_text_keep(const struct snapshot *snapshot, struct arena *arena,
                                          struct directory_text_key key, struct span plain);

/* Handle of a branch, DIRECTORY_NONE where there is none. */
uint32_t branch_find(const struct snapshot *snapshot, struct span code);
/* Handle of the branch of a point and the point's number in it; false where there is none. */
bool point_find(const struct snapshot *snapshot, struct span code, uint32_t *ret_branch,
                uint32_t *ret_number);
void branch_view(const struct snapshot *snapshot, uint32_t handle, struct branch_view *ret_view);
void point_view(const struct snapshot *snapshot, uint32_t branch, uint32_t number,
                struct point_view *ret_view);

/* All of them: the i-th branch of branch_count in the order of names (exports, pages of a library). */
uint32_t branch_count(const struct snapshot *snapshot);
uint32_t point_count(const struct snapshot *snapshot);
uint32_t branch_at(const struct snapshot *snapshot, uint32_t i);

/* Opening hours between two instants, oldest first, cut to them: for the table of the week. False: hours
 * unknown. */
enum directory_schedule { SCHEDULE_BUILDING, SCHEDULE_ACCESS, SCHEDULE_ADVISER };
struct directory_range {
    int64_t start, end;
    int16_t start_offset, end_offset;
};
struct directory_ranges {
    const struct directory_range *ranges; /* in the arena */
    uint32_t count;
    int64_t known_until; /* the instant up to which they are compiled */
};
bool directory_ranges(const struct snapshot *snapshot, struct arena *arena, enum directory_schedule schedule,
                      uint32_t branch, uint32_t point_number, int64_t from, int64_t until,
                      struct directory_ranges *ret_ranges);

/* ---- Asking ---- */

enum directory_group { GROUP_ANY, GROUP_USABLE, GROUP_OTHERS }; /* points that are usable now; that aren't */
enum directory_sort { SORT_NAME, SORT_DISTANCE, SORT_RELEVANCE };
#define DIRECTORY_NOW INT64_C(0) /* as an instant in a query: now */

/* Where a page ended: the whole sort key of its last row. To be encoded as it is (every bit of the doubles)
 * and given back. */
struct directory_position {
    enum directory_sort sort;
    double key;       /* distance order: the exact sort key (not metres); relevance: the score; name: 0 */
    struct span name; /* name and relevance order: the sort key of the name; at most DIRECTORY_POSITION_NAME
                         bytes, any bytes */
    struct span code; /* of the row: branch, point or event */
};
enum { DIRECTORY_POSITION_NAME = 512 };

/* Zero means "any" for has_* and bool members; indexes must be set to DIRECTORY_NONE (directory_query_init
 * does). All filters that concern points (utility, service, language, status, usable, assisted) must hold for
 * one and the same point. A code that isn't in the dictionary is the caller's to answer (or set .nothing). */
struct directory_query {
    bool points;  /* rows are points, else branches */
    bool nothing; /* matches no row */
    bool has_near;
    double latitude, longitude; /* WGS 84 degrees */
    double radius;              /* metres; ≤ 0: any */
    bool has_bbox;
    double west, south, east, north; /* west > east crosses the antimeridian */
    struct span q;                   /* as typed; empty: any */
    uint32_t municipality, library;
    uint32_t utility, service, language; /* language: index in DIRECTORY_LANGUAGE */
    unsigned statuses;                   /* bits 1 << enum point_status; 0: any */
    bool has_open, has_usable;
    int64_t open_at, usable_at; /* DIRECTORY_NOW or an instant within the horizon */
    bool assisted, step_free;   /* assisted at the instant of `usable`, else of `open`, else now */
    enum directory_group group; /* beside all other filters */
    uint32_t branch;            /* handle: points of this branch */
    struct span branch_code;    /* likewise by code; empty: any */
    enum directory_sort sort;
    unsigned limit; /* 1 … DIRECTORY_LIMIT_MAX */
    bool has_after;
    struct directory_position after;
};
void directory_query_init(struct directory_query *ret_query);

struct directory_hit {
    uint32_t branch;   /* handle */
    uint32_t point;    /* number; DIRECTORY_NONE for a branch */
    bool has_distance; /* near was given, and the row's place is known */
    double distance;   /* metres */
    double key;        /* of the order */
};
struct directory_result {
    const struct directory_hit *hits; /* in the arena */
    unsigned count;
    bool more;     /* at least one row follows the last */
    bool by_typos; /* words were given, and found nothing without allowing for typing errors */
};
/* Total order: the sort key, then (relevance) the name, then the code. Rows without a place come last by
 * distance, and are in no radius and no box. `arena` for the result and scratch; the query is not modified.
 */
struct directory_result directory_search(const struct snapshot *snapshot, struct arena *arena,
                                         const struct directory_query *query);
/* How many points match, and of them: active, by status now (as in directory_summary, planned ones are
 * unknown), usable, assisted where they are usable. Stops at `limit` points: `more` says that there are
 * others. The query's order, limit and position don't matter. */
struct directory_tally {
    uint32_t count, active, status[4], usable, assisted;
    bool more;
};
void directory_count_points(const struct snapshot *snapshot, struct arena *arena,
                            const struct directory_query *query, uint32_t limit,
                            struct directory_tally *ret_tally);
/* The position of a hit, for `next`; spans live while the snapshot is held. */
struct directory_position directory_position(const struct snapshot *snapshot,
                                             const struct directory_query *query,
                                             const struct directory_hit *hit);

/* ---- Codes that were given up ---- */

enum code_state {
    CODE_UNKNOWN, /* never published, or what stands for it isn't */
    CODE_LIVES,
    CODE_MOVED, /* its row has another code now, or was merged into another row */
    CODE_GONE,  /* its row was removed */
};
/* Whether rows of that kind have codes that can be given up: "branch", "point", "event", and dictionaries but
 * for languages. */
bool directory_has_codes(const char *kind);
/* What became of a code of such a kind. CODE_MOVED: `ret_successor` is the code that stands for it in the
 * end, and lives. */
enum code_state directory_code(const struct snapshot *snapshot, const char *kind, struct span code,
                               struct span *ret_successor);

/* ---- Counts ---- */

struct directory_summary {
    uint32_t organizations, utilities, libraries, branches,
        municipalities; /* municipalities: that have a branch */
    uint32_t points, points_active, points_planned;
    uint32_t status[4]; /* active points by status now, indexed by enum point_status */
    uint32_t usable, assisted;
    uint32_t open, closed; /* branches whose hours say so now; the others are unknown */
    uint32_t events, events_ahead;
    uint32_t demo; /* branches and points that are demonstration data */
};
void directory_summary(const struct snapshot *snapshot, struct directory_summary *ret_summary);
/* Bytes that rows, columns and indexes hold (for metrics). */
uint64_t directory_footprint(const struct snapshot *snapshot);

#include "branchlight/events.h"

#endif
