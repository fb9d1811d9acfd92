/* SPDX-License-Identifier: Apache-2.0
 *
 * Inviting people from the command line.
 */
#ifndef BRANCHLIGHT_USER_H
#define BRANCHLIGHT_USER_H

#include "branchlight/config.h"
#include "branchlight/db.h"

/* Where there is no user yet, prints a link that makes the first one; those printed before are void. `port`
 * is the one that the server listens on. */
void user_invite_first(const struct db_target *target, const struct config *config, unsigned port);

#endif
