/* SPDX-License-Identifier: Apache-2.0
 *
 * What every page shares: the frame around it, the headers of its reply, and reading rows' ready texts.
 */
#ifndef BRANCHLIGHT_PAGES_SHELL_H
#define BRANCHLIGHT_PAGES_SHELL_H

#include "branchlight/directory.h"
#include "branchlight/operation.h"
#include "branchlight/template.h"

#include <jansson.h>

/* A page's data with what the frame needs. `path` is the page's address behind "/{lang}/", without a query
 * (NULL: an address that exists in no language, as of an error). `title` stands in the window's title.
 * Absolute addresses (canonical, alternates, Open Graph) need the public URL; without it they begin with "/",
 * and Open Graph's is left out. */
struct view *shell_view(struct request *rq, struct span title, const char *path);

/* For a page that has one address whatever the language: `path` from the root ("/docs/api"). Sets what
 * shell_view sets of its path, but for the alternates. */
void shell_address(struct request *rq, struct view *view, const char *path);

/* What the page is about, in one sentence, for search engines and previews: instead of the site's own. */
void shell_describe(struct view *view, struct span description);

/* What the page tells programs: schema.org as JSON-LD, in its head. `json` is one JSON text (an object, or an
 * array of them) that begins with "@context"; it may hold strangers' words, since nothing in it can end the
 * element. Once a page. */
void shell_json_ld(struct request *rq, struct view *view, struct span json);

/* The language that the address names ("/en/…"); -1: none, so that the visitor's Accept-Language decides. */
int address_language(const struct request *rq);

/* The page. `name` is its template's. Vary says where its language was negotiated. */
struct reply shell_reply(struct request *rq, unsigned status, const char *name, const struct view *view);

/* The same for a page that any site may show in a frame: nothing that a click could do harm with is on it. */
struct reply shell_reply_framed(struct request *rq, const char *name, const struct view *view);

/* Adds "?name=value", or "&name=value" where the address has a query already, percent-encoded (RFC
 * 3986, 2.1). */
void url_parameter_add(struct buffer *url, const char *name, struct span value);

/* "/assets/branchlight.0123456789ab.css" of static/css/branchlight.css: the name changes with the content. */
const char *asset_url(struct arena *arena, const char *path);

/* A ready JSON object, parsed; an empty one where it is none. Released with the arena. */
const json_t *body_parse(struct arena *arena, struct span body);
/* A text member; absent (at == NULL) where there is none. */
struct span body_text(const json_t *body, const char *member);

/* "/lt/…": the address of a page of ours in the reader's language; `format` is what stands behind "/lt/". */
const char *page_path(const struct request *rq, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* The catalogue's text of a key that is made of a group and a name of ours: "incident.state" and "fixed". */
struct span words_of(const struct request *rq, const char *group, const char *name);

/* A span as a string. */
const char *string_of(struct arena *arena, struct span text);

/* Sets `name` to `text`, and `<name>_lang` to the language that it is written in, where that isn't the
 * page's. */
void view_set_foreign(struct request *rq, struct view *view, const char *name, struct span text,
                      struct span language);

/* Sets `name` to the label of a dictionary's entry, with its language as view_set_foreign does. */
void label_set(struct request *rq, struct view *view, const char *name, enum directory_kind kind,
               uint32_t index);

#endif
