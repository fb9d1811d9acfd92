/* SPDX-License-Identifier: Apache-2.0
 *
 * GET /docs/api: the API for people, from the same tables as /openapi.json. The words of the tables are
 * English, and so is the page, at one address; the frame is in the reader's language. */
#include "api_schemas.h"
#include "branchlight/i18n.h"
#include "shell.h"

/* In examples where the public URL isn't told: what a server on one's own machine has by default. (The Host
 * header says it better, and must not be believed: replies are kept for others.) */
#define LOCAL_BASE "http://127.0.0.1:8080"

static const char *type_words(const struct param *param)
{
    static const char *const words[] = {
        [T_CODE] = "code",
        [T_TEXT] = "text",
        [T_INT] = "whole number",
        [T_BOOL] = "true or false",
        [T_POSITION] = "latitude,longitude in degrees",
        [T_BOX] = "west,south,east,north in degrees",
        [T_MOMENT] = "now, or an instant (RFC 3339)",
        [T_INSTANT] = "a date, or an instant (RFC 3339)",
        [T_CHOICE] = "one of",
        [T_CHOICES] = "one or several, separated by commas, of",
        [T_AFTER] = "text",
        [T_LANGUAGE] = "one of",
        [T_NUMBER] = "number",
        [T_CODES] = "codes, separated by commas",
        [T_OBJECTS] = "list of objects",
        [T_EMAIL] = "e-mail address",
    };
    return words[param->type];
}

static void choices_set(struct view *row, const struct param *param)
{
    const char *const *choices = param->type == T_LANGUAGE ? language_codes() : param->choices;
    struct view *list = view_set_list(row, "choices");
    for (unsigned i = 0; choices && choices[i]; i++)
        view_set_string(view_add_object(list), "choice", choices[i]);
}

static void params_set(struct view *view, const struct operation *operation)
{
    const struct param *param;
    struct view *list = view_set_list(view, "params");
    for (unsigned i = 0; (param = operation_param(operation, i)); i++) {
        struct view *row = view_add_object(list);
        view_set_string(row, "name", param->name);
        view_set_bool(row, "path", param->in == IN_PATH);
        view_set_bool(row, "body", param->in == IN_BODY);
        view_set_bool(row, "required", param->required);
        view_set_string(row, "type", type_words(param));
        choices_set(row, param);
        view_set_bool(row, "bounded", param->type == T_INT);
        view_set_int(row, "min", param->min);
        view_set_int(row, "max", param->max);
        view_set_string(row, "summary", param->summary);
        view_set_string(row, "example", param->example);
    }
    view_set_bool(view, "has_params", operation_param(operation, 0) != NULL);
}

/* Whether the row that an example of a path names is there: examples are of the seed, which a registry may
 * have left behind. */
static bool example_known(const struct request *rq, const struct param *param)
{
    const struct span code = span_of(param->example);
    uint32_t branch, number;

    if (param->in != IN_PATH)
        return true;
    if (strcmp(param->name, "branch") == 0)
        return branch_find(rq->snapshot, code) != DIRECTORY_NONE;
    if (strcmp(param->name, "point") == 0)
        return point_find(rq->snapshot, code, &branch, &number);
    if (strcmp(param->name, "event") == 0)
        return event_find(rq->snapshot, code) != DIRECTORY_NONE;
    if (strcmp(param->name, "library") == 0)
        return directory_find(rq->snapshot, DIRECTORY_LIBRARY, code) != DIRECTORY_NONE;
    return true;
}

/* An address that works: path parameters by their examples, and the first filter. */
static struct span example_address(struct arena *arena, const struct route *route)
{
    struct buffer out = buffer_in(arena, 128);
    const struct param *param = operation_param(route->operation, 0);
    for (const char *at = route->path; *at; at++) {
        if (*at == '{' && param) {
            buffer_text(&out, param->example);
            at = strchr(at, '}');
        } else {
            buffer_char(&out, *at);
        }
    }
    if (param && param->in == IN_QUERY)
        buffer_printf(&out, "?%s=%s", param->name, param->example);
    return buffer_bytes(&out);
}

