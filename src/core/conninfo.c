/* SPDX-License-Identifier: Apache-2.0
 *
 * Passwords in connection strings are masked by reading them as libpq does: keywords with its quoting, URIs
 * with its escapes. Where a string isn't one that libpq takes, a mistyped password may stand anywhere, so the
 * doubtful rest is masked as a whole. (libpq's own parser is out of reach: only src/db/ links against it.) */
#include "conninfo.h"

#include <ctype.h>
#include <stdbool.h>
#include <string.h>
#include <strings.h>

static const char mask[] = "***";

static bool is_secret(const char *name, size_t length)
{
    static const char *const secrets[] = { "password", "sslpassword", "oauth_client_secret",
                                           "scram_client_key", "scram_server_key" };
    for (size_t i = 0; i < sizeof secrets / sizeof *secrets; i++) {
        if (strlen(secrets[i]) == length && strncasecmp(secrets[i], name, length) == 0)
            return true;
    }
    return false;
}

static const char *skip_blanks(const char *at)
{
    while (isspace((unsigned char)*at))
        at++;
    return at;
}

/* Behind a value: '…' or up to a blank; a backslash takes the next byte with it in both. */
static const char *skip_value(const char *at)
{
    const bool quoted = *at == '\'';
    for (at += quoted; *at && (quoted ? *at != '\'' : !isspace((unsigned char)*at)); at++) {
        if (*at == '\\' && at[1])
            at++;
    }
    return at + (quoted && *at);
}

static void print_keywords(const char *at, FILE *out)
{
    for (;;) {
        const char *name = skip_blanks(at);
        fprintf(out, "%.*s", (int)(name - at), at);
        if (!*name)
            return;
        const char *end = name + strspn(name, "abcdefghijklmnopqrstuvwxyz_ABCDEFGHIJKLMNOPQRSTUVWXYZ");
        const char *equals = skip_blanks(end), *value;
        if (end == name || *equals != '=') {
            fputs(mask, out);
            return;
        }
        value = skip_blanks(equals + 1);
        at = skip_value(value);
        if (is_secret(name, (size_t)(end - name)))
            fprintf(out, "%.*s%s", (int)(value - name), name, mask);
        else
            fprintf(out, "%.*s", (int)(at - name), name);
    }
}

/* The '@' behind the user part. libpq takes the first one before the path; that a password may hold more of
 * them, or a slash, is a mistake that people make. */
static const char *user_end(const char *authority)
{
    const size_t length = strcspn(authority, "/");
    const char *at = memrchr(authority, '@', length);
    const char *colon = *authority == '[' ? NULL : memchr(authority, ':', length);
    if (at || !colon)
        return at;
    const char *port_end = colon + 1 + strspn(colon + 1, "0123456789");
    return *port_end == '\0' || strchr("/?,", *port_end) ? NULL : strrchr(colon, '@');
}

/* "name=value&…"; a name with an escape in it may be any. */
static void print_query(const char *at, FILE *out)
{
    while (*at) {
        const size_t length = strcspn(at, "&"), name = strcspn(at, "=&");
        if (name < length && (is_secret(at, name) || memchr(at, '%', name)))
            fprintf(out, "%.*s=%s", (int)name, at, mask);
        else
            fprintf(out, "%.*s", (int)length, at);
        at += length;
        if (*at)
            fputc(*at++, out);
    }
}

/* A '?' in the user part may have been the query's: what follows is looked through from the next '&' too. */
static void print_uri(const char *uri, FILE *out)
{
    const char *authority = strstr(uri, "://") + 3, *rest = authority, *at = user_end(authority);
    const char *colon = at ? memchr(authority, ':', (size_t)(at - authority)) : NULL;
    if (colon)
        rest = at;
    fprintf(out, "%.*s%s", (int)((colon ? colon + 1 : authority) - uri), uri, colon ? mask : "");
    const size_t before_query = strcspn(rest, "?&");
    fprintf(out, "%.*s", (int)before_query, rest);
    if (rest[before_query]) {
        fputc(rest[before_query], out);
        print_query(rest + before_query + 1, out);
    }
}

void conninfo_print_masked(const char *conninfo, FILE *out)
{
    if (strncmp(conninfo, "postgresql://", 13) == 0 || strncmp(conninfo, "postgres://", 11) == 0)
        print_uri(conninfo, out);
    else
        print_keywords(conninfo, out);
}
