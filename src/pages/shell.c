/* SPDX-License-Identifier: Apache-2.0
 *
 * The frame of every page. */
#include "shell.h"

#include "branchlight/assets.h"
#include "branchlight/contact.h"
#include "branchlight/i18n.h"
#include "branchlight/ready.h"

#include <stdarg.h>

enum { PAGE_EXPECTED = 32768, HASH_DIGITS = 12, PATH_MAX_BYTES = 2048 /* as the request's own target */ };

/* No script or style inside a page, nothing from elsewhere, and no page inside another's frame. */
#define POLICY "default-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors "

const char *string_of(struct arena *arena, struct span text)
{
    return arena_copy(arena, text.at ? text.at : "", text.length);
}

const char *page_path(const struct request *rq, const char *format, ...)
{
    char path[PATH_MAX_BYTES];
    char *const rest = stpcpy(stpcpy(stpcpy(path, "/"), language_code(rq->language)), "/");
    va_list values;

    va_start(values, format);
    vsnprintf(rest, (size_t)(path + sizeof path - rest), format, values);
    va_end(values);
    return arena_copy(rq->arena, path, strlen(path));
}

struct span words_of(const struct request *rq, const char *group, const char *name)
{
    return i18n_text(rq->language, arena_printf(rq->arena, "%s.%s", group, name));
}

void url_parameter_add(struct buffer *url, const char *name, struct span value)
{
    buffer_char(url, memchr(url->bytes, '?', url->length) ? '&' : '?');
    buffer_text(url, name);
    buffer_char(url, '=');
    for (size_t i = 0; i < value.length; i++) {
        const unsigned char c = (unsigned char)value.at[i];

        if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
            c == '.' || c == '_' || c == ',')
            buffer_char(url, (char)c);
        else
            buffer_printf(url, "%%%02X", c);
    }
}

const char *asset_url(struct arena *arena, const char *path)
{
    const struct asset *const asset = asset_find(span_of(path));
    const char *const name = strrchr(path, '/') + 1, *const dot = strrchr(name, '.');

    return arena_printf(arena, "/assets/%.*s.%.*s%s", (int)(dot - name), name, HASH_DIGITS,
                        asset ? asset->sha256 : "", dot);
}

static void body_release(void *body)
{
    json_decref(body);
}

const json_t *body_parse(struct arena *arena, struct span body)
{
    json_t *const parsed = json_loadb(body.at ? body.at : "", body.length, 0, NULL);
    json_t *const object = json_is_object(parsed) ? parsed : json_object();

    if (object != parsed)
        json_decref(parsed);
    arena_defer(arena, body_release, object);
    return object;
}

struct span body_text(const json_t *body, const char *member)
{
    const json_t *const text = json_object_get(body, member);

    return (struct span){ json_string_value(text), json_string_length(text) };
}

void view_set_foreign(struct request *rq, struct view *view, const char *name, struct span text,
                      struct span language)
{
    const char *const member = arena_printf(rq->arena, "%s_lang", name);

    view_set_text(view, name, text);
    if (language.length && !span_equal(language, span_of(language_code(rq->language))))
        view_set_text(view, member, language);
    else
        view_set_bool(view, member, false); /* or that of the name around it would be taken for it */
}

void label_set(struct request *rq, struct view *view, const char *name, enum directory_kind kind,
               uint32_t index)
{
    const struct span reference = directory_reference(rq->snapshot, kind, index, rq->language);

    view_set_foreign(rq, view, name, directory_label(rq->snapshot, kind, index, rq->language),
                     ready_text(rq->arena, reference, "name_language"));
}

/* "https://example.org/lt/events" or "/lt/events". */
static const char *page_url(struct request *rq, unsigned language, const char *path)
{
    return arena_printf(rq->arena, "%s/%s/%s", rq->public_url ? rq->public_url : "", language_code(language),
                        path);
}

