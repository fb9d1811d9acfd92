/* SPDX-License-Identifier: Apache-2.0
 *
 * QR codes. libqrencode makes the modules; neighbours in a row become one rectangle, which makes a path a
 * third as long and leaves no hair lines between modules in print. */
#include "branchlight/qr.h"

#include "branchlight/buffer.h"

#include <qrencode.h>

enum { DARK = 1 };

static void rows_put(struct buffer *out, const QRcode *code)
{
    const unsigned width = (unsigned)code->width;

    for (unsigned y = 0; y < width; y++)
        for (unsigned x = 0, run; x < width; x += run + 1) {
            run = 0;
            while (x + run < width && (code->data[y * width + x + run] & DARK))
                run++;
            if (run)
                buffer_printf(out, "M%u %uh%uv1h-%uz", x, y, run, run);
        }
}

bool qr_path(struct arena *arena, const char *text, struct span *ret_path, unsigned *ret_modules)
{
    QRcode *const code = QRcode_encodeString8bit(text, 0, QR_ECLEVEL_Q);
    struct buffer out = buffer_in(arena, 8192);

    if (!code)
        return false;
    rows_put(&out, code);
    *ret_path = buffer_bytes(&out);
    *ret_modules = (unsigned)code->width;
    QRcode_free(code);
    return true;
}
