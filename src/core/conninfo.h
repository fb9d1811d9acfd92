/* SPDX-License-Identifier: Apache-2.0
 *
 * libpq's connection strings, as far as showing them needs.
 */
#ifndef BRANCHLIGHT_CONNINFO_H
#define BRANCHLIGHT_CONNINFO_H

#include <stdio.h>

/* Prints a conninfo (keywords or URI) with *** for the value of every secret. What libpq couldn't read is
 * shown less, never more. */
void conninfo_print_masked(const char *conninfo, FILE *out);

#endif
