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

enum param_in { IN_PATH, IN_QUERY, IN_BODY };

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
    T_NUMBER,   /* decimal number, min to max */
    T_CODES,    /* several codes, separated by commas */
    T_OBJECTS,  /* IN_BODY, JSON only: a list of objects, at most max of them; arrives as its JSON text */
    T_EMAIL,    /* an e-mail address, at most 254 characters; arrives in lower case */
};

/* Body parameters come from a JSON object or an HTML form; "components.printer" is the member `printer` of
 * the member `components`, and the form's field of that name. */
struct param {
    const char *name;
    enum param_in in;
    enum param_type type;
    bool unkept;                /* values rarely repeat (positions, searches): replies are not kept */
    bool required;              /* IN_BODY: must be given */
    bool kept;                  /* IN_BODY: a merge patch can't clear it; of what is required, neither */
    bool lines;                 /* T_TEXT in a body: may have several lines */
    bool secret;                /* a passphrase: a form never shows it again */
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

enum { ARGUMENTS_MAX = 40, ERRORS_MAX = 32, SETS_MAX = 4 };

struct argument {
    bool given;
    bool cleared;      /* IN_BODY: null, or an empty field of a form; not `given` then */
    bool now;          /* T_MOMENT: "now" */
    bool boolean;      /* T_BOOL */
    uint32_t choices;  /* T_CHOICE, T_CHOICES: bit i = choices[i] */
    int64_t integer;   /* T_INT; T_MOMENT, T_INSTANT: Unix seconds; T_CHOICE, T_LANGUAGE: the index */
    double numbers[4]; /* T_NUMBER; T_POSITION: latitude, longitude; T_BOX: west, south, east, north */
    struct span text;  /* the decoded text, of every type */
};

/* ---- operations ---- */

/* Representations that an operation can answer with; the first of its set is the default. */
enum format {
    FORMAT_JSON,
    FORMAT_GEOJSON,
    FORMAT_CSV,
    FORMAT_JSONL,
    FORMAT_HTML,
    FORMAT_EVENTS,
    FORMAT_ATOM,
    FORMAT_CALENDAR,
    FORMATS
};
#define FORMAT_BIT(format) (1u << (format))

/* What an operation does, as authorize() is asked (src/auth/grant.c). */
enum action {
    ACTION_NONE,        /* nothing that needs a grant: whoever is signed in */
    ACTION_READ,        /* see what isn't public */
    ACTION_STATUS,      /* report a point's status, and undo that */
    ACTION_HOURS_TODAY, /* closed today, open until, no adviser */
    ACTION_TRIAGE,      /* decide about reports of the public */
    ACTION_DIRECTORY,   /* edit libraries, branches, points, hours */
    ACTION_PEOPLE,      /* invite, grant, revoke */
    ACTION_AUDIT,       /* read who changed what */
    ACTIONS
};
const char *action_name(enum action action); /* "hours_today" */

enum access {
    ACCESS_PUBLIC,    /* anybody */
    ACCESS_SIGNED_IN, /* a session, a device or a key */
};

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
    bool always;           /* before anything is loaded, and whatever the Accept header says */
    bool lenient;          /* a page: unknown parameters are ignored, empty and wrong ones absent, too
                              long texts are cut */
    struct reply (*answer)(
        struct request *rq); /* from rq's snapshot, on the event thread: microseconds, no waiting */

    /* What needs the database: on a worker, in a transaction that is committed where the reply's status is
     * below 400. It may run again after a deadlock, so nothing in it acts outside the database. */
    struct reply (*run)(struct request *rq);
    enum access access;
    enum action action; /* asked of authorize() for the row whose code stands in the path, before `run` */
    bool hashes;        /* computes argon2id: runs where one is computed at a time */
    bool fresh;         /* creates: takes an Idempotency-Key */
    bool matches;       /* changes a row that is there: wants If-Match with its version */
    bool form; /* a page's form: run once more, with rq->refused, where the database refuses the data */
    bool secret_reply; /* the reply holds a secret: it isn't kept for a repetition */
};
#define PARAMS(table) .params = (table), .param_count = sizeof(table) / sizeof *(table)
/* What pages have in common, and those of staff. */
#define PAGE       .formats = FORMAT_BIT(FORMAT_HTML), .lenient = true
#define STAFF_PAGE PAGE, .access = ACCESS_SIGNED_IN

/* One line of routes.def. Path segments in braces are IN_PATH parameters. */
struct route {
    enum http_method method;
    const char *path;
    const char *name; /* the operation's name */
    const struct operation *operation;
};
extern const struct route routes[];
extern const unsigned route_count;

/* ---- problems ---- */

