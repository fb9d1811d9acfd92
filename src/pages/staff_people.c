/* SPDX-License-Identifier: Apache-2.0
 *
 * GET /{lang}/staff/people: who may do what where, who was invited, and a form that invites. */
#include "branchlight/i18n.h"
#include "branchlight/pages.h"
#include "branchlight/qr.h"
#include "people_parts.h"
#include "queries.h"
#include "zoned.h"

static const struct param params[] = {
    { "lang", IN_PATH, T_LANGUAGE, .summary = "Language of the page", .example = "lt" },
};

static struct span role_word(struct request *rq, const char *role)
{
    return words_of(rq, "grant", role);
}

/* ---- people ---- */

static struct view *person_set(struct request *rq, struct view *list, const struct rows *rows, unsigned i)
{
    struct view *const person = view_add_object(list);
    const int64_t seen = rows_int(rows, i, 10);
    const bool self = rows_bool(rows, i, 5);

    view_set_string(person, "name", cell_string(rq, rows, i, 1));
    view_set_string(person, "email", cell_string(rq, rows, i, 2));
    view_set_bool(person, "out", rows_bool(rows, i, 3));
    view_set_bool(person, "tended", rows_bool(rows, i, 4) && !self);
    view_set_bool(person, "self", self);
    view_set_bool(person, "changeable", rows_bool(rows, i, 4) && !self);
    view_set_string(person, "action", page_path(rq, "staff/people/%s", cell_string(rq, rows, i, 0)));
    if (seen)
        view_set_text(person, "seen", zoned_age(rq, seen, rows_text(rows, i, 11)));
    return person;
}

static bool same_person(const struct rows *rows, unsigned i, unsigned j)
{
    return j < rows->count && span_equal(rows_text(rows, i, 0), rows_text(rows, j, 0));
}

static void grant_set(struct request *rq, struct view *person, struct view *grants, const struct rows *rows,
                      unsigned i)
{
    const bool many = same_person(rows, i, i + 1) || (i > 0 && same_person(rows, i, i - 1));
    struct view *const grant = view_add_object(grants);
    const bool yours = rows_bool(rows, i, 9);

    view_set_string(grant, "id", cell_string(rq, rows, i, 6));
    view_set_text(grant, "role", role_word(rq, cell_string(rq, rows, i, 7)));
    view_set_string(grant, "scope", cell_string(rq, rows, i, 8));
    view_set_bool(grant, "yours", yours);
    if (yours)
        view_set_bool(person, "changeable", true);
    view_set_bool(person, "many", many);
}

static void people_set(struct request *rq, struct view *view)
{
    const struct rows rows = work_query(rq, &SQL_staff_people, 0, NULL);
    struct view *const list = view_set_list(view, "people");
    struct view *person = NULL, *grants = NULL;

    for (unsigned i = 0; rows.ok && i < rows.count; i++) {
        if (i == 0 || !same_person(&rows, i, i - 1)) {
            person = person_set(rq, list, &rows, i);
            grants = view_set_list(person, "grants");
        }
        if (!rows_null(&rows, i, 6))
            grant_set(rq, person, grants, &rows, i);
    }
}

/* ---- invitations ---- */

static void invitations_set(struct request *rq, struct view *view)
{
    const struct rows rows = work_query(rq, &SQL_staff_invitations, 0, NULL);
    struct view *const list = view_set_list(view, "invitations");

    for (unsigned i = 0; rows.ok && i < rows.count; i++) {
        struct view *const one = view_add_object(list);
        const struct span zone = rows_text(&rows, i, 9);

        view_set_bool(one, "device", span_equal(rows_text(&rows, i, 1), SPAN("device")));
        view_set_text(one, "role", role_word(rq, cell_string(rq, &rows, i, 2)));
        view_set_string(one, "scope", cell_string(rq, &rows, i, 3));
        view_set_string(one, "name", cell_string(rq, &rows, i, 4));
        view_set_string(one, "email", cell_string(rq, &rows, i, 5));
        view_set_bool(one, "expired", rows_bool(&rows, i, 6));
        view_set_text(one, "ago", zoned_age(rq, rows_int(&rows, i, 7), zone));
        view_set_text(one, "until", zoned_date(rq, rows_int(&rows, i, 8), zone));
        view_set_string(one, "action", page_path(rq, "staff/invitations/%s", cell_string(rq, &rows, i, 0)));
    }
    view_set_bool(view, "waiting", rows.ok && rows.count > 0);
}

