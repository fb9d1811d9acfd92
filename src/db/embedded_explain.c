/* SPDX-License-Identifier: Apache-2.0
 *
 * Why PostgreSQL didn't start, in one sentence with the remedy. Its own words are in the log; a few of them
 * mean something that the operator can do. */
#include "embedded_internal.h"

#include <string.h>
#include <sys/statvfs.h>

enum { TAIL_SIZE = 8192, MEGABYTE = 1 << 20 };

struct meaning {
    const char *words; /* PostgreSQL's */
    const char *ours;  /* what it means, and the remedy */
};
static const struct meaning meanings[] = {
    { "No space left on device",
      "the disk is full; free some space, or name another directory with --state=DIRECTORY" },
    { "Disk quota exceeded",
      "the disk quota is used up; free some space, or name another directory with --state=DIRECTORY" },
    { "Permission denied",
      "a right is missing; the whole directory must belong to the user as whom the server runs" },
    { "Read-only file system",
      "the file system is read-only; name another directory with --state=DIRECTORY" },
    { "has wrong ownership",
      "the directory belongs to another user; it must belong to the one as whom the server runs" },
    { "has invalid permissions", "others may enter its directory postgres; run chmod 700 on that" },
    { "Address already in use", "another PostgreSQL uses the socket; stop it" },
    { "already exists", "another PostgreSQL uses the directory; stop it" },
    { "pre-existing shared memory",
      "processes of a server that was killed are still there; stop them (postgres)" },
    { "Cannot allocate memory", "there is too little memory; give the machine or the container more" },
    { "could not map anonymous shared memory",
      "there is too little memory; give the machine or the container more" },
    { "could not locate a valid checkpoint record", "the data is damaged; restore a backup" },
};

static bool tail(const struct embedded *server, char ret_text[TAIL_SIZE])
{
    FILE *file = fopen(server->log, "re");
    if (!file)
        return false;
    size_t length = 0;
    if (fseek(file, 0, SEEK_END) == 0) {
        const long end = ftell(file);
        const long start =
            end - server->log_start > TAIL_SIZE - 1 ? end - (TAIL_SIZE - 1) : server->log_start;
        if (fseek(file, start, SEEK_SET) == 0)
            length = fread(ret_text, 1, TAIL_SIZE - 1, file);
    }
    fclose(file);
    for (size_t i = 0; i < length; i++) {
        if (ret_text[i] == '\0')
            ret_text[i] = ' ';
    }
    ret_text[length] = '\0';
    return length > 0;
}

static bool is_error(const char *line)
{
    return strstr(line, "FATAL:") || strstr(line, "PANIC:") || strstr(line, "error:");
}

/* The last line that tells of an error, else the last line; cut out of `text`. */
static const char *telling_line(char *text)
{
    const char *last = "", *error = NULL;
    char *rest;
    for (char *line = strtok_r(text, "\n", &rest); line; line = strtok_r(NULL, "\n", &rest)) {
        last = line;
        if (is_error(line))
            error = line;
    }
    return error ? error : last;
}

bool embedded_lacks_space(const struct embedded *server, unsigned long megabytes)
{
    struct statvfs disk;
    return statvfs(server->state->directory, &disk) == 0 &&
           (unsigned long long)disk.f_bavail * disk.f_frsize < (unsigned long long)megabytes * MEGABYTE;
}

bool embedded_is_transient(const struct embedded *server)
{
    char text[TAIL_SIZE];
    return tail(server, text) && strstr(text, "pre-existing shared memory");
}

static const char *meaning_of(const char *text)
{
    for (size_t i = 0; i < sizeof meanings / sizeof *meanings; i++) {
        if (strstr(text, meanings[i].words))
            return meanings[i].ours;
    }
    return NULL;
}

void embedded_explain(const struct embedded *server, const char *what)
{
    char text[TAIL_SIZE] = "";
    const char *meaning = tail(server, text) ? meaning_of(text) : NULL;
    if (!meaning && embedded_lacks_space(server, 1)) /* so full that not even the log took it */
        meaning = meanings[0].ours;
    if (meaning)
        fprintf(server->errors, "branchlight: %s in %s: %s.\n", what, server->state->directory, meaning);
    else
        fprintf(server->errors, "branchlight: %s in %s: \"%s\"; more is in %s.\n", what,
                server->state->directory, telling_line(text), server->log);
}