enum problem {
#define PROBLEM(name, status, slug) PROBLEM_##name,
#include "branchlight/problems.def"
#undef PROBLEM
    PROBLEMS
};

unsigned problem_status(enum problem problem);
const char *problem_slug(enum problem problem);

/* ---- one request being answered ---- */

struct param_error {
    bool in_body;          /* told by a JSON pointer, and with 422 */
    struct span parameter; /* its name as it was sent */
    const char *code;      /* "integer", "unknown" … : catalogue key parameter.<code> */
    struct span detail;    /* what is wrong and the remedy, in the reader's language */
};

struct request {
    struct exchange *exchange;
    struct arena *arena; /* until the reply has been sent */
    const struct route *route;
    struct live *live; /* what the live stream says */
    struct directory *directory;
    const struct snapshot *snapshot; /* held while the operation runs */
    const char *public_url;          /* "https://example.org", for absolute addresses; NULL: not told */
    const char *contact;             /* of the operator: an e-mail or https address; NULL: not told */
    unsigned language;               /* of the answer: index for i18n.h */
    enum format format;
    bool extension;                           /* the format was asked for by the path (".csv") */
    bool mails;                               /* messages are sent, not only kept as files */
    bool offline;                             /* pages may be kept by browsers' service worker */
    int64_t now;                              /* Unix seconds: the start of the snapshot's minute */
    struct argument arguments[ARGUMENTS_MAX]; /* own parameters first, then the shared sets' */
    struct param_error errors[ERRORS_MAX];
    unsigned error_count;
    const struct span *segments; /* of the path, decoded */
    unsigned segment_count;

    /* While an operation's `run` is at work. */
    struct work *work;         /* the transaction: branchlight/work.h */
    const struct actor *actor; /* who asks: branchlight/auth.h; NULL: nobody who is known */
    int64_t version;           /* which If-Match names; 0: none */
    const char *object;        /* id of the row that authorize() was asked about; NULL: none */
    bool refused; /* the database has refused what this form said: it is shown again, with `refusal` */
    struct param_error refusal;
    bool keep_failure; /* commit although the reply is an error: attempts are counted */
};

/* The argument of a parameter that the operation's table names; another name is a bug (assert). */
const struct argument *arg(const struct request *rq, const char *name);
static inline bool arg_given(const struct request *rq, const char *name)
{
    return arg(rq, name)->given;
}

/* Gives the argument of a parameter as if it had been sent: a page's form in the operation's own terms. What
 * is wrong with it is noted in rq->errors. */
void arg_give(struct request *rq, const char *name, const char *text);

/* Whether any parameter of an operation comes from there. */
bool operation_takes(const struct operation *operation, enum param_in in);
/* The number of the parameter of that name; -1 where it has none. */
int operation_param_index(const struct operation *operation, struct span name);

/* Every parameter of an operation, in the order of rq->arguments; NULL behind the last. */
const struct param *operation_param(const struct operation *operation, unsigned index);

/* Decodes and checks all arguments of rq->route's operation. Each thing that is wrong becomes an entry in
 * rq->errors; true where there is none. `segments` are the decoded path segments. */
bool params_decode(struct request *rq, const struct span *segments, unsigned segment_count);

/* The same of the body, which must be a JSON object or an HTML form: each thing that is wrong becomes an
 * entry in rq->errors. PROBLEMS where all is well, else the problem to answer with. */
enum problem body_decode(struct request *rq);

/* Notes one more error, found by the operation itself (say, an instant beyond the horizon): `code` as in
 * struct param_error; pairs of place name and value for the catalogue text, NULL-terminated. Answer then with
 * problem(rq, PROBLEM_INVALID_PARAMETERS). */
void param_error(struct request *rq, const char *parameter, const char *code, ...) __attribute__((sentinel));

/* "components.printer" of a body is /components/printer (JSON pointer, RFC 6901); in the arena. */
const char *json_pointer(struct arena *arena, struct span name);

/* ---- replies ---- */

/* application/problem+json (RFC 9457) with type, title, status, detail, request_id, and errors[]
 * of rq. */
struct reply problem(struct request *rq, enum problem problem);

struct buffer;
/* Whether the arguments are such that another visitor is likely to ask for the same: then the reply is kept.
 */
bool reply_worth_keeping(const struct request *rq);
/* 200, application/json, with ETag; kept where the arguments allow it. `json` is in rq's arena. */
struct reply reply_json(struct request *rq, const struct buffer *json);
/* The same for another type; `content_type` is constant. */
struct reply reply_body(struct request *rq, const char *content_type, const struct buffer *body);
/* A redirect: 301, 302, 303, 307, 308; `location` is copied into the arena, made of our own escaped parts. */
struct reply reply_redirect(struct request *rq, unsigned status, const char *location);

#endif
