/* SPDX-License-Identifier: Apache-2.0
 *
 * GET /assets/{name}: style sheets, modules and pictures. A name holds the first digits of its content's
 * hash, so a browser may keep it for ever; asked for by an old hash (a page from before an upgrade, or from
 * another instance in the midst of one) it is answered as it is now, and not kept.
 */
#include "branchlight/assets.h"
#include "branchlight/operation.h"
#include "branchlight/pages.h"

enum { HASH_DIGITS = 12 };

static const struct {
    const char *extension, *folder, *type;
    bool compressible; /* pictures are compressed already */
} kinds[] = {
    { ".css", "static/css/", "text/css; charset=utf-8", true },
    { ".js", "static/js/", "text/javascript; charset=utf-8", true },
    { ".svg", "static/img/", "image/svg+xml", true },
    { ".png", "static/img/", "image/png", false },
};

static const struct param params[] = {
    { "name", IN_PATH, T_TEXT, .max = 100, .summary = "Name with hash",
      .example = "branchlight.0123456789ab.css" },
};

static bool ends(struct span text, struct span ending)
{
    return text.length > ending.length &&
           memcmp(text.at + text.length - ending.length, ending.at, ending.length) == 0;
}

/* "branchlight" and the hash, of "branchlight.0123456789ab". */
static bool name_split(struct span name, struct span *ret_base, struct span *ret_hash)
{
    if (name.length < HASH_DIGITS + 2 || name.at[name.length - HASH_DIGITS - 1] != '.')
        return false;
    *ret_base = (struct span){ name.at, name.length - HASH_DIGITS - 1 };
    *ret_hash = (struct span){ name.at + name.length - HASH_DIGITS, HASH_DIGITS };
    return true;
}

static struct reply answer(struct request *rq)
{
    struct span name = arg(rq, "name")->text, base, hash;

    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        const struct span extension = span_of(kinds[i].extension);
        const struct asset *asset;
        struct reply reply;

        if (!ends(name, extension))
            continue;
        name.length -= extension.length;
        if (!name_split(name, &base, &hash))
            break;
        asset = asset_find(span_of(arena_printf(rq->arena, "%s%.*s%s", kinds[i].folder, (int)base.length,
                                                base.at, kinds[i].extension)));
        if (!asset)
            break;
        const bool current = span_starts(span_of(asset->sha256), hash);

        reply = (struct reply){ .status = 200,
                                .content_type = kinds[i].type,
                                .body = asset->bytes,
                                .gzip = asset->gzip,
                                .brotli = asset->brotli,
                                .compressible = kinds[i].compressible,
                                .etag = 1,
                                .keep = 1,
                                .steady = current };
        reply_header(&reply, "Cache-Control", current ? "public, max-age=31536000, immutable" : "no-cache");
        return reply;
    }
    return page_problem(rq, PROBLEM_NOT_FOUND);
}

const struct operation asset_get = {
    .summary = "Get an asset",
    PARAMS(params),
    PAGE,
    .answer = answer,
};