/* What a preview of the page shows: absolute addresses only, so nothing where the public URL isn't told. */
static void preview_set(struct request *rq, struct view *view, const char *path)
{
    const char *const picture =
        arena_printf(rq->arena, "static/img/preview-%s.png", language_code(rq->language));

    if (!rq->public_url)
        return;
    view_set_string(view, "og_url", arena_printf(rq->arena, "%s%s", rq->public_url, path));
    view_set_string(view, "og_image",
                    arena_printf(rq->arena, "%s%s", rq->public_url, asset_url(rq->arena, picture)));
}

void shell_address(struct request *rq, struct view *view, const char *path)
{
    view_set_string(view, "canonical",
                    arena_printf(rq->arena, "%s%s", rq->public_url ? rq->public_url : "", path));
    preview_set(rq, view, path);
}

static void addresses_set(struct request *rq, struct view *view, const char *path)
{
    struct view *const list = view_set_list(view, "alternates");

    for (unsigned i = 0; i < language_count(); i++) {
        struct view *const alternate = view_add_object(list);

        view_set_string(alternate, "code", language_code(i));
        view_set_string(alternate, "url", page_url(rq, i, path));
    }
    shell_address(rq, view, page_path(rq, "%s", path));
}

/* The question, but for how much of its answer is shown: a script that puts the list in order asks for all of
 * it (near_me.js), and who follows a link from there is no script. */
static void question_add(struct buffer *url, struct span query)
{
    char sign = '?';

    while (query.length > 0) {
        const char *const end = memchr(query.at, '&', query.length);
        const struct span part = { query.at, end ? (size_t)(end - query.at) : query.length };
        const size_t used = part.length + (end ? 1 : 0);

        if (part.length > 0 && !span_starts(part, SPAN("show=")) && !span_starts(part, SPAN("actions="))) {
            buffer_char(url, sign);
            buffer_span(url, part);
            sign = '&';
        }
        query = (struct span){ query.at + used, query.length - used };
    }
}

static void languages_set(struct request *rq, struct view *view, const char *path)
{
    const struct span query = exchange_raw_query(rq->exchange);
    struct view *const list = view_set_list(view, "languages");

    for (unsigned i = 0; i < language_count(); i++) {
        const char *const code = language_code(i);
        struct view *const language = view_add_object(list);
        struct buffer url = buffer_in(rq->arena, 64 + query.length);

        buffer_printf(&url, "/%s/%s", code, path ? path : "");
        if (path)
            question_add(&url, query);
        view_set_string(language, "code", code);
        view_set_text(language, "short", i18n_text(i, "site.language.short"));
        view_set_text(language, "name", i18n_text(i, "site.language.name"));
        view_set_text(language, "url", buffer_bytes(&url));
        view_set_bool(language, "current", i == rq->language);
    }
}

struct view *shell_view(struct request *rq, struct span title, const char *path)
{
    struct view *const view = view_object(rq->arena);
    struct directory_summary summary = { 0 };

    directory_summary(rq->snapshot, &summary);
    view_set_string(view, "lang", language_code(rq->language));
    view_set_text(view, "title", title);
    view_set_string(view, "style", asset_url(rq->arena, "static/css/branchlight.css"));
    view_set_string(view, "script", asset_url(rq->arena, "static/js/branchlight.js"));
    view_set_bool(view, "offline", rq->offline);
    view_set_string(view, "icon", asset_url(rq->arena, "static/img/mark.svg"));
    view_set_string(view, "touch_icon", asset_url(rq->arena, "static/img/apple-touch-icon.png"));
    view_set_string(view, "home", page_path(rq, "%s", ""));
    view_set_bool(view, "demo", summary.demo > 0);
    view_set_string(view, "change",
                    arena_printf(rq->arena, "%lld", (long long)snapshot_change(rq->snapshot)));
    view_set_string(view, "contact", rq->contact);
    view_set_string(view, "contact_url", contact_url(rq->arena, rq->contact));
    shell_describe(view, i18n_text(rq->language, "site.description"));
    languages_set(rq, view, path);
    if (path)
        addresses_set(rq, view, path);
    return view;
}

