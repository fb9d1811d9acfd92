/* SPDX-License-Identifier: Apache-2.0
 *
 * branchlight openapi: prints the OpenAPI 3.1 document, without a server or a database. */
#include "branchlight/openapi.h"

#include "branchlight/command.h"
#include "branchlight/config.h"
#include "branchlight/i18n.h"

#include <string.h>

static int run(const char *const *arguments)
{
    struct config config;
    const char *rest[2];
    if (!config_load(arguments, &config, rest, 2, stderr))
        return 2;
    const bool operations = rest[0] && strcmp(rest[0], "--operations") == 0;
    if (rest[operations]) {
        fprintf(stderr, "branchlight: openapi takes no \"%s\"; see branchlight openapi --help.\n",
                rest[operations]);
        return 2;
    }
    if (!i18n_load(stderr))
        return 1;
    struct arena *arena = arena_create();
    struct buffer out = buffer_in(arena, 65536);
    if (operations)
        operations_write(&out);
    else
        openapi_write(&out, config.public_url ? config.public_url : "/");
    buffer_char(&out, '\n');
    fwrite(out.bytes, 1, out.length, stdout); /* main() sees whether it went through */
    arena_destroy(arena);
    return 0;
}

const struct command command_openapi = {
    .name = "openapi",
    .summary = "print the OpenAPI 3.1 description of the API",
    .help =
        "Usage: branchlight openapi [--public-url=URL]\n"
        "       branchlight openapi --operations\n\n"
        "Prints the OpenAPI 3.1 document of the API as JSON, the same that /openapi.json answers.\n"
        "  --operations    every operation instead, pages among them: who may use it, and for what it asks\n",
    .run = run,
};
