/* SPDX-License-Identifier: Apache-2.0
 *
 * Exports: everything that a question finds, page by page, made on a stream thread while it is sent. The
 * snapshot is held to the end, so that an export is one state of the world however slowly it is read. */
#include "branchlight/feeds.h"
#include "branchlight/i18n.h"

enum { PAGE_ROWS = 200 };

struct export_work {
    struct directory *directory;
    struct directory_hold hold;
    struct directory_query query;
    enum format format;
    unsigned language;
    unsigned left; /* rows still to be sent; UINT_MAX: all */
    bool begun, ended;
    uint64_t rows;
    struct arena *arena; /* of the page at hand */
    struct buffer pending;
    size_t sent;
};

static void feature(struct buffer *out, const struct export_work *work, const struct directory_hit *hit)
{
    struct branch_view branch;
    struct point_view point;
    struct span code;
    branch_view(work->hold.snapshot, hit->branch, &branch);
    code = branch.code;
    if (work->query.points) {
        point_view(work->hold.snapshot, hit->branch, hit->point, &point);
        code = point.code;
    }
    buffer_text(out, "{\"type\":\"Feature\",\"id\":");
    json_put_string(out, code);
    if (branch.located) {
        buffer_text(out, ",\"geometry\":{\"type\":\"Point\",\"coordinates\":[");
        buffer_fixed(out, branch.longitude, 6);
        buffer_char(out, ',');
        buffer_fixed(out, branch.latitude, 6);
        buffer_text(out, "]}");
    } else {
        buffer_text(out, ",\"geometry\":null");
    }
    buffer_text(out, ",\"properties\":");
    place_json(out, work->hold.snapshot, hit, work->language);
    buffer_char(out, '}');
}

static void row_write(struct export_work *work, const struct directory_hit *hit)
{
    struct buffer *out = &work->pending;
    switch (work->format) {
    case FORMAT_GEOJSON:
        if (work->rows > 0)
            buffer_char(out, ',');
        feature(out, work, hit);
        break;
    case FORMAT_CSV:
        place_csv_row(out, work->hold.snapshot, hit, work->language);
        break;
    default:
        place_json(out, work->hold.snapshot, hit, work->language);
        buffer_char(out, '\n');
        break;
    }
    work->rows++;
}

static void head_write(struct export_work *work)
{
    if (work->format == FORMAT_GEOJSON)
        buffer_text(&work->pending, "{\"type\":\"FeatureCollection\",\"features\":[");
    else if (work->format == FORMAT_CSV)
        place_csv_head(&work->pending, work->query.points);
}

/* The next page of rows into `pending`. */
static void page_write(struct export_work *work)
{
    const struct snapshot *snapshot = work->hold.snapshot;
    arena_reset(work->arena);
    work->pending = buffer_in(work->arena, 65536);
    work->sent = 0;
    if (!work->begun)
        head_write(work);
    work->begun = true;
    work->query.limit = work->left < PAGE_ROWS ? work->left : PAGE_ROWS;
    const struct directory_result result = directory_search(snapshot, work->arena, &work->query);
    for (unsigned i = 0; i < result.count; i++)
        row_write(work, &result.hits[i]);
    if (work->left != UINT32_MAX)
        work->left -= result.count;
    work->ended = !result.more || work->left == 0;
    if (!work->ended) {
        work->query.after = directory_position(snapshot, &work->query, &result.hits[result.count - 1]);
        work->query.has_after = true;
    } else if (work->format == FORMAT_GEOJSON) {
        buffer_text(&work->pending, "]}");
    }
}

static long produce(void *state, char *into, size_t capacity)
{
    struct export_work *work = state;
    if (work->sent == work->pending.length) {
        if (work->ended)
            return 0;
        page_write(work);
    }
    const size_t left = work->pending.length - work->sent, count = left < capacity ? left : capacity;
    memcpy(into, work->pending.bytes + work->sent, count);
    work->sent += count;
    return (long)count;
}

static void finish(void *state)
{
    struct export_work *work = state;
    directory_release(work->directory, work->hold);
    arena_destroy(work->arena);
}

struct reply place_export(struct request *rq, const struct directory_query *query, bool paged)
{
    static const char *const types[FORMATS] = {
        [FORMAT_GEOJSON] = "application/geo+json",
        [FORMAT_CSV] = "text/csv; charset=utf-8",
        [FORMAT_JSONL] = "application/jsonl",
    };
    struct export_work *work = arena_calloc(rq->arena, 1, sizeof *work);
    *work = (struct export_work){ .directory = rq->directory,
                                  .hold = directory_acquire(rq->directory),
                                  .query = *query,
                                  .format = rq->format,
                                  .language = rq->language,
                                  .left = paged ? query->limit : UINT32_MAX,
                                  .arena = arena_create() };
    struct reply reply = { .status = 200,
                           .content_type = types[rq->format],
                           .compressible = 1,
                           .stream = { produce, finish, work } };
    reply_header(&reply, "Cache-Control", "no-cache");
    reply_header(&reply, "Content-Language", language_code(rq->language));
    if (rq->format == FORMAT_CSV)
        reply_header(&reply, "Content-Disposition",
                     query->points ? "attachment; filename=\"points.csv\""
                                   : "attachment; filename=\"branches.csv\"");
    return reply;
}
