/* SPDX-License-Identifier: Apache-2.0
 *
 * SMTP by libcurl. Who gives credentials wants TLS, so without it they aren't sent (but to this machine
 * itself); without credentials TLS is taken where the server offers it. */
#include "mailer.h"

#include <arpa/inet.h>
#include <curl/curl.h>
#include <errno.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <strings.h>

enum { CONNECT_SECONDS = 10, SEND_SECONDS = 30, CREDENTIAL_MAX = 256 };

struct smtp {
    CURL *curl;
    const char *server, *from;
    char user[CREDENTIAL_MAX], password[CREDENTIAL_MAX];
    char failure[CURL_ERROR_SIZE];
    atomic_bool interrupted;
};

struct upload {
    struct span left;
};

static size_t upload_read(char *into, size_t size, size_t count, void *context)
{
    struct upload *const upload = context;
    const size_t room = size * count, taken = upload->left.length < room ? upload->left.length : room;

    memcpy(into, upload->left.at, taken);
    upload->left.at += taken;
    upload->left.length -= taken;
    return taken;
}

/* Asked about once a second. */
static int progress(void *context, curl_off_t down_all, curl_off_t down, curl_off_t up_all, curl_off_t up)
{
    struct smtp *const smtp = context;

    (void)down_all, (void)down, (void)up_all, (void)up;
    return atomic_load(&smtp->interrupted);
}

void smtp_interrupt(struct smtp *smtp)
{
    if (smtp)
        atomic_store(&smtp->interrupted, true);
}

static bool line_read(FILE *file, char line[CREDENTIAL_MAX])
{
    if (!fgets(line, CREDENTIAL_MAX, file))
        return false;
    line[strcspn(line, "\r\n")] = '\0';
    return line[0] != '\0';
}

static bool credentials_read(struct smtp *smtp, const char *path, FILE *errors)
{
    FILE *const file = fopen(path, "re");
    const bool good = file && line_read(file, smtp->user) && line_read(file, smtp->password);

    if (!good)
        fprintf(errors,
                "branchlight: mail-credentials: %s %s; it holds the user on its first line and the password "
                "on its second.\n",
                path, file ? "has no two lines" : strerror(errno));
    if (file)
        fclose(file);
    return good;
}

static bool is_here(const char *server)
{
    const char *const host = strstr(server, "://") + 3;
    const size_t length = *host == '[' ? strcspn(host, "]") + 1 : strcspn(host, ":/");
    struct in_addr address;
    char name[64]; /* longer than any that is here */

    snprintf(name, sizeof name, "%.*s", (int)length, host);
    if (inet_pton(AF_INET, name, &address) == 1)
        return ntohl(address.s_addr) >> 24 == IN_LOOPBACKNET;
    return strcasecmp(name, "localhost") == 0 || strcmp(name, "[::1]") == 0;
}

struct smtp *smtp_create(const char *server, const char *from, const char *credentials, FILE *errors)
{
    struct smtp *const smtp = calloc(1, sizeof *smtp);

    if (!smtp)
        abort();
    smtp->server = server;
    smtp->from = from;
    if (credentials && !credentials_read(smtp, credentials, errors)) {
        free(smtp);
        return NULL;
    }
    if (curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK || !(smtp->curl = curl_easy_init())) {
        fputs("branchlight: libcurl can't be used; mail needs it.\n", errors);
        free(smtp);
        return NULL;
    }
    return smtp;
}

void smtp_destroy(struct smtp *smtp)
{
    if (!smtp)
        return;
    curl_easy_cleanup(smtp->curl);
    curl_global_cleanup();
    explicit_bzero(smtp->password, sizeof smtp->password);
    free(smtp);
}

/* Who is spoken to, and how far it is trusted. */
static void server_set(struct smtp *smtp)
{
    CURL *const curl = smtp->curl;
    const bool here = is_here(smtp->server), secret = smtp->user[0] != '\0';

    curl_easy_setopt(curl, CURLOPT_URL, smtp->server);
    curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "smtp,smtps");
    curl_easy_setopt(curl, CURLOPT_PROXY, "");
    curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT, (long)CONNECT_SECONDS);
    curl_easy_setopt(curl, CURLOPT_TIMEOUT, (long)SEND_SECONDS);
    curl_easy_setopt(curl, CURLOPT_USE_SSL, (long)(secret && !here ? CURLUSESSL_ALL : CURLUSESSL_TRY));
    if (here) { /* a certificate for "localhost" is nobody's */
        curl_easy_setopt(curl, CURLOPT_SSL_VERIFYPEER, 0L);
        curl_easy_setopt(curl, CURLOPT_SSL_VERIFYHOST, 0L);
    }
    if (secret) {
        curl_easy_setopt(curl, CURLOPT_USERNAME, smtp->user);
        curl_easy_setopt(curl, CURLOPT_PASSWORD, smtp->password);
    }
}

static void options_set(struct smtp *smtp, struct upload *upload, struct curl_slist *to)
{
    CURL *const curl = smtp->curl;

    curl_easy_reset(curl);
    server_set(smtp);
    curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(curl, CURLOPT_MAIL_FROM, smtp->from);
    curl_easy_setopt(curl, CURLOPT_MAIL_RCPT, to);
    curl_easy_setopt(curl, CURLOPT_READFUNCTION, upload_read);
    curl_easy_setopt(curl, CURLOPT_READDATA, upload);
    curl_easy_setopt(curl, CURLOPT_UPLOAD, 1L);
    curl_easy_setopt(curl, CURLOPT_ERRORBUFFER, smtp->failure);
    curl_easy_setopt(curl, CURLOPT_NOPROGRESS, 0L);
    curl_easy_setopt(curl, CURLOPT_XFERINFOFUNCTION, progress);
    curl_easy_setopt(curl, CURLOPT_XFERINFODATA, smtp);
}

/* That there is no such address is said for good (RFC 5321, 4.2.1). What the server says of us, in its
 * greeting or behind MAIL FROM, or of our message, may change. */
static bool unknown(const struct smtp *smtp, long code)
{
    return strncmp(smtp->failure, "RCPT failed", strlen("RCPT failed")) == 0 &&
           (code == 550 || code == 551 || code == 553);
}

const char *smtp_send(struct smtp *smtp, const char *to, struct span message, bool *ret_final)
{
    struct upload upload = { message };
    struct curl_slist *const recipients = curl_slist_append(NULL, to);
    long code = 0;

    smtp->failure[0] = '\0';
    options_set(smtp, &upload, recipients);
    const CURLcode result = curl_easy_perform(smtp->curl);

    curl_easy_getinfo(smtp->curl, CURLINFO_RESPONSE_CODE, &code);
    curl_slist_free_all(recipients);
    *ret_final = result != CURLE_OK && unknown(smtp, code);
    if (result == CURLE_OK)
        return NULL;
    return smtp->failure[0] ? smtp->failure : curl_easy_strerror(result);
}
