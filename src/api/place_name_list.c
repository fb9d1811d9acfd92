/* SPDX-License-Identifier: Apache-2.0
 *
 * GET /api/v1/places: what a person types to say where: settlements, the largest first, then municipalities.
 * For suggestions while one types, and to turn a name into a position. */
#include "branchlight/feeds.h"
#include "shared.h"

static const struct param params[] = {
    { "q", IN_QUERY, T_TEXT, .max = 80, .unkept = true,
      .summary = "How a name, or a word of it, begins; diacritics don't matter", .example = "siau" },
    { "limit", IN_QUERY, T_INT, .min = 1, .max = 1000, .fallback = 20, .summary = "Rows of a page",
      .example = "8" },
    { "after", IN_QUERY, T_AFTER, .unkept = true, .summary = "Mark of the next page, taken from `next`",
      .example = "AA" },
};

static const enum directory_kind kinds[] = { DIRECTORY_PLACE, DIRECTORY_MUNICIPALITY };
static const char *const type_names[] = { "place", "municipality" };
enum { KINDS = sizeof kinds / sizeof *kinds };

/* Where the page begins: behind the marked entry, or, where that is gone since, at its old place. */
static uint32_t begin(struct request *rq, const struct mark *mark)
{
    const enum directory_kind kind = kinds[mark->order];

    for (uint32_t i = 0; i < directory_count(rq->snapshot, kind); i++) {
        struct directory_entry entry;

        directory_entry_at(rq->snapshot, kind, i, &entry);
        if (span_equal(entry.code, mark->code))
            return i + 1;
    }
    return mark->number < 0 ? 0 : (uint32_t)mark->number;
}

static void entry_write(struct request *rq, unsigned which, const struct directory_entry *entry,
                        struct buffer *out)
{
    object_open(out, directory_body(rq->snapshot, kinds[which], entry->index, rq->language));
    json_put_name(out, "type");
    json_put_string(out, span_of(type_names[which]));
    buffer_char(out, '}');
}

static struct reply answer(struct request *rq)
{
    const struct span words = arg(rq, "q")->text;
    const unsigned limit = (unsigned)arg(rq, "limit")->integer;
    struct mark mark = { 0 };
    struct buffer out = buffer_in(rq->arena, 4096);
    struct directory_entry entry;
    unsigned written = 0;
    uint32_t from = 0;

    if (arg_given(rq, "after")) {
        if (!mark_read(rq, &mark))
            return problem(rq, PROBLEM_INVALID_PARAMETERS);
        if (mark.order >= KINDS) {
            param_error(rq, "after", "after", NULL);
            return problem(rq, PROBLEM_INVALID_PARAMETERS);
        }
        from = begin(rq, &mark);
    }
    buffer_text(&out, "{\"items\":[");
    for (unsigned which = mark.order; which < KINDS; which++, from = 0) {
        uint32_t i;

        while ((i = directory_places(rq->snapshot, rq->arena, kinds[which], words, from, &entry)) !=
               DIRECTORY_NONE) {
            if (written == limit) {
                buffer_char(&out, ']');
                return list_reply(rq, &out, &mark);
            }
            if (written++ > 0)
                buffer_char(&out, ',');
            entry_write(rq, which, &entry, &out);
            mark = (struct mark){ .order = (uint8_t)which, .number = i, .code = entry.code };
            from = i + 1;
        }
    }
    buffer_char(&out, ']');
    return list_reply(rq, &out, NULL);
}

const struct operation place_name_list = {
    .summary = "List names of places",
    .description = "Settlements, the largest first, then municipalities: what a person types to say where.",
    .tag = "Places",
    PARAMS(params),
    .shared = { &language_params },
    .returns = "PlaceNameList",
    .answer = answer,
};
