/* SPDX-License-Identifier: Apache-2.0 */
#include "attention.h"

#include "queries.h"

#include <string.h>

const char *const attention_kinds[] = { "fault",     "possible",   "correction", "unconfirmed",
                                        "agreement", "unverified", NULL };
const char *const attention_sorts[] = { "urgency", "age", "place", NULL };

static const struct param filters[] = {
    { "kind", IN_QUERY, T_CHOICE, .choices = attention_kinds, .summary = "Only rows of this kind",
      .example = "fault" },
    { "library", IN_QUERY, T_CODE, .summary = "Only rows of this library", .example = "pasvalys" },
    { "sort", IN_QUERY, T_CHOICE, .choices = attention_sorts, .summary = "What comes first",
      .example = "age" },
};
const struct param_set attention_filters = { filters, sizeof filters / sizeof *filters };

struct rows attention_rows(struct request *rq, const char *library, const char *after, const char *most)
{
    return WORK_QUERY(rq, SQL_attention_list, arg_value(rq, "sort"), library, after, most);
}

enum attention_kind attention_kind_of(const struct rows *rows, unsigned i)
{
    enum attention_kind kind = ATTENTION_FAULT;

    while (kind + 1 < ATTENTION_KINDS &&
           !span_equal(rows_text(rows, i, KIND), span_of(attention_kinds[kind])))
        kind++;
    return kind;
}

bool attention_of_library(struct request *rq, const struct rows *rows, unsigned i)
{
    return !arg_given(rq, "library") ||
           span_equal(arg(rq, "library")->text, rows_text(rows, i, LIBRARY_CODE));
}

bool attention_shown(struct request *rq, const struct rows *rows, unsigned i)
{
    return attention_of_library(rq, rows, i) &&
           (!arg_given(rq, "kind") || (int64_t)attention_kind_of(rows, i) == arg(rq, "kind")->integer);
}

void attention_about(const struct rows *rows, unsigned i, struct span *ret_first, struct span *ret_second)
{
    const struct span text = rows_text(rows, i, ABOUT);
    const char *const space = text.length ? memchr(text.at, ' ', text.length) : NULL;
    const size_t first = space ? (size_t)(space - text.at) : text.length;

    *ret_first = (struct span){ text.at, first };
    *ret_second = space ? (struct span){ space + 1, text.length - first - 1 } : (struct span){ 0 };
}