void shell_describe(struct view *view, struct span description)
{
    view_set_text(view, "description", description);
}

int address_language(const struct request *rq)
{
    const struct span path = exchange_raw_path(rq->exchange);
    const char *const end = path.length > 1 ? memchr(path.at + 1, '/', path.length - 1) : NULL;

    return end ? language_by_code((struct span){ path.at + 1, (size_t)(end - path.at) - 1 }) : -1;
}

/* In JSON text these stand within strings only, where an escape means the same: so no byte of it can be taken
 * for HTML, whatever a parser makes of "</script" or "<!--", and scripts of old can read it too. */
static void harmless_put(struct buffer *out, struct span json)
{
    size_t done = 0;

    for (size_t i = 0; i < json.length; i++) {
        const unsigned char byte = (unsigned char)json.at[i];
        const bool separator = byte == 0xE2 && json.length - i > 2 && json.at[i + 1] == '\x80' &&
                               (json.at[i + 2] == '\xA8' || json.at[i + 2] == '\xA9');

        if (byte != '<' && byte != '>' && byte != '&' && !separator)
            continue;
        buffer_add(out, json.at + done, i - done);
        buffer_printf(out, "\\u%04x", separator ? 0x2028U + (json.at[i + 2] == '\xA9') : byte);
        i += separator ? 2 : 0;
        done = i + 1;
    }
    buffer_add(out, json.at + done, json.length - done);
}

void shell_json_ld(struct request *rq, struct view *view, struct span json)
{
    struct buffer element = buffer_in(rq->arena, json.length + 256);

    buffer_text(&element, "<script type=\"application/ld+json\">");
    harmless_put(&element, json);
    buffer_text(&element, "</script>");
    view_set_text(view, "json_ld", buffer_bytes(&element));
}

/* The page up to where it says of which change it is: a change elsewhere makes no other page of it, so who
 * has it is still answered that nothing changed. (What is behind is the same in all.) Its bytes are others
 * then, so its ETag is weak; one who keeps the older number only listens from further back. */
static struct span page_decisive(struct span page)
{
    static const char mark[] = "<template data-change=";
    const char *const at = memmem(page.at, page.length, mark, sizeof mark - 1);

    return at ? (struct span){ page.at, (size_t)(at - page.at) } : (struct span){ 0 };
}

static struct reply page_reply(struct request *rq, unsigned status, const char *name, const struct view *view,
                               const char *policy)
{
    struct buffer out = buffer_in(rq->arena, PAGE_EXPECTED);
    struct reply reply;

    template_render(page_template(name), view, rq->language, &out);
    if (status == 200) {
        reply = reply_body(rq, "text/html; charset=utf-8", &out);
        reply.decisive = page_decisive(reply.body);
        reply.weak = reply.decisive.at != NULL;
    } else {
        reply = (struct reply){ .status = status,
                                .content_type = "text/html; charset=utf-8",
                                .body = buffer_bytes(&out),
                                .compressible = 1 };
        reply_header(&reply, "Content-Language", language_code(rq->language));
        reply_header(&reply, "Cache-Control", "no-store");
    }
    reply_header(&reply, "Content-Security-Policy", policy);
    reply_header(&reply, "Cross-Origin-Opener-Policy", "same-origin");
    reply_header(&reply, "Permissions-Policy",
                 "camera=(), geolocation=(self), microphone=(), payment=(), usb=()");
    if (address_language(rq) < 0)
        reply_header(&reply, "Vary", "Accept-Language");
    return reply;
}

struct reply shell_reply(struct request *rq, unsigned status, const char *name, const struct view *view)
{
    return page_reply(rq, status, name, view, POLICY "'none'");
}

struct reply shell_reply_framed(struct request *rq, const char *name, const struct view *view)
{
    return page_reply(rq, 200, name, view, POLICY "*");
}
