// SPDX-License-Identifier: Apache-2.0
//
// Every minute of a year, by SQL and by brute force, for random schedules in three zones: one that changes its clocks
// at night, one south of the equator that does so at midnight, one that does so by half an hour.
//
// HOURS_SEED repeats a run, HOURS_ROUNDS makes it longer.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { colour, dayText, epochDay, Reader, Zone } from './evaluator.mjs';
import { chance, openHours, rounds, seed, someHolidays, someSchedule } from './fixture.mjs';

const zones = [['Europe/Vilnius', 'LT'], ['America/Santiago', 'CL'], ['Australia/Lord_Howe', 'AU']];
const year = 2027;
const firstDay = `${year}-01-01`;
const lastDay = `${year + 1}-01-01`;

let hours;
before(async () => {
  hours = await openHours();
});
after(() => hours.close());

const paint = (ranges, from, until) => {
  const minutes = new Uint8Array(until - from);
  for (const { opens, closes } of ranges) minutes.fill(1, Math.max(opens - from, 0), Math.max(Math.min(closes, until) - from, 0));
  return minutes;
};
const shown = (schedule) => `seed ${seed}\n${JSON.stringify({ rules: schedule.rules, exceptions: schedule.exceptions })}`;
const instant = (minute) => new Date(minute * 60_000).toISOString();

for (const [zoneName, country] of zones) {
  test(`a year in ${zoneName}`, async (t) => {
    const luck = chance(seed + zoneName.length);
    const zone = new Zone(zoneName, (epochDay(firstDay) - 10) * 1440, (epochDay(lastDay) + 10) * 1440);
    assert.equal(zone.changes().filter((at) => at >= epochDay(firstDay) * 1440 && at < epochDay(lastDay) * 1440).length, 2);
    const holidays = someHolidays(luck, year);
    await hours.holidays(country, holidays);
    const schedules = Array.from({ length: rounds }, () => {
      const stops = luck.may(0.3) ? ['A', 'B', 'C'] : [];
      return { stops, ...someSchedule(luck, year, stops) };
    });
    await hours.add(schedules, zoneName, country, luck);
    for (const schedule of schedules) schedule.reader = new Reader(schedule, holidays);
    const from = zone.instant(epochDay(firstDay) * 1440);
    const until = zone.instant(epochDay(lastDay) * 1440);

    await t.test('hours_ranges: each minute', async () => {
      const rows = await hours.query(
        `select s.id, extract(epoch from r.opens_at)::int / 60 as opens, extract(epoch from r.closes_at)::int / 60 as closes
           from unnest($1::uuid[]) as s (id) cross join hours_ranges(s.id, $2, $3) as r`,
        [schedules.map(({ id }) => id), firstDay, lastDay]);
      const byId = Map.groupBy ? Map.groupBy(rows, ({ id }) => id) : group(rows);
      for (const schedule of schedules) {
        schedule.minutes = colour(schedule.reader, zone, from, until);
        const ranges = byId.get(schedule.id) ?? [];
        const said = paint(ranges, from, until);
        const at = said.findIndex((open, minute) => open !== schedule.minutes[minute]);
        assert.equal(at, -1, at < 0 ? '' : `${instant(from + at)}: SQL says ${said[at]}\n${shown(schedule)}`);
        for (let n = 1; n < ranges.length; n += 1)
          assert.ok(ranges[n].opens > ranges[n - 1].closes, `in order and apart\n${shown(schedule)}`);
      }
    });

    await t.test('hours_state_at: around boundaries, around clock changes, at random', async () => {
      const asked = [];
      for (const schedule of schedules) {
        const boundaries = [];
        for (let at = 1; at < schedule.minutes.length; at += 1)
          if (schedule.minutes[at] !== schedule.minutes[at - 1]) boundaries.push(from + at);
        const around = Array.from({ length: Math.min(6, boundaries.length) }, () => luck.pick(boundaries)).concat(luck.pick(zone.changes()));
        for (const at of around) asked.push([schedule, at - 1], [schedule, at], [schedule, at + 1]);
        for (let n = 0; n < 6; n += 1) asked.push([schedule, luck.between(from, until - 1)]);
      }
      const wanted = asked.filter(([, at]) => at >= from && at < until);
      const rows = await hours.query(
        `select hours_state_at(q.id, to_timestamp(q.minute * 60.0) + interval '59 seconds') as state
           from unnest($1::uuid[], $2::int[]) with ordinality as q (id, minute, place) order by q.place`,
        [wanted.map(([schedule]) => schedule.id), wanted.map(([, at]) => at)]);
      wanted.forEach(([schedule, at], n) => {
        const day = Math.floor((at + zone.offset(at)) / 1440);
        const state = schedule.minutes[at - from] ? 'open' : schedule.reader.day(day) ? 'closed' : 'unknown';
        assert.equal(rows[n].state, state, `${instant(at)}\n${shown(schedule)}`);
      });
    });

    await t.test('hours_compile: the same minutes, offsets and horizon', async () => {
      const asOf = luck.between(from + 3 * 1440, until - 80 * 1440);
      const days = zone.changes().map((at) => at + luck.between(-69, 1) * 1440).filter((at) => at > from + 3 * 1440 && at < until - 80 * 1440);
      for (const now of [asOf, ...days]) {
        await hours.query('select hours_compile_all($1, to_timestamp($2 * 60.0))', [schedules.map(({ id }) => id), now]);
        const rows = await hours.query('select * from hours_compiled where schedule_id = any ($1)', [schedules.map(({ id }) => id)]);
        const byId = new Map(rows.map((row) => [row.schedule_id, row]));
        for (const schedule of schedules) checkCompiled(schedule, byId.get(schedule.id), zone, now, from);
      }
    });

    await t.test('hours_stops: where a mobile library stands', async () => {
      for (const schedule of schedules.filter(({ stops }) => stops.length)) {
        const day = epochDay(firstDay) + luck.below(330);
        const rows = await hours.query(
          `select name, extract(epoch from opens_at)::int / 60 as opens, extract(epoch from closes_at)::int / 60 as closes
             from hours_stops($1, $2, $3)`, [schedule.id, dayText(day), dayText(day + 30)]);
        const expected = [];
        for (let at = day; at < day + 30; at += 1)
          for (const { opens, closes, stop } of schedule.reader.day(at) ?? []) {
            const [first, end] = [zone.instant(at * 1440 + opens), zone.instant(at * 1440 + closes)];
            if (stop !== null && first < end) expected.push(`${first} ${end} ${stop}`);
          }
        assert.deepEqual(rows.map(({ name, opens, closes }) => `${opens} ${closes} ${name}`).sort(), expected.sort(), shown(schedule));
      }
    });
  });
}

