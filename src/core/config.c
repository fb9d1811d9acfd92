/* SPDX-License-Identifier: Apache-2.0
 *
 * One table names every setting; the four sources (default, file, environment, command line) are read in this
 * order, each overriding the one before, and --help, --dump-config and the documentation print the same
 * table. */
#include "branchlight/config.h"

#include "branchlight/arena.h"
#include "branchlight/contact.h"
#include "conninfo.h"

#include <arpa/inet.h>
#include <ctype.h>
#include <errno.h>
#include <limits.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/un.h>

enum kind { TEXT, NUMBER };

struct setting {
    const char *name; /* as on the command line, with '-' */
    enum kind kind;
    size_t offset;
    const char *fallback; /* NULL: none */
    long min, max;
    const char *meaning;
};

#define AT(member) offsetof(struct config, member)
static const struct setting settings[] = {
    { "config", TEXT, AT(config_file), NULL, 0, 0, "a file of lines \"name = value\"" },
    { "address", TEXT, AT(address), "127.0.0.1", 0, 0, "address to listen on, or unix:/path/to/socket" },
    { "port", NUMBER, AT(port), "8080", 0, 65535, "TCP port; 0 lets the system choose" },
    { "state", TEXT, AT(state), NULL, 0, 0,
      "private directory of the embedded PostgreSQL and the admin socket" },
    { "database", TEXT, AT(database), NULL, 0, 0,
      "libpq conninfo; without it an embedded PostgreSQL is run" },
    { "public-url", TEXT, AT(public_url), NULL, 0, 0, "address that people use, for links and posters" },
    { "contact", TEXT, AT(contact), NULL, 0, 0,
      "e-mail address or https page where people reach the operator" },
    { "mail-server", TEXT, AT(mail_server), NULL, 0, 0,
      "smtp://host:port or smtps://host:port; without it messages become files in the state directory" },
    { "mail-from", TEXT, AT(mail_from), NULL, 0, 0, "e-mail address that messages come from" },
    { "mail-credentials", TEXT, AT(mail_credentials), NULL, 0, 0,
      "a file with the mail server's user on its first line and the password on its second" },
    { "admin-socket", TEXT, AT(admin_socket), NULL, 0, 0, "Unix socket of /livez, /readyz, /metrics" },
    { "trusted-proxy", TEXT, AT(trusted_proxy), NULL, 0, 0,
      "address of the proxy whose X-Forwarded-For is believed" },
    { "demo", NUMBER, AT(demo), "-1", -1, 1,
      "1: demonstration data, 0: none (what is there is removed), -1: with the embedded PostgreSQL only" },
    { "offline", NUMBER, AT(offline), "1", 0, 1,
      "0: no service worker, and those that browsers have are removed at their next visit" },
    { "threads", NUMBER, AT(threads), "0", 0, 256, "event threads; 0: as many as cores" },
    { "workers", NUMBER, AT(workers), "2", 1, 16, "worker threads" },
    { "connections", NUMBER, AT(connections), "12000", 1, 1000000, "connections admitted at once" },
    { "log-level", TEXT, AT(log_level), "info", 0, 0, "debug, info, warning or error" },
    { "clock-offset", NUMBER, AT(clock_offset), "0", -3155760000L, 3155760000L,
      "seconds added to the clock, for rehearsals" },
};
enum {
    SETTINGS = sizeof settings / sizeof *settings,
    FILE_MAX = 1 << 20,
    FILE_LINE_MAX = 4096, /* its end included */
    NAME_MAX_BYTES = 64,
    SOCKET_PATH_MAX = sizeof((struct sockaddr_un *)0)->sun_path - 1,
};

/* "public-url" → "BRANCHLIGHT_PUBLIC_URL" */
static void environment_name(const struct setting *setting, char ret_name[NAME_MAX_BYTES])
{
    size_t used = (size_t)snprintf(ret_name, NAME_MAX_BYTES, "BRANCHLIGHT_%s", setting->name);
    for (size_t i = 0; i < used; i++)
        ret_name[i] = ret_name[i] == '-' ? '_' : (char)toupper((unsigned char)ret_name[i]);
}

