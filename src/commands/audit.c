/* SPDX-License-Identifier: Apache-2.0
 *
 * branchlight audit: the head of the chain, to be noted elsewhere, and the chain looked at again. */
#include "branchlight/command.h"
#include "branchlight/db.h"
#include "queries.h"
#include "store.h"

#include <stdlib.h>
#include <string.h>

enum { STATEMENT_MS = 0 /* a long chain takes as long as it takes */, HASH_HEX = 64 };

static bool failed(const struct db *db)
{
    fprintf(stderr, "branchlight: the audit can't be read: %s.\n", db_message(db));
    return false;
}

static bool head(struct db *db, struct arena *arena)
{
    const struct rows rows = db_query(db, arena, &SQL_audit_head, 0, NULL);

    if (!rows.ok)
        return failed(db);
    if (rows.count == 0)
        puts("0:");
    else
        printf("%.*s:%.*s\n", (int)rows_text(&rows, 0, 0).length, rows_text(&rows, 0, 0).at,
               (int)rows_text(&rows, 0, 1).length, rows_text(&rows, 0, 1).at);
    return true;
}

/* "1200:9f86d0…", as `head` prints it. Whether the entry of that number has that hash still. */
static bool head_holds(struct db *db, struct arena *arena, const char *noted)
{
    const char *const colon = strchr(noted, ':');
    const char *const number = colon ? arena_copy(arena, noted, (size_t)(colon - noted)) : "";

    if (!colon || !*number || strspn(number, "0123456789") != strlen(number) || strlen(number) > 18) {
        fprintf(stderr, "branchlight: \"%s\" is no head; branchlight audit head prints one.\n", noted);
        return false;
    }
    if (strcmp(number, "0") == 0)
        return true;
    const struct rows rows = db_query(db, arena, &SQL_audit_hash, 1, (const char *const[]){ number });

    if (!rows.ok)
        return failed(db);
    if (rows.count == 1 && span_equal(rows_text(&rows, 0, 0), span_of(colon + 1)))
        return true;
    printf("entry %s: %s\n", number,
           rows.count == 0 ? "is missing, though its head was noted" : "isn't the one whose head was noted");
    return false;
}

static bool verify(struct db *db, struct arena *arena, const char *noted)
{
    const bool holds = !noted || head_holds(db, arena, noted);
    const struct rows rows = db_query(db, arena, &SQL_audit_faults, 0, NULL);

    if (!rows.ok)
        return failed(db);
    for (unsigned i = 0; i < rows.count; i++)
        printf("entry %.*s: %.*s\n", (int)rows_text(&rows, i, 0).length, rows_text(&rows, i, 0).at,
               (int)rows_text(&rows, i, 1).length, rows_text(&rows, i, 1).at);
    if (holds && rows.count == 0)
        puts("branchlight: every entry is as it was sealed.");
    return holds && rows.count == 0;
}

static int run(const char *const *arguments)
{
    struct store store;
    const int status = store_configure(arguments, &store);
    const char *const *words = store.words;

    if (status != 0)
        return status;
    const bool verifying = words[0] && strcmp(words[0], "verify") == 0;
    const char *const noted =
        verifying && words[1] && strncmp(words[1], "--head=", 7) == 0 ? words[1] + 7 : NULL;

    if (!words[0] || (!verifying && strcmp(words[0], "head") != 0) || words[noted ? 2 : 1]) {
        fputs("branchlight: audit takes the word verify or head; branchlight audit --help tells more.\n",
              stderr);
        return 2;
    }
    bool good = store_open(&store, STORE_LOOK);

    if (good) {
        struct arena *const arena = arena_create();
        struct db *const db = db_create(&store.target, DB_JOBS, STATEMENT_MS);

        good = verifying ? verify(db, arena, noted) : head(db, arena);
        arena_destroy(arena);
        db_destroy(db);
    }
    store_close(&store);
    return good ? 0 : 1;
}

const struct command command_audit = {
    .name = "audit",
    .summary = "look whether anybody has tampered with the audit",
    .help = "Usage: branchlight audit verify [--head=NUMBER:HASH]\n"
            "       branchlight audit head\n\n"
            "Each entry of the audit is sealed with a hash that takes in the one before. `head` prints the "
            "last one; note\n"
            "it elsewhere (the server logs it too, event audit_head). `verify` goes through all entries and "
            "names those\n"
            "that were altered, or before which some are missing; with a head that was noted it finds every "
            "edit before\n"
            "that, even where somebody has sealed the chain anew. Exit status 1 where something is wrong.\n",
    .run = run,
};
