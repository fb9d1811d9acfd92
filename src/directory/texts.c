/* SPDX-License-Identifier: Apache-2.0
 *
 * Texts kept for the minute. The same rows are asked for again and again, and at one minute they are always
 * told in the same words; so the first reader who needs a row's text makes it and leaves it with the block's
 * minute, where the others find it. Readers don't wait for each other: who comes second throws his copy away.
 * Texts go when the minute turns, or when a row of the block changes.
 *
 * They take memory, so no more than a limit is kept; beyond it a text is made for each reader.
 */
#include "internal.h"

#include <sodium.h>
#include <string.h>

/* A row's text takes some 2.3 KB: up to 25,000 rows all are kept. */
enum { LIMIT_LEAST = 64 << 20, LIMIT_BRANCH = 1024 };

struct text {
    size_t length;
    unsigned char hash[DIRECTORY_TEXT_HASH];
    char bytes[];
};

static _Atomic(struct text *) *slots_of(const struct snapshot *snapshot, uint32_t branch, unsigned language)
{
    return atomic_load(&snapshot->minutes[branch >> 8]->texts[language]);
}

/* The branches of a block, then its points. */
static uint32_t slot_of(const struct snapshot *snapshot, uint32_t branch, uint32_t point)
{
    const struct block *block = snapshot->blocks[branch >> 8];
    const uint32_t slot = branch & 255;

    return point == DIRECTORY_NONE ? slot : block->count + block->first_point[slot] + point;
}

struct text_account *text_account_make(uint32_t branches)
{
    struct text_account *account = heap_calloc(1, sizeof(*account));
    const uint64_t wanted = (uint64_t)branches * LIMIT_BRANCH;

    account->shared = (struct shared){ 1, free };
    account->limit = wanted > LIMIT_LEAST ? wanted : LIMIT_LEAST;
    return account;
}

void texts_drop(struct block_minute *minute)
{
    for (unsigned language = 0; language < DIRECTORY_LANGUAGES_MAX; language++) {
        _Atomic(struct text *) *slots = atomic_load(&minute->texts[language]);

        for (uint32_t i = 0; slots != NULL && i < minute->text_slots; i++) {
            struct text *text = atomic_load(&slots[i]);

            if (text != NULL)
                atomic_fetch_sub(&minute->account->bytes, sizeof(*text) + text->length);
            free(text);
        }
        free(slots);
    }
    part_drop(minute->account);
}

static struct directory_text told(const struct text *text)
{
    struct directory_text told = { .bytes = { text->bytes, text->length } };

    memcpy(told.hash, text->hash, sizeof(told.hash));
    return told;
}

bool directory_text_find(const struct snapshot *snapshot, uint32_t branch, uint32_t point, unsigned language,
                         struct directory_text *ret_text)
{
    _Atomic(struct text *) *slots = slots_of(snapshot, branch, language);
    const struct text *text = slots == NULL ? NULL : atomic_load(&slots[slot_of(snapshot, branch, point)]);

    if (text == NULL)
        return false;
    *ret_text = told(text);
    return true;
}

/* The table of a language is made when the first text is put into it. */
static _Atomic(struct text *) *slots_made(struct block_minute *minute, unsigned language)
{
    _Atomic(struct text *) *fresh = heap_calloc(minute->text_slots, sizeof(*fresh)), *there = NULL;

    if (atomic_compare_exchange_strong(&minute->texts[language], &there, fresh))
        return fresh;
    free(fresh);
    return there;
}

static struct text *text_make(struct span bytes, const unsigned char hash[DIRECTORY_TEXT_HASH])
{
    struct text *text = heap_alloc(sizeof(*text) + bytes.length);

    text->length = bytes.length;
    memcpy(text->hash, hash, sizeof(text->hash));
    memcpy(text->bytes, bytes.at, bytes.length);
    return text;
}

struct directory_text directory_text_keep(const struct snapshot *snapshot, uint32_t branch, uint32_t point,
                                          unsigned language, struct span bytes)
{
    static const unsigned char key[crypto_shorthash_siphashx24_KEYBYTES] = { 0 };
    struct block_minute *minute = snapshot->minutes[branch >> 8];
    struct directory_text text = { .bytes = bytes };
    const uint64_t size = sizeof(struct text) + bytes.length;

    crypto_shorthash_siphashx24(text.hash, (const unsigned char *)bytes.at, bytes.length, key);
    if (atomic_fetch_add(&minute->account->bytes, size) + size > minute->account->limit) {
        atomic_fetch_sub(&minute->account->bytes, size);
        return text;
    }

    _Atomic(struct text *) *slots = slots_of(snapshot, branch, language);
    struct text *mine = text_make(bytes, text.hash), *there = NULL;

    if (slots == NULL)
        slots = slots_made(minute, language);
    if (atomic_compare_exchange_strong(&slots[slot_of(snapshot, branch, point)], &there, mine))
        return told(mine);
    atomic_fetch_sub(&minute->account->bytes, size);
    free(mine);
    return told(there);
}
