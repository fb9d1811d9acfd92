/* SPDX-License-Identifier: Apache-2.0
 *
 * GET /{lang}/data: where the data comes from, how sure it is, and the files to take it by. Counts and sizes
 * are of the snapshot: exact for a small registry, of a sample beyond, since a page may take microseconds
 * only. */
#include "branchlight/feeds.h"
#include "branchlight/i18n.h"
#include "shell.h"

enum {
    COUNTED_MAX = 1000,  /* branches whose certainty is counted; where there are more, no count is given */
    SAMPLED_MAX = 50,    /* branches whose rows are weighed */
    FEATURE_BYTES = 130, /* what GeoJSON puts around a row */
    KILOBYTE = 1000,
};

static const struct param params[] = {
    { "lang", IN_PATH, T_LANGUAGE, .summary = "Language of the page", .example = "lt" },
};

/* The surest first; as the constraints of sql/migrations list them. */
static const char *const certainties[] = {
    "confirmed", "own_site", "corroborated", "third_party", "reported", "dated", "inferred", "unverified",
};
enum { CERTAINTIES = sizeof certainties / sizeof *certainties };

static void certainties_count(struct request *rq, uint32_t counts[CERTAINTIES])
{
    const uint32_t branches = branch_count(rq->snapshot);

    for (uint32_t i = 0; i < branches && branches <= COUNTED_MAX; i++) {
        struct branch_view branch;

        branch_view(rq->snapshot, branch_at(rq->snapshot, i), &branch);
        const json_t *const address = json_object_get(body_parse(rq->arena, branch.body), "address");
        const struct span certainty = body_text(address, "certainty");
        for (unsigned j = 0; j < CERTAINTIES; j++)
            counts[j] += certainty.at && span_equal(certainty, span_of(certainties[j]));
    }
}

static void certainties_set(struct request *rq, struct view *view)
{
    uint32_t counts[CERTAINTIES] = { 0 };
    struct view *const list = view_set_list(view, "certainties");

    certainties_count(rq, counts);
    for (unsigned i = 0; i < CERTAINTIES; i++) {
        struct view *const row = view_add_object(list);
        const char *const key = arena_printf(rq->arena, "data.certainty.%s", certainties[i]);

        view_set_text(row, "name", i18n_text(rq->language, key));
        view_set_text(row, "meaning", i18n_text(rq->language, arena_printf(rq->arena, "%s.detail", key)));
        view_set_int(row, "count", counts[i]);
    }
}

/* ---- Files ---- */

enum { FILE_CSV, FILE_GEOJSON, FILE_JSONL, FILES };
static const struct {
    const char *name, *extension, *words;
} kinds[FILES] = {
    [FILE_CSV] = { "CSV", "csv", "data.format.csv" },
    [FILE_GEOJSON] = { "GeoJSON", "geojson", "data.format.geojson" },
    [FILE_JSONL] = { "JSON Lines", "jsonl", "data.format.jsonl" },
};

struct weight {
    uint64_t rows, bytes[FILES];
};

static void row_weigh(struct request *rq, const struct directory_hit *hit, struct weight *weight)
{
    struct buffer row = buffer_in(rq->arena, 4096);

    place_csv_row(&row, rq->snapshot, hit, rq->language);
    weight->bytes[FILE_CSV] += row.length;
    row.length = 0;
    place_json(&row, rq->snapshot, hit, rq->language);
    weight->bytes[FILE_JSONL] += row.length + 1;
    weight->bytes[FILE_GEOJSON] += row.length + FEATURE_BYTES;
    weight->rows++;
}

/* The rows of the first branches, or of their points. */
static struct weight rows_weigh(struct request *rq, bool points)
{
    const uint32_t branches = branch_count(rq->snapshot);
    struct weight weight = { 0 };

    for (uint32_t i = 0; i < branches && i < SAMPLED_MAX; i++) {
        struct directory_hit hit = { .branch = branch_at(rq->snapshot, i), .point = DIRECTORY_NONE };
        struct branch_view branch;

        branch_view(rq->snapshot, hit.branch, &branch);
        if (!points)
            row_weigh(rq, &hit, &weight);
        for (hit.point = 0; points && hit.point < branch.points; hit.point++)
            row_weigh(rq, &hit, &weight);
    }
    return weight;
}

/* "about 12 KB", "about 3 MB". */
static struct span size_words(struct request *rq, uint64_t bytes)
{
    const bool mega = bytes >= KILOBYTE * KILOBYTE;
    const uint64_t unit = mega ? KILOBYTE * KILOBYTE : KILOBYTE, count = (bytes + unit / 2) / unit;

    return i18n_format(rq->arena, rq->language, mega ? "data.size.mb" : "data.size.kb", "count",
                       arena_printf(rq->arena, "%llu", (unsigned long long)(count ? count : 1)), NULL);
}

static void file_set(struct request *rq, struct view *files, bool points)
{
    const char *const what = points ? "points" : "branches";
    const uint64_t rows = points ? point_count(rq->snapshot) : branch_count(rq->snapshot);
    const struct weight weight = rows_weigh(rq, points);
    struct view *const file = view_add_object(files), *formats;

    view_set_text(file, "title",
                  i18n_format_count(rq->arena, rq->language, points ? "data.points" : "data.branches",
                                    (int64_t)rows, NULL));
    view_set_text(file, "inside",
                  i18n_text(rq->language, points ? "data.points.inside" : "data.branches.inside"));
    formats = view_set_list(file, "formats");
    for (unsigned i = 0; i < FILES; i++) {
        struct view *const format = view_add_object(formats);
        const uint64_t bytes = weight.rows ? weight.bytes[i] * rows / weight.rows : 0;

        view_set_string(format, "name", kinds[i].name);
        view_set_string(format, "url",
                        arena_printf(rq->arena, "/api/v1/%s.%s?lang=%s", what, kinds[i].extension,
                                     language_code(rq->language)));
        view_set_text(format, "words", i18n_text(rq->language, kinds[i].words));
        view_set_text(format, "size", size_words(rq, bytes));
    }
}

static struct reply answer(struct request *rq)
{
    struct view *const view = shell_view(rq, i18n_text(rq->language, "data.title"), "data");
    struct view *const files = view_set_list(view, "files");

    shell_describe(view, i18n_text(rq->language, "data.lead"));
    file_set(rq, files, false);
    file_set(rq, files, true);
    certainties_set(rq, view);
    return shell_reply(rq, 200, "data_page", view);
}

const struct operation data_page = {
    .summary = "About the data",
    PARAMS(params),
    PAGE,
    .answer = answer,
};
