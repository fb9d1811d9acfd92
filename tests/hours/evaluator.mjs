// SPDX-License-Identifier: Apache-2.0
//
// Opening hours by brute force: the rules of docs/hours.md read by a person who takes one day after the other and
// colours the minutes of a year. Written apart from the SQL and unlike it: no levels in numbers, no windows, no table
// of clock changes; zones are what Intl says. Slow and plain on purpose.
//
// A schedule here is {rules: [...], exceptions: [...]} with the columns of hours_rule and hours_exception.

const dayMs = 86_400_000;
export const epochDay = (text) => Date.parse(`${text}T00:00:00Z`) / dayMs;
export const dayText = (day) => new Date(day * dayMs).toISOString().slice(0, 10);
const weekdayOf = (day) => new Date(day * dayMs).getUTCDay() || 7;

/** Wall clock of a zone: offsets minute by minute from Intl, and wall time to instants by looking it up. */
export class Zone {
  constructor(name, fromMinute, untilMinute) {
    const format = new Intl.DateTimeFormat('en-US', {
      timeZone: name, hourCycle: 'h23', year: 'numeric', month: 'numeric', day: 'numeric', hour: 'numeric', minute: 'numeric',
    });
    const read = (minute) => {
      const part = Object.fromEntries(format.formatToParts(minute * 60_000).map(({ type, value }) => [type, Number(value)]));
      return Date.UTC(part.year, part.month - 1, part.day, part.hour, part.minute) / 60_000 - minute;
    };
    this.from = fromMinute;
    this.until = untilMinute;
    this.offsets = new Int16Array(untilMinute - fromMinute);
    this.instants = new Map(); // wall minute → first instant that reads so
    let offset;
    for (let minute = fromMinute; minute < untilMinute; minute += 1) {
      if (offset === undefined || minute % 15 === 0) offset = read(minute); // clocks change on quarters of an hour
      this.offsets[minute - fromMinute] = offset;
      if (!this.instants.has(minute + offset)) this.instants.set(minute + offset, minute);
    }
  }

  offset(minute) {
    return this.offsets[minute - this.from];
  }

  /** The first instant that reads so; a wall time that no clock shows counts on from the last one that was shown. */
  instant(wall) {
    let shown = wall;
    while (!this.instants.has(shown)) shown -= 1;
    return this.instants.get(shown) + (wall - shown);
  }

  /** The instants at which the clocks change. */
  changes() {
    const found = [];
    for (let at = this.from + 1; at < this.until; at += 1) if (this.offset(at) !== this.offset(at - 1)) found.push(at);
    return found;
  }
}

const inSeason = (rule, day) => {
  if (rule.season_from == null) return true;
  const today = dayText(day).slice(5);
  const text = (number) => `${String(Math.floor(number / 100)).padStart(2, '0')}-${String(number % 100).padStart(2, '0')}`;
  const first = text(rule.season_from);
  const last = text(rule.season_until);
  if (first <= last) return first <= today && today <= last;
  return !(last < today && today < first);
};
const isValid = (rule, day) =>
  !(rule.valid_from && dayText(day) < rule.valid_from) && !(rule.valid_until && dayText(day) > rule.valid_until);

function monthOf(day) {
  const month = dayText(day).slice(0, 7);
  const days = [];
  for (let at = epochDay(`${month}-01`); dayText(at).startsWith(month); at += 1) days.push(at);
  return days;
}

/** Reads a schedule against a calendar of public holidays (a Set of "YYYY-MM-DD"). */
export class Reader {
  constructor(schedule, holidays) {
    this.rules = schedule.rules;
    this.exceptions = schedule.exceptions ?? [];
    this.isHoliday = (day) => holidays.has(dayText(day));
    this.opened = new Map();
  }

