// SPDX-License-Identifier: Apache-2.0
//
// What the tests of opening hours share: chance with a seed, random schedules, and a database to put them in.
import { createDatabase } from '../support/server.mjs';
import pg from 'pg';

/** Chance that repeats itself: mulberry32. */
export function chance(seed) {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
  const below = (count) => Math.floor(next() * count);
  return {
    below,
    between: (low, high) => low + below(high - low + 1),
    pick: (list) => list[below(list.length)],
    may: (probability) => next() < probability,
  };
}

export const seed = Number(process.env.HOURS_SEED ?? 20261122);
export const rounds = Number(process.env.HOURS_ROUNDS ?? 30); // schedules per zone; `make prove` asks for more

const everyDay = [1, 2, 3, 4, 5, 6, 7];
export const rule = (kind, said) => ({
  kind, weekdays: everyDay, periods: null, season_from: null, season_until: null, valid_from: null, valid_until: null,
  every_weeks: 1, month_nth: null, month_of: null, shortened: null, stop_id: null, ...said,
});
export const exception = (first_day, last_day, periods, said) => ({
  first_day, last_day, weekdays: everyDay, periods, stop_id: null, made: 0, ...said,
});

// Times that matter: around midnight, around the hours in which clocks change, lunch.
const times = [0, 1, 30, 60, 90, 120, 150, 179, 180, 181, 210, 239, 240, 241, 540, 600, 780, 810, 1020, 1140, 1380, 1439,
  1440, 1441, 1500, 1560, 1590, 1619, 1620, 1650, 1680, 1860, 2160, 2879, 2880];

export function somePeriods(luck, { empty = 0.15, latest = 2880 } = {}) {
  if (luck.may(empty)) return [];
  const wanted = 2 * luck.pick([1, 1, 1, 2, 2, 3]);
  const picked = new Set();
  while (picked.size < wanted) {
    const time = luck.may(0.6) ? luck.pick(times) : luck.below(2881);
    if (time <= latest) picked.add(time);
  }
  const periods = [...picked].sort((a, b) => a - b);
  while (periods.length > 2 && periods.at(-2) > 1439) periods.splice(-2);
  return periods[0] > 1439 || periods.at(-2) > 1439 ? [0, Math.min(latest, 1440)] : periods;
}

export function someWeekdays(luck) {
  const days = everyDay.filter(() => luck.may(0.55));
  return days.length ? days : [luck.between(1, 7)];
}

export function someSeason(luck, probability) {
  if (!luck.may(probability)) return {};
  const some = () => luck.between(1, 12) * 100 + luck.between(1, 28);
  return luck.pick([
    { season_from: 601, season_until: 831 },
    { season_from: 1001, season_until: 430 }, // over the new year
    { season_from: 229, season_until: 229 },
    { season_from: some(), season_until: some() },
  ]);
}

const someDay = (luck, year) =>
  new Date(Date.UTC(year, 0, 1 + luck.below(365))).toISOString().slice(0, 10);

function someRule(luck, year, stops) {
  const kind = luck.pick(['weekly', 'weekly', 'weekly', 'monthly', 'holiday', 'eve']);
  const said = rule(kind, { weekdays: luck.may(0.8) ? someWeekdays(luck) : everyDay, ...someSeason(luck, 0.35) });
  if (luck.may(0.25)) said.valid_from = someDay(luck, year);
  if (luck.may(0.25)) said.valid_until = someDay(luck, year);
  if (said.valid_from && said.valid_until && said.valid_from > said.valid_until) said.valid_until = null;
  if (kind === 'holiday' && luck.may(0.3)) Object.assign(said, { season_from: 1101, season_until: 430, weekdays: everyDay, periods: null });
  else if (kind === 'holiday' && luck.may(0.5)) said.weekdays = everyDay;
  if (kind === 'eve') said.shortened = luck.pick([0, 30, 60, 60, 120, 600, 1440]);
  else if (kind !== 'holiday' || (said.season_from !== 1101 && luck.may(0.7))) said.periods = somePeriods(luck);
  if (kind === 'monthly') {
    said.month_nth = luck.pick([1, 2, 3, 4, 5, -1, -1, -2, -5]);
    said.month_of = luck.pick(['weekday', 'working_day', 'opening_day']);
  }
  if (kind === 'weekly' && said.valid_from && luck.may(0.5)) said.every_weeks = luck.between(2, 4);
  if (stops.length && said.periods?.length && luck.may(0.7)) said.stop_id = luck.pick(stops);
  return said;
}

