/* SPDX-License-Identifier: Apache-2.0
 *
 * embed: turns files into C, at build time. Three uses:
 *
 *   embed queries.h FILE.sql…   declares `const struct query SQL_<name>` for each
 *   embed queries.c FILE.sql…   defines them
 *   embed assets.c FILE…        defines the table of include/branchlight/assets.h, sorted by path
 *
 * A module names another as './name.js', so that it runs as it lies in the repository. Embedded, that is the
 * other's address with the hash of its content, '/assets/name.0123456789ab.js': every import may be kept for
 * ever, and a module's own hash covers all that it imports.
 *
 * The result goes to standard output. Bytes become string literals with octal escapes: gcc and clang read
 * those many times faster than lists of numbers, and unlike .incbin they need no assembler and no second
 * file. Only what browsers ask for by its own address is compressed; pages are templates, and leave
 * compressed as a whole.
 */
#include <brotli/encode.h>
#include <sodium.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

enum {
    FILE_LIMIT = 16 << 20, /* bytes of one file: more is a mistake, not an asset */
    LITERAL_COLUMN = 120,  /* where a literal goes on in a new line */
    HASH_DIGITS = 12,      /* of an asset's address, as in src/pages/asset_get.c */
    IMPORTS_DEEP = 16,     /* a longer chain of imports goes in a circle */
};

struct bytes {
    unsigned char *at; /* NULL: absent */
    size_t length;
};

static _Noreturn void stop(const char *path, const char *reason)
{
    fprintf(stderr, "embed: %s: %s\n", path, reason);
    exit(1);
}

/* The file's bytes, until the next one is read. */
static struct bytes file_read(const char *path)
{
    static unsigned char content[FILE_LIMIT + 1];
    FILE *file = fopen(path, "rb");

    if (!file)
        stop(path, "cannot be opened");
    const size_t length = fread(content, 1, sizeof content, file);
    if (ferror(file))
        stop(path, "cannot be read");
    if (length > FILE_LIMIT)
        stop(path, "is too large to embed");
    fclose(file);
    return (struct bytes){ content, length };
}

/* Absent where the result would not be smaller than what goes in. */
static struct bytes gzip(struct bytes in)
{
    static unsigned char out[FILE_LIMIT];
    z_stream stream = {
        .next_in = in.at, .avail_in = (uInt)in.length, .next_out = out, .avail_out = (uInt)in.length
    };

    /* 16 more than the largest window asks zlib for gzip framing; its header holds no time, so builds repeat.
     */
    if (deflateInit2(&stream, 9, Z_DEFLATED, 15 + 16, 9, Z_DEFAULT_STRATEGY) != Z_OK)
        stop("gzip", "cannot start");
    const bool smaller = deflate(&stream, Z_FINISH) == Z_STREAM_END && stream.total_out < in.length;
    deflateEnd(&stream);
    return smaller ? (struct bytes){ out, stream.total_out } : (struct bytes){ NULL, 0 };
}

/* Absent where the result would not be smaller than what goes in. */
static struct bytes brotli(struct bytes in)
{
    static unsigned char out[FILE_LIMIT];
    size_t length = in.length;
    const bool fits = BrotliEncoderCompress(BROTLI_MAX_QUALITY, BROTLI_MAX_WINDOW_BITS, BROTLI_MODE_TEXT,
                                            in.length, in.at, &length, out);

    return fits && length < in.length ? (struct bytes){ out, length } : (struct bytes){ NULL, 0 };
}

/* The bytes as a string literal. Every octal escape has three digits, so that a digit may follow; '?' is
 * escaped because of trigraphs. */
static void literal_print(struct bytes content)
{
    unsigned column = 0;

    putchar('"');
    for (size_t i = 0; i < content.length; i++) {
        const unsigned char c = content.at[i];

        if (c == '\n')
            column += (unsigned)printf("\\n");
        else if (c == '"' || c == '\\')
            column += (unsigned)printf("\\%c", c);
        else if (c < ' ' || c > '~' || c == '?')
            column += (unsigned)printf("\\%03o", c);
        else
            column += (unsigned)(putchar(c) >= 0);
        if (column >= LITERAL_COLUMN) {
            printf("\"\n\"");
            column = 0;
        }
    }
    putchar('"');
}

static void span_print(const char *member, struct bytes content)
{
    if (!content.at)
        return;
    printf("  .%s = { ", member);
    literal_print(content);
    printf(", %zu },\n", content.length);
}

static void hash_make(struct bytes content, char ret_digits[2 * crypto_hash_sha256_BYTES + 1])
{
    unsigned char digest[crypto_hash_sha256_BYTES];

    crypto_hash_sha256(digest, content.at, content.length);
    sodium_bin2hex(ret_digits, 2 * sizeof digest + 1, digest, sizeof digest);
}

static struct bytes asset_read(const char *path, unsigned deep);

/* Writes the address of the module that `name` names. */
static void import_print(const char *name, size_t length, unsigned deep, FILE *out)
{
    char path[256], digits[2 * crypto_hash_sha256_BYTES + 1];

    snprintf(path, sizeof path, "static/js/%.*s.js", (int)length, name);
    hash_make(asset_read(path, deep), digits);
    fprintf(out, "'/assets/%.*s.%.*s.js'", (int)length, name, HASH_DIGITS, digits);
}

/* The module's text with the addresses of what it imports. What this takes is given back when the tool ends.
 */
