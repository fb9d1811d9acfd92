/* SPDX-License-Identifier: Apache-2.0
 *
 * Coordinates as people paste them: what a map's address bar, a phone, an encyclopaedia or a spreadsheet
 * gives.
 */
#ifndef BRANCHLIGHT_COORDINATES_H
#define BRANCHLIGHT_COORDINATES_H

#include "branchlight/span.h"

#include <stdbool.h>

/* Reads one place: decimal degrees with dots or commas; degrees, minutes and seconds; N S E W (or Š P R V)
 * before or behind; addresses of Google Maps, OpenStreetMap, geo: and their kind. Latitude comes first unless
 * letters say otherwise: that two numbers are swapped is for somebody to judge who knows where the place
 * should be. False where it is none of these, or no place on earth. */
bool coordinates_parse(struct span text, double *ret_latitude, double *ret_longitude);

#endif