export function someSchedule(luck, year, stops = []) {
  const rules = Array.from({ length: luck.between(1, 8) }, () => someRule(luck, year, stops));
  if (luck.may(0.8)) rules.push(rule('weekly', { periods: somePeriods(luck), weekdays: someWeekdays(luck) }));
  const exceptions = Array.from({ length: luck.pick([0, 0, 1, 2, 3, 6]) }, (_, made) => {
    const first = someDay(luck, year);
    const last = new Date(Date.parse(first) + luck.pick([0, 0, 1, 6, 40]) * 86_400_000).toISOString().slice(0, 10);
    return exception(first, last, somePeriods(luck, { empty: 0.4 }), {
      made, weekdays: luck.may(0.7) ? everyDay : someWeekdays(luck),
      stop_id: stops.length && luck.may(0.4) ? luck.pick(stops) : null,
    });
  });
  return { rules, exceptions };
}

export const someHolidays = (luck, year) => {
  const days = new Set();
  for (let count = luck.between(4, 16); count > 0; count -= 1) {
    const day = Date.parse(someDay(luck, year));
    for (let more = luck.pick([1, 1, 1, 2, 3]); more > 0; more -= 1)
      days.add(new Date(day + (more - 1) * 86_400_000).toISOString().slice(0, 10));
  }
  return days;
};

const uuid = (luck) => {
  const hex = Array.from({ length: 32 }, () => luck.below(16).toString(16)).join('');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20)}`;
};

/** A database with the schema, and ways to put schedules into it. */
export async function openHours() {
  const database = await createDatabase('migrated');
  const client = new pg.Client({ host: database.host, database: database.name, user: 'postgres' });
  client.on('error', () => {});
  await client.connect();
  const query = async (text, values) => (await client.query(text, values)).rows;
  await query(`with o as (insert into organization (code, kind, name, name_language, country)
                          values ('hours-test', 'library', 'Hours test', 'en', 'LT') returning id)
               insert into library (code, organization_id) select 'hours-test', id from o`);
  return {
    query,
    close: async () => {
      await client.end();
      await database.drop();
    },
    holidays: (country, days) =>
      query(`insert into public_holiday (country, day, name) select $1, d, '{"en": "holiday"}' from unnest($2::date[]) as d`,
        [country, [...days]]),
    /** Branches with a building schedule each; gives every schedule its `id`, and its stops ids. */
    async add(schedules, zone, country, luck) {
      for (const schedule of schedules) {
        schedule.id = uuid(luck);
        schedule.branch = uuid(luck);
      }
      const rows = (list) => JSON.stringify(list);
      await query('begin');
      await query(`insert into branch (id, code, library_id, kind, name, name_language, country, time_zone)
                   select s.branch, 'b' || left(replace(s.branch::text, '-', ''), 30), l.id, 'branch', 'Branch', 'en', $2, $3
                     from library l, jsonb_to_recordset($1) as s (id uuid, branch uuid)`, [rows(schedules), country, zone]);
      await query(`insert into schedule (id, kind, branch_id)
                   select s.id, 'building', s.branch from jsonb_to_recordset($1) as s (id uuid, branch uuid)`, [rows(schedules)]);
      // A stop's name is what the rules of the test call it; its identifier is made here.
      await query(`insert into stop (schedule_id, name)
                   select s.id, t from jsonb_to_recordset($1) as s (id uuid, stops text[]), unnest(s.stops) as t`, [rows(schedules)]);
      const part = (name) => rows(schedules.flatMap((s) => (s[name] ?? []).map((row) => ({ ...row, schedule_id: s.id }))));
      await query(`insert into hours_rule (schedule_id, kind, weekdays, periods, season_from, season_until, valid_from, valid_until,
                                           every_weeks, month_nth, month_of, shortened, stop_id)
                   select r.schedule_id, kind, weekdays, periods, season_from, season_until, valid_from, valid_until,
                          every_weeks, month_nth, month_of, shortened, t.id
                     from jsonb_to_recordset($1) as r (schedule_id uuid, kind text, weekdays smallint[], periods integer[],
                          season_from smallint, season_until smallint, valid_from date, valid_until date, every_weeks smallint,
                          month_nth smallint, month_of text, shortened integer, stop_id text)
                     left join stop t on t.schedule_id = r.schedule_id and t.name = r.stop_id`, [part('rules')]);
      await query(`insert into hours_exception (schedule_id, first_day, last_day, weekdays, periods, stop_id, made_at)
                   select e.schedule_id, first_day, last_day, weekdays, periods, t.id, to_timestamp(made)
                     from jsonb_to_recordset($1) as e (schedule_id uuid, first_day date, last_day date, weekdays smallint[],
                          periods integer[], stop_id text, made integer)
                     left join stop t on t.schedule_id = e.schedule_id and t.name = e.stop_id`, [part('exceptions')]);
      await query('commit');
    },
  };
}
