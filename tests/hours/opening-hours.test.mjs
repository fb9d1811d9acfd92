// SPDX-License-Identifier: Apache-2.0
//
// The same schedules by SQL and by the npm library `opening_hours`, where it can say the rule: weekly periods, seasons,
// the nth weekday of the month, public holidays of Lithuania (its own list), eves, dated exceptions, past midnight.
//
// It differs in one thing on purpose: there a day's rule cuts what goes on from the evening before, here it doesn't. So
// schedules that go past midnight have weekly rules alone, and days on which these touch are left to the brute force.
// It reads the process's own time zone.
process.env.TZ = 'Europe/Vilnius';
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { after, before, test } from 'node:test';
import { chance, exception, openHours, rounds, rule, seed, somePeriods, someSeason, someWeekdays } from './fixture.mjs';

const OpeningHours = createRequire(import.meta.url)('opening_hours');
const vilnius = { lat: 55.7, lon: 24.4, address: { country_code: 'lt', state: '' } };
const read = (text) => new OpeningHours(text, vilnius);
const year = 2027;
const [first, end] = [new Date(year, 0, 1), new Date(year + 1, 0, 1)];
const names = ['Mo', 'Tu', 'We', 'Th', 'Fr', 'Sa', 'Su'];
const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

let hours;
before(async () => {
  hours = await openHours();
});
after(() => hours.close());

const clock = (minutes) => `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`;
const spoken = (periods) => periods.length
  ? periods.flatMap((opens, at) => (at % 2 ? [] : [`${clock(opens)}-${clock(periods[at + 1])}`])).join(',')
  : 'off';
const monthDay = (number) => `${months[Math.floor(number / 100) - 1]} ${String(number % 100).padStart(2, '0')}`;
const season = ({ season_from: from, season_until: until }) =>
  from == null ? '' : from === until ? `${monthDay(from)} ` : `${monthDay(from)}-${monthDay(until)} `;
const date = (text) => `${text.slice(0, 4)} ${monthDay(Number(text.slice(5, 7)) * 100 + Number(text.slice(8)))}`;
const weekdays = (list, nth = '') => list.map((number) => names[number - 1] + nth).join(',');

// Rules of one level, each weekday in one of them: there they would replace each other, here they add up.
function level(luck, make) {
  const free = luck.may(0.8) ? [1, 2, 3, 4, 5, 6, 7] : someWeekdays(luck);
  const rules = [];
  while (free.length && rules.length < 3) {
    const days = free.splice(0, luck.between(1, free.length));
    rules.push(make(days));
  }
  return rules;
}

const inDay = (luck) => somePeriods(luck, { latest: 1440 });

function mixed(luck) {
  const summer = { season_from: 601, season_until: 831 };
  const some = () => {
    const chosen = someSeason(luck, 1);
    return chosen.season_from === 229 || chosen.season_from === chosen.season_until ? summer : chosen;
  };
  const [one, other] = [some(), some()];
  const nth = () => luck.pick([1, 2, 3, 4, 5, -1, -2]);
  const rules = [
    ...level(luck, (days) => rule('weekly', { weekdays: days, periods: inDay(luck) })),
    ...(luck.may(0.5) ? level(luck, (days) => rule('weekly', { weekdays: days, periods: inDay(luck), ...one })) : []),
    ...(luck.may(0.5) ? level(luck, (days) =>
      rule('monthly', { weekdays: days, periods: inDay(luck), month_nth: nth(), month_of: 'weekday' })) : []),
    ...(luck.may(0.3) ? level(luck, (days) =>
      rule('monthly', { weekdays: days, periods: inDay(luck), month_nth: nth(), month_of: 'weekday', ...other })) : []),
    ...(luck.may(0.7) ? [rule('holiday', { periods: luck.may(0.7) ? [] : inDay(luck) })] : []),
  ];
  const exceptions = Array.from({ length: luck.below(4) }, (_, made) => {
    const day = new Date(Date.UTC(year, 0, 1 + luck.below(330)));
    const last = new Date(day.getTime() + luck.pick([0, 0, 1, 6, 30]) * 86_400_000);
    return exception(day.toISOString().slice(0, 10), last.toISOString().slice(0, 10), inDay(luck),
      { made, weekdays: luck.may(0.7) ? [1, 2, 3, 4, 5, 6, 7] : someWeekdays(luck) });
  });
  const long = (e) => Date.parse(e.last_day) - Date.parse(e.first_day);
  const said = [
    ...rules.map((r) => {
      if (r.kind === 'holiday') return `PH ${spoken(r.periods)}`;
      return `${season(r)}${weekdays(r.weekdays, r.kind === 'monthly' ? `[${r.month_nth}]` : '')} ${spoken(r.periods)}`;
    }),
    ...[...exceptions].sort((a, b) => long(b) - long(a) || a.made - b.made).map((e) =>
      `${date(e.first_day)}${e.first_day === e.last_day ? '' : `-${date(e.last_day)}`} `
      + `${e.weekdays.length === 7 ? '' : `${weekdays(e.weekdays)} `}${spoken(e.periods)}`),
  ];
  return { rules, exceptions, said: said.join('; ') };
}