static void operation_set(struct request *rq, struct view *view, const struct route *route)
{
    const struct operation *operation = route->operation;
    view_set_string(view, "id", route->name);
    view_set_string(view, "method", http_method_name(route->method));
    view_set_string(view, "path", route->path);
    view_set_string(view, "summary", operation->summary);
    /* An empty one too: where there is none, the page's own would be found. */
    view_set_string(view, "description", operation->description ? operation->description : "");
    view_set_string(view, "returns", operation->returns);
    view_set_bool(view, "exports", (operation->formats & FORMAT_BIT(FORMAT_CSV)) != 0);
    view_set_bool(view, "calendar", (operation->formats & FORMAT_BIT(FORMAT_CALENDAR)) != 0);
    view_set_bool(view, "signed_in", operation->access == ACCESS_SIGNED_IN);
    view_set_bool(view, "fresh", operation->fresh);
    /* What can be opened in a browser, and ends. */
    if (operation->answer && operation->formats != FORMAT_BIT(FORMAT_EVENTS) &&
        (!operation_param(operation, 0) || example_known(rq, operation_param(operation, 0))))
        view_set_text(view, "example", example_address(rq->arena, route));
    params_set(view, operation);
}

/* "Branches and points" → "branches-and-points". */
static const char *anchor_of(struct arena *arena, const char *tag)
{
    char *const anchor = arena_copy(arena, tag, strlen(tag));

    for (char *at = anchor; *at; at++) {
        if (*at == ' ')
            *at = '-';
        else if (*at >= 'A' && *at <= 'Z')
            *at = (char)(*at + ('a' - 'A'));
    }
    return anchor;
}

/* routes.def groups the routes by tag. */
static void groups_set(struct request *rq, struct view *view)
{
    struct view *groups = view_set_list(view, "groups"), *operations = NULL;
    const char *last = NULL;
    for (unsigned i = 0; i < route_count; i++) {
        const char *tag = routes[i].operation->tag;
        if (!tag)
            continue;
        if (!last || strcmp(tag, last) != 0) {
            struct view *group = view_add_object(groups);
            view_set_string(group, "tag", tag);
            view_set_string(group, "anchor", anchor_of(rq->arena, tag));
            operations = view_set_list(group, "operations");
            last = tag;
        }
        operation_set(rq, view_add_object(operations), &routes[i]);
    }
}

static void problems_set(struct request *rq, struct view *view)
{
    struct view *list = view_set_list(view, "problems");
    const int english = language_by_code(SPAN("en"));
    for (unsigned i = 0; i < PROBLEMS; i++) {
        struct view *row = view_add_object(list);
        const char *slug = problem_slug((enum problem)i);
        const unsigned language = english < 0 ? 0 : (unsigned)english;
        view_set_string(row, "slug", slug);
        view_set_int(row, "status", problem_status((enum problem)i));
        view_set_text(row, "title", i18n_text(language, arena_printf(rq->arena, "problem.%s.title", slug)));
        view_set_text(row, "detail", i18n_text(language, arena_printf(rq->arena, "problem.%s.detail", slug)));
    }
}

static struct reply answer(struct request *rq)
{
    struct view *view = shell_view(rq, SPAN("API"), NULL);
    struct reply reply;
    shell_address(rq, view, "/docs/api");
    shell_describe(
        view, SPAN("Which library has a self-service point that works, is open now, and has someone to help: "
                   "the registry's data for programs, with examples to try."));
    view_set_string(view, "base", rq->public_url ? rq->public_url : LOCAL_BASE);
    groups_set(rq, view);
    problems_set(rq, view);
    api_schemas_set(rq, view);
    reply = shell_reply(rq, 200, "api_docs", view);
    reply.steady = 1;
    reply_header(&reply, "Vary", "Accept-Language");
    return reply;
}

const struct operation api_docs = {
    .summary = "Read about the API",
    .lenient = true,
    .formats = FORMAT_BIT(FORMAT_HTML),
    .answer = answer,
};
