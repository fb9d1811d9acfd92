/* SPDX-License-Identifier: Apache-2.0
 *
 * Templates: logic-less mustache (the cases of the mustache specification without lambdas, inheritance and
 * dynamic names), escaped by default, plus two tags of ours: {{t key}} for a catalogue text, and {{n key
 * count}} for its plural form. A tag inside <script>, <style>, a comment, an unquoted attribute, or an
 * attribute that is a script or a style is refused when the template is compiled, which the build does for
 * every page; so is a section that would leave HTML in another state than it found it in.
 *
 * Data is a tree of views: scalars, lists and objects, built in the request's arena with the functions below.
 * Nothing is copied that needn't be: a view may borrow any span that lives as long as the request. A member
 * that is set again becomes what it is set to last.
 */
#ifndef BRANCHLIGHT_TEMPLATE_H
#define BRANCHLIGHT_TEMPLATE_H

#include "branchlight/buffer.h"

#include <stdint.h>
#include <stdio.h>

struct view; /* an object, a list, a text, an integer, a boolean */

struct view *view_object(struct arena *arena);
struct view *view_list(struct arena *arena);
struct view *view_add_object(struct view *list); /* appends an empty object to a list */
struct view *view_add_list(struct view *list);   /* likewise an empty list */
void view_add_text(struct view *list, struct span text);
struct view *view_set_object(struct view *object,
                             const char *name); /* `name` is constant or lives as long as the view */
struct view *view_set_list(struct view *object, const char *name);
void view_set_text(struct view *object, const char *name, struct span text);
void view_set_string(struct view *object, const char *name,
                     const char *text); /* borrowed; NULL sets nothing */
void view_set_int(struct view *object, const char *name, int64_t value);
void view_set_bool(struct view *object, const char *name, bool value);

struct template;     /* compiled; immutable, usable by every thread */
struct template_set; /* templates that share their partials, and live as long as it */

/* An empty set. `partial` finds partials by name (source text; at == NULL where there is none, then empty as
 * the specification says); NULL: there are none. */
struct template_set *template_set_create(struct span (*partial)(const char *name, void *context),
                                         void *context);
void template_set_free(struct template_set *set); /* with its templates; NULL is fine */

/* Compiles a template into a set. On a syntax error, or a tag in a dangerous place: NULL, and one sentence
 * "name:line: …" on `errors`; the set then is good for nothing but to be freed. */
const struct template *template_compile(struct template_set *set, const char *name, struct span source,
                                        FILE *errors);

/* What is missing, false, zero, an empty text or an empty list is false in a section.
 *
 * Renders into `out`. Depth of nesting and of recursive partials is limited to 64; beyond it nothing is
 * written. */
void template_render(const struct template *compiled, const struct view *data, unsigned language,
                     struct buffer *out);

/* The embedded pages, compiled once at start (static/pages/ NAME.html; partials are static/pages/partials/
 * NAME.html). */
bool pages_compile(FILE *errors);
const struct template *page_template(const char *name);

#endif
