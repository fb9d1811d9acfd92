/* SPDX-License-Identifier: Apache-2.0
 *
 * gzip (RFC 1952) for one reader: as fast as it can be made, by ISA-L. A text that many answers have in
 * common is compressed once, as a part; an answer is then put together from parts and from short texts
 * between them, and only its checksum is computed. Parts don't refer to each other, so the answer is larger
 * than if it were compressed as a whole.
 */
#ifndef BRANCHLIGHT_GZIP_H
#define BRANCHLIGHT_GZIP_H

#include "branchlight/buffer.h"

#include <stdbool.h>
#include <stdint.h>

/* Compresses a whole body into `capacity` bytes at `into`; false where they don't suffice or the body has
 * more than 2 GiB. A thousandth of the body and 256 bytes more than it suffice for any. */
bool gzip_whole(struct span body, char *into, size_t capacity, size_t *ret_length);

/* Whole deflate blocks (RFC 1951) that end at a byte and refer to nothing before them, and what the checksum
 * of a body with them in it is computed from. */
struct gzip_part {
    struct span blocks;
    uint32_t length; /* of the text */
    uint32_t crc;    /* of the text: CRC-32 */
    uint32_t
        shift; /* moves the checksum of what stands before over `length` bytes (zlib's crc32_combine_gen) */
};

/* A text of up to 2 GiB as a part, its blocks in the arena. */
struct gzip_part gzip_part_make(struct arena *arena, struct span text);

/* A body that is being put together at the end of a buffer. */
struct gzip_body {
    struct buffer *out;
    uint32_t length, crc; /* of the text so far */
};

struct gzip_body gzip_begin(struct buffer *out);
void gzip_put_part(struct gzip_body *body, const struct gzip_part *part);
/* A short text as it is, up to 65,535 bytes: five more (a stored block). */
void gzip_put_text(struct gzip_body *body, struct span text);
void gzip_end(struct gzip_body *body);

#endif
