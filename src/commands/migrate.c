/* SPDX-License-Identifier: Apache-2.0
 *
 * branchlight migrate: brings the schema to what this version expects. `serve` does it too; this is for those
 * who want to do it before, or with other rights. */
#include "branchlight/command.h"

#include "store.h"

static int run(const char *const *arguments)
{
    struct store store;
    const int status = store_configure(arguments, &store);
    if (status != 0)
        return status;
    if (store.words[0]) {
        fprintf(stderr, "branchlight: migrate takes settings only, not \"%s\".\n", store.words[0]);
        return 2;
    }
    const bool good = store_open(&store, STORE_COMMAND) && db_migrate(&store.target, stdout, stderr);
    if (good)
        puts("branchlight: the schema is up to date.");
    store_close(&store);
    return good ? 0 : 1;
}

const struct command command_migrate = {
    .name = "migrate",
    .summary = "bring the database's schema up to date",
    .help = "Usage: branchlight migrate [--setting=value …]\n\n"
            "Applies the migrations that the database doesn't have yet, each in a transaction of its own.\n"
            "The database's user must own the database and be allowed to create roles, or find them made.\n"
            "Without a configured database this is the embedded one, started if it doesn't run.\n",
    .run = run,
};
