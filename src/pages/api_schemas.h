/* SPDX-License-Identifier: Apache-2.0
 *
 * The schemas of static/api/schemas.json as a page's data.
 */
#ifndef BRANCHLIGHT_PAGES_API_SCHEMAS_H
#define BRANCHLIGHT_PAGES_API_SCHEMAS_H

#include "branchlight/operation.h"
#include "branchlight/template.h"

/* Sets "schemas" in `view`: each with name, description and members (name, type, link to another schema,
 * description). */
void api_schemas_set(struct request *rq, struct view *view);

#endif
