/* SPDX-License-Identifier: Apache-2.0
 *
 * Reading the cells of a result, in text or in PostgreSQL's binary format (network byte order). */
#include "internal.h"

#include <stdlib.h>
#include <string.h>

static bool binary(const struct rows *rows, unsigned column)
{
    return PQfformat(rows->result, (int)column) == 1;
}

static struct span cell(const struct rows *rows, unsigned row, unsigned column)
{
    return (struct span){ PQgetvalue(rows->result, (int)row, (int)column),
                          (size_t)PQgetlength(rows->result, (int)row, (int)column) };
}

bool rows_null(const struct rows *rows, unsigned row, unsigned column)
{
    return PQgetisnull(rows->result, (int)row, (int)column) != 0;
}

enum { OID_JSONB = 3802 };

struct span rows_text(const struct rows *rows, unsigned row, unsigned column)
{
    if (rows_null(rows, row, column))
        return (struct span){ NULL, 0 };
    struct span text = cell(rows, row, column);
    /* jsonb's binary format: one byte of version, then the text. */
    if (binary(rows, column) && PQftype(rows->result, (int)column) == OID_JSONB && text.length > 0)
        text = (struct span){ text.at + 1, text.length - 1 };
    return text;
}

static uint64_t big_endian(struct span bytes)
{
    uint64_t value = 0;
    for (size_t i = 0; i < bytes.length; i++)
        value = (value << 8) | (unsigned char)bytes.at[i];
    return value;
}

int64_t rows_int(const struct rows *rows, unsigned row, unsigned column)
{
    if (rows_null(rows, row, column))
        return 0;
    const struct span bytes = cell(rows, row, column);
    if (!binary(rows, column))
        return strtoll(bytes.at, NULL, 10);
    const uint64_t value = big_endian(bytes);
    switch (bytes.length) {
    case 2:
        return (int16_t)value;
    case 4:
        return (int32_t)value;
    default:
        return (int64_t)value;
    }
}

double rows_double(const struct rows *rows, unsigned row, unsigned column)
{
    if (rows_null(rows, row, column))
        return 0;
    const struct span bytes = cell(rows, row, column);
    if (!binary(rows, column))
        return strtod(bytes.at, NULL);
    const uint64_t bits = big_endian(bytes);
    double value;
    memcpy(&value, &bits, sizeof value);
    return value;
}

bool rows_bool(const struct rows *rows, unsigned row, unsigned column)
{
    if (rows_null(rows, row, column))
        return false;
    const struct span bytes = cell(rows, row, column);
    return binary(rows, column) ? bytes.length == 1 && bytes.at[0] != 0 : bytes.at[0] == 't';
}
