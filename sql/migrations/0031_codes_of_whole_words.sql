-- A code that is cut off ends with a whole word.

set local role branchlight_owner;

create or replace function free_code(kind text, wanted text) returns text
  language sql stable security definer set search_path = pg_catalog, public
  as $$
    select tried.code
      from (select case when length(base.code) < 3 then 'x-' || base.code else base.code end as code
              from (select btrim(case when length(word.said) > 36 then regexp_replace(left(word.said, 37), '^(.{3,36})-.*$', '\1') else word.said end, '-') as code
                      from (select regexp_replace(folded_name(wanted), '[^a-z0-9]+', '-', 'g') as said) as word) as base) as plain
     cross join generate_series(1, 999) as n
     cross join lateral (select case n when 1 then left(plain.code, 36) else left(plain.code, 36) || '-' || n end as code) as tried
     where not exists (select from retired_code r where r.kind = free_code.kind and r.code = tried.code)
       and not exists (select from branch t where free_code.kind = 'branch' and t.code = tried.code)
       and not exists (select from point t where free_code.kind = 'point' and t.code = tried.code)
       and not exists (select from library t where free_code.kind = 'library' and t.code = tried.code)
       and not exists (select from organization t where free_code.kind = 'organization' and t.code = tried.code)
       and not exists (select from agreement t where free_code.kind = 'agreement' and t.code = tried.code)
     order by n
     limit 1
  $$;

reset role;
