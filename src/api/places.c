/* SPDX-License-Identifier: Apache-2.0
 *
 * The question that branches and points are asked, and the two shapes of the answer. An export runs over
 * pages of the same question on a stream thread, holding its snapshot, so that it is one state of the world
 * however long it takes. */
#include "places.h"

#include "branchlight/clock.h"
#include "branchlight/feeds.h"
#include "branchlight/i18n.h"
#include "shared.h"

enum { BETWEEN_ROWS = 40 }; /* ,"distance_m":20015087}, and the frame of a stored block  */

static const char *const statuses[] = { "unknown", "working", "limited", "out_of_order", NULL };
static const char *const sorts[] = { "name", "distance", "relevance", NULL };

static const struct param filters[] = {
    { "near", IN_QUERY, T_POSITION, .unkept = true,
      .summary = "Latitude,longitude: each row gets its distance, and the nearest comes first",
      .example = "55.73,24.36" },
    { "radius", IN_QUERY, T_INT, .min = 1, .max = 20100000, .summary = "Metres around `near`",
      .example = "20000" },
    { "bbox", IN_QUERY, T_BOX, .unkept = true,
      .summary = "West,south,east,north; west > east crosses the antimeridian", .example = "24,55,25,56" },
    { "q", IN_QUERY, T_TEXT, .max = 200, .unkept = true,
      .summary = "Words: names, towns, addresses, old names; diacritics and a typo are forgiven. Words that "
                 "name no branch but "
                 "a place give the branches nearest to it",
      .example = "pasvalys" },
    { "municipality", IN_QUERY, T_CODE, .summary = "Code of a municipality (ISO 3166-2)",
      .example = "LT-34" },
    { "utility", IN_QUERY, T_CODE, .summary = "Code of the utility whose point it is", .example = "eso" },
    { "service", IN_QUERY, T_CODE, .summary = "Code of a service", .example = "pay-bills" },
    { "language", IN_QUERY, T_CODE, .summary = "Language of the adviser (ISO 639-1)", .example = "lt" },
    { "status", IN_QUERY, T_CHOICES, .choices = statuses, .summary = "One of these statuses now",
      .example = "working,limited" },
    { "open", IN_QUERY, T_MOMENT, .summary = "Open now, or at an instant", .example = "now" },
    { "usable", IN_QUERY, T_MOMENT, .summary = "Working (or partly) and open, now or at an instant",
      .example = "now" },
    { "assisted", IN_QUERY, T_BOOL, .summary = "true: an adviser is there now", .example = "true" },
    { "step_free", IN_QUERY, T_BOOL, .summary = "true: known to be step-free", .example = "true" },
    { "sort", IN_QUERY, T_CHOICE, .choices = sorts,
      .summary = "Order; by itself distance with `near`, relevance with `q`, else name", .example = "name" },
};
const struct param_set place_filters = { filters, sizeof filters / sizeof *filters };

/* An instant that hours are known for; "now" always is. */
static void moment_argument(struct request *rq, const char *name, bool *ret_has, int64_t *ret_at)
{
    const struct argument *argument = arg(rq, name);
    int64_t from, until;
    char first[21], last[21];
    if (!argument->given)
        return;
    *ret_has = true;
    *ret_at = argument->now ? DIRECTORY_NOW : argument->integer;
    snapshot_horizon(rq->snapshot, &from, &until);
    if (argument->now || (argument->integer >= from && argument->integer < until))
        return;
    if (rq->route->operation->lenient) {
        rq->arguments[argument - rq->arguments].given = *ret_has = false;
        return;
    }
    clock_format(from, first);
    clock_format(until, last);
    param_error(rq, name, "horizon", "from", first, "until", last, NULL);
}

static void where_arguments(struct request *rq, struct directory_query *query)
{
    const struct argument *near = arg(rq, "near"), *box = arg(rq, "bbox");
    query->has_near = near->given;
    query->latitude = near->numbers[0];
    query->longitude = near->numbers[1];
    query->radius = (double)arg(rq, "radius")->integer;
    query->has_bbox = box->given;
    query->west = box->numbers[0];
    query->south = box->numbers[1];
    query->east = box->numbers[2];
    query->north = box->numbers[3];
    if (arg_given(rq, "radius") && !near->given && !rq->route->operation->lenient)
        param_error(rq, "radius", "requires", "other", "near", NULL);
}

