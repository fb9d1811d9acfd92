/* SPDX-License-Identifier: Apache-2.0
 *
 * Plural categories (CLDR 44, cardinal rules) of whole numbers, language by language. Fractions are not
 * counted in this interface, so their categories don't occur.
 */
#ifndef BRANCHLIGHT_TEXT_PLURAL_H
#define BRANCHLIGHT_TEXT_PLURAL_H

#include <stdint.h>

enum plural { PLURAL_ONE, PLURAL_FEW, PLURAL_MANY, PLURAL_OTHER, PLURALS };

const char *plural_name(enum plural plural); /* "few" */

struct plural_rule {
    const char *language;
    unsigned categories; /* bits 1 << enum plural that whole numbers have */
    enum plural (*of)(uint64_t count);
};

/* The rule of a language ("lt"), or NULL where there is none. */
const struct plural_rule *plural_rule(const char *language);

#endif
