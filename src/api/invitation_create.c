/* SPDX-License-Identifier: Apache-2.0
 *
 * POST /api/v1/invitations: a link that makes its holder a user with a role, or enrols a phone for one
 * branch. The link is told once, here: the database keeps its hash only. */
#include "branchlight/i18n.h"
#include "people.h"
#include "queries.h"
#include "staff.h"

static const char *const kinds[] = { "person", "device", NULL };
static const char *const roles[] = { "librarian", "library_manager", "coordinator", "trainer",
                                     "viewer",    "admin",           NULL };

static const struct param body[] = {
    { "kind", IN_BODY, T_CHOICE, .choices = kinds, .required = true,
      .summary = "A person, or a phone that needs no passphrase and may report and close for the day only",
      .example = "person" },
    { "role", IN_BODY, T_CHOICE, .choices = roles, .required = true,
      .summary = "The role that it gives; a device is a librarian", .example = "librarian" },
    { "scope", IN_BODY, T_CODE,
      .summary = "Code of the branch (librarian), library (library_manager) or organization (coordinator, "
                 "trainer, viewer); none for admin",
      .example = "lt-pasvalys" },
    { "name", IN_BODY, T_TEXT, .max = 100, .required = true, .summary = "Of the person or the phone",
      .example = "Ona" },
    { "email", IN_BODY, T_EMAIL, .summary = "Of the person", .example = "ona@example.org" },
    { "language", IN_BODY, T_LANGUAGE, .summary = "Of the person's mail and pages", .example = "lt" },
};
const struct param_set invitation_body = { body, sizeof body / sizeof *body };

/* What a role is of; NULL: of everything. */
static const char *scope_kind(const char *role)
{
    if (strcmp(role, "admin") == 0)
        return NULL;
    if (strcmp(role, "librarian") == 0)
        return "branch";
    return strcmp(role, "library_manager") == 0 ? "library" : "organization";
}

static bool device(struct request *rq)
{
    return span_equal(arg(rq, "kind")->text, SPAN("device"));
}

/* Notes what doesn't go together. */
static void check(struct request *rq, const char *kind)
{
    if (device(rq) && !span_equal(arg(rq, "role")->text, SPAN("librarian")))
        param_error(rq, "role", "device_role", NULL);
    if (!device(rq) && !arg_given(rq, "email"))
        param_error(rq, "email", "required", NULL);
    if (kind && !arg_given(rq, "scope"))
        param_error(rq, "scope", "required", NULL);
}

/* Whether the inviter may give that role there. */
static bool allowed(struct request *rq, const char *kind)
{
    const enum problem answer = kind ? authorize(rq, ACTION_PEOPLE, kind, arg(rq, "scope")->text) : PROBLEMS;

    if (answer == PROBLEM_NOT_FOUND)
        param_error(rq, "scope", "unknown_code", NULL);
    else if (answer != PROBLEMS || (!kind && !has_role(rq->actor, "admin")))
        param_error(rq, "role", "not_yours_to_give", NULL);
    return rq->error_count == 0;
}

struct rows invitation_record(struct request *rq, const char *secret)
{
    const char *const role = arg_value(rq, "role"), *const kind = role ? scope_kind(role) : NULL;
    const struct rows none = { .ok = false };

    if (!role || !arg_given(rq, "kind"))
        return none;
    check(rq, kind);
    if (rq->error_count > 0 || !allowed(rq, kind))
        return none;
    const struct rows made = WORK_QUERY(
        rq, SQL_invitation_create, secret_hash(rq->arena, span_of(secret)), arg_value(rq, "kind"), role,
        kind ? rq->object : NULL, device(rq) ? NULL : arg_value(rq, "email"), arg_value(rq, "name"),
        arg_given(rq, "language") ? arg_value(rq, "language") : language_code(rq->language));

    /* Another link than the one told here: who has that one reads the address. */
    if (made.ok && made.count == 1 && !device(rq))
        WORK_QUERY(rq, SQL_invitation_mail,
                   arena_copy(rq->arena, rows_text(&made, 0, 1).at, rows_text(&made, 0, 1).length));
    return made;
}

const char *invitation_link(struct request *rq, const char *secret)
{
    const struct span host = exchange_host(rq->exchange);
    const char *const site =
        rq->public_url ? rq->public_url : arena_printf(rq->arena, "http://%.*s", (int)host.length, host.at);

    return arena_printf(rq->arena, "%s/%s/invitations/%s", site,
                        arg_given(rq, "language") ? arg_value(rq, "language") : language_code(rq->language),
                        secret);
}

/* A link opens a session that may all that the role may: more than a key can be narrowed to. */
static struct reply run(struct request *rq)
{
    char secret[SECRET_SIZE];

    if (!in_person(rq))
        return problem(rq, PROBLEM_FORBIDDEN);
    secret_make(secret);
    const struct rows made = invitation_record(rq, secret);
    struct buffer json = buffer_in(rq->arena, 1024);

    if (rq->error_count > 0)
        return problem(rq, PROBLEM_INVALID_BODY);
    if (!made.ok || made.count == 0)
        return problem(rq, PROBLEM_FORBIDDEN);
    struct span body_json = rows_text(&made, 0, 0);

    body_json.length--; /* its closing brace */
    buffer_span(&json, body_json);
    json_put_name(&json, "link");
    json_put_string(&json, span_of(invitation_link(rq, secret)));
    buffer_char(&json, '}');
    struct reply reply = reply_json(rq, &json);

    reply.status = 201;
    return reply;
}

const struct operation invitation_create = {
    .summary = "Invite somebody, or enrol a phone",
    .description = "The link works once, for 14 days. It is told here and nowhere else.",
    .tag = "Staff",
    .shared = { &invitation_body },
    .returns = "InvitationMade",
    .run = run,
    .access = ACCESS_SIGNED_IN,
    .action = ACTION_PEOPLE,
    .fresh = true,
    .secret_reply = true,
};
