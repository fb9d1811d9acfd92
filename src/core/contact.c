/* SPDX-License-Identifier: Apache-2.0
 *
 * What is shown on pages and written into security.txt is checked once, when the configuration is read. Mail
 * addresses with quotes or blanks exist; nobody publishes one as a contact. */
#include "branchlight/contact.h"

#include "branchlight/span.h"

#define ALNUM    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
#define IN_LOCAL ALNUM "._+-"
#define IN_HOST  ALNUM ".-"
#define IN_URL   ALNUM "._~:/?#@!$*+,;=%-"

/* A dot between other characters: "example.org", not "localhost", ".org" or "example.". */
static bool has_inner_dot(const char *host, size_t length)
{
    const char *const dot = memchr(host, '.', length);

    return dot && dot != host && host[length - 1] != '.';
}

bool mail_address_valid(const char *address)
{
    const size_t local = strspn(address, IN_LOCAL);
    const char *const host = address + local + 1;

    if (local == 0 || address[local] != '@' || strlen(address) > CONTACT_MAX)
        return false;
    const size_t length = strspn(host, IN_HOST);
    return host[length] == '\0' && has_inner_dot(host, length);
}

static bool page_valid(const char *contact)
{
    const char *const host = contact + strlen("https://");

    return contact[strspn(contact, IN_URL)] == '\0' && has_inner_dot(host, strspn(host, IN_HOST));
}

static bool is_page(const char *contact)
{
    return strncmp(contact, "https://", strlen("https://")) == 0;
}

bool contact_valid(const char *contact)
{
    if (strlen(contact) > CONTACT_MAX)
        return false;
    return is_page(contact) ? page_valid(contact) : mail_address_valid(contact);
}

const char *contact_url(struct arena *arena, const char *contact)
{
    return !contact || is_page(contact) ? contact : arena_printf(arena, "mailto:%s", contact);
}
