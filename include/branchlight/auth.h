/* SPDX-License-Identifier: Apache-2.0
 *
 * Who asks, and what they may. A secret is 256 random bits as 43 characters of base64url; the database knows
 * its BLAKE2b-256 only. A request carries one in the session's cookie or, for machines, as `Authorization:
 * Bearer`.
 */
#ifndef BRANCHLIGHT_AUTH_H
#define BRANCHLIGHT_AUTH_H

#include "branchlight/operation.h"

enum {
    SECRET_SIZE = 44,    /* with its NUL */
    ID_SIZE = 37,        /* a UUID as text; with its NUL */
    GRANTS_MAX = 64,     /* of one user; further ones don't count */
    PASSPHRASE_MIN = 15, /* characters (NIST SP 800-63B-4: a single factor) */
    PASSPHRASE_MAX = 200,
    TOTP_BYTES = 20, /* of a second factor's secret */
};

/* ---- secrets ---- */

void secret_make(char ret_secret[SECRET_SIZE]);
/* The secret that belongs to another one: the same each time, and nothing is learnt of the one from the
 * other. */
void secret_derive(struct span seed, char ret_secret[SECRET_SIZE]);
/* The hash of a secret, as a value for a statement. */
const char *secret_hash(struct arena *arena, struct span secret);

/* ---- who asks ---- */

struct grant {
    const char *role;
    const char *organization, *library, *branch; /* ids; NULL */
};

struct actor {
    const char *user;         /* id */
    const char *credential;   /* id */
    const char *kind;         /* session, device, key */
    const char *name, *email; /* email: NULL for an enrolled phone */
    const char *language;     /* "lt" */
    const char *actions;      /* the only ones that this credential may take, with commas; NULL: all */
    int64_t version;
    unsigned grant_count; /* the widest first */
    struct grant grants[GRANTS_MAX];
};

/* Whether the request brings a secret at all, be it good or not. */
bool auth_offered(struct request *rq);

/* In the transaction: makes it speak for whom the request's secret belongs to, and sets rq->actor; leaves it
 * NULL where that is nobody. */
void auth_begin(struct request *rq);

/* Whether anything but a page of ours may have sent this: an unsafe method that a browser says comes from
 * another site (Sec-Fetch-Site, else Origin). Programs that send neither, and keys, pass. */
bool auth_foreign(struct request *rq);

/* The first lock: whether rq->actor may take an action on the row of `kind` ("branch", "point", "library",
 * "organization") with that code; sets rq->object to its id. PROBLEMS: yes. NOT_FOUND where there is no such
 * row. */
enum problem authorize(struct request *rq, enum action action, const char *kind, struct span code);
/* The same of no row in particular: whether any grant lets it. */
bool may_somewhere(const struct actor *actor, enum action action);
bool has_role(const struct actor *actor, const char *role);

/* Sets the cookie of a session or device for `seconds`; 0 takes it away. */
void auth_cookie(struct request *rq, struct reply *reply, const char *secret, int64_t seconds);

/* "Firefox, Linux", for lists of sessions: words of the User-Agent that people know; at most 100 characters.
 */
const char *auth_label(struct request *rq);

/* ---- passphrases: argon2id, 2 passes, 19 MiB (OWASP ASVS 5.0, 11.4.2); 25 ms. Only where the operation says
 * `hashes`. ---- */

/* The string to store. NULL: not enough memory. */
const char *passphrase_hash(struct arena *arena, struct span passphrase);
/* Whether it is the one; with `stored` NULL the same work for nothing, and false. */
bool passphrase_verify(const char *stored, struct span passphrase);
/* Whether it should be hashed anew, because the parameters have changed. */
bool passphrase_outdated(const char *stored);
/* Why it can't be one: a code for param_error; NULL: it can. `words`: what it mustn't be made of (name,
 * e-mail). */
const char *passphrase_fault(struct span passphrase, struct span email);

/* ---- the second factor (RFC 6238) ---- */

/* A new secret, in base32. */
const char *totp_make(struct arena *arena);
/* False where the text is no secret of ours. */
bool totp_read(struct span text, unsigned char ret_secret[TOTP_BYTES]);
/* The time step that a code is of, now or next to it; 0: it isn't one. That it is used once is the caller's
 * to see to. */
int64_t totp_step(const unsigned char secret[TOTP_BYTES], struct span code);

#endif
