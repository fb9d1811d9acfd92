/* SPDX-License-Identifier: Apache-2.0
 *
 * An event as JSON.
 */
#ifndef BRANCHLIGHT_API_EVENT_JSON_H
#define BRANCHLIGHT_API_EVENT_JSON_H

#include "branchlight/buffer.h"
#include "branchlight/directory.h"

/* `distance` in metres, negative where there is none. */
void event_json(struct buffer *out, const struct snapshot *snapshot, const struct event_view *event,
                double distance, unsigned language);

#endif
