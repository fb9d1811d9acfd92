-- What a form of hours says ($1 its fields as a patch), beside the fields that it was made from ($2 one object as hours_form.sql gives it; null:
-- unknown) and those of the hours as they are now ($3 such an object): what the form has changed, else what is there now, as hours_form_read.sql
-- takes it; the fields that it has still to change, as they are now; of these, those that somebody else has changed too; whether anybody has
-- changed any. Days of a season, and which of the month is closed, are one thing each, of two fields.
with named as (
  select k.part || '.' || d as name, array[k.part, d::text] as path, k.part || '.' || d as thing, true as periods
    from unnest(array['week', 'season']) as k (part) cross join generate_series(1, 7) as d
  union all
  select o.name, string_to_array(o.name, '.'), o.thing, false
    from (values ('season.from', 'season'), ('season.until', 'season'), ('holiday', 'holiday'), ('eve', 'eve'),
                 ('monthly.nth', 'monthly'), ('monthly.of', 'monthly')) as o (name, thing)
), field as (
  select n.*, $1::jsonb #> n.path is not null as sent, coalesce($1::jsonb #>> n.path, '') as said, coalesce($3::jsonb ->> n.name, '') as now,
         case when jsonb_typeof(json_read($2)) = 'object' then coalesce(json_read($2) ->> n.name, '') end as base
    from named n
), compared as (
  select f.*, bool_or(f.sent and f.said is distinct from f.base
                      and f.now <> case when f.periods and periods_good(f.said) then array_to_string(periods_texts(periods_read(f.said)), ', ')
                                        else f.said end) over thing as mine,
         bool_or(f.now is distinct from f.base) over thing as theirs
    from field f
  window thing as (partition by f.thing)
), part as (
  select c.path[1] as name, c.path[2] is not null as whole, jsonb_object_agg(c.path[cardinality(c.path)], nullif(case when c.mine then c.said else c.now end, '')) as fields
    from compared c group by 1, 2
)
select (select jsonb_object_agg(p.name, case when p.whole then p.fields else p.fields -> p.name end) from part p)::text,
       (select coalesce(jsonb_object_agg(c.name, c.now) filter (where c.mine), '{}') from compared c)::text,
       (select coalesce(jsonb_object_agg(c.name, c.now) filter (where c.mine and c.theirs), '{}') from compared c)::text,
       (select bool_or(c.theirs) from compared c)
