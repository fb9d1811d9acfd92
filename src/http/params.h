/* SPDX-License-Identifier: Apache-2.0
 *
 * What arguments of paths, queries and bodies share. Only for src/http.
 */
#ifndef BRANCHLIGHT_HTTP_PARAMS_H
#define BRANCHLIGHT_HTTP_PARAMS_H

#include "branchlight/operation.h"

/* Takes the text as the argument of the index-th parameter, or notes what is wrong with it. */
void argument_set(struct request *rq, unsigned index, struct span text);

/* Notes an error in words that are made already. */
void param_note(struct request *rq, bool in_body, struct span parameter, const char *code,
                struct span detail);

#endif
