/* SPDX-License-Identifier: Apache-2.0
 *
 * How people reach whoever runs this installation (the setting `contact`): an e-mail address, or the https
 * address of a page.
 */
#ifndef BRANCHLIGHT_CONTACT_H
#define BRANCHLIGHT_CONTACT_H

#include "branchlight/arena.h"

#include <stdbool.h>

enum { CONTACT_MAX = 254 }; /* bytes: as long as an e-mail address can be (RFC 5321) */

/* "help@example.org" or "https://example.org/contact": of the characters that need no escaping in an address,
 * in HTML, or in a text file of lines. */
bool contact_valid(const char *contact);

/* Of these two the first alone: what messages can come from. */
bool mail_address_valid(const char *address);

/* Where a link to it leads: "mailto:help@example.org", or the page. NULL for NULL. */
const char *contact_url(struct arena *arena, const char *contact);

#endif