static void place_set(struct request *rq, struct view *places, const char *role, const char *code,
                      const char *name)
{
    struct view *const place = view_add_object(places);
    const char *const value = code ? arena_printf(rq->arena, "%s:%s", role, code) : role;

    view_set_string(place, "value", value);
    view_set_text(place, "text", name ? span_of(name) : role_word(rq, role));
    view_set_bool(place, "chosen",
                  rq->route->operation != &staff_people && arg_given(rq, "place") &&
                      span_equal(arg(rq, "place")->text, span_of(value)));
}

/* The roles that may be given, each with the places where: one list, so that what doesn't go together can't
 * be chosen. */
static void roles_set(struct request *rq, struct view *view)
{
    static const struct {
        const char *role, *kind;
    } offered[] = {
        { "librarian", "branch" },     { "library_manager", "library" }, { "coordinator", "organization" },
        { "trainer", "organization" }, { "viewer", "organization" },
    };
    const struct rows rows = work_query(rq, &SQL_staff_places, 0, NULL);
    struct view *const roles = view_set_list(view, "roles");

    for (unsigned r = 0; r < sizeof offered / sizeof *offered; r++) {
        struct view *places = NULL;

        for (unsigned i = 0; rows.ok && i < rows.count; i++) {
            if (!span_equal(rows_text(&rows, i, 0), span_of(offered[r].kind)))
                continue;
            if (!places) {
                struct view *const role = view_add_object(roles);

                view_set_text(role, "title", role_word(rq, offered[r].role));
                places = view_set_list(role, "places");
            }
            place_set(rq, places, offered[r].role, cell_string(rq, &rows, i, 1),
                      cell_string(rq, &rows, i, 2));
        }
    }
    if (!has_role(rq->actor, "admin"))
        return;
    struct view *const role = view_add_object(roles);

    view_set_text(role, "title", i18n_text(rq->language, "staff.people.everything"));
    place_set(rq, view_set_list(role, "places"), "admin", NULL, NULL);
}

static void made_set(struct request *rq, struct view *view, const char *link)
{
    struct view *const made = view_set_object(view, "made");
    struct span path;
    unsigned modules;

    view_set_string(made, "link", link);
    view_set_string(made, "name", arg_value(rq, "name"));
    view_set_bool(made, "device", span_equal(arg(rq, "kind")->text, SPAN("device")));
    if (rq->mails && arg_given(rq, "email"))
        view_set_string(made, "sent_to", arg_value(rq, "email"));
    if (!qr_path(rq->arena, link, &path, &modules))
        return;
    struct view *const code = view_set_object(made, "qr");

    view_set_text(code, "path", path);
    view_set_int(code, "sides", modules + 8); /* with the white around it */
}

static void languages_set(struct request *rq, struct view *view)
{
    const bool sent = rq->route->operation != &staff_people && arg_given(rq, "language");
    const struct span chosen = sent ? arg(rq, "language")->text : span_of(language_code(rq->language));
    struct view *const list = view_set_list(view, "mail_languages");

    for (unsigned i = 0; i < language_count(); i++) {
        struct view *const one = view_add_object(list);

        view_set_string(one, "code", language_code(i));
        view_set_text(one, "name", i18n_text(i, "site.language.name"));
        view_set_bool(one, "chosen", span_equal(chosen, span_of(language_code(i))));
    }
}

struct reply people_show(struct request *rq, unsigned status, const char *link)
{
    struct view *const view =
        staff_view(rq, i18n_text(rq->language, "staff.people.title"), "staff/people", "people");

    view_set_bool(view, "no_mail", !rq->mails);
    view_set_string(view, "invite_action", page_path(rq, "staff/people"));
    once_renew(rq, view);
    if (link)
        made_set(rq, view, link);
    else
        form_set(rq, view);
    if (!link && rq->route->operation != &staff_people && arg_given(rq, "kind"))
        view_set_bool(view, "device_chosen", span_equal(arg(rq, "kind")->text, SPAN("device")));
    roles_set(rq, view);
    languages_set(rq, view);
    invitations_set(rq, view);
    people_set(rq, view);
    return shell_reply(rq, status, "staff_people", view);
}

static struct reply run(struct request *rq)
{
    return people_show(rq, 200, NULL);
}

const struct operation staff_people = {
    .summary = "People",
    PARAMS(params),
    STAFF_PAGE,
    .run = run,
    .action = ACTION_PEOPLE,
};
