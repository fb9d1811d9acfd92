/* SPDX-License-Identifier: Apache-2.0
 *
 * GET /{lang}/staff/account/keys: what machines use in one's name, and a form that makes a key. */
#include "branchlight/i18n.h"
#include "branchlight/pages.h"
#include "key_parts.h"
#include "queries.h"
#include "zoned.h"

enum { USED = 4, UNTIL = 5, ZONE = 7, MADE = 8, ALLOWED = 9, DAYS_USUAL = 90 };

static const char *const doings[] = { "ended", NULL };

static const struct param params[] = {
    { "lang", IN_PATH, T_LANGUAGE, .summary = "Language of the page", .example = "lt" },
    { "done", IN_QUERY, T_CHOICE, .choices = doings, .summary = "What was just done" },
};

/* "read,status" as "Skaityti · Pranešti apie būseną". */
static struct span actions_text(struct request *rq, struct span names)
{
    struct buffer out = buffer_in(rq->arena, 128);

    for (size_t i = 0; i < names.length;) {
        const char *const comma = memchr(names.at + i, ',', names.length - i);
        const size_t length = comma ? (size_t)(comma - names.at) - i : names.length - i;

        buffer_text(&out, out.length ? " · " : "");
        buffer_span(&out, words_of(rq, "staff.keys.action", arena_copy(rq->arena, names.at + i, length)));
        i += length + 1;
    }
    return buffer_bytes(&out);
}

static void keys_set(struct request *rq, struct view *view)
{
    const struct rows rows = work_query(rq, &SQL_account_access, 0, NULL);
    struct view *const list = view_set_list(view, "keys");
    bool any = false;

    for (unsigned i = 0; rows.ok && i < rows.count; i++) {
        const struct span zone = rows_text(&rows, i, ZONE);
        const int64_t made = rows_int(&rows, i, MADE), used = rows_int(&rows, i, USED);

        if (!span_equal(rows_text(&rows, i, 0), SPAN("key")))
            continue;
        struct view *const key = view_add_object(list);

        any = true;
        view_set_string(key, "end", page_path(rq, "staff/account/keys/%s", cell_string(rq, &rows, i, 1)));
        view_set_string(key, "name", cell_string(rq, &rows, i, 2));
        view_set_string(key, "prefix", cell_string(rq, &rows, i, KEY_PREFIX));
        view_set_text(key, "actions", actions_text(rq, rows_text(&rows, i, ALLOWED)));
        view_set_text(key, "made", zoned_date(rq, made, zone));
        if (used > made)
            view_set_text(key, "used", zoned_age(rq, used, zone));
        view_set_text(key, "until", zoned_date(rq, rows_int(&rows, i, UNTIL), zone));
    }
    view_set_bool(view, "any", any);
}

/* What one may do oneself can be chosen; reading is always among it. */
static void actions_set(struct request *rq, struct view *view, bool sent)
{
    struct view *const list = view_set_list(view, "actions");

    for (enum action action = ACTION_READ + 1; action < ACTIONS; action++) {
        if (!may_somewhere(rq->actor, action))
            continue;
        const char *const name = action_name(action);
        struct view *const one = view_add_object(list);

        view_set_string(one, "value", name);
        view_set_text(one, "title", words_of(rq, "staff.keys.action", name));
        view_set_text(one, "detail", words_of(rq, "staff.keys.detail", name));
        view_set_bool(one, "chosen",
                      sent && arg_given(rq, "actions") && strstr(arg_value(rq, "actions"), name));
    }
}

static void days_set(struct request *rq, struct view *view, bool sent)
{
    static const int64_t offered[] = { 30, DAYS_USUAL, 180, 366 };
    struct view *const list = view_set_list(view, "days");
    const int64_t chosen = sent && arg_given(rq, "days") ? arg(rq, "days")->integer : DAYS_USUAL;

    for (unsigned i = 0; i < sizeof offered / sizeof *offered; i++) {
        struct view *const one = view_add_object(list);

        view_set_int(one, "value", offered[i]);
        view_set_text(one, "text",
                      offered[i] == 366 ? i18n_text(rq->language, "staff.keys.year")
                                        : i18n_format_count(rq->arena, rq->language, "availability.days",
                                                            offered[i], NULL));
        view_set_bool(one, "chosen", offered[i] == chosen);
    }
}

/* The key itself, and a request to try it with: that takes it from the keyboard, so that it stays out of the
 * shell's history. */
static void made_set(struct request *rq, struct view *view, const char *key)
{
    struct view *const made = view_set_object(view, "made");
    const struct span host = exchange_host(rq->exchange);

    view_set_string(made, "key", key);
    view_set_string(made, "name", arg_value(rq, "name"));
    view_set_string(
        made, "example",
        arena_printf(rq->arena, "read -rs KEY\ncurl -H \"Authorization: Bearer $KEY\" %s/api/v1/me",
                     rq->public_url ? rq->public_url
                                    : arena_printf(rq->arena, "http://%.*s", (int)host.length, host.at)));
}

struct reply keys_show(struct request *rq, unsigned status, const char *key)
{
    struct view *const view =
        staff_view(rq, i18n_text(rq->language, "staff.keys.title"), "staff/account/keys", "account");
    const struct rows state = WORK_QUERY(rq, SQL_account_state, rq->actor->email);
    const bool sent = rq->route->operation != &staff_keys && !key;

    view_set_string(view, "action", page_path(rq, "staff/account/keys"));
    view_set_bool(view, "asks_present", state.ok && state.count == 1 && rows_bool(&state, 0, 0));
    once_renew(rq, view);
    if (key)
        made_set(rq, view, key);
    else
        form_set(rq, view);
    if (rq->route->operation == &staff_keys && arg_given(rq, "done"))
        view_set_text(view, "done", i18n_text(rq->language, "staff.keys.ended"));
    actions_set(rq, view, sent);
    days_set(rq, view, sent);
    keys_set(rq, view);
    return shell_reply(rq, status, "staff_keys", view);
}

static struct reply run(struct request *rq)
{
    if (!in_person(rq) || !rq->actor->email)
        return page_problem(rq, PROBLEM_FORBIDDEN);
    return keys_show(rq, 200, NULL);
}

const struct operation staff_keys = {
    .summary = "My API keys",
    PARAMS(params),
    STAFF_PAGE,
    .run = run,
};
