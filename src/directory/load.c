/* SPDX-License-Identifier: Apache-2.0
 *
 * The loader: one thread, one connection (a second one for as long as everything is read). It LISTENs first,
 * reads everything in one REPEATABLE READ transaction together with the number of the last change, and from
 * then on only what is above that number. A notification merely wakes it; a look each five seconds covers
 * lost ones. When the connection is lost, answers go on from memory, and everything is read again after it is
 * back.
 *
 * Hours compiled for another day are no change (nothing that a visitor sees has changed), so everything is
 * also read again when a new day must have been compiled.
 */
#include "load.h"
#include "internal.h"

#include "branchlight/clock.h"
#include "branchlight/log.h"
#include "branchlight/zones.h"
#include "queries.h"

#include <errno.h>
#include <malloc.h>
#include <poll.h>
#include <stdio.h>
#include <sys/eventfd.h>
#include <unistd.h>

enum {
    POLL_MS = 5000,
    STATEMENT_MS = 60000,
    CHANGES_LEAST = 500, /* up to so many are read by themselves in any registry, and told one by one; */
    CHANGES_SHARE = 16,  /* in a large one, a change for so many branches. More: everything again */
    HORIZON_SECONDS = 69 * 86400,   /* of hours; less: a day should have been compiled */
    HORIZON_MOST = 71 * 86400,      /* more: they were compiled by a clock that ran ahead */
    RELOAD_AGAIN_SECONDS = 10 * 60, /* that long between two looks for it */
    RELOAD_SECONDS = 6 * 3600,
    PAUSE_MOST_MS = 60000, /* between two attempts that the database refuses */
    REASON_MAX = 256,
};

/* Why reading failed, for the log. */
struct reason {
    char sqlstate[6], message[REASON_MAX];
};

struct directory_loader {
    struct directory *directory;
    const struct db_target *target;
    struct db *db;
    int wake_fd;
    atomic_bool stopping;
    pthread_t loading;
    pthread_mutex_t lock;
    pthread_cond_t changed; /* loaded once, or stopping */
    bool loaded;
    bool alone; /* the second connection failed once: do without */
    struct reason reason;
    unsigned failures; /* in a row */
    int64_t change;
    int64_t loaded_at; /* seconds, of the last time that everything was read */
};

static void note_contact(struct directory_loader *loader)
{
    atomic_store(&loader->directory->contact, clock_monotonic_ns());
}

static void note_loaded(struct directory_loader *loader)
{
    pthread_mutex_lock(&loader->lock);
    loader->loaded = true;
    pthread_cond_broadcast(&loader->changed);
    pthread_mutex_unlock(&loader->lock);
}

static void note_reason(const struct db *db, struct reason *ret_reason)
{
    snprintf(ret_reason->sqlstate, sizeof(ret_reason->sqlstate), "%s", db_sqlstate(db));
    snprintf(ret_reason->message, sizeof(ret_reason->message), "%s", db_message(db));
}

/* Settings of a connection that reads much and seldom: compiling queries takes longer than it saves, and one
 * connection may wait for the other in its transaction. What a change reads by id is planned once: each time,
 * planning would take ten times as long as reading. */
static bool open_for_reading(struct db *db)
{
    return db_ready(db) &&
           db_run(db,
                  "SET jit = off; SET work_mem = '64MB'; SET idle_in_transaction_session_timeout = '2min'; "
                  "SET plan_cache_mode = force_generic_plan");
}

/* The second reader. */
struct helper {
    const struct db_target *target;
    struct batch *batch;
    char begin[160];
    bool good;
    struct reason reason;
};

static void *helping(void *context)
{
    struct helper *helper = context;
    struct db *db = db_create(helper->target, DB_VISITOR, STATEMENT_MS);

    helper->good = open_for_reading(db) && db_run(db, helper->begin) && read_points(db, helper->batch) &&
                   db_run(db, "COMMIT");
    if (!helper->good)
        note_reason(db, &helper->reason);
    db_destroy(db);
    return NULL;
}

/* False as it is; why is kept. */
static bool noted(struct directory_loader *loader, bool good)
{
    if (!good)
        note_reason(loader->db, &loader->reason);
    return good;
}

static bool read_alone(struct directory_loader *loader, struct batch *batch)
{
    return noted(loader, read_rows(loader->db, batch) && read_points(loader->db, batch));
}

