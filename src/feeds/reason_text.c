/* SPDX-License-Identifier: Apache-2.0
 *
 * Reasons in words. The catalogue has one text a reason, and another where an instant is known. */
#include "branchlight/feeds.h"
#include "branchlight/i18n.h"
#include "branchlight/moments.h"
#include "branchlight/zones.h"

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
    const struct span age =
        moment_age(arena, language, reason->at, now, zone_offset(point->time_zone, reason->at));
    return i18n_format(arena, language, key(arena, "reason", span_of(reason_name(reason->code))), "role",
                       role.at, "age", age.at, "status", i18n_text(language, key(arena, "status", status)).at,
                       NULL);
}

/* "Tomorrow" is told from the day that it is now at the place, also where the clocks are shifted until then.
 */
static int64_t now_for(const struct point_view *point, const struct point_reason *reason, int64_t now)
{
    return point->hours.has_offset ? moment_now_for(now, point->hours.offset, reason->until_offset) : now;
}

struct span reason_text(struct arena *arena, unsigned language, const struct point_view *point,
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
        return i18n_format(
            arena, language, plain, "until",
            moment_until(arena, language, reason->until, now_for(point, reason, now), reason->until_offset)
                .at,
            NULL);
    case REASON_CLOSED:
    case REASON_NOT_ASSISTED:
        if (reason->until == 0)
            break;
        return i18n_format(
            arena, language, key(arena, plain, SPAN("until")), "when",
            moment_when(arena, language, reason->until, now_for(point, reason, now), reason->until_offset).at,
            NULL);
    default:
        break;
    }
    return i18n_text(language, plain);
}
