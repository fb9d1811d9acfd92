-- An agreement "until 2028" lasts until New Year's Eve, not until the first of January.

set local role branchlight_owner;

create function precise_last_day(value date, exactly text) returns date
  language sql immutable parallel safe
  return (value + case exactly when 'year' then interval '1 year' when 'month' then interval '1 month' else interval '1 day' end)::date - 1;
comment on function precise_last_day(date, text) is
  'The last day of what is said as a year, a month or a day: its first day, and how exactly it is said.';
grant execute on function precise_last_day(date, text) to public;

reset role;
