/* SPDX-License-Identifier: Apache-2.0
 *
 * Reading ready JSON: the texts that PostgreSQL made and the directory holds. They are well-formed, so a
 * member is found by going along the bytes once, and nothing is built of them: a page that shows six members
 * of a row needs no tree of all twenty. What strangers send is for jansson to parse.
 */
#ifndef BRANCHLIGHT_READY_H
#define BRANCHLIGHT_READY_H

#include "branchlight/arena.h"
#include "branchlight/span.h"

/* The end of the well-formed JSON value at `at`. */
const char *json_value_end(const char *at, const char *end);

/* The value of a member of an object, as it stands there; at == NULL where it isn't there, is null, or
 * `object` is no object. */
struct span ready_member(struct span object, const char *name);

/* The text of a member that is a string: bytes of `object` itself, or in the arena where something is
 * escaped. at == NULL where there is none. */
struct span ready_text(struct arena *arena, struct span object, const char *name);
/* The same of a value, such as an item of a list. */
struct span ready_value(struct arena *arena, struct span value);

/* A member that is text per language, {"lt": …, "en": …}: in `language`, else in the first that is there.
 * `ret_language` is the one taken. */
struct span ready_text_in(struct arena *arena, struct span object, const char *name, const char *language,
                          struct span *ret_language);

/* Takes the next item of a list, or member of an object (its name goes to `ret_name`, which may be NULL), off
 * the front of `rest`, which is the whole value at first. */
bool ready_next(struct span *rest, struct span *ret_name, struct span *ret_value);

#endif
