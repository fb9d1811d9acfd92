/* SPDX-License-Identifier: Apache-2.0
 *
 * branchlight user invite: a link for somebody who isn't here yet. Who can run this has the database anyway.
 */
#include "user.h"

#include "branchlight/auth.h"
#include "branchlight/command.h"
#include "branchlight/i18n.h"
#include "queries.h"
#include "store.h"

#include <stdlib.h>

enum { STATEMENT_MS = 10000, OPTIONS = 5 };

static const char *const option_names[OPTIONS] = { "role", "scope", "email", "name", "language" };

/* "--name=value", or "--name" and "value" as the next word. How many words were taken; 0: it isn't this
 * option. */
static unsigned option_take(const char *const *words, const char *name, const char **ret_value)
{
    const size_t length = strlen(name);

    if (strncmp(words[0], "--", 2) != 0 || strncmp(words[0] + 2, name, length) != 0)
        return 0;
    if (words[0][2 + length] == '=') {
        *ret_value = words[0] + 3 + length;
        return 1;
    }
    if (words[0][2 + length] != '\0' || !words[1])
        return 0;
    *ret_value = words[1];
    return 2;
}

/* The word that isn't understood; NULL: all are. */
static const char *options_read(const char *const *words, const char *values[OPTIONS], bool *ret_device)
{
    while (*words) {
        unsigned taken = strcmp(*words, "--device") == 0;

        *ret_device = *ret_device || taken > 0;
        for (unsigned i = 0; i < OPTIONS && taken == 0; i++)
            taken = option_take(words, option_names[i], &values[i]);
        if (taken == 0)
            return *words;
        words += taken;
    }
    return NULL;
}

static void site_of(const struct config *config, struct arena *arena, const char **ret_site)
{
    *ret_site =
        config->public_url ? config->public_url : arena_printf(arena, "http://127.0.0.1:%ld", config->port);
}

/* What a role is of, and where one finds the code of it; "": of everything; NULL: there is no such role. */
static const char *scope_of(const char *role)
{
    static const char utility[] = "a utility (GET /api/v1/organizations?kind=utility lists their codes)";
    static const char *const scopes[][2] = {
        { "admin", "" },
        { "coordinator", utility },
        { "trainer", utility },
        { "viewer", utility },
        { "library_manager", "a library (GET /api/v1/libraries lists their codes)" },
        { "librarian", "a branch (the last part of the address of its page, such as lt-pasvalys)" },
    };

    for (unsigned i = 0; i < sizeof scopes / sizeof *scopes; i++) {
        if (strcmp(scopes[i][0], role) == 0)
            return scopes[i][1];
    }
    return NULL;
}

/* Whether there is such a role, and its scope was said; if not, one sentence with the remedy. */
static bool role_placed(const char *role, const char *scope)
{
    const char *const of = scope_of(role);

    if (!of)
        fputs("branchlight: --role is one of admin, coordinator, library_manager, librarian, trainer, "
              "viewer.\n",
              stderr);
    else if (*of && !scope)
        fprintf(stderr, "branchlight: the role %s needs --scope=CODE, the code of %s.\n", role, of);
    return of && (scope || !*of);
}

/* Beside the link, which alone is on standard output: whom it reaches, and what is left to do. */
static void link_explain(const struct config *config, const char *site, bool device)
{
    if (!config->public_url)
        fprintf(stderr,
                "branchlight: the link leads to %s, on this computer. If the server listens elsewhere, say "
                "--port=PORT, or --public-url=URL as visitors reach it.\n",
                site);
    if (!device)
        fputs("branchlight: no message is sent of it: pass the link on.\n", stderr);
}

/* What a broken constraint means at the terminal. */
static const char *refusal(const char *constraint)
{
    static const char *const sentences[][2] = {
        { "invitation_email_shape",
          "--email must be an e-mail address in lower case, such as ona@example.org" },
        { "invitation_device_of_branch", "--device is for the role librarian only" },
        { "invitation_name_line", "--name must be one line of at most 100 characters" },
        { "invitation_language_shape", "--language must be a code of two letters, such as lt" },
    };

    for (unsigned i = 0; i < sizeof sentences / sizeof *sentences; i++) {
        if (strcmp(sentences[i][0], constraint) == 0)
            return sentences[i][1];
    }
    return NULL;
}

