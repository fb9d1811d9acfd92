/* SPDX-License-Identifier: Apache-2.0
 *
 * The forms of visitors: what doesn't work at a point, what is wrong about a branch. */
#ifndef BRANCHLIGHT_PAGES_PUBLIC_FORM_H
#define BRANCHLIGHT_PAGES_PUBLIC_FORM_H

#include "../api/public_report.h"

/* The form, with what was filled in and what is wrong with it; after sending, thanks instead. */
struct reply public_form_show(struct request *rq, enum report_kind kind, unsigned status);
/* What the form sent: 303 to the thanks, or the form again. */
struct reply public_form_send(struct request *rq, enum report_kind kind);

#endif