/* Points are read by a second connection that sees the same moment. Where that can't be had, the next attempt
 * does without. */
static bool read_everything(struct directory_loader *loader, struct arena *arena, struct batch *batch)
{
    struct helper helper = { .target = loader->target, .batch = batch };
    pthread_t thread;

    if (loader->alone)
        return read_alone(loader, batch);

    const struct rows name = db_query(loader->db, arena, &SQL_snapshot_export, 0, NULL);

    if (!noted(loader, name.ok && name.count == 1))
        return false;
    snprintf(helper.begin, sizeof(helper.begin),
             "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; SET TRANSACTION SNAPSHOT '%.*s'",
             (int)rows_text(&name, 0, 0).length, rows_text(&name, 0, 0).at);
    if (pthread_create(&thread, NULL, helping, &helper) != 0)
        return read_alone(loader, batch);

    const bool good = noted(loader, read_rows(loader->db, batch));

    pthread_join(thread, NULL);
    loader->alone = good && !helper.good;
    if (loader->alone)
        loader->reason = helper.reason;
    return good && helper.good;
}

static bool load_in_transaction(struct directory_loader *loader, struct arena *arena, struct batch *batch,
                                int64_t *ret_change)
{
    const struct rows last = db_query_binary(loader->db, arena, &SQL_snapshot_change_last, 0, NULL);

    if (!noted(loader, last.ok && last.count == 1))
        return false;
    *ret_change = rows_int(&last, 0, 0);
    return noted(loader, read_zones(loader->db, arena)) && read_everything(loader, arena, batch) &&
           noted(loader, db_run(loader->db, "COMMIT"));
}

static bool load_everything(struct directory_loader *loader)
{
    struct arena *arena = arena_create();
    struct batch *batch = batch_create(loader->directory);
    const int64_t since = clock_monotonic_ns();
    int64_t change = 0;
    const bool good = noted(loader, db_run(loader->db, "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")) &&
                      load_in_transaction(loader, arena, batch, &change);

    arena_destroy(arena);
    if (!good) {
        db_run(loader->db, "ROLLBACK");
        batch_discard(batch);
        return false;
    }
    directory_publish(loader->directory, batch, true, change, clock_minute_of(clock_now()));
    malloc_trim(0); /* what the reading took, and the rows before, go back to the system */
    if (loader->directory->told && (loader->change != change || loader->loaded_at == 0))
        loader->directory->told(loader->directory->told_context,
                                &(struct directory_change){ .number = change }, 0);
    loader->change = change;
    loader->loaded_at = clock_now();
    log_event(LOG_INFO, "directory_loaded", LOG_FIELD_INT("change", change),
              LOG_FIELD_INT("milliseconds", (clock_monotonic_ns() - since) / 1000000));
    note_loaded(loader);
    return true;
}

/* Ids of changed rows, as bytes and as the text of a uuid[]. */
struct changed_ids {
    uint8_t (*ids)[16];
    uint32_t count;
    const char *array;
};

/* Those of one kind; of all where it is empty. */
static struct changed_ids ids_of(struct arena *arena, const struct rows *changes, struct span kind)
{
    struct buffer array = buffer_in(arena, 1024);
    struct changed_ids ids = { .ids = arena_alloc(arena, (size_t)changes->count * 16) };

    buffer_char(&array, '{');
    for (uint32_t i = 0; i < changes->count; i++) {
        if (kind.length > 0 && !span_equal(rows_text(changes, i, 0), kind))
            continue;
        memcpy(ids.ids[ids.count], rows_text(changes, i, 1).at, 16);
        if (ids.count > 0)
            buffer_char(&array, ',');
        for (unsigned byte = 0; byte < 16; byte++)
            buffer_printf(&array, "%02x", ids.ids[ids.count][byte]);
        ids.count++;
    }
    buffer_text(&array, "}");
    buffer_char(&array, '\0');
    ids.array = array.bytes;
    return ids;
}

static bool read_kind(struct directory_loader *loader, struct arena *arena, struct batch *batch,
                      const struct rows *changes, struct span kind)
{
    const struct changed_ids ids = ids_of(arena, changes, kind);

    return ids.count == 0 ||
           read_some(loader->db, arena, batch, kind, ids.array, (const uint8_t(*)[16])ids.ids, ids.count);
}

