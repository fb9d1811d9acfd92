/* SPDX-License-Identifier: Apache-2.0
 *
 * Addresses that leave the page. */
#include "links.h"

#include "branchlight/buffer.h"

const char *short_url(struct request *rq, struct span point)
{
    return arena_printf(rq->arena, "%s/p/%.*s", rq->public_url ? rq->public_url : "", (int)point.length,
                        point.at);
}

/* RFC 3986, 2.3 */
static bool unreserved(char byte)
{
    return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') || (byte >= '0' && byte <= '9') ||
           byte == '-' || byte == '.' || byte == '_' || byte == '~';
}

void query_put(struct buffer *out, struct span text)
{
    static const char digits[] = "0123456789ABCDEF";

    for (size_t i = 0; i < text.length; i++) {
        const unsigned char byte = (unsigned char)text.at[i];

        if (unreserved(text.at[i])) {
            buffer_char(out, text.at[i]);
            continue;
        }
        buffer_char(out, '%');
        buffer_char(out, digits[byte >> 4]);
        buffer_char(out, digits[byte & 15]);
    }
}