static const struct setting *setting_find(const char *name, size_t length)
{
    for (unsigned i = 0; i < SETTINGS; i++) {
        if (strlen(settings[i].name) == length && memcmp(settings[i].name, name, length) == 0)
            return &settings[i];
    }
    return NULL;
}

/* `place` is where the value stands, for the sentence about it. */
static bool setting_apply(const struct setting *setting, const char *value, struct config *config,
                          const char *place, FILE *errors)
{
    char *end;
    void *at = (char *)config + setting->offset;
    if (setting->kind == TEXT) {
        *(const char **)at = *value ? value : NULL;
        return true;
    }
    errno = 0;
    const long number = strtol(value, &end, 10);
    if (end == value || *end || errno || number < setting->min || number > setting->max) {
        fprintf(errors, "branchlight: %s: \"%s\" is not right for %s; give a whole number from %ld to %ld.\n",
                place, value, setting->name, setting->min, setting->max);
        return false;
    }
    *(long *)at = number;
    return true;
}

static char *trim(char *text)
{
    while (isspace((unsigned char)*text))
        text++;
    char *end = text + strlen(text);
    while (end > text && isspace((unsigned char)end[-1]))
        *--end = '\0';
    return text;
}

/* What files say; lives as long as the process. */
static struct arena *strings;

static bool file_line(char *line, const char *path, unsigned number, struct config *config, FILE *errors)
{
    char place[FILE_LINE_MAX];
    char *name = trim(line), *equals = strchr(name, '=');
    if (*name == '\0' || *name == '#')
        return true;
    snprintf(place, sizeof place, "%s:%u", path, number);
    if (!equals) {
        fprintf(errors, "branchlight: %s: write \"name = value\".\n", place);
        return false;
    }
    *equals = '\0';
    name = trim(name);
    const struct setting *setting = setting_find(name, strlen(name));
    if (!setting || setting->offset == AT(config_file)) {
        fprintf(errors, "branchlight: %s: there is no setting \"%s\"; branchlight help lists them.\n", place,
                name);
        return false;
    }
    return setting_apply(setting, trim(equals + 1), config, place, errors);
}

/* The whole file, in `strings`, ended by a NUL. It may be a pipe, so its size isn't asked for; the limit ends
 * what would never end. */
static bool file_read(const char *path, char **ret_text, size_t *ret_length, FILE *errors)
{
    char *text = arena_alloc(strings, FILE_MAX + 2);
    FILE *file = fopen(path, "re");
    const size_t length = file ? fread(text, 1, FILE_MAX + 1, file) : 0;
    const bool read = file && !ferror(file);
    const int error = errno;
    if (file)
        fclose(file);
    if (!read) {
        fprintf(errors, "branchlight: the configuration file %s can't be read (%s); check --config.\n", path,
                strerror(error));
        return false;
    }
    if (length > FILE_MAX) {
        fprintf(errors, "branchlight: the configuration file %s is longer than %d bytes; check --config.\n",
                path, FILE_MAX);
        return false;
    }
    text[length] = '\0';
    *ret_text = text;
    *ret_length = length;
    return true;
}

static bool line_valid(const char *line, size_t length, const char *path, unsigned number, FILE *errors)
{
    const char *wrong = memchr(line, '\0', length) ? "holds a NUL byte; write a text file"
                        : length >= FILE_LINE_MAX  ? "is longer than 4095 bytes; shorten it"
                                                   : NULL;
    if (wrong)
        fprintf(errors, "branchlight: %s:%u: this line %s.\n", path, number, wrong);
    return !wrong;
}

static bool file_load(const char *path, struct config *config, FILE *errors)
{
    char *at, *line;
    size_t left;
    if (!strings)
        strings = arena_create();
    if (!file_read(path, &at, &left, errors))
        return false;
    for (unsigned number = 1; left > 0; number++) {
        char *end = memchr(at, '\n', left);
        const size_t length = end ? (size_t)(end - at) : left;
        if (!line_valid(at, length, path, number, errors))
            return false;
        at[length] = '\0';
        line = at;
        at += length + (end != NULL);
        left -= length + (end != NULL);
        if (!file_line(line, path, number, config, errors))
            return false;
    }
    return true;
}

