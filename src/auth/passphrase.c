/* SPDX-License-Identifier: Apache-2.0
 *
 * Passphrases: long ones, stored as argon2id. The list of those that everybody thinks of is short on purpose:
 * what has fifteen characters and is still common is made of repetition, of the keyboard's rows, or of our
 * own name. */
#include "branchlight/auth.h"

#include <sodium.h>
#include <strings.h>

enum { PASSES = 2, MEMORY = 19 * 1024 * 1024 };

const char *passphrase_hash(struct arena *arena, struct span passphrase)
{
    char *const stored = arena_alloc(arena, crypto_pwhash_STRBYTES);

    return crypto_pwhash_str(stored, passphrase.at, passphrase.length, PASSES, MEMORY) == 0 ? stored : NULL;
}

bool passphrase_verify(const char *stored, struct span passphrase)
{
    char wasted[crypto_pwhash_STRBYTES];

    if (stored)
        return crypto_pwhash_str_verify(stored, passphrase.at, passphrase.length) == 0;
    /* Whether there is such an account mustn't be told by the time that this takes. */
    (void)!crypto_pwhash_str(wasted, passphrase.at, passphrase.length, PASSES, MEMORY);
    return false;
}

bool passphrase_outdated(const char *stored)
{
    return crypto_pwhash_str_needs_rehash(stored, PASSES, MEMORY) != 0;
}

static bool contains(struct span text, const char *word, size_t length)
{
    for (size_t i = 0; length > 0 && i + length <= text.length; i++) {
        if (strncasecmp(text.at + i, word, length) == 0)
            return true;
    }
    return false;
}

/* How many different bytes there are: "aaaaaaaaaaaaaaa", "121212121212121". */
static unsigned variety(struct span text)
{
    bool seen[256] = { false };
    unsigned count = 0;

    for (size_t i = 0; i < text.length; i++) {
        bool *const one = &seen[(unsigned char)text.at[i]];

        count += !*one;
        *one = true;
    }
    return count;
}

const char *passphrase_fault(struct span passphrase, struct span email)
{
    static const char *const common[] = { "password",  "passphrase", "slaptazod", "branchlight",
                                          "qwerty",    "qwertyui",   "asdfghjkl", "zxcvbnm",
                                          "123456789", "987654321",  "biblioteka" };
    const char *const at = email.length ? memchr(email.at, '@', email.length) : NULL;
    size_t covered = 0;

    for (unsigned i = 0; i < sizeof common / sizeof *common; i++)
        covered += contains(passphrase, common[i], strlen(common[i])) ? strlen(common[i]) : 0;
    if (at && contains(passphrase, email.at, email.length))
        covered += email.length;
    else if (at && contains(passphrase, email.at, (size_t)(at - email.at)))
        covered += (size_t)(at - email.at);
    /* What remains beside such words must still be a passphrase of some length. */
    return variety(passphrase) < 6 || (covered > 0 && passphrase.length < covered + PASSPHRASE_MIN - 5)
               ? "common_passphrase"
               : NULL;
}
