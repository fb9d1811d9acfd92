/* SPDX-License-Identifier: Apache-2.0
 *
 * Views: the data of templates. Members and items are linked lists, since a page's objects have a dozen
 * members and are read as often as they are written.
 */
#include "program.h"

static struct view *view_make(struct arena *arena, enum view_kind kind)
{
    struct view *const view = arena_calloc(arena, 1, sizeof *view);

    view->kind = kind;
    view->arena = arena;
    return view;
}

static struct view *append(struct view *parent, enum view_kind kind)
{
    struct view *const child = view_make(parent->arena, kind);

    if (parent->last)
        parent->last->next = child;
    else
        parent->first = child;
    parent->last = child;
    return child;
}

static struct view *named(const struct view *object, struct span name, uint8_t sum)
{
    struct view *child = object->sums >> sum & 1 ? object->first : NULL;

    while (child && (child->sum != sum || !span_equal(child->name, name)))
        child = child->next;
    return child;
}

/* What is set once more takes the place of what it was: mostly one bit tells that it wasn't. */
static struct view *member(struct view *object, const char *name, enum view_kind kind)
{
    const struct span called = span_of(name);
    const uint8_t sum = name_sum(called);
    struct view *child = named(object, called, sum);

    if (child) {
        struct view *const next = child->next;

        *child = (struct view){ .kind = kind, .next = next, .arena = object->arena };
    } else {
        child = append(object, kind);
        object->sums |= (uint64_t)1 << sum;
    }
    child->name = called;
    child->sum = sum;
    return child;
}

struct view *view_object(struct arena *arena)
{
    return view_make(arena, VIEW_OBJECT);
}

struct view *view_list(struct arena *arena)
{
    return view_make(arena, VIEW_LIST);
}

struct view *view_add_object(struct view *list)
{
    return append(list, VIEW_OBJECT);
}

struct view *view_add_list(struct view *list)
{
    return append(list, VIEW_LIST);
}

void view_add_text(struct view *list, struct span text)
{
    append(list, VIEW_TEXT)->text = text;
}

struct view *view_set_object(struct view *object, const char *name)
{
    return member(object, name, VIEW_OBJECT);
}

struct view *view_set_list(struct view *object, const char *name)
{
    return member(object, name, VIEW_LIST);
}

void view_set_text(struct view *object, const char *name, struct span text)
{
    member(object, name, VIEW_TEXT)->text = text;
}

void view_set_string(struct view *object, const char *name, const char *text)
{
    if (text)
        view_set_text(object, name, span_of(text));
}

void view_set_int(struct view *object, const char *name, int64_t value)
{
    member(object, name, VIEW_INTEGER)->integer = value;
}

void view_set_bool(struct view *object, const char *name, bool value)
{
    member(object, name, VIEW_BOOLEAN)->boolean = value;
}