static bool read_changes(struct directory_loader *loader, struct arena *arena, struct batch *batch,
                         const struct rows *changes)
{
    static const char *const kinds[] = { "municipality", "organization", "library", "service", "equipment",
                                         "campaign",     "place",        "branch",  "point",   "event" };

    for (unsigned i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
        if (!read_kind(loader, arena, batch, changes, span_of(kinds[i])))
            return false;
    }

    const struct changed_ids ids = ids_of(arena, changes, (struct span){ 0 });

    return read_some_retired(loader->db, batch, ids.array, (const uint8_t(*)[16])ids.ids, ids.count);
}

/* A branch may be in a zone that no other was in. */
static bool zones_completed(struct directory_loader *loader, struct arena *arena, const struct batch *batch)
{
    const int64_t now = clock_now();

    for (uint32_t i = 0; i < batch->branch_count; i++) {
        if (!zone_known(batch->branches[i]->time_zone, now))
            return read_zones(loader->db, arena);
    }
    return true;
}

/* Each change; of very many only that there were some: who listens looks at everything again then. */
static void tell(struct directory_loader *loader, struct arena *arena, const struct rows *rows)
{
    const struct directory *directory = loader->directory;
    struct directory_change *changes = arena_alloc(arena, rows->count * sizeof *changes);

    for (uint32_t i = 0; i < rows->count; i++)
        changes[i] = (struct directory_change){ .number = rows_int(rows, i, 2),
                                                .kind = rows_text(rows, i, 0),
                                                .code = rows_text(rows, i, 3),
                                                .operation = rows_text(rows, i, 4) };
    if (directory->told && rows->count <= CHANGES_LEAST)
        directory->told(directory->told_context, changes, rows->count);
    else if (directory->told)
        directory->told(directory->told_context, &(struct directory_change){ .number = loader->change }, 0);
}

/* So many changed rows are taken in one by one. */
static uint32_t changes_most(const struct directory_loader *loader)
{
    const struct directory_hold hold = directory_acquire(loader->directory);
    const uint32_t share = branch_count(hold.snapshot) / CHANGES_SHARE;

    directory_release(loader->directory, hold);
    return share > CHANGES_LEAST ? share : CHANGES_LEAST;
}

/* Whether what changed is sooner taken in by itself than everything is read: rows that come and go are looked
 * for among all others. */
static bool few(const struct rows *changes, uint32_t most)
{
    uint32_t structural = 0;

    for (uint32_t i = 0; i < changes->count; i++)
        structural += !span_equal(rows_text(changes, i, 4), SPAN("update"));
    return changes->count <= most && structural <= CHANGES_LEAST;
}

/* What changed since, read together with the list of changes in one transaction, so that both are of one
 * moment. */
static bool take_changes(struct directory_loader *loader, struct arena *arena, bool *ret_any)
{
    char after[24], limit[24];
    const char *const values[] = { after, limit };
    const uint32_t most = changes_most(loader);

    snprintf(after, sizeof(after), "%lld", (long long)loader->change);
    snprintf(limit, sizeof(limit), "%u", most + 1);
    *ret_any = false;

    const struct rows look = db_query_binary(loader->db, arena, &SQL_snapshot_change, 2, values);

    if (!look.ok || look.count == 0)
        return noted(loader, look.ok);
    *ret_any = true;
    if (!few(&look, most))
        return load_everything(loader);
    if (!noted(loader, db_run(loader->db, "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")))
        return false;

    const struct rows changes = db_query_binary(loader->db, arena, &SQL_snapshot_change, 2, values);
    struct batch *batch = batch_create(loader->directory);

    if (!noted(loader, changes.ok && read_changes(loader, arena, batch, &changes) &&
                           zones_completed(loader, arena, batch) && db_run(loader->db, "COMMIT"))) {
        db_run(loader->db, "ROLLBACK");
        batch_discard(batch);
        return false;
    }
    for (uint32_t i = 0; i < changes.count; i++) {
        if (rows_int(&changes, i, 2) > loader->change)
            loader->change = rows_int(&changes, i, 2);
    }
    directory_publish(loader->directory, batch, false, loader->change, clock_minute_of(clock_now()));
    tell(loader, arena, &changes);
    return true;
}

