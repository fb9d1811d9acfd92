/* SPDX-License-Identifier: Apache-2.0
 *
 * A made-up world for tests and benchmarks of the directory: plain arrays of branches and points, the same
 * for the same seed, and their way into a directory. The brute force in the tests reads these arrays, never
 * the directory's own structures.
 */
#ifndef BRANCHLIGHT_TESTS_DIRECTORY_WORLD_H
#define BRANCHLIGHT_TESTS_DIRECTORY_WORLD_H

#include "../../src/directory/build.h"

#include <stdio.h>
#include <stdlib.h>

enum {
    WORLD_RANGES = 16,
    WORLD_POINTS_MAX = 3,
    WORLD_MUNICIPALITIES = 60,
    WORLD_UTILITIES = 5,
    WORLD_SERVICES = 9,
    WORLD_LANGUAGES = 4,
    WORLD_NOW = 29700000, /* the minute it is: in June 2026 */
};

static const char *const world_languages[] = { "lt", "en" };

struct world_hours {
    bool known;
    uint32_t count; /* numbers */
    int32_t numbers[4 * WORLD_RANGES];
    int32_t until;
};

struct world_point {
    char code[24];
    uint32_t number;                       /* of all, for the id */
    unsigned utility, services, languages; /* services, languages: bits */
    enum point_lifecycle lifecycle;
    enum point_status status;
    unsigned components_down;
    int64_t observed_at, valid_until;
    struct world_hours access, adviser;
};

struct world_branch {
    char code[24], name[64], body[768];
    const char *history; /* NULL: nothing was changed */
    uint32_t number;
    unsigned touched; /* the test's own: in which batch */
    bool located, active, gone;
    double latitude, longitude;
    int step_free;
    unsigned municipality, library;
    struct world_hours hours;
    unsigned point_count;
    struct world_point points[WORLD_POINTS_MAX];
};

struct world {
    struct world_branch *branches;
    uint32_t count, libraries;
    uint64_t state;
    unsigned body; /* bytes of filling in each branch's body */
};

static inline uint32_t world_random(struct world *world, uint32_t below)
{
    world->state = world->state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return below == 0 ? 0 : (uint32_t)((world->state >> 33) % below);
}

static inline double world_unit(struct world *world)
{
    return world_random(world, 1U << 30) / (double)(1U << 30);
}

/* A few patterns, so that hours are shared as in life; around now, one in eight unknown. */
static inline struct world_hours world_hours_make(struct world *world, uint32_t unknown_of_8)
{
    struct world_hours hours = { .known = world_random(world, 8) >= unknown_of_8,
                                 .until = WORLD_NOW + 70 * 1440 };
    const int32_t first = WORLD_NOW - 600 + 60 * (int32_t)world_random(world, 12);
    const int32_t length = 120 + 60 * (int32_t)world_random(world, 8);

    if (!hours.known)
        return hours;
    if (world_random(world, 16) == 0) {
        hours.count = 4;
        memcpy(hours.numbers, (int32_t[]){ WORLD_NOW - 2000, hours.until, 180, 180 }, 4 * sizeof(int32_t));
        return hours;
    }
    for (int32_t day = 0; day < 6; day++) {
        const int32_t start = first + (day - 1) * 1440;

        memcpy(&hours.numbers[hours.count], (int32_t[]){ start, start + length, 180, 180 },
               4 * sizeof(int32_t));
        hours.count += 4;
    }
    return hours;
}

static inline void world_point_make(struct world *world, struct world_branch *branch,
                                    struct world_point *point, uint32_t number)
{
    *point = (struct world_point){ .number = number };
    snprintf(point->code, sizeof(point->code), "p%06u-%u", branch->number, number % WORLD_POINTS_MAX);
    point->utility = world_random(world, WORLD_UTILITIES);
    point->services = world_random(world, 1U << WORLD_SERVICES);
    point->languages = world_random(world, 1U << WORLD_LANGUAGES);
    point->lifecycle =
        world_random(world, 5) > 0 ? POINT_ACTIVE : (enum point_lifecycle)world_random(world, 3);
    point->access = world_hours_make(world, 6);
    if (world_random(world, 8) == 0) /* of its own, and nothing known of them */
        point->access = (struct world_hours){ .known = true };
    point->adviser = world_hours_make(world, 3);
    if (world_random(world, 6) == 0)
        return;
    point->status = (enum point_status)world_random(world, 4);
    point->components_down = world_random(world, 4) == 0 ? world_random(world, 1U << COMPONENTS) : 0;
    point->observed_at = ((int64_t)WORLD_NOW - world_random(world, 3000)) * 60 + world_random(world, 60);
    point->valid_until = ((int64_t)WORLD_NOW - 500 + world_random(world, 3000)) * 60;
}