/* One word of the command line, with its value in it or in the next. Counts the words used: 0 = not a
 * setting. */
static int argument_match(const char *const *arguments, const struct setting **ret_setting,
                          const char **ret_value)
{
    const char *word = arguments[0];
    if (strncmp(word, "--", 2) != 0)
        return 0;
    const char *name = word + 2, *equals = strchr(name, '=');
    *ret_setting = setting_find(name, equals ? (size_t)(equals - name) : strlen(name));
    *ret_value = equals ? equals + 1 : arguments[1];
    return !*ret_setting ? 0 : equals ? 1 : 2;
}

static bool command_line(const char *const *arguments, bool only_file, struct config *config,
                         const char **ret_rest, unsigned rest_capacity, FILE *errors)
{
    unsigned rest = 0;
    for (const char *const *at = arguments; *at;) {
        const struct setting *setting = NULL;
        const char *value = NULL;
        const int used = argument_match(at, &setting, &value);
        if (used == 0) {
            if (rest + 1 < rest_capacity)
                ret_rest[rest++] = *at;
            at++;
            continue;
        }
        if (!value) {
            fprintf(errors, "branchlight: --%s needs a value.\n", setting->name);
            return false;
        }
        if (only_file == (setting->offset == AT(config_file)) &&
            !setting_apply(setting, value, config, "command line", errors))
            return false;
        at += used;
    }
    if (rest_capacity > 0)
        ret_rest[rest] = NULL;
    return true;
}

static bool environment_load(bool only_file, struct config *config, FILE *errors)
{
    char name[NAME_MAX_BYTES];
    for (unsigned i = 0; i < SETTINGS; i++) {
        environment_name(&settings[i], name);
        const char *value = getenv(name);
        if (value && *value && only_file == (settings[i].offset == AT(config_file)) &&
            !setting_apply(&settings[i], value, config, name, errors))
            return false;
    }
    return true;
}

static bool one_of(const char *value, const char *const *known)
{
    for (; *known; known++) {
        if (strcmp(value, *known) == 0)
            return true;
    }
    return false;
}

static bool is_address(const char *text)
{
    struct in6_addr address;
    return inet_pton(AF_INET, text, &address) == 1 || inet_pton(AF_INET6, text, &address) == 1;
}

static bool check_addresses(const struct config *config, FILE *errors)
{
    const char *socket = strncmp(config->address, "unix:", 5) == 0 ? config->address + 5 : NULL;
    if (socket && (!*socket || strlen(socket) > SOCKET_PATH_MAX)) {
        fprintf(errors, "branchlight: address \"%s\" must have a path of 1 to %d bytes behind unix:.\n",
                config->address, (int)SOCKET_PATH_MAX);
        return false;
    }
    if (!socket && !is_address(config->address)) {
        fprintf(errors, "branchlight: \"%s\" is not an address to listen on: 127.0.0.1, ::1 or unix:/path.\n",
                config->address);
        return false;
    }
    if (config->trusted_proxy && !is_address(config->trusted_proxy)) {
        fprintf(errors, "branchlight: trusted-proxy \"%s\" is not an IP address, such as 10.0.0.2.\n",
                config->trusted_proxy);
        return false;
    }
    if (config->admin_socket && strlen(config->admin_socket) > SOCKET_PATH_MAX) {
        fprintf(errors, "branchlight: the path of admin-socket is longer than %d bytes; shorten it.\n",
                (int)SOCKET_PATH_MAX);
        return false;
    }
    return true;
}

static bool check_mail(const struct config *config, FILE *errors)
{
    if (config->mail_server && strchr(config->mail_server, '@')) {
        fputs("branchlight: mail-server is an address alone; user and password belong into the file that "
              "mail-credentials names.\n",
              errors);
        return false;
    }
    if (config->mail_server && (!config->mail_from || (strncmp(config->mail_server, "smtp://", 7) != 0 &&
                                                       strncmp(config->mail_server, "smtps://", 8) != 0))) {
        fputs("branchlight: mail-server is smtp://HOST:PORT or smtps://HOST:PORT, and needs mail-from, the "
              "address that messages come from.\n",
              errors);
        return false;
    }
    if (config->mail_from && !mail_address_valid(config->mail_from)) {
        fprintf(
            errors,
            "branchlight: mail-from \"%s\" must be an e-mail address alone, such as registry@example.org.\n",
            config->mail_from);
        return false;
    }
    return true;
}

