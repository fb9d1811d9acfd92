/* SPDX-License-Identifier: Apache-2.0
 *
 * The command line: finds the command and runs it. `branchlight --check-config` and `--dump-config` stand
 * beside the commands because every command reads the same configuration. */
#include "branchlight/command.h"
#include "branchlight/config.h"
#include "branchlight/db.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>

static const struct command *const commands[] = {
    &command_serve, &command_migrate, &command_seed,    &command_user,
    &command_audit, &command_doctor,  &command_openapi,
};
enum { COMMANDS = sizeof commands / sizeof *commands };

static void help(FILE *out)
{
    fputs("branchlight: the open registry of partnerships between public libraries and utilities\n\n"
          "Usage: branchlight COMMAND [--setting=value …]\n\nCommands:\n",
          out);
    for (unsigned i = 0; i < COMMANDS; i++)
        fprintf(out, "  %-14s %s\n", commands[i]->name, commands[i]->summary);
    fputs("  version        print the version\n"
          "  help [COMMAND] print this, or more of a command\n"
          "  --check-config say whether the configuration is right\n"
          "  --dump-config  print the configuration in force, secrets masked\n\n"
          "Settings:\n",
          out);
    config_help(out);
}

static int show_config(const char *const *arguments, bool dump)
{
    struct config config;
    const char *rest[2];
    if (!config_load(arguments, &config, rest, 2, stderr))
        return 2;
    if (rest[0]) {
        fprintf(stderr, "branchlight: \"%s\" is not a setting; branchlight help lists them.\n", rest[0]);
        return 2;
    }
    if (!dump && config.database && !db_conninfo_readable(config.database)) {
        fputs(
            "branchlight: database is a connection string of libpq, such as \"host=db1 dbname=branchlight\"; "
            "this one can't be read.\n",
            stderr);
        return 1;
    }
    if (dump)
        config_dump(&config, stdout);
    else
        puts("The configuration is right.");
    return 0;
}

static bool is_help(const char *word)
{
    return strcmp(word, "--help") == 0 || strcmp(word, "-h") == 0;
}

static bool asks_for_help(const char *const *arguments)
{
    for (; *arguments; arguments++) {
        if (is_help(*arguments))
            return true;
    }
    return false;
}

static int run_command(const struct command *command, const char *const *arguments)
{
    if (asks_for_help(arguments)) {
        fputs(command->help, stdout);
        fputs("\nSettings:\n", stdout);
        config_help(stdout);
        return 0;
    }
    return command->run(arguments);
}

static const struct command *command_find(const char *name)
{
    for (unsigned i = 0; i < COMMANDS; i++) {
        if (strcmp(name, commands[i]->name) == 0)
            return commands[i];
    }
    fprintf(stderr, "branchlight: there is no command \"%s\"; branchlight help lists them.\n", name);
    return NULL;
}

/* `about` names a command, or is empty. */
static int run_help(const char *const *about)
{
    static const char *const help_of[] = { "--help", NULL };
    if (!about[0] || is_help(about[0])) {
        help(stdout);
        return 0;
    }
    const struct command *command = command_find(about[0]);
    return command ? run_command(command, help_of) : 2;
}

static int run_version(const char *const *arguments)
{
    if (asks_for_help(arguments)) {
        help(stdout);
        return 0;
    }
    if (arguments[0]) {
        fprintf(stderr, "branchlight: version takes no words, not \"%s\".\n", arguments[0]);
        return 2;
    }
    puts("branchlight " BRANCHLIGHT_VERSION);
    return 0;
}

static int run(const char *name, const char *const *arguments)
{
    if (strcmp(name, "help") == 0 || is_help(name))
        return run_help(arguments);
    if (strcmp(name, "version") == 0 || strcmp(name, "--version") == 0)
        return run_version(arguments);
    if (strcmp(name, "--check-config") == 0 || strcmp(name, "--dump-config") == 0)
        return show_config(arguments, name[2] == 'd');
    const struct command *command = command_find(name);
    return command ? run_command(command, arguments) : 2;
}

/* What a full disk swallowed wasn't done. */
static int output_finish(int status)
{
    if (fflush(stdout) == 0 && !ferror(stdout))
        return status;
    fputs("branchlight: the output could not be written; check where standard output goes.\n", stderr);
    return status == 0 ? 1 : status;
}

int main(int count, char **arguments)
{
    const char *name = count > 1 ? arguments[1] : "help";
    const char *const *rest = (const char *const *)arguments + (count > 1 ? 2 : 1);

    signal(SIGPIPE, SIG_IGN); /* a reader that went away is an error of write(2), not our end */
    return output_finish(run(name, rest));
}
