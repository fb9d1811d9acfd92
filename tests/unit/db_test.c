/* SPDX-License-Identifier: Apache-2.0
 *
 * The database module against a PostgreSQL of its own: what a connection does when the server says no, is
 * late, or is gone. */
#include "branchlight/clock.h"
#include "branchlight/db.h"
#include "branchlight/state.h"

#include <ftw.h>
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <cmocka.h>

static struct state state;
static struct embedded *server;
static struct arena *arena;
static struct db *db, *other;

static const struct query echo = { "echo",
                                   "select $1::text, $2::bigint, $3::float8, $4::boolean, $5::jsonb" };
static const struct query pid_of = { "pid_of", "select pg_backend_pid()" };
static const struct query terminate = { "terminate", "select pg_terminate_backend($1::integer)" };
static const struct query insert = { "insert", "insert into thing (number) values ($1::integer)" };
static const struct query count = { "count", "select count(*) from thing" };
static const struct query series = { "series", "select n from generate_series(1, 20000) n" };
static const struct query sleepy = { "sleepy", "select pg_sleep(20)" };
static const struct query wrong = { "wrong", "select nothing from nowhere" };

static int start(void **context)
{
    char directory[] = "/tmp/branchlight-db-test-XXXXXX";
    int holder;
    (void)context;
    if (!mkdtemp(directory) || !state_prepare(directory, &state, stderr, stderr) ||
        state_claim(&state, 0, &holder, stderr) != STATE_TAKEN)
        return -1;
    server = embedded_start(&state, EMBEDDED_OWN, stderr, stderr);
    if (!server)
        return -1;
    struct db *maker = db_create(embedded_target(server), DB_ADMINISTRATOR, 0);
    const bool made = db_run(maker, "create table thing (number integer constraint thing_pk primary key)");
    db_destroy(maker);
    return made ? 0 : -1;
}

static int remove_one(const char *path, const struct stat *status, int kind, struct FTW *walk)
{
    (void)status;
    (void)kind;
    (void)walk;
    return remove(path);
}

static int stop(void **context)
{
    (void)context;
    embedded_stop(server);
    return nftw(state.directory, remove_one, 16, FTW_DEPTH | FTW_PHYS);
}

static int connect_both(void **context)
{
    (void)context;
    arena = arena_create();
    db = db_create(embedded_target(server), DB_ADMINISTRATOR, 300);
    other = db_create(embedded_target(server), DB_ADMINISTRATOR, 0);
    return db_run(other, "truncate thing") ? 0 : -1;
}

static int close_both(void **context)
{
    (void)context;
    db_destroy(db);
    db_destroy(other);
    arena_destroy(arena);
    return 0;
}

static const char *number_text(int64_t number)
{
    return arena_printf(arena, "%lld", (long long)number);
}

static int64_t ask_number(struct db *of, const struct query *query)
{
    const struct rows rows = db_query(of, arena, query, 0, NULL);
    assert_true(rows.ok);
    return rows_int(&rows, 0, 0);
}

static bool put(struct db *into, int number)
{
    const char *const values[] = { number_text(number) };
    return db_query(into, arena, &insert, 1, values).ok;
}

/* Ends the session of `db` from outside. */
static void cut(void)
{
    const char *const values[] = { number_text(ask_number(db, &pid_of)) };
    assert_true(db_query(other, arena, &terminate, 1, values).ok);
}

static void cells_read_the_same_in_both_formats(void **context)
{
    (void)context;
    const char *const values[] = { "ąžuolas", "-9007199254740993", "54.6896", "t", "{\"a\": 1}" };
    const struct rows formats[] = { db_query(db, arena, &echo, 5, values),
                                    db_query_binary(db, arena, &echo, 5, values) };
    for (size_t i = 0; i < 2; i++) {
        assert_true(formats[i].ok);
        assert_int_equal(formats[i].count, 1);
        assert_int_equal(formats[i].columns, 5);
        assert_true(span_equal(rows_text(&formats[i], 0, 0), SPAN("ąžuolas")));
        assert_true(rows_int(&formats[i], 0, 1) == INT64_C(-9007199254740993));
        assert_true(rows_double(&formats[i], 0, 2) == 54.6896);
        assert_true(rows_bool(&formats[i], 0, 3));
        assert_true(span_equal(rows_text(&formats[i], 0, 4), SPAN("{\"a\": 1}")));
    }
}