static inline void world_branch_make(struct world *world, struct world_branch *branch, uint32_t number)
{
    static const char *const first[] = { "Pasvalio",  "Šiaulių",   "Rokiškio", "Anykščių", "Kretingos",
                                         "Ignalinos", "Žaliosios", "Ąžuolų",   "Upytės",   "Yliaus" };
    static const char *const last[] = { "biblioteka", "filialas", "skaitykla", "viešoji biblioteka",
                                        "kaimo filialas" };

    *branch = (struct world_branch){ .number = number };
    snprintf(branch->code, sizeof(branch->code), "b%06u", number);
    if (world_random(world, 3) == 0)
        snprintf(branch->name, sizeof(branch->name), "%s %s", first[world_random(world, 10)],
                 last[world_random(world, 5)]);
    else
        snprintf(branch->name, sizeof(branch->name), "%s%c%c%c %s", first[world_random(world, 10)],
                 'a' + (int)world_random(world, 26), 'a' + (int)world_random(world, 26),
                 'a' + (int)world_random(world, 26), last[world_random(world, 5)]);
    snprintf(branch->body, sizeof(branch->body), "{\"code\":\"%s\",\"filling\":\"%*s\"}", branch->code,
             (int)world->body, "");
    branch->located = world_random(world, 20) > 0;
    branch->latitude = world_unit(world) * 180 - 90;
    branch->longitude = world_unit(world) * 360 - 180;
    if (world_random(world, 4) == 0) { /* towns: equal places */
        branch->latitude = 54 + world_random(world, 10) * 0.25;
        branch->longitude = 21 + world_random(world, 10) * 0.5;
    } else if (world_random(world, 2) == 0) {
        branch->latitude = 54 + world_unit(world) * 3;
        branch->longitude = 21 + world_unit(world) * 6;
    } else if (world_random(world, 8) == 0) {
        branch->latitude = world_random(world, 2) == 0 ? 90 : -90;
    } else if (world_random(world, 8) == 0) {
        branch->longitude = world_random(world, 2) == 0 ? 180 : -180;
    }
    branch->active = world_random(world, 12) > 0;
    branch->step_free = (int)world_random(world, 3) - 1;
    branch->municipality = world_random(world, WORLD_MUNICIPALITIES);
    branch->library = world_random(world, world->libraries);
    branch->hours = world_hours_make(world, 1);
    branch->point_count = world_random(world, WORLD_POINTS_MAX + 1);
    for (unsigned p = 0; p < branch->point_count; p++)
        world_point_make(world, branch, &branch->points[p], number * WORLD_POINTS_MAX + p);
}

static inline struct world *world_make(uint32_t count, uint64_t seed, unsigned body)
{
    struct world *world = calloc(1, sizeof(*world));

    world->branches = calloc(count + 1, sizeof(*world->branches));
    world->count = count;
    world->libraries = count / 10 + 1;
    world->state = seed * 977 + 1;
    world->body = body;
    for (uint32_t i = 0; i < count; i++)
        world_branch_make(world, &world->branches[i], i);
    return world;
}

static inline void world_free(struct world *world)
{
    free(world->branches);
    free(world);
}

static inline void world_id(uint8_t id[16], uint32_t kind, uint32_t number)
{
    memset(id, 0, 16);
    memcpy(id, &kind, 4);
    memcpy(id + 4, &number, 4);
}

static inline struct hours_input world_hours_input(const struct world_hours *hours)
{
    return (struct hours_input){ hours->numbers, hours->count, hours->known, hours->until };
}

static inline void world_put_point(struct batch *batch, const struct world_branch *branch,
                                   const struct world_point *point)
{
    static const char *const languages[WORLD_LANGUAGES] = { "lt", "en", "pl", "ru" };
    struct span services[WORLD_SERVICES], spoken[WORLD_LANGUAGES], name = span_of("Savitarnos vieta");
    char service_codes[WORLD_SERVICES][4], utility[8];
    uint8_t id[16];
    struct point_input input = { .id = id, .code = span_of(point->code), .branch = span_of(branch->code) };

    world_id(id, 2, point->number);
    for (unsigned s = 0; s < WORLD_SERVICES; s++) {
        snprintf(service_codes[s], sizeof(service_codes[s]), "s%u", s);
        if ((point->services >> s & 1) != 0)
            services[input.service_count++] = span_of(service_codes[s]);
    }
    for (unsigned l = 0; l < WORLD_LANGUAGES; l++) {
        if ((point->languages >> l & 1) != 0)
            spoken[input.language_count++] = span_of(languages[l]);
    }
    snprintf(utility, sizeof(utility), "u%u", point->utility);
    input.utility = span_of(utility);
    input.services = services;
    input.languages = spoken;
    input.names = &name;
    input.name_count = 1;
    input.body = SPAN("{\"lifecycle\":\"active\"}");
    input.reports = SPAN("[]");
    input.lifecycle = point->lifecycle;
    input.status = point->status;
    input.components_down = point->components_down;
    input.observed_at = point->observed_at;
    input.valid_until = point->valid_until;
    if (point->observed_at != 0)
        input.status_role = SPAN("librarian");
    input.access = world_hours_input(&point->access);
    input.adviser = world_hours_input(&point->adviser);
    batch_point(batch, &input);
}

