/* SPDX-License-Identifier: Apache-2.0
 *
 * An operation is a table: what it takes, what it gives, and the one function that answers. The table
 * validates (all errors at once), prints OpenAPI, and drives tests. An operation has one file (src/api/ or
 * src/pages/) and one line in src/routes.def; its C name, its operationId and its file are the same word.
 */
#ifndef BRANCHLIGHT_OPERATION_H
#define BRANCHLIGHT_OPERATION_H

#include "branchlight/arena.h"
#include "branchlight/http.h"
#include "branchlight/span.h"

#include <stdbool.h>
#include <stdint.h>

struct directory; /* branchlight/directory.h */
struct snapshot;
struct request;

/* ---- parameters ---- */

enum param_in { IN_PATH, IN_QUERY };

enum param_type {
    T_CODE,     /* a code: lower-case letters, digits, '-'; ISO 3166-2 codes too (LT-34) */
    T_TEXT,     /* UTF-8 text of 1 to max characters (code points); HTTP_URL_MAX bounds its bytes */
    T_INT,      /* whole number, min to max */
    T_BOOL,     /* true or false */
    T_POSITION, /* latitude,longitude in degrees (WGS 84) */
    T_BOX,      /* west,south,east,north in degrees; west > east crosses the antimeridian */
    T_MOMENT,   /* "now", or an RFC 3339 instant */
    T_INSTANT,  /* an RFC 3339 instant, or a date YYYY-MM-DD (its midnight, UTC) */
    T_CHOICE,   /* one of choices */
    T_CHOICES,  /* several of choices, separated by commas */
    T_AFTER,    /* the opaque mark of a page, taken from `next` */
    T_LANGUAGE, /* a language of the interface */
};

struct param {
    const char *name;
    enum param_in in;
    enum param_type type;
    bool unkept;                /* values rarely repeat (positions, searches): replies are not kept */
    int64_t min, max;           /* T_INT: bounds; T_TEXT: max characters */
    int64_t fallback;           /* T_INT: the value where it isn't given */
    const char *const *choices; /* NULL-terminated; at most 32 */
    const char *summary;        /* one English sentence, for the documentation */
    const char *example;        /* as it is written in a URL, unescaped; every query parameter has one */
};

/* Parameters that several operations share. */
struct param_set {
    const struct param *params;
    unsigned count;
};

enum { ARGUMENTS_MAX = 32, ERRORS_MAX = 32, SETS_MAX = 3 };

struct argument {
    bool given;
    bool now;          /* T_MOMENT: "now" */
    bool boolean;      /* T_BOOL */
    uint32_t choices;  /* T_CHOICE, T_CHOICES: bit i = choices[i] */
    int64_t integer;   /* T_INT; T_MOMENT, T_INSTANT: Unix seconds; T_CHOICE, T_LANGUAGE: the index */
    double numbers[4]; /* T_POSITION: latitude, longitude; T_BOX: west, south, east, north */
    struct span text;  /* the decoded text, of every type */
};

/* ---- operations ---- */

/* Representations that an operation can answer with; the first of its set is the default. */
enum format { FORMAT_JSON, FORMAT_GEOJSON, FORMAT_CSV, FORMAT_JSONL, FORMAT_HTML, FORMATS };
#define FORMAT_BIT(format) (1u << (format))

struct operation {
    const char *summary;     /* "List branches" */
    const char *description; /* sentences for the documentation; NULL for none */
    const char *tag; /* heading that groups operations in the documentation; NULL: a page, not in OpenAPI */
    const struct param *params; /* use PARAMS(table) */
    unsigned param_count;
    const struct param_set
        *shared[SETS_MAX]; /* parameter tables shared with other operations; NULL-terminated if fewer */
    unsigned formats;      /* FORMAT_BITs; 0 means FORMAT_JSON */
    const char *returns;   /* name of the schema in static/api/schemas.json */
    bool lenient;          /* a page: unknown parameters are ignored, empty and wrong ones absent, too
                              long texts are cut */
    struct reply (*answer)(
        struct request *rq); /* from rq's snapshot, on the event thread: microseconds, no waiting */
};
#define PARAMS(table) .params = (table), .param_count = sizeof(table) / sizeof *(table)

/* One line of routes.def. Path segments in braces are IN_PATH parameters. */
struct route {
    enum http_method method;
    const char *path;
    const char *name; /* the operation's name */
    const struct operation *operation;
};
extern const struct route routes[];
extern const unsigned route_count;

/* ---- one request being answered ---- */

struct param_error {
    struct span parameter; /* its name as it was sent */
    const char *code;      /* "integer", "unknown" … : catalogue key parameter.<code> */
    struct span detail;    /* what is wrong and the remedy, in the reader's language */
};

struct request {
    struct exchange *exchange;
    struct arena *arena; /* until the reply has been sent */
    const struct route *route;
    struct directory *directory;
    const struct snapshot *snapshot; /* held while the operation runs */
    const char *public_url;          /* "https://example.org", for absolute addresses; NULL: not told */
    const char *contact;             /* of the operator: an e-mail or https address; NULL: not told */
    unsigned language;               /* of the answer: index for i18n.h */
    enum format format;
    bool extension;                           /* the format was asked for by the path (".csv") */
    bool offline;                             /* pages may be kept by browsers' service worker */
    int64_t now;                              /* Unix seconds: the start of the snapshot's minute */
    struct argument arguments[ARGUMENTS_MAX]; /* own parameters first, then the shared sets' */
    struct param_error errors[ERRORS_MAX];
    unsigned error_count;
};

/* The argument of a parameter that the operation's table names; another name is a bug (assert). */
const struct argument *arg(const struct request *rq, const char *name);
static inline bool arg_given(const struct request *rq, const char *name)
{
    return arg(rq, name)->given;
}

/* Every parameter of an operation, in the order of rq->arguments; NULL behind the last. */
const struct param *operation_param(const struct operation *operation, unsigned index);

/* Decodes and checks all arguments of rq->route's operation. Each thing that is wrong becomes an entry in
 * rq->errors; true where there is none. `segments` are the decoded path segments. */
bool params_decode(struct request *rq, const struct span *segments, unsigned segment_count);

/* Notes one more error, found by the operation itself (say, an instant beyond the horizon): `code` as in
 * struct param_error; pairs of place name and value for the catalogue text, NULL-terminated. Answer then with
 * problem(rq, PROBLEM_INVALID_PARAMETERS). */
void param_error(struct request *rq, const char *parameter, const char *code, ...) __attribute__((sentinel));

/* ---- replies ---- */

enum problem {
#define PROBLEM(name, status, slug) PROBLEM_##name,
#include "branchlight/problems.def"
#undef PROBLEM
    PROBLEMS
};

unsigned problem_status(enum problem problem);
const char *problem_slug(enum problem problem);

/* application/problem+json (RFC 9457) with type, title, status, detail, request_id, and errors[]
 * of rq. */
struct reply problem(struct request *rq, enum problem problem);

struct buffer;
/* 200, application/json, with ETag; kept where the arguments allow it. `json` is in rq's arena. */
struct reply reply_json(struct request *rq, const struct buffer *json);
/* The same for another type; `content_type` is constant. */
struct reply reply_body(struct request *rq, const char *content_type, const struct buffer *body);
/* A redirect: 301, 302, 303, 307, 308; `location` is copied into the arena, made of our own escaped parts. */
struct reply reply_redirect(struct request *rq, unsigned status, const char *location);

#endif
