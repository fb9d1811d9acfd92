/* SPDX-License-Identifier: Apache-2.0
 *
 * What the files of src/work share.
 */
#ifndef BRANCHLIGHT_WORK_INTERNAL_H
#define BRANCHLIGHT_WORK_INTERNAL_H

#include "branchlight/work.h"

/* One worker, and what became of the transaction it is in. */
struct work {
    struct db *db;
    bool failed; /* a statement failed: the rest of the transaction is void */
};

/* Runs the settings' `perform` in a transaction, again where the database asks for that, and gives the reply
 * that holds. */
struct reply work_transaction(struct work *work, struct request *rq, const struct work_settings *settings);

#endif