static inline void world_put_branch(struct batch *batch, const struct world_branch *branch)
{
    char library[12], municipality[8];
    uint8_t id[16];
    const struct span name = span_of(branch->name);
    struct branch_input input = { .id = id,
                                  .code = span_of(branch->code),
                                  .name = name,
                                  .names = &name,
                                  .name_count = 1,
                                  .address = SPAN("Vilniaus g. 7"),
                                  .body = span_of(branch->body),
                                  .time_zone = SPAN("Europe/Vilnius"),
                                  .history = span_of(branch->history),
                                  .located = branch->located,
                                  .latitude = branch->latitude,
                                  .longitude = branch->longitude,
                                  .step_free = branch->step_free,
                                  .active = branch->active,
                                  .hours = world_hours_input(&branch->hours) };

    world_id(id, 1, branch->number);
    snprintf(library, sizeof(library), "l%u", branch->library);
    snprintf(municipality, sizeof(municipality), "LT-%02u", branch->municipality + 1);
    input.library = span_of(library);
    input.municipality = span_of(municipality);
    batch_branch(batch, &input);
}

static inline void world_put_entry(struct batch *batch, enum directory_kind kind, const char *code,
                                   const char *name, const char *other_name, uint32_t number)
{
    uint8_t id[16];
    char bodies[256];
    const struct span names[2] = { span_of(name), span_of(other_name) };
    struct entry_input input = { .kind = kind,
                                 .id = id,
                                 .code = span_of(code),
                                 .name = span_of(name),
                                 .names = names,
                                 .name_count = other_name == NULL ? 1 : 2 };

    world_id(id, 3 + (uint32_t)kind, number);
    snprintf(bodies, sizeof(bodies),
             "{\"en\": {\"code\":\"%s\",\"name\":\"%s\"}, \"lt\": {\"code\":\"%s\",\"a\":\"}\\\"\"}}", code,
             name, code);
    input.bodies = span_of(bodies);
    if (kind == DIRECTORY_ORGANIZATION)
        input.organization_kind = SPAN("utility");
    batch_entry(batch, &input);
}

static inline void world_put_entries(const struct world *world, struct batch *batch)
{
    static const char *const towns[] = { "Pasvalys",  "Šiauliai", "Rokiškis",
                                         "Anykščiai", "Kretinga", "Ignalina" };
    char code[16], name[64];

    for (uint32_t i = 0; i < WORLD_UTILITIES; i++) {
        snprintf(code, sizeof(code), "u%u", i);
        snprintf(name, sizeof(name), "Energija %u", i);
        world_put_entry(batch, DIRECTORY_ORGANIZATION, code, i == 0 ? "ESO" : name, i == 0 ? "LESTO" : NULL,
                        i);
    }
    for (uint32_t i = 0; i < world->libraries; i++) {
        snprintf(code, sizeof(code), "l%u", i);
        snprintf(name, sizeof(name), "%s biblioteka %u", towns[i % 6], i);
        world_put_entry(batch, DIRECTORY_LIBRARY, code, name, NULL, i);
    }
    for (uint32_t i = 0; i < WORLD_MUNICIPALITIES; i++) {
        snprintf(code, sizeof(code), "LT-%02u", i + 1);
        snprintf(name, sizeof(name), "Savivaldybė %u", i + 1);
        world_put_entry(batch, DIRECTORY_MUNICIPALITY, code, name, NULL, i);
    }
    for (uint32_t i = 0; i < WORLD_SERVICES; i++) {
        snprintf(code, sizeof(code), "s%u", i);
        world_put_entry(batch, DIRECTORY_SERVICE, code, code, NULL, i);
    }
}

static inline void world_publish(const struct world *world, struct directory *directory)
{
    struct batch *batch = batch_create(directory);

    world_put_entries(world, batch);
    for (uint32_t i = 0; i < world->count; i++) {
        if (world->branches[i].gone)
            continue;
        world_put_branch(batch, &world->branches[i]);
        for (unsigned p = 0; p < world->branches[i].point_count; p++)
            world_put_point(batch, &world->branches[i], &world->branches[i].points[p]);
    }
    directory_publish(directory, batch, true, 1, WORLD_NOW);
}

#endif
