/* SPDX-License-Identifier: Apache-2.0
 *
 * What the operations about people and their accounts share with the pages that do the same.
 */
#ifndef BRANCHLIGHT_API_PEOPLE_H
#define BRANCHLIGHT_API_PEOPLE_H

#include "branchlight/auth.h"
#include "branchlight/work.h"

/* Whether a person is at work who has signed in: a phone or a key can't change an account. */
bool in_person(const struct request *rq);

/* ---- what lets one in: kinds "session", "device", "key" ---- */

extern const struct param_set whose; /* `user` */
/* {"items": […]} in the first cell; no row where `user` (NULL: oneself) isn't one's to look after. */
struct rows credential_rows(struct request *rq, const char *kind, const char *user);
/* Ends one. No row: there is none of that id, or not one's to end. */
struct rows credential_revoke(struct request *rq, const char *kind, const char *id);
/* `name`, `actions`, `days`, `present`. */
extern const struct param_set key_body;
/* Makes a key of a secret: its JSON in the first cell, all of it in `ret_key`, which is left alone where
 * there is none: rq->errors say why, or it isn't one's to make. No row, but the key: there is one of that
 * secret already, in use or ended. Computes argon2id. */
struct rows key_record(struct request *rq, const char *secret, const char **ret_key);
#define CREDENTIAL_LIST_DESCRIPTION                                                                          \
    "Those that haven't ended, the last used first. A phone or a key is told of itself alone."
struct reply credential_list_reply(struct request *rq, const char *kind);
struct reply credential_delete_reply(struct request *rq, const char *kind);

/* ---- people whom one looks after ---- */

/* Shuts somebody out, or lets them in again. No row: not one's to do. */
struct rows user_shut(struct request *rq, const char *user, bool out);
struct rows user_grant_take(struct request *rq, const char *user, const char *grant);
struct rows invitation_take_back(struct request *rq, const char *id);

/* ---- guessing, slowed down ---- */

/* Counts that who is signed in confirms something with the passphrase or a code; seconds to wait, 0: none.
 * The caller sets rq->keep_failure. */
int64_t confirmation_take(struct request *rq);
/* The same of an attempt at the account's code, by who is known to have the passphrase or a link. */
int64_t code_take(struct request *rq, const char *email);
/* Counts into any bucket: `capacity` at once, then one each `seconds`. */
int64_t attempt_take(struct request *rq, const char *bucket, int capacity, int seconds);
/* "network 2001:db8…": the client's, as a bucket is called; a library's Wi-Fi is one. */
const char *network_bucket(struct request *rq);

/* Whether the argument `code` is one of the second factor whose secret is that (40 hexadecimal digits); its
 * step, 0 where rq->errors say that it is missing or wrong. */
int64_t code_confirm(struct request *rq, const char *secret);

/* ---- the own account ---- */

/* Whether the argument `name` is the present passphrase of who is signed in, or none is set. Else rq->errors
 * say so. Computes argon2id. */
bool passphrase_confirm(struct request *rq, const char *name);

/* `present`, `passphrase`. */
extern const struct param_set passphrase_body;
/* Sets it; false where rq->errors say why not. Computes argon2id. */
bool passphrase_change(struct request *rq);

/* A new second factor as the address that authenticator apps read; `secret` is base32. */
const char *second_factor_uri(struct request *rq, const char *secret);
/* Whether one is in force. */
bool second_factor_there(struct request *rq);
/* `secret`, `code`, `present`. */
extern const struct param_set second_factor_body;
/* Puts it in force; false where rq->errors say why not. Computes argon2id. */
bool second_factor_tie(struct request *rq);
/* `present`, `code`. */
extern const struct param_set second_factor_proof;
/* Takes it away; false where rq->errors say why not. Computes argon2id. */
bool second_factor_untie(struct request *rq);

/* `email`, `present`. */
extern const struct param_set email_body;
/* Sends the link that changes the address; false where rq->errors say why not. Computes argon2id. */
bool email_change_ask(struct request *rq);
/* Counts a message that somebody asks for, to an address, for a purpose ("sign in"): whether it may be sent.
 * Who asks for one doesn't use up another's. */
bool mail_allowed(struct request *rq, const char *purpose, const char *email);

#endif
