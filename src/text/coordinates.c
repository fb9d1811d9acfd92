/* SPDX-License-Identifier: Apache-2.0
 *
 * Coordinates in any usual form. Text is first brought to ASCII signs of our own, so that the dozen of
 * dashes, primes and spaces that typography has are three; then it is numbers, units and letters. */
#include "branchlight/coordinates.h"

#include <math.h>
#include <stdlib.h>
#include <strings.h>

enum { PLAIN_MAX = 200, NUMBERS_MAX = 6, DIGITS_MAX = 24 };

/* What signs become. */
enum { DEGREE = 1, MINUTE, SECOND };

static const struct {
    const char *sign;
    char plain;
} signs[] = {
    { "°", DEGREE },   { "º", DEGREE }, { "˚", DEGREE },  { "″", SECOND },   { "”", SECOND },
    { "“", SECOND },   { "„", SECOND }, { "\"", SECOND }, { "''", SECOND },  { "’’", SECOND },
    { "′′", SECOND },  { "′", MINUTE }, { "’", MINUTE },  { "‘", MINUTE },   { "´", MINUTE },
    { "'", MINUTE },   { "−", '-' },    { "–", '-' },     { "\u00A0", ' ' }, { "\u202F", ' ' },
    { "\u2009", ' ' }, { "\t", ' ' },   { "\n", ' ' },    { "\r", ' ' },     { "(", ' ' },
    { ")", ' ' },      { "[", ' ' },    { "]", ' ' },     { ":", ' ' },      { "=", ' ' },
    { "Š", 'N' },      { "š", 'N' },
};

struct plain {
    char text[PLAIN_MAX + 1];
    size_t length;
};

static bool is_digit(char byte)
{
    return byte >= '0' && byte <= '9';
}

static bool is_letter(char byte)
{
    return (byte >= 'A' && byte <= 'Z') || (byte >= 'a' && byte <= 'z');
}

static bool plain_make(struct span text, struct plain *ret_plain)
{
    ret_plain->length = 0;
    while (text.length > 0) {
        size_t taken = 1;
        char plain = text.at[0];

        for (size_t i = 0; i < sizeof signs / sizeof *signs; i++) {
            if (span_starts(text, span_of(signs[i].sign))) {
                taken = strlen(signs[i].sign);
                plain = signs[i].plain;
                break;
            }
        }
        if (ret_plain->length == PLAIN_MAX || (unsigned char)plain >= 0x80 || plain == '\0')
            return false;
        ret_plain->text[ret_plain->length++] = plain;
        text.at += taken;
        text.length -= taken;
    }
    ret_plain->text[ret_plain->length] = '\0';
    return true;
}

/* Which commas are decimal: with a dot anywhere none; else those between digits, but for a lone one between
 * two numbers, and the middle one of "55,73,24,36". They become dots, all others spaces. */
static bool commas_settle(struct plain *plain)
{
    char *const text = plain->text;
    unsigned inner = 0, numbers = 0, at = 0;
    bool dot = false;

    for (size_t i = 0; i < plain->length; i++) {
        const bool between = i > 0 && is_digit(text[i - 1]) && is_digit(text[i + 1]);

        inner += text[i] == ',' && between;
        dot = dot || (text[i] == '.' && between);
        numbers += is_digit(text[i]) && (i == 0 || (!is_digit(text[i - 1]) && text[i - 1] != '.'));
    }
    if (!dot && (inner > 3 || (inner == 3 && numbers != 4)))
        return false;
    for (size_t i = 0; i < plain->length; i++) {
        const bool between = i > 0 && is_digit(text[i - 1]) && is_digit(text[i + 1]);

        if (text[i] == ',' && between && !dot) {
            at++;
            text[i] = (inner == 1 && numbers == 2) || (inner == 3 && at == 2) ? ' ' : '.';
        } else if (text[i] == ',' || text[i] == ';' || text[i] == '/') {
            text[i] = ' ';
        }
    }
    return true;
}

/* ---- numbers, units and letters ---- */

struct reading {
    double numbers[NUMBERS_MAX];
    char units[NUMBERS_MAX];
    bool negative[NUMBERS_MAX];
    unsigned count;
    char letters[2]; /* N S E W; 0: none */
    unsigned letter_count;
    bool longitude_first; /* a label says so */
};

