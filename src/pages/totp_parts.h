/* SPDX-License-Identifier: Apache-2.0
 *
 * The page on which an authenticator app is tied to an account.
 */
#ifndef BRANCHLIGHT_PAGES_TOTP_PARTS_H
#define BRANCHLIGHT_PAGES_TOTP_PARTS_H

#include "account_parts.h"

/* The page with that secret (base32), and what is wrong with a code that was sent. */
struct reply totp_show(struct request *rq, unsigned status, const char *secret);

#endif
