/* SPDX-License-Identifier: Apache-2.0
 *
 * The first lock: what each role may do with what is its own. The second is row level security (may() of
 * sql/migrations/0012_people.sql), written apart. BRANCHLIGHT_FIRST_LOCK_OPEN, for a test of the second,
 * leaves this one open. */
#include "branchlight/auth.h"

#include "branchlight/work.h"
#include "queries.h"

#define MAY(action) (1u << ACTION_##action)

static const char *const action_names[ACTIONS] = {
    [ACTION_NONE] = "none",     [ACTION_READ] = "read",
    [ACTION_STATUS] = "status", [ACTION_HOURS_TODAY] = "hours_today",
    [ACTION_TRIAGE] = "triage", [ACTION_DIRECTORY] = "directory",
    [ACTION_PEOPLE] = "people", [ACTION_AUDIT] = "audit",
};

static const struct {
    const char *role;
    unsigned actions;
} permissions[] = {
    { "admin", ~0u },
    { "coordinator",
      MAY(READ) | MAY(STATUS) | MAY(HOURS_TODAY) | MAY(TRIAGE) | MAY(DIRECTORY) | MAY(PEOPLE) | MAY(AUDIT) },
    { "library_manager",
      MAY(READ) | MAY(STATUS) | MAY(HOURS_TODAY) | MAY(TRIAGE) | MAY(DIRECTORY) | MAY(PEOPLE) | MAY(AUDIT) },
    { "librarian", MAY(READ) | MAY(STATUS) | MAY(HOURS_TODAY) | MAY(TRIAGE) },
    { "trainer", MAY(READ) },
    { "viewer", MAY(READ) },
};

const char *action_name(enum action action)
{
    return action_names[action];
}

/* A device and a key may be narrower than whom they speak for. */
static bool credential_lets(const struct actor *actor, enum action action)
{
    const char *const name = action_names[action];
    const size_t length = strlen(name);

    for (const char *at = actor->actions; at; at = strchr(at, ',') ? strchr(at, ',') + 1 : NULL) {
        if (strncmp(at, name, length) == 0 && (at[length] == ',' || at[length] == '\0'))
            return true;
    }
    return !actor->actions;
}

static bool role_lets(const char *role, enum action action)
{
    for (unsigned i = 0; i < sizeof permissions / sizeof *permissions; i++) {
        if (strcmp(permissions[i].role, role) == 0)
            return (permissions[i].actions >> action & 1) != 0;
    }
    return false;
}

static bool same(const char *id, struct span other)
{
    return id && span_equal(span_of(id), other);
}

/* Whether the ids of a row, one after the other with commas, have this one. */
static bool among(const char *id, struct span ids)
{
    const size_t length = ID_SIZE - 1;

    for (size_t at = 0; id && at + length <= ids.length; at += length + 1) {
        if (memcmp(ids.at + at, id, length) == 0)
            return true;
    }
    return false;
}

static bool grant_lets(const struct grant *grant, enum action action, const struct rows *scope)
{
    if (!role_lets(grant->role, action))
        return false;
    return strcmp(grant->role, "admin") == 0 || among(grant->organization, rows_text(scope, 0, 1)) ||
           same(grant->library, rows_text(scope, 0, 2)) || same(grant->branch, rows_text(scope, 0, 3));
}

enum problem authorize(struct request *rq, enum action action, const char *kind, struct span code)
{
    const struct actor *const actor = rq->actor;
    const struct rows scope =
        WORK_QUERY(rq, SQL_object_scope, kind, arena_copy(rq->arena, code.at, code.length));
    bool allowed = false;

    if (!scope.ok || scope.count == 0)
        return PROBLEM_NOT_FOUND;
    rq->object = arena_copy(rq->arena, rows_text(&scope, 0, 0).at, rows_text(&scope, 0, 0).length);
    for (unsigned i = 0; actor && credential_lets(actor, action) && i < actor->grant_count; i++)
        allowed = allowed || grant_lets(&actor->grants[i], action, &scope);
#ifdef BRANCHLIGHT_FIRST_LOCK_OPEN
    allowed = true;
#endif
    return allowed ? PROBLEMS : PROBLEM_FORBIDDEN;
}

bool may_somewhere(const struct actor *actor, enum action action)
{
#ifdef BRANCHLIGHT_FIRST_LOCK_OPEN
    return true;
#endif
    for (unsigned i = 0; credential_lets(actor, action) && i < actor->grant_count; i++) {
        if (role_lets(actor->grants[i].role, action))
            return true;
    }
    return false;
}

bool has_role(const struct actor *actor, const char *role)
{
    for (unsigned i = 0; i < actor->grant_count; i++) {
        if (strcmp(actor->grants[i].role, role) == 0)
            return true;
    }
    return false;
}