static bool invite(const struct store *store, const char *const values[OPTIONS], bool device)
{
    struct arena *const arena = arena_create();
    struct db *const db = db_create(&store->target, DB_MIGRATOR, STATEMENT_MS);
    char secret[SECRET_SIZE];
    const char *site, *const language = values[4] ? values[4] : language_code(0);

    secret_make(secret);
    site_of(&store->config, arena, &site);
    const struct rows rows = db_query(
        db, arena, &SQL_user_invite, 7,
        (const char *const[]){ secret_hash(arena, span_of(secret)), device ? "device" : "person", values[0],
                               values[1], device ? NULL : values[2], values[3], language });
    const bool good = rows.ok && rows.count == 1;

    if (good) {
        printf("%s/%s/invitations/%s\n", site, language, secret);
        link_explain(&store->config, site, device);
    } else if (rows.ok)
        fprintf(stderr, "branchlight: nothing has the code \"%s\"; --scope of the role %s is %s.\n",
                values[1], values[0], scope_of(values[0]));
    else
        fprintf(stderr, "branchlight: nobody was invited: %s.\n",
                refusal(db_constraint(db)) ? refusal(db_constraint(db)) : db_message(db));
    arena_destroy(arena);
    db_destroy(db);
    return good;
}

void user_invite_first(const struct db_target *target, const struct config *config, unsigned port)
{
    struct arena *const arena = arena_create();
    struct db *const db = db_create(target, DB_MIGRATOR, STATEMENT_MS);
    char secret[SECRET_SIZE];

    secret_make(secret);
    const struct rows rows =
        db_query(db, arena, &SQL_user_invite_first, 2,
                 (const char *const[]){ secret_hash(arena, span_of(secret)), language_code(0) });

    if (rows.ok && rows.count == 1)
        printf("Nobody can sign in yet. This link makes the first %.*s, once, within 14 days:\n  "
               "%s/%s/invitations/%s\n",
               (int)rows_text(&rows, 0, 0).length, rows_text(&rows, 0, 0).at,
               config->public_url ? config->public_url : arena_printf(arena, "http://127.0.0.1:%u", port),
               language_code(0), secret);
    arena_destroy(arena);
    db_destroy(db);
}

static int run(const char *const *arguments)
{
    struct store store;
    const char *values[OPTIONS] = { NULL, NULL, NULL, NULL, NULL };
    bool device = false;
    const int status = store_configure(arguments, &store);

    if (status != 0)
        return status;
    if (!store.words[0] || strcmp(store.words[0], "invite") != 0) {
        fputs("branchlight: user takes the word invite; branchlight user --help tells more.\n", stderr);
        return 2;
    }
    const char *const strange = options_read(store.words + 1, values, &device);

    if (strange || !values[0] || (!device && !values[2])) {
        fprintf(stderr, "branchlight: %s%s; branchlight user --help tells more.\n",
                strange ? "user invite doesn't know " : "user invite needs --role and --email (or --device)",
                strange ? strange : "");
        return 2;
    }
    if (!role_placed(values[0], values[1]))
        return 2;
    if (!values[3])
        values[3] = device ? "Phone" : values[2];
    const bool good = i18n_load(stderr) && store_open(&store, STORE_LOOK) &&
                      db_migrate(&store.target, stderr, stderr) && invite(&store, values, device);

    store_close(&store);
    return good ? 0 : 1;
}

const struct command command_user = {
    .name = "user",
    .summary = "invite people",
    .help =
        "Usage: branchlight user invite --role=ROLE [--scope=CODE] --email=ADDRESS [--name=NAME] "
        "[--language=lt]\n"
        "       branchlight user invite --device --role=librarian --scope=BRANCH [--name=NAME]\n\n"
        "Prints a link that works once, for 14 days. Who accepts it is signed in with that role (opening it "
        "changes\n"
        "nothing); where the address has an account already, as that person, with that role too, who can set "
        "a "
        "new\n"
        "passphrase within half an hour.\n"
        "  --role      admin, coordinator, trainer or viewer (of a utility), library_manager (of a "
        "library),\n"
        "              librarian (of a branch)\n"
        "  --scope     code of the utility, library or branch; none for admin\n"
        "  --email     where the person is written to, in lower case\n"
        "  --name      what colleagues read; the address (of a phone: Phone), if not said\n"
        "  --language  of mail and pages: lt or en\n"
        "  --device    enrols a phone for one branch: it may report, and close for the day, for 90 days\n",
    .run = run,
};