static bool number_read(const char **at, struct reading *reading)
{
    char digits[DIGITS_MAX + 1];
    size_t length = 0;
    const char *from = *at;
    const bool negative = *from == '-';

    if (*from == '-' || *from == '+')
        from++;
    while (length < DIGITS_MAX && (is_digit(from[length]) || from[length] == '.')) {
        digits[length] = from[length];
        length++;
    }
    digits[length] = '\0';
    char *end;
    const double number = strtod(digits, &end); /* the process runs in the C locale */

    if (length == 0 || *end || !is_digit(digits[0]) || reading->count == NUMBERS_MAX ||
        is_digit(from[length]))
        return false;
    reading->numbers[reading->count] = number;
    reading->negative[reading->count] = negative;
    from += length;
    while (*from == ' ')
        from++;
    reading->units[reading->count++] = *from >= DEGREE && *from <= SECOND ? *from++ : '\0';
    *at = from;
    return true;
}

static bool word_read(const char **at, struct reading *reading)
{
    static const struct {
        const char *word;
        char letter; /* 0: says nothing; '<': longitude, if it comes first */
    } words[] = {
        { "N", 'N' },         { "S", 'S' },      { "E", 'E' },   { "W", 'W' },   { "P", 'S' },
        { "R", 'E' },         { "V", 'W' },      { "PL", 0 },    { "ILG", 0 },   { "LAT", 0 },
        { "LATITUDE", 0 },    { "PLATUMA", 0 },  { "LON", '<' }, { "LNG", '<' }, { "LONG", '<' },
        { "LONGITUDE", '<' }, { "ILGUMA", '<' },
    };
    size_t length = 0;

    while (is_letter((*at)[length]))
        length++;
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        if (strlen(words[i].word) != length || strncasecmp(*at, words[i].word, length) != 0)
            continue;
        *at += length + ((*at)[length] == '.');
        if (words[i].letter == '<')
            reading->longitude_first = reading->longitude_first || reading->count == 0;
        else if (words[i].letter && reading->letter_count == 2)
            return false;
        else if (words[i].letter)
            reading->letters[reading->letter_count++] = words[i].letter;
        return true;
    }
    return false;
}

static bool plain_read(const struct plain *plain, struct reading *ret_reading)
{
    const char *at = plain->text;

    while (*at) {
        if (*at == ' ')
            at++;
        else if (is_letter(*at) ? !word_read(&at, ret_reading) : !number_read(&at, ret_reading))
            return false;
    }
    return true;
}

/* ---- two coordinates of them ---- */

/* Degrees, minutes and seconds from the first `count` of the numbers. */
static bool degrees_make(const struct reading *reading, unsigned from, unsigned count, double *ret_degrees)
{
    static const double parts[] = { 1, 60, 3600 };
    double degrees = 0;

    if (count == 0 || count > 3)
        return false;
    for (unsigned i = 0; i < count; i++) {
        const double number = reading->numbers[from + i];
        const char unit = reading->units[from + i];

        if ((unit && unit != DEGREE + (char)i) || (i > 0 && (number >= 60 || reading->negative[from + i])) ||
            (i + 1 < count && number != floor(number)))
            return false;
        degrees += number / parts[i];
    }
    *ret_degrees = reading->negative[from] ? -degrees : degrees;
    return true;
}

/* How many of the numbers are the first coordinate's. */
static unsigned first_count(const struct reading *reading)
{
    for (unsigned i = 1; i < reading->count; i++) {
        if (reading->units[i] == DEGREE)
            return i;
    }
    return reading->count / 2;
}

static bool letter_apply(char letter, double *degrees)
{
    if (letter != 'S' && letter != 'W')
        return true;
    if (*degrees < 0)
        return false;
    *degrees = -*degrees;
    return true;
}

static bool is_longitude(char letter)
{
    return letter == 'E' || letter == 'W';
}