static void null_is_null(void **context)
{
    (void)context;
    const char *const values[] = { NULL, NULL, NULL, NULL, NULL };
    const struct rows rows = db_query(db, arena, &echo, 5, values);
    assert_true(rows_null(&rows, 0, 0));
    assert_null(rows_text(&rows, 0, 0).at);
    assert_true(rows_int(&rows, 0, 1) == 0);
    assert_true(rows_double(&rows, 0, 2) == 0);
    assert_false(rows_bool(&rows, 0, 3));
}

static void a_failure_is_remembered_with_its_constraint(void **context)
{
    (void)context;
    assert_true(put(db, 1));
    assert_true(db_run(db, "BEGIN"));
    assert_false(put(db, 1));
    assert_string_equal(db_sqlstate(db), "23505");
    assert_string_equal(db_constraint(db), "thing_pk");
    assert_false(put(db, 2));
    assert_string_equal(db_sqlstate(db), "23505"); /* not 25P02: the reason is kept */
    assert_true(db_run(db, "ROLLBACK"));
    assert_true(put(db, 2));
    assert_false(db_prepare(db, &wrong));
    assert_string_equal(db_sqlstate(db), "42P01");
    assert_string_equal(db_constraint(db), "");
}

static void a_lost_connection_is_opened_again_and_prepared_again(void **context)
{
    (void)context;
    assert_true(put(db, 1));
    cut();
    assert_false(put(db, 2));
    assert_true(put(db, 3));
    assert_true(ask_number(db, &count) == 2);
}

static void half_a_transaction_never_goes_on_in_another_session(void **context)
{
    (void)context;
    assert_true(db_run(db, "BEGIN"));
    assert_true(put(db, 1));
    cut();
    assert_false(put(db, 2));
    assert_false(put(db, 3));
    assert_false(db_run(db, "SELECT 1"));
    assert_true(db_run(db, "ROLLBACK"));
    assert_true(put(db, 4));
    assert_true(ask_number(db, &count) == 1);
}

static void a_commit_that_nobody_answered_is_unknown(void **context)
{
    (void)context;
    assert_true(db_run(db, "BEGIN"));
    assert_true(put(db, 1));
    cut();
    assert_false(db_run(db, "COMMIT"));
    assert_string_equal(db_sqlstate(db), "08007");
    assert_true(db_run(db, "BEGIN"));
    assert_true(db_run(db, "COMMIT"));
}

/* Ends the wait for a standby that doesn't exist, once somebody waits: the server then says, as a warning
 * only, that it has committed all the same. */
static void *cancel_wait(void *context)
{
    static const struct query cancel = {
        "cancel", "select pg_cancel_backend(pid) from pg_stat_activity where wait_event = 'SyncRep'"
    };
    struct arena *own = arena_create();
    (void)context;
    for (int i = 0; i < 1000; i++) {
        if (db_query(other, own, &cancel, 0, NULL).count > 0)
            break;
        usleep(10000);
    }
    arena_destroy(own);
    return NULL;
}

static void a_commit_that_no_standby_confirmed_is_unknown(void **context)
{
    pthread_t canceller;
    (void)context;
    assert_true(db_run(other, "ALTER SYSTEM SET synchronous_standby_names = 'nobody'"));
    assert_true(db_run(other, "SELECT pg_reload_conf(), pg_sleep(0.5)"));
    assert_true(db_run(db, "BEGIN"));
    assert_true(put(db, 1));
    assert_int_equal(pthread_create(&canceller, NULL, cancel_wait, NULL), 0);
    const bool committed = db_run(db, "COMMIT");
    pthread_join(canceller, NULL);
    assert_true(db_run(other, "ALTER SYSTEM RESET synchronous_standby_names"));
    assert_true(db_run(other, "SELECT pg_reload_conf(), pg_sleep(0.5)"));
    assert_false(committed);
    assert_string_equal(db_sqlstate(db), "08007");
    assert_true(put(db, 2));
}

static void a_server_that_became_read_only_is_left(void **context)
{
    (void)context;
    const int64_t before = ask_number(db, &pid_of);
    assert_true(db_run(db, "SET default_transaction_read_only = on"));
    assert_false(put(db, 1));
    assert_string_equal(db_sqlstate(db), "25006");
    assert_true(put(db, 2));
    assert_true(ask_number(db, &pid_of) != before);
}

