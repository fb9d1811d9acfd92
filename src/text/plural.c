/* SPDX-License-Identifier: Apache-2.0
 *
 * The plural rules, in the words of CLDR's plurals.xml: n is the number, and n % 100 = 11..19 is said as
 * there. A language of the interface without its rule here is refused when catalogues are loaded.
 */
#include "plural.h"

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

static bool within(uint64_t value, uint64_t low, uint64_t high)
{
    return value >= low && value <= high;
}

/* lt: one: n % 10 = 1 and n % 100 != 11..19; few: n % 10 = 2..9 and n % 100 != 11..19 */
static enum plural lithuanian(uint64_t n)
{
    if (n % 10 == 0 || within(n % 100, 11, 19))
        return PLURAL_OTHER;
    return n % 10 == 1 ? PLURAL_ONE : PLURAL_FEW;
}

/* en: one: n = 1 */
static enum plural english(uint64_t n)
{
    return n == 1 ? PLURAL_ONE : PLURAL_OTHER;
}

/* pl: one: n = 1; few: n % 10 = 2..4 and n % 100 != 12..14; many: the rest */
static enum plural polish(uint64_t n)
{
    if (n == 1)
        return PLURAL_ONE;
    return within(n % 10, 2, 4) && !within(n % 100, 12, 14) ? PLURAL_FEW : PLURAL_MANY;
}

/* ru: one: n % 10 = 1 and n % 100 != 11; few: n % 10 = 2..4 and n % 100 != 12..14; many: the rest */
static enum plural russian(uint64_t n)
{
    if (n % 10 == 1 && n % 100 != 11)
        return PLURAL_ONE;
    return within(n % 10, 2, 4) && !within(n % 100, 12, 14) ? PLURAL_FEW : PLURAL_MANY;
}

#define BIT(category) (1u << PLURAL_##category)
static const struct plural_rule rules[] = {
    { "lt", BIT(ONE) | BIT(FEW) | BIT(OTHER), lithuanian },
    { "en", BIT(ONE) | BIT(OTHER), english },
    { "pl", BIT(ONE) | BIT(FEW) | BIT(MANY), polish },
    { "ru", BIT(ONE) | BIT(FEW) | BIT(MANY), russian },
};

const struct plural_rule *plural_rule(const char *language)
{
    for (size_t i = 0; i < sizeof rules / sizeof *rules; i++)
        if (strcmp(rules[i].language, language) == 0)
            return &rules[i];
    return NULL;
}

const char *plural_name(enum plural plural)
{
    static const char *const names[PLURALS] = { "one", "few", "many", "other" };

    return names[plural];
}
