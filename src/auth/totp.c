/* SPDX-License-Identifier: Apache-2.0
 *
 * The second factor: codes that change with time (RFC 6238), as every authenticator app makes them: SHA-1,
 * six digits, thirty seconds. A code of the step before or after is taken too: clocks differ. */
#include "branchlight/auth.h"
#include "branchlight/clock.h"

#include <liboath/oath.h>
#include <pthread.h>
#include <sodium.h>
#include <stdlib.h>

enum { STEP_SECONDS = 30, DIGITS = 6, WINDOW = 1 };

static pthread_once_t prepared = PTHREAD_ONCE_INIT;

static void prepare(void)
{
    if (oath_init() != OATH_OK)
        abort(); /* another version than this was built with */
}

const char *totp_make(struct arena *arena)
{
    unsigned char bytes[TOTP_BYTES];
    char *text = NULL;
    size_t length;

    pthread_once(&prepared, prepare);
    randombytes_buf(bytes, sizeof bytes);
    if (oath_base32_encode((const char *)bytes, sizeof bytes, &text, &length) != OATH_OK)
        abort(); /* out of memory */
    const char *const copy = arena_copy(arena, text, length);

    sodium_memzero(bytes, sizeof bytes);
    free(text);
    return copy;
}

bool totp_read(struct span text, unsigned char ret_secret[TOTP_BYTES])
{
    char *bytes = NULL;
    size_t length = 0;

    pthread_once(&prepared, prepare);
    const bool good =
        oath_base32_decode(text.at, text.length, &bytes, &length) == OATH_OK && length == TOTP_BYTES;

    if (good)
        memcpy(ret_secret, bytes, TOTP_BYTES);
    free(bytes);
    return good;
}

int64_t totp_step(const unsigned char secret[TOTP_BYTES], struct span code)
{
    char digits[DIGITS + 1];
    unsigned count = 0;
    int position = 0;
    const time_t now = (time_t)clock_now();

    pthread_once(&prepared, prepare);
    for (size_t i = 0; i < code.length; i++) { /* people write "123 456" */
        if (code.at[i] == ' ')
            continue;
        if (code.at[i] < '0' || code.at[i] > '9' || count == DIGITS)
            return 0;
        digits[count++] = code.at[i];
    }
    digits[count] = '\0';
    if (count != DIGITS || oath_totp_validate2((const char *)secret, TOTP_BYTES, now, STEP_SECONDS, 0, WINDOW,
                                               &position, digits) < 0)
        return 0;
    return (int64_t)now / STEP_SECONDS + position;
}
