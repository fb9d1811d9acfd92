/* SPDX-License-Identifier: Apache-2.0
 *
 * GET /api/v1/attention: what needs somebody, the worst first; as CSV all of it at once, for a spreadsheet.
 * A page's mark is the last row's place in the order, so rows that come and go move nothing. */
#include "attention.h"
#include "branchlight/csv.h"
#include "queries.h"
#include "shared.h"

static void text_put(struct buffer *json, const char *name, struct span text)
{
    json_put_name(json, name);
    if (text.length > 0)
        json_put_string(json, text);
    else
        buffer_text(json, "null");
}

static void instant_put(struct buffer *json, const char *name, int64_t at)
{
    json_put_name(json, name);
    if (at)
        json_put_instant(json, at);
    else
        buffer_text(json, "null");
}

/* {"code", "name"}; null where there is no code. */
static void place_put(struct buffer *json, const char *name, struct span code, struct span label)
{
    json_put_name(json, name);
    if (code.length == 0) {
        buffer_text(json, "null");
        return;
    }
    buffer_char(json, '{');
    text_put(json, "code", code);
    text_put(json, "name", label);
    buffer_char(json, '}');
}

static void item_put(struct buffer *json, const struct rows *rows, unsigned i)
{
    struct span about, detail;

    attention_about(rows, i, &about, &detail);
    buffer_char(json, '{');
    text_put(json, "kind", rows_text(rows, i, KIND));
    text_put(json, "point", rows_text(rows, i, POINT));
    place_put(json, "branch", rows_text(rows, i, BRANCH_CODE), rows_text(rows, i, BRANCH));
    place_put(json, "library", rows_text(rows, i, LIBRARY_CODE), rows_text(rows, i, LIBRARY));
    place_put(json, "utility", rows_text(rows, i, UTILITY_CODE), rows_text(rows, i, UTILITY));
    text_put(json, "about", about);
    text_put(json, "detail", detail);
    json_put_name(json, "parts");
    buffer_span(json, rows_null(rows, i, PARTS) ? SPAN("null") : rows_text(rows, i, PARTS));
    json_put_name(json, "count");
    buffer_int(json, rows_int(rows, i, MANY));
    instant_put(json, "since", rows_int(rows, i, SINCE));
    instant_put(json, "due", rows_int(rows, i, DUE));
    text_put(json, "leads_to", rows_text(rows, i, LEADS));
    text_put(json, "target", rows_text(rows, i, TARGET));
    buffer_char(json, '}');
}

static struct reply json_reply(struct request *rq, const struct rows *rows)
{
    const unsigned limit = (unsigned)arg(rq, "limit")->integer;
    struct buffer json = buffer_in(rq->arena, 4096);
    struct mark mark = { 0 };
    unsigned written = 0;
    bool more = false;

    buffer_text(&json, "{\"items\":[");
    for (unsigned i = 0; rows->ok && i < rows->count && !more; i++) {
        const struct span place = rows_text(rows, i, PLACE);

        if (!attention_shown(rq, rows, i))
            continue;
        more = written == limit;
        if (more)
            break;
        if (written++ > 0)
            buffer_char(&json, ',');
        item_put(&json, rows, i);
        mark.name = place;
    }
    buffer_char(&json, ']');
    return list_reply(rq, &json, more ? &mark : NULL);
}

/* The second word of what a row is about, which has no column of its own. */
enum { DETAIL = PARTS + 1 };

static struct reply csv_reply(struct request *rq, const struct rows *rows)
{
    static const struct {
        const char *name;
        unsigned column; /* enum attention_column, or DETAIL */
        bool instant;
    } cells[] = {
        { "kind", KIND, false },
        { "library_code", LIBRARY_CODE, false },
        { "library", LIBRARY, false },
        { "branch_code", BRANCH_CODE, false },
        { "branch", BRANCH, false },
        { "point", POINT, false },
        { "utility_code", UTILITY_CODE, false },
        { "utility", UTILITY, false },
        { "about", ABOUT, false },
        { "detail", DETAIL, false },
        { "count", MANY, false },
        { "since", SINCE, true },
        { "due", DUE, true },
        { "leads_to", LEADS, false },
        { "target", TARGET, false },
    };
    enum { CELLS = sizeof cells / sizeof *cells };
    struct span about, detail;
    struct buffer out = buffer_in(rq->arena, 4096);
    struct csv_row row = { &out, true };

    for (unsigned c = 0; c < CELLS; c++)
        csv_text(&row, span_of(cells[c].name));
    csv_end(&row);
    for (unsigned i = 0; rows->ok && i < rows->count; i++) {
        if (!attention_shown(rq, rows, i))
            continue;
        attention_about(rows, i, &about, &detail);
        for (unsigned c = 0; c < CELLS; c++) {
            if (cells[c].instant)
                csv_instant(&row, rows_int(rows, i, cells[c].column));
            else if (cells[c].column == MANY)
                csv_int(&row, rows_int(rows, i, MANY));
            else
                csv_text(&row, cells[c].column == ABOUT    ? about
                               : cells[c].column == DETAIL ? detail
                                                           : rows_text(rows, i, cells[c].column));
        }
        csv_end(&row);
    }
    struct reply reply = reply_body(rq, "text/csv; charset=utf-8", &out);

    reply_header(&reply, "Content-Disposition", "attachment; filename=\"attention.csv\"");
    return reply;
}

static struct reply run(struct request *rq)
{
    const bool every = rq->format == FORMAT_CSV;
    struct mark mark = { 0 };

    if (arg_given(rq, "after") && mark_read(rq, &mark) && !http_utf8(mark.name))
        param_error(rq, "after", "after", NULL); /* a place in the order is a text here */
    if (rq->error_count > 0)
        return problem(rq, PROBLEM_INVALID_PARAMETERS);
    const struct rows rows = attention_rows(
        rq, arg_value(rq, "library"),
        mark.name.length && !every ? arena_copy(rq->arena, mark.name.at, mark.name.length) : NULL,
        every ? NULL : arena_printf(rq->arena, "%lld", (long long)arg(rq, "limit")->integer + 1));

    return every ? csv_reply(rq, &rows) : json_reply(rq, &rows);
}

const struct operation attention_list = {
    .summary = "What needs attention",
    .description = "Of what is one's own, the most urgent first. `target` is the id or code of what "
                   "`leads_to` names; `queue` is a "
                   "library's verification queue. CSV has all rows, whatever the limit.",
    .tag = "Reports and incidents",
    .shared = { &attention_filters, &page_params },
    .formats = FORMAT_BIT(FORMAT_JSON) | FORMAT_BIT(FORMAT_CSV),
    .returns = "AttentionList",
    .run = run,
    .access = ACCESS_SIGNED_IN,
    .action = ACTION_TRIAGE,
};