static void sort_argument(struct request *rq, struct directory_query *query)
{
    const struct argument *sort = arg(rq, "sort");
    query->sort = query->has_near ? SORT_DISTANCE : query->q.length > 0 ? SORT_RELEVANCE : SORT_NAME;
    if (!sort->given)
        return;
    const enum directory_sort wanted = (enum directory_sort)sort->integer;
    if ((wanted == SORT_DISTANCE && !query->has_near) || (wanted == SORT_RELEVANCE && query->q.length == 0)) {
        if (!rq->route->operation->lenient)
            param_error(rq, "sort", "requires", "other", wanted == SORT_DISTANCE ? "near" : "q", NULL);
        return;
    }
    query->sort = wanted;
}

bool place_query(struct request *rq, bool points, struct directory_query *ret_query)
{
    struct directory_query query;
    directory_query_init(&query);
    query.points = points;
    where_arguments(rq, &query);
    query.q = arg(rq, "q")->text;
    query.municipality = code_argument(rq, "municipality", DIRECTORY_MUNICIPALITY, &query.nothing);
    query.utility = utility_argument(rq, &query.nothing);
    query.service = code_argument(rq, "service", DIRECTORY_SERVICE, &query.nothing);
    query.language = code_argument(rq, "language", DIRECTORY_LANGUAGE, &query.nothing);
    query.statuses = arg(rq, "status")->choices;
    moment_argument(rq, "open", &query.has_open, &query.open_at);
    moment_argument(rq, "usable", &query.has_usable, &query.usable_at);
    query.assisted = arg(rq, "assisted")->boolean;
    query.step_free = arg(rq, "step_free")->boolean;
    sort_argument(rq, &query);
    if (rq->error_count > 0)
        return false;
    *ret_query = query;
    return true;
}

bool place_meant(struct request *rq, struct directory_query *query, struct directory_entry *ret_place)
{
    struct directory_query words;
    bool exact;
    directory_query_init(&words);
    words.points = query->points;
    words.q = query->q;
    words.sort = SORT_NAME;
    words.limit = 1;
    if (query->q.length == 0 || query->has_near || query->sort == SORT_NAME)
        return false;
    const struct directory_result found = directory_search(rq->snapshot, rq->arena, &words);
    if ((found.count > 0 && !found.by_typos) ||
        !directory_place(rq->snapshot, rq->arena, query->q, rq->language, ret_place, &exact) ||
        (found.count > 0 && !exact))
        return false;
    query->q = (struct span){ 0 };
    query->has_near = true;
    query->latitude = ret_place->latitude;
    query->longitude = ret_place->longitude;
    query->sort = SORT_DISTANCE;
    return true;
}

static bool position_read(struct request *rq, struct directory_query *query)
{
    struct mark mark;
    if (!mark_read(rq, &mark))
        return false;
    if (mark.order != (uint8_t)query->sort) {
        param_error(rq, "after", "after", NULL);
        return false;
    }
    query->has_after = true;
    query->after = (struct directory_position){ query->sort, mark.key, mark.name, mark.code };
    return true;
}

static void place_member(struct buffer *out, const struct directory_entry *place)
{
    buffer_text(out, ",\"place\":{");
    json_put_name(out, "code");
    json_put_string(out, place->code);
    json_put_name(out, "name");
    json_put_string(out, place->name);
    buffer_printf(out, ",\"latitude\":%.6f,\"longitude\":%.6f}", place->latitude, place->longitude);
}

/* The body of a page: rows, which are kept as texts, and what stands between them. */
struct page_body {
    enum directory_text_form form;
    struct buffer out, between; /* `between`: what isn't in `out` yet */
    struct buffer tag;          /* what decides the bytes: hashes of the rows, and what stands between them */
    struct gzip_body gzip;
};

static void page_put_between(struct page_body *body)
{
    const struct span text = buffer_bytes(&body->between);
    if (body->form == TEXT_GZIP)
        gzip_put_text(&body->gzip, text);
    else
        buffer_span(&body->out, text);
    buffer_span(&body->tag, text);
    body->between.length = 0;
}