function group(rows) { // Node 18 and 20 have no Map.groupBy
  const groups = new Map();
  for (const row of rows) groups.set(row.id, [...(groups.get(row.id) ?? []), row]);
  return groups;
}

function checkCompiled(schedule, row, zone, now, from) {
  const today = Math.floor((now + zone.offset(now)) / 1440);
  const said = `${instant(now)}\n${shown(schedule)}`;
  assert.ok(row, `a row\n${said}`);
  let knownUntil = today;
  while (knownUntil < today + 70 && schedule.reader.day(knownUntil)) knownUntil += 1;
  if (knownUntil === today) {
    assert.deepEqual([row.ranges, row.compiled_from, row.compiled_until], [null, null, null], `unknown\n${said}`);
    return;
  }
  assert.equal(row.compiled_from, zone.instant((today - 1) * 1440), `compiled_from\n${said}`);
  assert.equal(row.compiled_until, zone.instant(knownUntil * 1440), `compiled_until\n${said}`);
  const ranges = [];
  for (let at = 0; at < row.ranges.length; at += 4) {
    const [opens, closes, first, last] = row.ranges.slice(at, at + 4);
    ranges.push({ opens, closes });
    assert.ok(opens < closes && (at === 0 || opens > row.ranges[at - 3]), `in order and apart\n${said}`);
    assert.deepEqual([first, last], [zone.offset(opens), zone.offset(closes - 1)], `offsets at ${instant(opens)}\n${said}`);
  }
  const compiled = paint(ranges, row.compiled_from, row.compiled_until);
  const expected = schedule.minutes.subarray(row.compiled_from - from, row.compiled_until - from);
  const at = compiled.findIndex((open, minute) => open !== expected[minute]);
  assert.equal(at, -1, at < 0 ? '' : `${instant(row.compiled_from + at)}: SQL says ${compiled[at]}\n${said}`);
}
