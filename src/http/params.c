/* SPDX-License-Identifier: Apache-2.0
 *
 * Arguments from path and query, by the operation's table. All errors are collected before anything is
 * answered: a reader who made three mistakes learns of three. */
#include "params.h"
#include "branchlight/buffer.h"
#include "branchlight/clock.h"
#include "branchlight/i18n.h"

#include <assert.h>
#include <math.h>
#include <stdarg.h>
#include <stdlib.h>

enum { CODE_MAX = 40, NUMBER_MAX = 32, AFTER_MAX = 1400, EMAIL_MAX = 254, EMAIL_LOCAL_MAX = 64 };

const struct argument *arg(const struct request *rq, const char *name)
{
    const int index = operation_param_index(rq->route->operation, span_of(name));
    assert(index >= 0 && index < ARGUMENTS_MAX);
    return &rq->arguments[index];
}

/* The name is that of a body parameter, or of none and was found in the body. */
static bool is_in_body(const struct request *rq, struct span parameter)
{
    const int index = operation_param_index(rq->route->operation, parameter);

    return index >= 0 && operation_param(rq->route->operation, (unsigned)index)->in == IN_BODY;
}

void param_note(struct request *rq, bool in_body, struct span parameter, const char *code, struct span detail)
{
    if (rq->error_count < ERRORS_MAX)
        rq->errors[rq->error_count++] = (struct param_error){ in_body, parameter, code, detail };
}

static void note(struct request *rq, struct span parameter, const char *code, struct span detail)
{
    param_note(rq, is_in_body(rq, parameter), parameter, code, detail);
}

static const char *key_of(struct request *rq, const char *code)
{
    return arena_printf(rq->arena, "parameter.%s", code);
}

/* The parameter that a place is in, itself or one of its members: "rules" of "rules.2.periods". */
static struct span parameter_of(const struct request *rq, struct span place)
{
    struct span name = place;

    while (name.length > 0 && operation_param_index(rq->route->operation, name) < 0) {
        do
            name.length--;
        while (name.length > 0 && name.at[name.length] != '.');
    }
    return name.length > 0 ? name : place;
}

static bool is_wrong(const struct request *rq, struct span parameter)
{
    for (unsigned i = 0; i < rq->error_count; i++) {
        if (span_equal(rq->errors[i].parameter, parameter))
            return true;
    }
    return false;
}

void param_error(struct request *rq, const char *parameter, const char *code, ...)
{
    enum { PLACES = 3 };
    const char *pairs[2 * PLACES] = { 0 };
    va_list places;

    if (strcmp(code, "required") == 0 && is_wrong(rq, span_of(parameter)))
        return; /* it was given, and can't be used */
    va_start(places, code);
    for (unsigned i = 0; i < 2 * PLACES && (pairs[i] = va_arg(places, const char *)); i++)
        ;
    va_end(places);
    param_note(rq, is_in_body(rq, parameter_of(rq, span_of(parameter))), span_of(parameter), code,
               i18n_format(rq->arena, rq->language, key_of(rq, code), pairs[0], pairs[1], pairs[2], pairs[3],
                           pairs[4], pairs[5], NULL));
}

static bool in_number(char byte)
{
    return (byte >= '0' && byte <= '9') || byte == '.' || byte == '-' || byte == '+';
}

/* A decimal number, as RFC 8259 writes one or with a leading '+'; no exponent, no hexadecimal, no "nan". */
static bool number_take(struct span *text, double *ret_number)
{
    char digits[NUMBER_MAX + 1];
    size_t length = 0;
    while (length < text->length && length < NUMBER_MAX && in_number(text->at[length]))
        length++;
    if (length == 0 || (length < text->length && text->at[length] != ','))
        return false;
    memcpy(digits, text->at, length);
    digits[length] = '\0';
    char *end;
    const double number = strtod(digits, &end); /* the process runs in the C locale */
    if (*end || end == digits || !isfinite(number))
        return false;
    *ret_number = number;
    text->at += length;
    text->length -= length;
    return true;
}

static bool numbers_take(struct span text, unsigned count, double *ret_numbers)
{
    double numbers[4];
    for (unsigned i = 0; i < count; i++) {
        if (i > 0) {
            if (text.length == 0 || text.at[0] != ',')
                return false;
            text.at++;
            text.length--;
        }
        if (!number_take(&text, &numbers[i]))
            return false;
    }
    if (text.length > 0)
        return false;
    memcpy(ret_numbers, numbers, count * sizeof *numbers);
    return true;
}