static void a_changed_result_is_prepared_anew(void **context)
{
    static const struct query star = { "star", "select * from changing" };
    (void)context;
    assert_true(db_run(other, "create table changing (a integer)"));
    assert_true(db_query(db, arena, &star, 0, NULL).ok);
    assert_true(db_run(other, "alter table changing add column b integer"));
    assert_false(db_query(db, arena, &star, 0, NULL).ok);
    assert_int_equal(db_query(db, arena, &star, 0, NULL).columns, 2);
    assert_true(db_run(other, "drop table changing"));
}

static void limits_of_time_hold_also_after_a_reconnect(void **context)
{
    (void)context;
    for (int i = 0; i < 2; i++) {
        const int64_t begin = clock_monotonic_ns();
        assert_false(db_query(db, arena, &sleepy, 0, NULL).ok);
        assert_string_equal(db_sqlstate(db), "57014");
        assert_true(clock_monotonic_ns() - begin < INT64_C(10000000000));
        cut();
        assert_false(put(db, 1));
    }
    struct db *patient = db_create(embedded_target(server), DB_ADMINISTRATOR, 0);
    assert_true(db_run(other, "BEGIN; LOCK TABLE thing"));
    assert_false(put(patient, 1));
    assert_string_equal(db_sqlstate(patient), "55P03");
    assert_true(db_run(other, "ROLLBACK"));
    db_destroy(patient);
}

static bool add(void *context, const struct rows *rows)
{
    int64_t *sum = context;
    assert_int_equal(rows->count, 1);
    *sum += rows_int(rows, 0, 0);
    return true;
}

static bool stop_at_ten(void *context, const struct rows *rows)
{
    (void)context;
    return rows_int(rows, 0, 0) < 10;
}

static void rows_come_one_by_one_and_can_be_stopped(void **context)
{
    int64_t sum = 0;
    (void)context;
    assert_true(db_each(db, &series, 0, NULL, add, &sum));
    assert_true(sum == INT64_C(200010000));
    assert_false(db_each(db, &series, 0, NULL, stop_at_ten, NULL));
    assert_true(put(db, 1)); /* the connection is in step again */
}

static void waiting_ends_by_notification_wake_time_and_loss(void **context)
{
    const int wake = eventfd(0, EFD_CLOEXEC);
    (void)context;
    assert_true(db_run(db, "LISTEN news"));
    assert_int_equal(db_wait(db, 20, wake), 0);
    assert_true(db_run(other, "NOTIFY news"));
    assert_int_equal(db_wait(db, 10000, wake), 1);
    assert_int_equal(eventfd_write(wake, 1), 0);
    assert_int_equal(db_wait(db, 10000, wake), 0);
    cut();
    assert_int_equal(db_wait(db, 10000, -1), -1);
    close(wake);
}

static void an_unreachable_server_is_not_asked_all_the_time(void **context)
{
    const struct db_target nowhere = { .conninfo = "host=/nonexistent" };
    struct db *lost = db_create(&nowhere, DB_VISITOR, 100);
    (void)context;
    assert_false(db_ready(lost));
    assert_string_equal(db_sqlstate(lost), "08001");
    const int64_t begin = clock_monotonic_ns();
    for (int i = 0; i < 5; i++) {
        assert_int_equal(db_wait(lost, 10000, -1), -1);
        db_ready(lost);
    }
    assert_true(clock_monotonic_ns() - begin > INT64_C(200000000));
    db_destroy(lost);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
#define CASE(name) cmocka_unit_test_setup_teardown(name, connect_both, close_both)
        CASE(cells_read_the_same_in_both_formats),
        CASE(null_is_null),
        CASE(a_failure_is_remembered_with_its_constraint),
        CASE(a_lost_connection_is_opened_again_and_prepared_again),
        CASE(half_a_transaction_never_goes_on_in_another_session),
        CASE(a_commit_that_nobody_answered_is_unknown),
        CASE(a_commit_that_no_standby_confirmed_is_unknown),
        CASE(a_server_that_became_read_only_is_left),
        CASE(a_changed_result_is_prepared_anew),
        CASE(limits_of_time_hold_also_after_a_reconnect),
        CASE(rows_come_one_by_one_and_can_be_stopped),
        CASE(waiting_ends_by_notification_wake_time_and_loss),
        CASE(an_unreachable_server_is_not_asked_all_the_time),
    };
    return cmocka_run_group_tests(tests, start, stop);
}
