/* SPDX-License-Identifier: Apache-2.0
 *
 * The description of the API, made from the operations' tables.
 */
#ifndef BRANCHLIGHT_OPENAPI_H
#define BRANCHLIGHT_OPENAPI_H

#include "branchlight/buffer.h"

/* Appends the OpenAPI 3.1 document as JSON. `server_url` is where the API answers ("/" for this server). */
void openapi_write(struct buffer *out, const char *server_url);

struct buffer;

/* Every operation, pages among them, as JSON: an array of {name, method, path, page, signed_in, action,
 * creates}. What the authorization matrix is made from. */
void operations_write(struct buffer *out);

#endif