static bool whole_number(struct span text, int64_t *ret_value)
{
    int64_t value = 0;
    const bool negative = text.length > 0 && text.at[0] == '-';
    const size_t first = negative ? 1 : 0;
    if (text.length == first || text.length > first + 15)
        return false;
    for (size_t i = first; i < text.length; i++) {
        if (text.at[i] < '0' || text.at[i] > '9')
            return false;
        value = value * 10 + (text.at[i] - '0');
    }
    *ret_value = negative ? -value : value;
    return true;
}

static bool latitude(double degrees)
{
    return degrees >= -90 && degrees <= 90;
}

static bool longitude(double degrees)
{
    return degrees >= -180 && degrees <= 180;
}

static bool code_valid(struct span text)
{
    if (text.length == 0 || text.length > CODE_MAX)
        return false;
    for (size_t i = 0; i < text.length; i++) {
        const char c = text.at[i];
        if (!((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
              c == '_'))
            return false;
    }
    return true;
}

static int choice_index(const struct param *param, struct span text)
{
    for (int i = 0; param->choices[i]; i++) {
        if (span_equal(span_of(param->choices[i]), text))
            return i;
    }
    return -1;
}

static bool choices_take(const struct param *param, struct span text, uint32_t *ret_choices)
{
    uint32_t choices = 0;
    while (true) {
        const char *comma = text.length ? memchr(text.at, ',', text.length) : NULL;
        const struct span one = { text.at, comma ? (size_t)(comma - text.at) : text.length };
        const int index = choice_index(param, one);
        if (index < 0)
            return false;
        choices |= 1u << index;
        if (!comma)
            break;
        text = (struct span){ comma + 1, text.length - one.length - 1 };
    }
    *ret_choices = choices;
    return true;
}

/* A date alone is its first instant in UTC. */
static bool instant_take(struct arena *arena, struct span text, int64_t *ret_seconds)
{
    if (text.length == 10)
        text = span_of(arena_printf(arena, "%.10sT00:00:00Z", text.at));
    return clock_parse(text, ret_seconds);
}

static bool moment_take(struct request *rq, struct argument *argument)
{
    argument->now = span_equal(argument->text, SPAN("now"));
    if (argument->now) {
        argument->integer = rq->now;
        return true;
    }
    return clock_parse(argument->text, &argument->integer);
}

/* Where the character that begins at `at`, or in whose midst it is, ends. */
static size_t character_end(struct span text, size_t at)
{
    for (at++; at < text.length && ((unsigned char)text.at[at] & 0xC0) == 0x80; at++)
        ;
    return at;
}

/* The bytes of the first `count` characters (code points) at most. */
static size_t characters(struct span text, int64_t count)
{
    size_t end = 0;
    while (count-- > 0 && end < text.length)
        end = character_end(text, end);
    return end;
}

/* Control bytes stand in no text of ours; what is written in lines may have those, and tabs. */
static bool text_plain(const struct param *param, struct span text)
{
    for (size_t i = 0; i < text.length; i++) {
        const unsigned char byte = (unsigned char)text.at[i];

        if ((byte < 0x20 && !(param->lines && (byte == '\n' || byte == '\t'))) || byte == 0x7F)
            return false;
    }
    return true;
}

static bool text_valid(const struct param *param, struct span text)
{
    const size_t least = param->min > 1 ? characters(text, param->min - 1) + 1 : 1;

    return text.length >= least && characters(text, param->max) == text.length &&
           (param->in != IN_BODY || text_plain(param, text));
}

/* Whether one byte of an address may stand where it does: of the part before the @ (RFC 5321, 4.1.2,
 * unquoted), or of the domain, whose labels are letters, digits, and hyphens inside (RFC 1123, 2.1). */
static bool email_byte_fits(char previous, char byte, char next, bool domain)
{
    const bool edge =
        strchr(".@", previous) || strchr(".@", next); /* the ends, too: their neighbour is a NUL */

    if (byte == '.' || (domain && byte == '-'))
        return !edge;
    if (domain)
        return (byte >= '0' && byte <= '9') || (byte >= 'a' && byte <= 'z');
    return byte > ' ' && byte < 0x7F && !strchr("<>()[]\",;:\\", byte);
}

/* As far as an address can be judged by its look; whether it exists is seen when a letter arrives. Domains of
 * other scripts come as their ASCII form (RFC 5891). */
static bool email_take(struct request *rq, struct argument *argument)
{
    const struct span text = argument->text;
    char *const lower = arena_copy(rq->arena, text.at, text.length);

    for (size_t i = 0; i < text.length; i++)
        lower[i] = (char)(lower[i] >= 'A' && lower[i] <= 'Z' ? lower[i] + 32 : lower[i]);
    const char *const at = strchr(lower, '@'), *const dot = strrchr(lower, '.');

    if (!at || !dot || at == lower || at - lower > EMAIL_LOCAL_MAX || dot < at || strlen(dot) < 3 ||
        strlen(lower) != text.length || text.length > EMAIL_MAX)
        return false;
    for (const char *byte = lower; *byte; byte++)
        if (byte != at && !email_byte_fits(byte == lower ? '\0' : byte[-1], *byte, byte[1], byte > at))
            return false;
    argument->text = (struct span){ lower, text.length };
    return true;
}

/* The words that fit; of a single one that doesn't, what does. */
static struct span text_cut(const struct param *param, struct span text)
{
    const size_t most = characters(text, param->max);
    size_t end = most;
    if (most == text.length)
        return text;
    while (end > 0 && text.at[end] != ' ')
        end--;
    return (struct span){ text.at, end > 0 ? end : most };
}

static bool language_take(struct argument *argument)
{
    const int index = language_by_code(argument->text);
    argument->integer = index;
    return index >= 0;
}

static bool choice_take(const struct param *param, struct argument *argument)
{
    const int index = choice_index(param, argument->text);
    argument->integer = index;
    argument->choices = index < 0 ? 0 : 1u << index;
    return index >= 0;
}

static bool bool_take(struct argument *argument)
{
    argument->boolean = span_equal(argument->text, SPAN("true"));
    return argument->boolean || span_equal(argument->text, SPAN("false"));
}

/* Codes with commas between them. */
static bool codes_valid(struct span text)
{
    for (size_t i = 0, from = 0; i <= text.length; i++) {
        const bool end = i == text.length || text.at[i] == ',';
        if (end && !code_valid((struct span){ text.at + from, i - from }))
            return false;
        from = end ? i + 1 : from;
    }
    return true;
}

static bool argument_take(struct request *rq, const struct param *param, struct argument *argument)
{
    const struct span text = argument->text;
    double *numbers = argument->numbers;
    switch (param->type) {
    case T_CODE:
        return code_valid(text);
    case T_TEXT:
        return text_valid(param, text);
    case T_INT:
        return whole_number(text, &argument->integer) && argument->integer >= param->min &&
               argument->integer <= param->max;
    case T_BOOL:
        return bool_take(argument);
    case T_POSITION:
        return numbers_take(text, 2, numbers) && latitude(numbers[0]) && longitude(numbers[1]);
    case T_BOX:
        return numbers_take(text, 4, numbers) && longitude(numbers[0]) && latitude(numbers[1]) &&
               longitude(numbers[2]) && latitude(numbers[3]) && numbers[1] <= numbers[3];
    case T_MOMENT:
        return moment_take(rq, argument);
    case T_INSTANT:
        return instant_take(rq->arena, text, &argument->integer);
    case T_CHOICE:
        return choice_take(param, argument);
    case T_CHOICES:
        return choices_take(param, text, &argument->choices);
    case T_AFTER:
        return text.length > 0 && text.length <= AFTER_MAX;
    case T_LANGUAGE:
        return language_take(argument);
    case T_NUMBER:
        return numbers_take(text, 1, numbers) && numbers[0] >= (double)param->min &&
               numbers[0] <= (double)param->max;
    case T_CODES:
        return codes_valid(text);
    case T_OBJECTS: /* body.c lets nothing else come here */
        return text.length > 0 && text.at[0] == '[';
    case T_EMAIL:
        return email_take(rq, argument);
    }
    return false;
}

static const char *join_choices(struct request *rq, const char *const *choices)
{
    const char *joined = choices[0];
    for (unsigned i = 1; choices[i]; i++)
        joined = arena_printf(rq->arena, "%s, %s", joined, choices[i]);
    return joined;
}

/* What is wrong with a value of this type, and how to write it. */
static void type_error(struct request *rq, const struct param *param)
{
    static const char *const codes[] = {
        [T_CODE] = "code",         [T_TEXT] = "text",       [T_INT] = "integer",   [T_BOOL] = "boolean",
        [T_POSITION] = "position", [T_BOX] = "box",         [T_MOMENT] = "moment", [T_INSTANT] = "instant",
        [T_CHOICE] = "choice",     [T_CHOICES] = "choices", [T_AFTER] = "after",   [T_LANGUAGE] = "choice",
        [T_EMAIL] = "email",       [T_NUMBER] = "number",   [T_CODES] = "codes",   [T_OBJECTS] = "objects",
    };
    const char *min = arena_printf(rq->arena, "%lld", (long long)param->min);
    const char *max = arena_printf(rq->arena, "%lld", (long long)param->max);
    const char *const *choices = param->type == T_LANGUAGE ? language_codes() : param->choices;
    const char *const code = param->type == T_TEXT && param->min > 1 ? "length" : codes[param->type];
    param_error(rq, param->name, code, "min", min, "max", max, choices ? "choices" : NULL,
                choices ? join_choices(rq, choices) : NULL, NULL);
}

void argument_set(struct request *rq, unsigned index, struct span text)
{
    const struct param *param = operation_param(rq->route->operation, index);
    const bool lenient = rq->route->operation->lenient && param->in == IN_QUERY;
    struct argument taken = { .given = true, .text = text };
    if (lenient && (span_blank(text) || rq->arguments[index].given))
        return;
    if (lenient && param->type == T_TEXT)
        taken.text = text_cut(param, text);
    if (rq->arguments[index].given) {
        param_error(rq, param->name, "repeated", NULL);
        return;
    }
    if (argument_take(rq, param, &taken))
        rq->arguments[index] = taken;
    else if (!lenient)
        type_error(rq, param);
}

void arg_give(struct request *rq, const char *name, const char *text)
{
    const int index = operation_param_index(rq->route->operation, span_of(name));

    assert(index >= 0);
    argument_set(rq, (unsigned)index, span_of(text));
}

/* A name that can't be decoded, as it was sent: what isn't ASCII is escaped, for it may be no text. */
static struct span name_shown(struct request *rq, struct span raw)
{
    struct buffer out = buffer_in(rq->arena, 3 * raw.length + 1);
    for (size_t i = 0; i < raw.length; i++) {
        const unsigned char byte = (unsigned char)raw.at[i];
        if (byte < 0x80)
            buffer_char(&out, raw.at[i]);
        else
            buffer_printf(&out, "%%%02X", byte);
    }
    return buffer_bytes(&out);
}

static void query_pair(struct request *rq, struct span raw)
{
    const char *equals = memchr(raw.at, '=', raw.length);
    const size_t name_length = equals ? (size_t)(equals - raw.at) : raw.length;
    const struct span raw_name = { raw.at, name_length };
    struct span name, value = { "", 0 };
    const bool named = http_decode(rq->arena, HTTP_QUERY_PART, raw_name, &name);
    if (!named ||
        (equals && !http_decode(rq->arena, HTTP_QUERY_PART,
                                (struct span){ equals + 1, raw.length - name_length - 1 }, &value))) {
        note(rq, named ? name : name_shown(rq, raw_name), "encoding",
             i18n_format(rq->arena, rq->language, "parameter.encoding", NULL));
        return;
    }
    const int index = operation_param_index(rq->route->operation, name);
    if (index >= 0 && operation_param(rq->route->operation, (unsigned)index)->in == IN_QUERY) {
        argument_set(rq, (unsigned)index, value);
    } else if (!rq->route->operation->lenient) {
        note(rq, name, "unknown", i18n_format(rq->arena, rq->language, "parameter.unknown", NULL));
    }
}

static void path_arguments(struct request *rq, const struct span *segments, unsigned segment_count)
{
    struct span path = span_of(rq->route->path);
    for (unsigned i = 0; i < segment_count && path.length > 0; i++) {
        path.at++, path.length--; /* the slash */
        const char *slash = path.length ? memchr(path.at, '/', path.length) : NULL;
        const size_t length = slash ? (size_t)(slash - path.at) : path.length;
        if (length > 2 && path.at[0] == '{') {
            const int index =
                operation_param_index(rq->route->operation, (struct span){ path.at + 1, length - 2 });
            assert(index >= 0);
            argument_set(rq, (unsigned)index, segments[i]);
        }
        path.at += length;
        path.length -= length;
    }
}

bool params_decode(struct request *rq, const struct span *segments, unsigned segment_count)
{
    const struct param *param;
    struct span query = exchange_raw_query(rq->exchange);
    for (unsigned i = 0; (param = operation_param(rq->route->operation, i)); i++)
        rq->arguments[i] = (struct argument){ .integer = param->fallback };
    path_arguments(rq, segments, segment_count);
    while (query.length > 0) {
        const char *ampersand = memchr(query.at, '&', query.length);
        const size_t length = ampersand ? (size_t)(ampersand - query.at) : query.length;
        if (length > 0)
            query_pair(rq, (struct span){ query.at, length });
        query.at += length + (ampersand ? 1 : 0);
        query.length -= length + (ampersand ? 1 : 0);
    }
    return rq->error_count == 0;
}