function night(luck) {
  // Days that are followed by a free one.
  const days = luck.pick([[1, 3, 5], [2, 4, 6], [2, 5, 7], [6], [4, 7]]);
  const opens = luck.between(600, 1439);
  const periods = luck.may(0.3) ? [480, 540, opens, luck.between(1441, 2879)] : [opens, luck.between(1441, 2879)];
  return { rules: [rule('weekly', { weekdays: days, periods })], exceptions: [], said: `${weekdays(days)} ${spoken(periods)}` };
}

function beforeHolidays(luck) {
  const [opens, closes, shorter] = [luck.between(420, 660), luck.between(960, 1260), luck.pick([30, 60, 120])];
  return {
    rules: [rule('weekly', { periods: [opens, closes] }), rule('eve', { shortened: shorter }), rule('holiday', { periods: [] })],
    exceptions: [],
    said: `Mo-Su ${spoken([opens, closes])}; PH -1 day ${spoken([opens, closes - shorter])}; PH off`,
  };
}

const lengthOf = (day) => new Date(day.getFullYear(), day.getMonth(), day.getDate() + 1)
  - new Date(day.getFullYear(), day.getMonth(), day.getDate());
const ordinary = 86_400_000;
const daysFrom = (minute, more) => {
  const day = new Date(minute * 60_000);
  return new Date(day.getFullYear(), day.getMonth(), day.getDate() + more);
};
// The library loses what goes on past the midnight that ends a day of 23 or 25 hours, and ends a day of 25 hours after 24,
// so that what went on into it from the day before is cut; the brute force has those.
const afterChange = (minute) =>
  [0, -1].some((more) => lengthOf(daysFrom(minute, more)) !== ordinary) || lengthOf(daysFrom(minute, 1)) > ordinary;
// A period within the hour that is skipped in spring is dropped by the library; here it is an hour later (docs/hours.md).
// The brute force and tests/sql/hours_zone.sql have those days.
const dayOfSkippedHour = (minute) => lengthOf(daysFrom(minute, 0)) < ordinary;

async function compare(schedules, luck, skip = () => false) {
  await hours.add(schedules, 'Europe/Vilnius', 'LT', luck);
  const rows = await hours.query(
    `select s.id, extract(epoch from r.opens_at)::int / 60 as opens, extract(epoch from r.closes_at)::int / 60 as closes
       from unnest($1::uuid[]) as s (id) cross join hours_ranges(s.id, $2, $3) as r order by r.opens_at`,
    [schedules.map(({ id }) => id), `${year}-01-01`, `${year + 1}-01-01`]);
  for (const { id, said } of schedules) {
    const kept = (ranges) => ranges.filter(([opens]) => !skip(opens));
    const expected = kept(merged(read(said).getOpenIntervals(first, end)));
    const actual = kept(rows.filter((row) => row.id === id).map(({ opens, closes }) => [opens, closes]));
    const at = expected.findIndex((range, n) => String(range) !== String(actual[n]));
    const shown = (range) => range?.map((minute) => new Date(minute * 60_000).toString().slice(0, 21)).join(' – ');
    assert.ok(at < 0 && actual.length === expected.length,
      `seed ${seed}: ${said}\nlibrary: ${shown(expected[at])}\nSQL:     ${shown(actual[at])}`);
  }
}

const merged = (intervals) => {
  const ranges = [];
  for (const [opens, closes] of intervals) {
    const [from, until] = [opens.getTime() / 60_000, closes.getTime() / 60_000];
    if (ranges.length && ranges.at(-1)[1] === from) ranges.at(-1)[1] = until;
    else if (from < until) ranges.push([from, until]);
  }
  return ranges;
};

test('a year of Lithuanian opening hours, as the library opening_hours reads them', async (t) => {
  const holidays = read('PH').getOpenIntervals(first, new Date(year + 1, 0, 3)).flatMap(([from, until]) => {
    const days = [];
    for (const day = new Date(from); day < until; day.setDate(day.getDate() + 1))
      days.push(`${day.getFullYear()}-${String(day.getMonth() + 1).padStart(2, '0')}-${String(day.getDate()).padStart(2, '0')}`);
    return days;
  });
  assert.ok(holidays.includes('2027-03-29'), 'it knows Easter Monday');
  await hours.query("delete from public_holiday where country = 'LT'");
  await hours.holidays('LT', holidays);
  const luck = chance(seed);
  for (const [name, make, skip] of [['levels', mixed, dayOfSkippedHour], ['past midnight', night, afterChange], ['eves', beforeHolidays]]) {
    await t.test(name, () => compare(Array.from({ length: rounds }, () => make(luck)), luck, skip));
  }
});
