/* SPDX-License-Identifier: Apache-2.0
 *
 * GET /{lang}/manifest.webmanifest: name, icons and colours for those who put the site on their home screen.
 * In whichever language, it is one application. */
#include "branchlight/i18n.h"
#include "shell.h"

static const struct param params[] = {
    { "lang", IN_PATH, T_LANGUAGE, .summary = "Language of the texts", .example = "lt" },
};

static const struct {
    const char *path, *sizes, *purpose;
} icons[] = {
    { "static/img/icon-192.png", "192x192", "any" },
    { "static/img/icon-512.png", "512x512", "any" },
    { "static/img/icon-maskable-512.png", "512x512", "maskable" },
};

static void member(struct buffer *out, const char *name, struct span text)
{
    json_put_name(out, name);
    json_put_string(out, text);
}

static void icons_write(struct request *rq, struct buffer *out)
{
    json_put_name(out, "icons");
    buffer_char(out, '[');
    for (size_t i = 0; i < sizeof icons / sizeof *icons; i++) {
        buffer_text(out, i > 0 ? ",{" : "{");
        member(out, "src", span_of(asset_url(rq->arena, icons[i].path)));
        member(out, "sizes", span_of(icons[i].sizes));
        member(out, "type", SPAN("image/png"));
        member(out, "purpose", span_of(icons[i].purpose));
        buffer_char(out, '}');
    }
    buffer_char(out, ']');
}

static struct reply answer(struct request *rq)
{
    const char *const code = language_code(rq->language);
    struct buffer out = buffer_in(rq->arena, 1024);

    buffer_char(&out, '{');
    member(&out, "id", SPAN("/"));
    member(&out, "name", SPAN("Branchlight"));
    member(&out, "short_name", SPAN("Branchlight"));
    member(&out, "description", i18n_text(rq->language, "site.description"));
    member(&out, "lang", span_of(code));
    member(&out, "start_url", span_of(arena_printf(rq->arena, "/%s/", code)));
    member(&out, "scope", SPAN("/"));
    member(&out, "display", SPAN("standalone"));
    member(&out, "theme_color", SPAN("#0B5D4E"));
    member(&out, "background_color", SPAN("#F3F6F4"));
    icons_write(rq, &out);
    buffer_char(&out, '}');
    return reply_body(rq, "application/manifest+json", &out);
}

const struct operation manifest_get = {
    .summary = "Describe the site as an application",
    PARAMS(params),
    PAGE,
    .answer = answer,
};