static bool place_make(const struct reading *reading, double *ret_latitude, double *ret_longitude)
{
    const unsigned first = first_count(reading);
    double one, other;

    if (reading->letter_count == 1 || (reading->letter_count == 2 && is_longitude(reading->letters[0]) ==
                                                                         is_longitude(reading->letters[1])))
        return false;
    if (reading->count < 2 || (first == reading->count / 2 && reading->count % 2 != 0) ||
        !degrees_make(reading, 0, first, &one) ||
        !degrees_make(reading, first, reading->count - first, &other))
        return false;
    if (reading->letter_count == 2 &&
        !(letter_apply(reading->letters[0], &one) && letter_apply(reading->letters[1], &other)))
        return false;
    const bool swapped =
        reading->letter_count == 2 ? is_longitude(reading->letters[0]) : reading->longitude_first;
    const double latitude = swapped ? other : one, longitude = swapped ? one : other;

    if (fabs(latitude) > 90 || fabs(longitude) > 180)
        return false;
    *ret_latitude = latitude;
    *ret_longitude = longitude;
    return true;
}

static bool free_parse(struct span text, double *ret_latitude, double *ret_longitude)
{
    struct plain plain;
    struct reading reading = { 0 };

    return plain_make(text, &plain) && commas_settle(&plain) && plain_read(&plain, &reading) &&
           place_make(&reading, ret_latitude, ret_longitude);
}

/* ---- addresses of maps ---- */

/* Signs that a number may have, and what stands between two. */
static size_t pair_length(struct span text, const char *between)
{
    size_t length = 0, numbers = 0;

    while (length < text.length && text.at[length] != '\0' && numbers < 2) {
        const struct span rest = { text.at + length, text.length - length };

        if (is_digit(*rest.at) || *rest.at == '.' || *rest.at == '-' || *rest.at == '+' || *rest.at == ' ')
            length++;
        else if (numbers == 0 && span_starts(rest, span_of(between))) {
            length += strlen(between);
            numbers++;
        } else
            break;
    }
    return length;
}

static bool pair_parse(struct span text, const char *between, double *ret_latitude, double *ret_longitude)
{
    char pair[PLAIN_MAX];
    const size_t length = pair_length(text, between);
    const char *const middle = memmem(text.at, length, between, strlen(between));

    if (!middle || length >= sizeof pair)
        return false;
    const size_t one = (size_t)(middle - text.at), rest = one + strlen(between);

    memcpy(pair, text.at, one);
    pair[one] = ';';
    memcpy(pair + one + 1, text.at + rest, length - rest);
    return free_parse((struct span){ pair, one + 1 + length - rest }, ret_latitude, ret_longitude);
}

/* What stands behind a mark; at == NULL where the mark isn't there. */
static struct span behind(struct span text, const char *mark)
{
    const char *const at = memmem(text.at, text.length, mark, strlen(mark));

    if (!at)
        return (struct span){ 0 };
    const size_t from = (size_t)(at - text.at) + strlen(mark);

    return (struct span){ text.at + from, text.length - from };
}

/* Ordered by how exactly they mean the place: a pin before the middle of what was on the screen. */
static bool address_parse(struct span text, double *ret_latitude, double *ret_longitude)
{
    static const struct {
        const char *mark, *between;
    } forms[] = {
        { "!3d", "!4d" },    { "mlat=", "&mlon=" }, { "?q=", "," },
        { "&q=", "," },      { "?query=", "," },    { "&query=", "," },
        { "?ll=", "," },     { "&ll=", "," },       { "destination=", "," },
        { "geo:", "," },     { "/place/", "," },    { "/search/", "," },
        { "@", "," },        { "center=", "," },    { "?q=", "%2C" },
        { "query=", "%2C" }, { "ll=", "%2C" },      { "destination=", "%2C" },
        { "lat=", "&lon=" }, { "lat=", "&lng=" },
    };

    for (size_t i = 0; i < sizeof forms / sizeof *forms; i++) {
        const struct span rest = behind(text, forms[i].mark);

        if (rest.at && pair_parse(rest, forms[i].between, ret_latitude, ret_longitude))
            return true;
    }
    const struct span zoom = behind(text, "#map=");
    const struct span rest = zoom.at ? behind(zoom, "/") : zoom;

    return rest.at && pair_parse(rest, "/", ret_latitude, ret_longitude);
}

bool coordinates_parse(struct span text, double *ret_latitude, double *ret_longitude)
{
    const bool address =
        text.length > 0 && (memmem(text.at, text.length, "://", 3) || span_starts(text, SPAN("geo:")));

    return address ? address_parse(text, ret_latitude, ret_longitude)
                   : free_parse(text, ret_latitude, ret_longitude);
}