static struct bytes module_make(const char *path, const char *text, unsigned deep)
{
    char *made = NULL;
    size_t length = 0;
    FILE *out = open_memstream(&made, &length);

    if (!out)
        stop(path, "no memory");
    if (deep > IMPORTS_DEEP)
        stop(path, "imports itself, if by others");
    for (const char *import; (import = strstr(text, "'./")) != NULL;) {
        const char *const name = import + 3;
        const size_t name_length = strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789_");

        if (name_length == 0 || strncmp(name + name_length, ".js'", 4) != 0)
            stop(path, "imports what isn't called './name.js'");
        fwrite(text, 1, (size_t)(import - text), out);
        import_print(name, name_length, deep + 1, out);
        text = name + name_length + 4;
    }
    fputs(text, out);
    if (fclose(out) != 0)
        stop(path, "no memory");
    return (struct bytes){ (unsigned char *)made, length };
}

/* The file's bytes as they are embedded, until the next one is read. */
static struct bytes asset_read(const char *path, unsigned deep)
{
    static const char modules[] = "static/js/";
    const struct bytes file = file_read(path);

    if (strncmp(path, modules, strlen(modules)) != 0)
        return file;
    char *const text = strndup((const char *)file.at, file.length);
    if (!text)
        stop(path, "no memory");
    const struct bytes module = module_make(path, text, deep);
    free(text);
    return module;
}

static bool for_browsers(const char *path)
{
    static const char *const folders[] = { "static/css/", "static/js/", "static/img/" };

    for (size_t i = 0; i < sizeof folders / sizeof *folders; i++)
        if (strncmp(path, folders[i], strlen(folders[i])) == 0)
            return true;
    return false;
}

static void asset_print(const char *path)
{
    char digits[2 * crypto_hash_sha256_BYTES + 1];
    const struct bytes content = asset_read(path, 0);

    hash_make(content, digits);
    printf("{ .path = \"%s\",\n", path);
    span_print("bytes", content);
    if (for_browsers(path)) {
        span_print("gzip", gzip(content));
        span_print("brotli", brotli(content));
    }
    printf("  .sha256 = \"%s\" },\n", digits);
}

static int path_compare(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

static void assets_print(unsigned count, char **paths)
{
    qsort(paths, count, sizeof *paths, path_compare);
    printf("/* Made by src/tools/embed.c. */\n"
           "#pragma GCC diagnostic ignored \"-Woverlength-strings\"\n"
           "#include \"branchlight/assets.h\"\n\nconst struct asset assets[] = {\n");
    for (unsigned i = 0; i < count; i++)
        asset_print(paths[i]);
    printf("{ .path = 0 },\n};\nconst unsigned asset_count = %u;\n", count);
}

/* The file's name without folder and ".sql"; a name that is no C identifier would fail the compiler later, so
 * here. */
static int query_name(const char *path, const char **ret_name)
{
    const char *const slash = strrchr(path, '/');
    const char *const name = slash ? slash + 1 : path;
    const size_t length = strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789_");

    if (length == 0 || strcmp(name + length, ".sql") != 0)
        stop(path, "is not called like a statement: lower-case letters, digits and '_', then \".sql\"");
    *ret_name = name;
    return (int)length;
}

static void queries_print(bool declare, unsigned count, char **paths)
{
    printf("/* Made by src/tools/embed.c. */\n%s",
           declare ? "#ifndef BRANCHLIGHT_QUERIES_H\n#define BRANCHLIGHT_QUERIES_H\n" : "");
    printf(declare ? "#include \"branchlight/db.h\"\n\n"
                   : "#pragma GCC diagnostic ignored \"-Woverlength-strings\"\n#include \"queries.h\"\n\n");
    for (unsigned i = 0; i < count; i++) {
        const char *name;
        const int length = query_name(paths[i], &name);

        if (declare) {
            printf("extern const struct query SQL_%.*s;\n", length, name);
            continue;
        }
        const struct bytes text = file_read(paths[i]);

        if (memchr(text.at, '\0', text.length))
            stop(paths[i], "holds a NUL");
        printf("const struct query SQL_%.*s = { \"%.*s\",\n", length, name, length, name);
        literal_print(text);
        printf(" };\n");
    }
    /* All of them, for those that go through every statement (doctor). */
    if (declare) {
        printf(
            "\nextern const struct query *const queries[];\nextern const unsigned query_count;\n\n#endif\n");
        return;
    }
    printf("const struct query *const queries[] = {\n");
    for (unsigned i = 0; i < count; i++) {
        const char *name;
        const int length = query_name(paths[i], &name);

        printf("    &SQL_%.*s,\n", length, name);
    }
    printf("    0,\n};\nconst unsigned query_count = %u;\n", count);
}

int main(int count, char **arguments)
{
    if (sodium_init() < 0)
        stop("libsodium", "cannot start");
    if (count >= 2 && strcmp(arguments[1], "assets.c") == 0)
        assets_print((unsigned)count - 2, arguments + 2);
    else if (count >= 2 && strcmp(arguments[1], "queries.h") == 0)
        queries_print(true, (unsigned)count - 2, arguments + 2);
    else if (count >= 2 && strcmp(arguments[1], "queries.c") == 0)
        queries_print(false, (unsigned)count - 2, arguments + 2);
    else
        stop("usage", "embed queries.h|queries.c|assets.c FILE…");
    if (fflush(stdout) != 0)
        stop("standard output", "cannot be written");
    return 0;
}