/* As browsers write it in Origin, which it is compared with: "https://example.org", "http://[::1]:8080". */
static bool is_origin(const char *url)
{
    const bool secure = strncmp(url, "https://", 8) == 0;
    char *end;

    if (!secure && strncmp(url, "http://", 7) != 0)
        return false;
    const char *const host = url + (secure ? 8 : 7);
    const bool six = *host == '[';
    const size_t length = six ? 1 + strspn(host + 1, "0123456789abcdef:")
                              : strspn(host, "abcdefghijklmnopqrstuvwxyz0123456789.-_");
    const char *const rest = host + length + six;

    if (length <= six || (six && host[length] != ']'))
        return false;
    if (*rest == '\0')
        return true;
    const long port = rest[0] == ':' && rest[1] >= '1' && rest[1] <= '9' ? strtol(rest + 1, &end, 10) : 0;

    return port > 0 && port <= 65535 && *end == '\0' && port != (secure ? 443 : 80);
}

/* What one setting's table line can't say. */
static bool check(const struct config *config, FILE *errors)
{
    static const char *const levels[] = { "debug", "info", "warning", "error", NULL };
    if (!config->log_level || !one_of(config->log_level, levels)) {
        fputs("branchlight: log-level is one of debug, info, warning, error.\n", errors);
        return false;
    }
    if (!config->address) {
        fputs("branchlight: address must not be empty; 127.0.0.1 is the default.\n", errors);
        return false;
    }
    if (config->public_url && !is_origin(config->public_url)) {
        fprintf(errors,
                "branchlight: public-url \"%s\" must be http:// or https:// and a host in small letters, "
                "with a port only where "
                "it isn't the usual one, and nothing behind: https://example.org. (The site has a host of "
                "its own.)\n",
                config->public_url);
        return false;
    }
    if (config->contact && !contact_valid(config->contact)) {
        fprintf(errors,
                "branchlight: contact \"%s\" must be an e-mail address, such as help@example.org, or a page "
                "that begins "
                "with https://.\n",
                config->contact);
        return false;
    }
    return check_mail(config, errors) && check_addresses(config, errors);
}

/* The sources in the order in which each overrides the one before; the file's own name is found first. */
bool config_load(const char *const *arguments, struct config *ret_config, const char **ret_rest,
                 unsigned rest_capacity, FILE *errors)
{
    struct config config = { 0 };
    for (unsigned i = 0; i < SETTINGS; i++) {
        if (settings[i].fallback)
            setting_apply(&settings[i], settings[i].fallback, &config, "default", errors);
    }
    if (!environment_load(true, &config, errors) ||
        !command_line(arguments, true, &config, ret_rest, rest_capacity, errors))
        return false;
    if (config.config_file && !file_load(config.config_file, &config, errors))
        return false;
    if (!environment_load(false, &config, errors) ||
        !command_line(arguments, false, &config, ret_rest, rest_capacity, errors) || !check(&config, errors))
        return false;
    *ret_config = config;
    return true;
}

void config_dump(const struct config *config, FILE *out)
{
    for (unsigned i = 0; i < SETTINGS; i++) {
        const void *at = (const char *)config + settings[i].offset;
        fprintf(out, "%s = ", settings[i].name);
        if (settings[i].kind == NUMBER)
            fprintf(out, "%ld", *(const long *)at);
        else if (*(const char *const *)at && settings[i].offset == AT(database))
            conninfo_print_masked(*(const char *const *)at, out);
        else if (*(const char *const *)at)
            fputs(*(const char *const *)at, out);
        fputc('\n', out);
    }
}

void config_help(FILE *out)
{
    char name[NAME_MAX_BYTES];
    for (unsigned i = 0; i < SETTINGS; i++) {
        environment_name(&settings[i], name);
        fprintf(out, "  --%-14s %-26s %s", settings[i].name, name, settings[i].meaning);
        if (settings[i].fallback)
            fprintf(out, " (default %s)", settings[i].fallback);
        fputc('\n', out);
    }
}
