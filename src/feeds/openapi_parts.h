/* SPDX-License-Identifier: Apache-2.0
 *
 * What the parts of the OpenAPI document share. */
#ifndef BRANCHLIGHT_FEEDS_OPENAPI_PARTS_H
#define BRANCHLIGHT_FEEDS_OPENAPI_PARTS_H

#include "branchlight/buffer.h"
#include "branchlight/operation.h"

/* The members of a schema that say what a parameter may be. */
void openapi_type_write(struct buffer *out, const struct param *param);
/* `example`, as that type writes it. */
void openapi_example_write(struct buffer *out, const struct param *param);
/* `requestBody`: of an operation, or of a merge patch. */
void openapi_body_write(struct buffer *out, const struct operation *operation, bool patch);

#endif
