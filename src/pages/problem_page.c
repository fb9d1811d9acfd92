/* SPDX-License-Identifier: Apache-2.0
 *
 * Problems of addresses that are no API: until the pages are in, as the API says them. */
#include "branchlight/pages.h"
#include "branchlight/template.h"

struct reply page_problem(struct request *rq, enum problem which)
{
    return problem(rq, which);
}

bool pages_compile(FILE *errors)
{
    (void)errors;
    return true;
}
