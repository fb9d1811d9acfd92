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

#include <string.h>
#include <xxhash.h>

/* A row's text takes some 2.4 KB, its part of gzip bodies 1: up to 25,000 rows all texts are kept, and of any
 * number all parts. */
enum { CACHE_LINE = 64, PREFETCH = 1024 };
enum { LIMIT_LEAST = 64 << 20, LIMIT_BRANCH = 1024 };

/* Either form: of a part, `bytes` are its blocks. */
struct text {
    uint32_t size;               /* of `bytes` */
    uint32_t length, crc, shift; /* of a part */
    unsigned char hash[DIRECTORY_TEXT_HASH];
    char bytes[];
};

static _Atomic(_Atomic(struct text *) *) *table_of(const struct snapshot *snapshot,
                                                   const struct directory_text_key *key)
{
    return &snapshot->minutes[key->branch >> 8]->texts[key->form][key->language];
}

/* The branches of a block, then its points. */
static uint32_t slot_of(const struct snapshot *snapshot, const struct directory_text_key *key)
{
    const struct block *block = snapshot->blocks[key->branch >> 8];
    const uint32_t slot = key->branch & 255;

    return key->point == DIRECTORY_NONE ? slot : block->count + block->first_point[slot] + key->point;
}

struct text_account *text_account_make(uint32_t branches)
{
    struct text_account *account = heap_calloc(1, sizeof(*account));
    const uint64_t wanted = (uint64_t)branches * LIMIT_BRANCH;

    account->shared = (struct shared){ 1, free };
    account->limit = wanted > LIMIT_LEAST ? wanted : LIMIT_LEAST;
    return account;
}

static void slots_drop(struct block_minute *minute, _Atomic(struct text *) *slots)
{
    for (uint32_t i = 0; slots != NULL && i < minute->text_slots; i++) {
        struct text *text = atomic_load(&slots[i]);

        if (text != NULL)
            atomic_fetch_sub(&minute->account->bytes, sizeof(*text) + text->size);
        free(text);
    }
    free(slots);
}

void texts_drop(struct block_minute *minute)
{
    for (unsigned form = 0; form < TEXT_FORMS; form++) {
        for (unsigned language = 0; language < DIRECTORY_LANGUAGES_MAX; language++)
            slots_drop(minute, atomic_load(&minute->texts[form][language]));
    }
    part_drop(minute->account);
}

static struct directory_text told(const struct text *text, enum directory_text_form form)
{
    const struct span bytes = { text->bytes, text->size };
    struct directory_text told = { 0 };

    if (form == TEXT_GZIP)
        told.part = (struct gzip_part){ bytes, text->length, text->crc, text->shift };
    else
        told.bytes = bytes;
    memcpy(told.hash, text->hash, sizeof(told.hash));
    return told;
}

bool directory_text_find(const struct snapshot *snapshot, struct directory_text_key key,
                         struct directory_text *ret_text)
{
    _Atomic(struct text *) *slots = atomic_load(table_of(snapshot, &key));
    const struct text *text = slots == NULL ? NULL : atomic_load(&slots[slot_of(snapshot, &key)]);

    if (text == NULL)
        return false;
    /* Its bytes are needed soon, and most likely in no cache. */
    for (unsigned ahead = 0; ahead < PREFETCH; ahead += CACHE_LINE)
        __builtin_prefetch((const char *)text + ahead);
    *ret_text = told(text, key.form);
    return true;
}

/* A table is made when the first text is put into it. */
static _Atomic(struct text *) *slots_made(const struct block_minute *minute,
                                          _Atomic(_Atomic(struct text *) *) *table)
{
    _Atomic(struct text *) *there = atomic_load(table), *fresh;

    if (there != NULL)
        return there;
    fresh = heap_calloc(minute->text_slots, sizeof(*fresh));
    if (atomic_compare_exchange_strong(table, &there, fresh))
        return fresh;
    free(fresh);
    return there;
}

static struct text *text_make(const struct directory_text *from, struct span bytes)
{
    struct text *text = heap_alloc(sizeof(*text) + bytes.length);

    text->size = (uint32_t)bytes.length;
    text->length = from->part.length;
    text->crc = from->part.crc;
    text->shift = from->part.shift;
    memcpy(text->hash, from->hash, sizeof(text->hash));
    memcpy(text->bytes, bytes.at, bytes.length);
    return text;
}

struct directory_text directory_text_keep(const struct snapshot *snapshot, struct arena *arena,
                                          struct directory_text_key key, struct span plain)
{
    struct block_minute *minute = snapshot->minutes[key.branch >> 8];
    const XXH128_hash_t hash = XXH3_128bits(plain.at, plain.length);
    struct directory_text text = { .bytes = plain };

    memcpy(text.hash, &hash, sizeof(text.hash));
    if (key.form == TEXT_GZIP)
        text.part = gzip_part_make(arena, plain);

    const struct span bytes = key.form == TEXT_GZIP ? text.part.blocks : plain;
    const uint64_t size = sizeof(struct text) + bytes.length;

    if (atomic_fetch_add(&minute->account->bytes, size) + size > minute->account->limit) {
        atomic_fetch_sub(&minute->account->bytes, size);
        return text;
    }

    _Atomic(struct text *) *slots = slots_made(minute, table_of(snapshot, &key));
    struct text *mine = text_make(&text, bytes), *there = NULL;

    if (atomic_compare_exchange_strong(&slots[slot_of(snapshot, &key)], &there, mine))
        return told(mine, key.form);
    atomic_fetch_sub(&minute->account->bytes, size);
    free(mine);
    return told(there, key.form);
}