static bool due(const struct directory_loader *loader)
{
    const struct directory_hold hold = directory_acquire(loader->directory);
    const int64_t horizon = hold.snapshot->horizon_until, now = clock_now(), age = now - loader->loaded_at;

    directory_release(loader->directory, hold);
    /* Negative: the clock was set back. */
    if (age < 0 || age >= RELOAD_SECONDS)
        return true;
    return horizon > 0 && age >= RELOAD_AGAIN_SECONDS &&
           (horizon - now < HORIZON_SECONDS || horizon - now > HORIZON_MOST);
}

static bool catch_up(struct directory_loader *loader)
{
    bool any = true;

    if (due(loader) && !load_everything(loader))
        return false;
    while (any) {
        struct arena *arena = arena_create();
        const bool good = take_changes(loader, arena, &any);

        arena_destroy(arena);
        if (!good)
            return false;
    }
    note_contact(loader);
    return true;
}

static bool begin(struct directory_loader *loader)
{
    return noted(loader, open_for_reading(loader->db) && db_run(loader->db, "LISTEN branchlight_change")) &&
           load_everything(loader);
}

/* That the database can't be reached is logged, and waited for, by its connection. A statement that it
 * refuses is no better at once: reading everything again and again would only add to what ails it. */
static void refused(struct directory_loader *loader)
{
    struct pollfd stop = { .fd = loader->wake_fd, .events = POLLIN };
    int pause = POLL_MS;

    if (strcmp(loader->reason.sqlstate, "08001") == 0)
        return;
    if (loader->failures++ == 0)
        log_event(LOG_WARNING, "directory_not_loaded", LOG_FIELD_TEXT("sqlstate", loader->reason.sqlstate),
                  LOG_FIELD_TEXT("message", loader->reason.message));
    for (unsigned i = 2; i < loader->failures && pause < PAUSE_MOST_MS; i++)
        pause *= 2;
    if (loader->failures > 1)
        poll(&stop, 1, pause < PAUSE_MOST_MS ? pause : PAUSE_MOST_MS);
}

static void *loading(void *context)
{
    struct directory_loader *loader = context;
    bool current = false;

    while (!atomic_load(&loader->stopping)) {
        current = (current || begin(loader)) && catch_up(loader);
        if (current)
            loader->failures = 0;
        else
            refused(loader);
        if (db_wait(loader->db, POLL_MS, loader->wake_fd) < 0)
            current = false;
    }
    return NULL;
}

struct directory_loader *directory_loader_start(struct directory *directory, const struct db_target *target)
{
    struct directory_loader *loader = heap_calloc(1, sizeof(*loader));

    loader->directory = directory;
    loader->target = target;
    loader->db = db_create(target, DB_VISITOR, STATEMENT_MS);
    loader->wake_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    pthread_mutex_init(&loader->lock, NULL);
    pthread_cond_init(&loader->changed, NULL);
    if (loader->wake_fd < 0 || pthread_create(&loader->loading, NULL, loading, loader) != 0) {
        log_event(LOG_ERROR, "directory_loader_failed", LOG_FIELD_INT("errno", errno));
        if (loader->wake_fd >= 0)
            close(loader->wake_fd);
        db_destroy(loader->db);
        free(loader);
        return NULL;
    }
    return loader;
}

bool directory_loader_wait(struct directory_loader *loader, int milliseconds)
{
    struct timespec until;

    clock_gettime(CLOCK_REALTIME, &until);
    until.tv_sec += milliseconds / 1000;
    until.tv_nsec += (long)(milliseconds % 1000) * 1000000;
    until.tv_sec += until.tv_nsec / 1000000000;
    until.tv_nsec %= 1000000000;
    pthread_mutex_lock(&loader->lock);
    while (!loader->loaded && pthread_cond_timedwait(&loader->changed, &loader->lock, &until) == 0)
        continue;

    const bool loaded = loader->loaded;

    pthread_mutex_unlock(&loader->lock);
    return loaded;
}

void directory_loader_stop(struct directory_loader *loader)
{
    if (loader == NULL)
        return;
    atomic_store(&loader->stopping, true);
    eventfd_write(loader->wake_fd, 1);
    pthread_join(loader->loading, NULL);
    db_destroy(loader->db);
    close(loader->wake_fd);
    pthread_cond_destroy(&loader->changed);
    pthread_mutex_destroy(&loader->lock);
    free(loader);
}