static void page_put_row(struct page_body *body, const struct directory_text *row)
{
    page_put_between(body);
    if (body->form == TEXT_GZIP)
        gzip_put_part(&body->gzip, &row->part);
    else
        buffer_span(&body->out, row->bytes);
    buffer_add(&body->tag, (const char *)row->hash, sizeof row->hash);
}

/* Rows compressed beforehand are put together for who asks what nobody asked before (docs/adr/0016). */
static void page_rows(struct request *rq, struct page_body *body, const struct directory_result *result)
{
    struct directory_text *rows = arena_alloc(rq->arena, (result->count + 1) * sizeof *rows);
    size_t length = 1024;
    body->form = result->count > 0 && exchange_wants_parts(rq->exchange, reply_worth_keeping(rq))
                     ? TEXT_GZIP
                     : TEXT_PLAIN;
    for (unsigned i = 0; i < result->count; i++) {
        const struct directory_hit *hit = &result->hits[i];
        const struct directory_text_key key = { hit->branch, hit->point, rq->language, body->form };
        rows[i] = place_text(rq->arena, rq->snapshot, key);
        length += rows[i].bytes.length + rows[i].part.blocks.length + BETWEEN_ROWS;
    }
    body->out = buffer_in(rq->arena, length);
    body->between = buffer_in(rq->arena, 1024);
    body->tag = buffer_in(rq->arena, 4096);
    if (body->form == TEXT_GZIP)
        body->gzip = gzip_begin(&body->out);
    buffer_text(&body->between, "{\"items\":[");
    for (unsigned i = 0; i < result->count; i++) {
        if (i > 0)
            buffer_char(&body->between, ',');
        page_put_row(body, &rows[i]);
        place_close(&body->between, &result->hits[i]);
    }
}

/* `place`: what the words meant, where they were no branch's; else NULL. */
static struct reply page(struct request *rq, const struct directory_query *query,
                         const struct directory_result *result, const struct directory_entry *place)
{
    struct page_body body;
    struct mark mark = { 0 };
    page_rows(rq, &body, result);
    buffer_char(&body.between, ']');
    if (place)
        place_member(&body.between, place);
    if (result->more) {
        const struct directory_position last =
            directory_position(rq->snapshot, query, &result->hits[result->count - 1]);
        mark = (struct mark){ (uint8_t)last.sort, 0, last.key, last.name, last.code };
    }
    struct reply reply = list_reply(rq, &body.between, result->more ? &mark : NULL);
    page_put_between(&body);
    if (body.form == TEXT_GZIP)
        gzip_end(&body.gzip);
    reply.in_parts = body.form == TEXT_GZIP;
    reply.body = buffer_bytes(&body.out);
    reply.decisive = buffer_bytes(&body.tag);
    return reply;
}

/* A row that the words find as they are is what they mean, so only then no place is asked for: to look
 * through the words once more would be most of the work. */
static struct reply list(struct request *rq, struct directory_query *query)
{
    struct directory_result result = { 0 };
    struct directory_entry place;
    const bool first = !arg_given(rq, "after");
    if (first)
        result = directory_search(rq->snapshot, rq->arena, query);
    const bool meant = (result.count == 0 || result.by_typos) && place_meant(rq, query, &place);
    if (!first && !position_read(rq, query))
        return problem(rq, PROBLEM_INVALID_PARAMETERS);
    if (!first || meant)
        result = directory_search(rq->snapshot, rq->arena, query);
    return page(rq, query, &result, meant ? &place : NULL);
}

static struct reply export(struct request *rq, struct directory_query *query)
{
    struct directory_entry place;
    place_meant(rq, query, &place);
    if (arg_given(rq, "after") && !position_read(rq, query))
        return problem(rq, PROBLEM_INVALID_PARAMETERS);
    return place_export(rq, query, arg_given(rq, "limit"));
}

struct reply place_list(struct request *rq, bool points)
{
    struct directory_query query;
    if (!place_query(rq, points, &query))
        return problem(rq, PROBLEM_INVALID_PARAMETERS);
    query.limit = (unsigned)arg(rq, "limit")->integer;
    return rq->format == FORMAT_JSON ? list(rq, &query) : export(rq, &query);
}