  speaks(rule, day) {
    if (!rule.weekdays.includes(weekdayOf(day)) || !isValid(rule, day) || !inSeason(rule, day)) return false;
    if (rule.kind === 'holiday') return this.isHoliday(day);
    if (rule.kind === 'eve') return this.isHoliday(day + 1);
    if (rule.kind === 'weekly') {
      if (rule.every_weeks === 1) return true;
      const monday = (of) => of - (weekdayOf(of) - 1);
      return ((monday(day) - monday(epochDay(rule.valid_from))) / 7) % rule.every_weeks === 0;
    }
    const counted = monthOf(day).filter((other) => {
      if (rule.month_of === 'weekday') return weekdayOf(other) === weekdayOf(day);
      if (rule.month_of === 'working_day') return weekdayOf(other) <= 5 && !this.isHoliday(other);
      return this.opensByRules(other);
    });
    return counted.at(rule.month_nth > 0 ? rule.month_nth - 1 : rule.month_nth) === day;
  }

  /** The rules that decide a day: the first group in which one speaks. */
  deciding(day, rules) {
    const seasonal = (kind, has) => rules.filter((r) => r.kind === kind && (r.season_from != null) === has && this.speaks(r, day));
    for (const kind of ['holiday', 'monthly', 'weekly']) {
      for (const has of [true, false]) {
        const found = seasonal(kind, has);
        const said = found.filter((rule) => rule.periods !== null);
        if (said.length) return { kind, said };
        if (found.length && kind === 'holiday') break; // as on any other day
      }
    }
    return null;
  }

  opensByRules(day) {
    if (!this.opened.has(day)) {
      const found = this.deciding(day, this.rules.filter((rule) => rule.month_of !== 'opening_day'));
      this.opened.set(day, found !== null && found.said.some((rule) => rule.periods.length));
    }
    return this.opened.get(day);
  }

  /** Periods of a day as [{opens, closes, stop}], or null where nothing is known about it. */
  day(day) {
    const text = dayText(day);
    const about = (stop) => this.exceptions
      .filter((e) => (e.stop_id ?? null) === stop && e.first_day <= text && text <= e.last_day && e.weekdays.includes(weekdayOf(day)))
      .sort((a, b) => (epochDay(a.last_day) - epochDay(a.first_day)) - (epochDay(b.last_day) - epochDay(b.first_day)) || b.made - a.made)[0];
    const pairs = (said) => said.periods.flatMap((opens, at) =>
      at % 2 ? [] : [{ opens, closes: said.periods[at + 1], stop: said.stop_id ?? null }]);

    let known = this.rules.some((rule) => rule.kind === 'weekly' && isValid(rule, day));
    let periods = [];
    const whole = about(null);
    if (whole) {
      known = true;
      periods = pairs(whole);
    } else {
      const found = this.deciding(day, this.rules);
      if (found) {
        known = true;
        periods = found.said.flatMap(pairs);
        if (found.kind !== 'holiday') periods = this.shortened(day, periods);
      }
    }
    const stops = new Set(this.exceptions.map((e) => e.stop_id ?? null).filter((stop) => stop !== null));
    for (const stop of stops) {
      const moved = about(stop);
      if (!moved) continue;
      known = true;
      periods = [...(whole ? periods : periods.filter((period) => period.stop !== stop)), ...pairs(moved)];
    }
    return known ? periods : null;
  }

  shortened(day, periods) {
    const eves = this.rules.filter((rule) => rule.kind === 'eve' && this.speaks(rule, day));
    const first = eves.some((rule) => rule.season_from != null) ? eves.filter((rule) => rule.season_from != null) : eves;
    if (!first.length || !periods.length) return periods;
    const end = Math.max(...periods.map((period) => period.closes)) - Math.max(...first.map((rule) => rule.shortened));
    return periods.filter((period) => period.opens < end).map((period) => ({ ...period, closes: Math.min(period.closes, end) }));
  }
}

/**
 * Colours the minutes from `from` to `until` (instants): 1 where it is open. The days are those of the zone; the one
 * before is read too, for what goes on past midnight.
 */
export function colour(reader, zone, from, until) {
  const minutes = new Uint8Array(until - from);
  const first = Math.floor((from + zone.offset(from)) / 1440) - 2;
  const last = Math.floor((until + zone.offset(until)) / 1440) + 1;
  for (let day = first; day <= last; day += 1) {
    for (const { opens, closes } of reader.day(day) ?? []) {
      const end = Math.min(zone.instant(day * 1440 + closes), until);
      for (let at = Math.max(zone.instant(day * 1440 + opens), from); at < end; at += 1) minutes[at - from] = 1;
    }
  }
  return minutes;
}
