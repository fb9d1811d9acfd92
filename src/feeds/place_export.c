/* SPDX-License-Identifier: Apache-2.0
 *
 * Exports: everything that a question finds, page by page, made on a stream thread while it is sent. The snapshot is held to the
 * end, so that an export is one state of the world however slowly it is read. */
#include "branchlight/csv.h"
#include "branchlight/feeds.h"

#include <stdlib.h>

enum { PAGE_ROWS = 200 };

struct export
{
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

static void feature(struct buffer *out, const struct export *export, const struct directory_hit *hit)
{
    struct branch_view branch;
    struct point_view point;
    branch_view(export->hold.snapshot, hit->branch, &branch);
    if (export->query.points)
        point_view(export->hold.snapshot, hit->branch, hit->point, &point);
    buffer_text(out, "{\"type\":\"Feature\",\"id\":");
    json_put_string(out, export->query.points ? point.code : branch.code);
    if (branch.located)
        buffer_printf(out, ",\"geometry\":{\"type\":\"Point\",\"coordinates\":[%.6f,%.6f]}", branch.longitude,
                      branch.latitude);
    else
        buffer_text(out, ",\"geometry\":null");
    buffer_text(out, ",\"properties\":");
    place_json(out, export->hold.snapshot, hit, export->language);
    buffer_char(out, '}');
}

static void row_write(struct export *export, const struct directory_hit *hit)
{
    struct buffer *out = &export->pending;
    switch (export->format) {
    case FORMAT_GEOJSON:
        if (export->rows > 0)
            buffer_char(out, ',');
        feature(out, export, hit);
        break;
    case FORMAT_CSV:
        place_csv_row(out, export->hold.snapshot, hit, export->language);
        break;
    default:
        place_json(out, export->hold.snapshot, hit, export->language);
        buffer_char(out, '\n');
        break;
    }
    export->rows++;
}

static void head_write(struct export *export)
{
    if (export->format == FORMAT_GEOJSON)
        buffer_text(&export->pending, "{\"type\":\"FeatureCollection\",\"features\":[");
    else if (export->format == FORMAT_CSV)
        place_csv_head(&export->pending, export->query.points);
}

/* The next page of rows into `pending`. */
static void page_write(struct export *export)
{
    const struct snapshot *snapshot = export->hold.snapshot;
    arena_reset(export->arena);
    export->pending = buffer_in(export->arena, 65536);
    export->sent = 0;
    if (!export->begun)
        head_write(export);
    export->begun = true;
    export->query.limit = export->left < PAGE_ROWS ? export->left : PAGE_ROWS;
    const struct directory_result result = directory_search(snapshot, export->arena, &export->query);
    for (unsigned i = 0; i < result.count; i++)
        row_write(export, &result.hits[i]);
    if (export->left != UINT32_MAX)
        export->left -= result.count;
    export->ended = !result.more || export->left == 0;
    if (!export->ended) {
        export->query.after = directory_position(snapshot, &export->query, &result.hits[result.count - 1]);
        export->query.has_after = true;
    } else if (export->format == FORMAT_GEOJSON) {
        buffer_text(&export->pending, "]}");
    }
}

static long produce(void *state, char *into, size_t capacity)
{
    struct export *export = state;
    if (export->sent == export->pending.length) {
        if (export->ended)
            return 0;
        page_write(export);
    }
    const size_t left = export->pending.length - export->sent, count = left < capacity ? left : capacity;
    memcpy(into, export->pending.bytes + export->sent, count);
    export->sent += count;
    return (long)count;
}

static void finish(void *state)
{
    struct export *export = state;
    directory_release(export->directory, export->hold);
    arena_destroy(export->arena);
}

struct reply place_export(struct request *rq, const struct directory_query *query, bool paged)
{
    static const char *const types[FORMATS] = {
        [FORMAT_GEOJSON] = "application/geo+json",
        [FORMAT_CSV] = "text/csv; charset=utf-8",
        [FORMAT_JSONL] = "application/jsonl",
    };
    struct export *export = arena_calloc(rq->arena, 1, sizeof *export);
    *export = (struct export){ .directory = rq->directory,
                               .hold = directory_acquire(rq->directory),
                               .query = *query,
                               .format = rq->format,
                               .language = rq->language,
                               .left = paged ? query->limit : UINT32_MAX,
                               .arena = arena_create() };
    struct reply reply = { .status = 200,
                           .content_type = types[rq->format],
                           .compressible = 1,
                           .stream = { produce, finish, export } };
    reply_header(&reply, "Cache-Control", "no-cache");
    reply_header(&reply, "Content-Language", language_code(rq->language));
    if (rq->format == FORMAT_CSV)
        reply_header(&reply, "Content-Disposition",
                     query->points ? "attachment; filename=\"points.csv\"" : "attachment; filename=\"branches.csv\"");
    return reply;
}
