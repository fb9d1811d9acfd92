/* SPDX-License-Identifier: Apache-2.0
 *
 * QR codes (ISO/IEC 18004) as vector paths.
 */
#ifndef BRANCHLIGHT_QR_H
#define BRANCHLIGHT_QR_H

#include "branchlight/arena.h"
#include "branchlight/span.h"

/* The code of a text (an address): the data of an SVG path in which a module is one unit and the first one is
 * at 0,0; `ret_modules` are its sides. Four modules of white must surround it. A quarter of it may be dirty
 * or torn. False where the text is too long for any code. */
bool qr_path(struct arena *arena, const char *text, struct span *ret_path, unsigned *ret_modules);

#endif
