/* SPDX-License-Identifier: Apache-2.0
 *
 * Reasons in words. The catalogue has one text a reason, and another where an instant is known.
 *
 * A sentence takes microseconds to make, and an answer has a hundred. But most are the same: places close at
 * the same hours, and "2 h ago" is said of many. So each thread remembers the last ones, by everything that
 * they are made of. */
#include "branchlight/feeds.h"
#include "branchlight/i18n.h"
#include "branchlight/moments.h"

enum { SENTENCES = 512, SENTENCE_MAX = 160, ROLE_MAX = 16, MINUTE = 60, HOUR = 3600, DAY = 86400 };

/* Without padding, so that it can be compared as bytes. */
struct sentence_key {
    int64_t now, at, until;
    int16_t until_offset, offset;
    uint8_t language, code, component, status;
    char role[ROLE_MAX];
};
struct sentence {
    struct sentence_key key;
    size_t length; /* 0: none */
    char text[SENTENCE_MAX];
};
static _Thread_local struct sentence sentences[SENTENCES];

/* A catalogue key made of two parts. */
static const char *key(struct arena *arena, const char *group, struct span name)
{
    return arena_printf(arena, "%s.%.*s", group, (int)name.length, name.at);
}

static struct span status_text(struct arena *arena, unsigned language, const struct point_view *point,
                               const struct point_reason *reason, int64_t now)
{
    const struct span status = span_of(point_status_name(point->last_status));
    const struct span role = i18n_text(language, key(arena, "role", point->status_role));
    const struct span age = moment_age(arena, language, reason->at, now, point->hours.offset);
    return i18n_format(arena, language, key(arena, "reason", span_of(reason_name(reason->code))), "role",
                       role.at, "age", age.at, "status", i18n_text(language, key(arena, "status", status)).at,
                       NULL);
}

static struct span sentence_make(struct arena *arena, unsigned language, const struct point_view *point,
                                 const struct point_reason *reason, int64_t now)
{
    const char *plain = key(arena, "reason", span_of(reason_name(reason->code)));
    switch (reason->code) {
    case REASON_WORKING:
    case REASON_LIMITED:
    case REASON_OUT_OF_ORDER:
    case REASON_NOT_CONFIRMED:
        return status_text(arena, language, point, reason, now);
    case REASON_COMPONENT:
        return i18n_text(language,
                         key(arena, "component_down", span_of(point_component_name(reason->component))));
    case REASON_OPEN:
    case REASON_ASSISTED:
        if (reason->until == 0)
            return i18n_text(language, key(arena, plain, SPAN("now")));
        return i18n_format(arena, language, plain, "until",
                           moment_until(arena, language, reason->until, now, reason->until_offset).at, NULL);
    case REASON_CLOSED:
    case REASON_NOT_ASSISTED:
        if (reason->until == 0)
            break;
        return i18n_format(arena, language, key(arena, plain, SPAN("until")), "when",
                           moment_when(arena, language, reason->until, now, reason->until_offset).at, NULL);
    default:
        break;
    }
    return i18n_text(language, plain);
}

/* The instant of the same age, as moment_age tells ages: in whole minutes, hours or days, then by the date.
 */
static int64_t age_rounded(int64_t at, int64_t now)
{
    const int64_t seconds = now - at;
    if (seconds < MINUTE)
        return now;
    if (seconds >= 30 * (int64_t)DAY)
        return at;
    return now - seconds + seconds % (seconds < HOUR ? MINUTE : seconds < DAY ? HOUR : DAY);
}

/* False where the role's name is too long to be remembered. */
static bool key_make(struct sentence_key *key, unsigned language, const struct point_view *point,
                     const struct point_reason *reason, int64_t now)
{
    memset(key, 0, sizeof *key);
    key->now = now;
    key->language = (uint8_t)language;
    key->code = (uint8_t)reason->code;
    switch (reason->code) {
    case REASON_WORKING:
    case REASON_LIMITED:
    case REASON_OUT_OF_ORDER:
    case REASON_NOT_CONFIRMED:
        if (point->status_role.length > ROLE_MAX)
            return false;
        if (point->status_role.length > 0)
            memcpy(key->role, point->status_role.at, point->status_role.length);
        key->at = age_rounded(reason->at, now);
        key->offset = point->hours.offset;
        key->status = (uint8_t)point->last_status;
        break;
    case REASON_COMPONENT:
        key->component = (uint8_t)reason->component;
        break;
    default:
        key->until = reason->until;
        key->until_offset = reason->until_offset;
        break;
    }
    return true;
}

static struct sentence *sentence_slot(const struct sentence_key *key)
{
    uint64_t words[sizeof *key / sizeof(uint64_t)], hash = 0;
    memcpy(words, key, sizeof words);
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        hash = ((hash ^ words[i]) * 0x9E3779B97F4A7C15u) ^ (hash >> 29);
    return &sentences[hash % SENTENCES];
}

struct span reason_text(struct arena *arena, unsigned language, const struct point_view *point,
                        const struct point_reason *reason, int64_t now)
{
    struct sentence_key key;
    if (!key_make(&key, language, point, reason, now))
        return sentence_make(arena, language, point, reason, now);
    struct sentence *slot = sentence_slot(&key);
    if (slot->length == 0 || memcmp(&slot->key, &key, sizeof key) != 0) {
        const struct span text = sentence_make(arena, language, point, reason, now);
        if (text.length == 0 || text.length > SENTENCE_MAX)
            return text;
        slot->key = key;
        slot->length = text.length;
        memcpy(slot->text, text.at, text.length);
    }
    return (struct span){ arena_copy(arena, slot->text, slot->length), slot->length };
}
