/* SPDX-License-Identifier: Apache-2.0
 *
 * Content negotiation (RFC 9110, 12.5). The headers are short lists; each question reads its header once per
 * offer, which is cheaper than building a tree. Elements that can't be read are passed over, as the RFC's
 * recipients do. */
#include "internal.h"

#include <strings.h>

struct element {
    struct span text; /* the range, white space trimmed, without parameters */
    unsigned quality; /* 0 to 1000 */
};

/* Cuts off and returns what stands before `separator` (quoted strings are skipped); the rest stays in `text`.
 */
static struct span cut(struct span *text, char separator)
{
    size_t at = 0;
    bool quoted = false;
    for (; at < text->length && (quoted || text->at[at] != separator); at++) {
        if (text->at[at] == '"')
            quoted = !quoted;
        else if (quoted && text->at[at] == '\\' && at + 1 < text->length)
            at++;
    }
    const struct span head = span_trim((struct span){ text->at, at });
    const size_t taken = at < text->length ? at + 1 : at;
    text->at += taken;
    text->length -= taken;
    return head;
}

/* "0.5" → 500; at most three decimals; anything else counts as 0, so that it is never preferred by mistake.
 */
static unsigned quality_of(struct span text)
{
    static const unsigned places[] = { 100, 10, 1 };
    unsigned value;
    if (text.length == 0 || text.length > 5 || (text.at[0] != '0' && text.at[0] != '1') ||
        (text.length > 1 && text.at[1] != '.'))
        return 0;
    value = text.at[0] == '1' ? 1000 : 0;
    for (size_t i = 2; i < text.length; i++) {
        if (text.at[i] < '0' || text.at[i] > '9')
            return 0;
        value += (unsigned)(text.at[i] - '0') * places[i - 2];
    }
    return value > 1000 ? 0 : value;
}

static bool next_element(struct span *list, struct element *ret_element)
{
    while (list->length > 0) {
        struct span element = cut(list, ',');
        ret_element->text = cut(&element, ';');
        ret_element->quality = 1000;
        while (element.length > 0) {
            const struct span parameter = cut(&element, ';');
            if (parameter.length > 1 && (parameter.at[0] | 0x20) == 'q' && parameter.at[1] == '=')
                ret_element->quality = quality_of((struct span){ parameter.at + 2, parameter.length - 2 });
        }
        if (ret_element->text.length > 0)
            return true;
    }
    return false;
}

static bool same(struct span text, const char *word, size_t length)
{
    return text.length == length && strncasecmp(text.at, word, length) == 0;
}

/* How closely a range names the offer: 0 not at all; more is closer. */
typedef unsigned closeness(struct span range, const char *offer);

static unsigned type_closeness(struct span range, const char *offer)
{
    const char *slash = strchr(offer, '/'), *end = strchr(offer, ';');
    const size_t type = slash ? (size_t)(slash - offer) + 1 : 0;
    if (same(range, offer, end ? (size_t)(end - offer) : strlen(offer)))
        return 3;
    if (range.length == type + 1 && range.at[type] == '*' && strncasecmp(range.at, offer, type) == 0)
        return 2;
    return same(range, "*/*", 3) || same(range, "*", 1);
}

/* "en-GB" takes "en", since that is the nearest there is; "en" takes "en-GB" as RFC 4647 says. */
static unsigned language_closeness(struct span range, const char *offer)
{
    const size_t length = strlen(offer), shorter = length < range.length ? length : range.length;
    if (same(range, offer, length))
        return 3;
    if (same(range, "*", 1))
        return 1;
    if (shorter == 0 || strncasecmp(range.at, offer, shorter) != 0)
        return 0;
    return (length > range.length ? offer[shorter] : range.at[shorter]) == '-' ? 2 : 0;
}

static unsigned coding_closeness(struct span range, const char *offer)
{
    return same(range, offer, strlen(offer)) ? 2 : same(range, "*", 1);
}

static unsigned quality_for(struct span list, const char *offer, closeness *closeness_of, unsigned otherwise)
{
    struct element element;
    unsigned best = 0, quality = otherwise;
    while (next_element(&list, &element)) {
        const unsigned near = closeness_of(element.text, offer);
        if (near > best || (near > 0 && near == best && element.quality > quality)) {
            best = near;
            quality = element.quality;
        }
    }
    return quality;
}

static int best_of(struct span header, const char *const *offers, unsigned count, closeness *closeness_of)
{
    struct element element;
    struct span list = header;
    unsigned best_quality = 0;
    int best = -1;
    if (!header.at || !next_element(&list, &element)) /* an empty list names no preference */
        return count > 0 ? 0 : -1;
    for (unsigned i = 0; i < count; i++) {
        const unsigned quality = quality_for(header, offers[i], closeness_of, 0);
        if (quality > best_quality) {
            best_quality = quality;
            best = (int)i;
        }
    }
    return best;
}

int http_accept_type(struct span header, const char *const *offers, unsigned count)
{
    return best_of(header, offers, count, type_closeness);
}

int http_accept_language(struct span header, const char *const *offers, unsigned count)
{
    return best_of(header, offers, count, language_closeness);
}

/* How much each encoding is wanted, from one reading of the list. Identity can always be sent: RFC 9110,
 * 12.5.3 leaves a server free to, where nothing else is acceptable. */
static void encodings_read(struct span list, unsigned ret_qualities[ENCODINGS])
{
    unsigned closest[ENCODINGS] = { 0 };
    struct element element;
    for (unsigned i = 0; i < ENCODINGS; i++)
        ret_qualities[i] = i == ENCODING_IDENTITY;
    while (next_element(&list, &element)) {
        for (unsigned i = 0; i < ENCODINGS; i++) {
            const unsigned near = coding_closeness(element.text, encoding_names[i]);
            if (near > closest[i] || (near > 0 && near == closest[i] && element.quality > ret_qualities[i])) {
                closest[i] = near;
                ret_qualities[i] = element.quality;
            }
        }
    }
}

unsigned encoding_acceptable(struct span header)
{
    unsigned qualities[ENCODINGS], set = 1u << ENCODING_IDENTITY;
    encodings_read(header, qualities);
    for (unsigned i = 0; i < ENCODINGS; i++)
        set |= qualities[i] > 0 ? 1u << i : 0;
    return set;
}

enum encoding encoding_best(struct span header, unsigned offered)
{
    static const enum encoding order[] = { ENCODING_BROTLI, ENCODING_GZIP, ENCODING_IDENTITY };
    unsigned qualities[ENCODINGS], best_quality = 0;
    enum encoding best = ENCODING_IDENTITY;
    encodings_read(header, qualities);
    for (unsigned i = 0; i < sizeof order / sizeof *order; i++) {
        const unsigned quality = offered & 1u << order[i] ? qualities[order[i]] : 0;
        if (quality > best_quality) {
            best_quality = quality;
            best = order[i];
        }
    }
    return best;
}
