/* SPDX-License-Identifier: Apache-2.0
 *
 * GET /sw.js: the service worker, at the root so that it serves every page. It is told what it must keep to
 * show a page without a connection, and a version that changes with anything that pages are made of; browsers
 * ask for it anew with each visit, so a new version takes over by itself.
 *
 * Switched off (setting `offline`), the address gives a worker that removes itself and all that it kept: a
 * browser that has one gets rid of it at its next visit.
 */
#include "branchlight/assets.h"
#include "branchlight/i18n.h"
#include "branchlight/operation.h"
#include "shell.h"

#include <sodium.h>

enum { SCRIPT_EXPECTED = 16384, VERSION_BYTES = 8 };

#define WORKER     "static/js/worker.js"
#define WORKER_OFF "static/js/worker_off.js"

/* What a page can't do without. Pictures are not among it, but for the mark. */
static bool in_shell(struct span path)
{
    if (span_equal(path, SPAN(WORKER)) || span_equal(path, SPAN(WORKER_OFF)))
        return false;
    return span_starts(path, SPAN("static/js/")) || span_starts(path, SPAN("static/css/")) ||
           span_equal(path, SPAN("static/img/mark.svg"));
}

static void languages_write(struct buffer *out)
{
    buffer_text(out, "const languages = [");
    for (unsigned i = 0; i < language_count(); i++)
        buffer_printf(out, "%s'%s'", i ? ", " : "", language_code(i));
    buffer_text(out, "];\n");
}

static void shell_write(struct request *rq, struct buffer *out)
{
    unsigned first, count;

    asset_range("static/", &first, &count);
    buffer_text(out, "const shell = [");
    for (unsigned i = first; i < first + count; i++)
        if (in_shell(span_of(assets[i].path)))
            buffer_printf(out, "\n'%s',", asset_url(rq->arena, assets[i].path));
    buffer_text(out, "\n];\n");
}

/* A hash of everything that a page is made of: templates, words, styles, modules. */
static void version_write(struct buffer *out)
{
    unsigned char hash[crypto_generichash_BYTES_MIN];
    char digits[2 * VERSION_BYTES + 1];
    crypto_generichash_state state;
    unsigned first, count;

    asset_range("static/", &first, &count);
    crypto_generichash_init(&state, NULL, 0, sizeof hash);
    for (unsigned i = first; i < first + count; i++)
        crypto_generichash_update(&state, (const unsigned char *)assets[i].sha256, strlen(assets[i].sha256));
    crypto_generichash_final(&state, hash, sizeof hash);
    buffer_printf(out, "const version = '%s';\n", sodium_bin2hex(digits, sizeof digits, hash, VERSION_BYTES));
}

static struct reply answer(struct request *rq)
{
    const struct asset *const worker = asset_find(span_of(rq->offline ? WORKER : WORKER_OFF));
    struct buffer out = buffer_in(rq->arena, SCRIPT_EXPECTED);

    if (rq->offline) {
        version_write(&out);
        languages_write(&out);
        shell_write(rq, &out);
    }
    buffer_span(&out, worker->bytes);
    return reply_body(rq, "text/javascript; charset=utf-8", &out);
}

const struct operation worker_get = {
    .summary = "Get the service worker",
    PAGE,
    .answer = answer,
};
