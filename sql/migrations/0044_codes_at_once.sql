-- The first free code is the answer: all 999 candidates were looked up before the first was taken, a quarter of a second for each library.

set local role branchlight_owner;

create or replace function free_code(kind text, wanted text) returns text
  language plpgsql stable security definer set search_path = pg_catalog, public
  as $$
  declare
    said constant text := regexp_replace(folded_name(wanted), '[^a-z0-9]+', '-', 'g');
    word constant text := btrim(case when length(said) > 36 then regexp_replace(left(said, 37), '^(.{3,36})-.*$', '\1') else said end, '-');
    plain constant text := left(case when word = '' then free_code.kind when length(word) < 3 then 'x-' || word else word end, 36);
    tried text := plain;
  begin
    for n in 2 .. 1000 loop
      if not exists (
           select from retired_code r where r.kind = free_code.kind and r.code = tried
           union all select from branch t where free_code.kind = 'branch' and t.code = tried
           union all select from point t where free_code.kind = 'point' and t.code = tried
           union all select from library t where free_code.kind = 'library' and t.code = tried
           union all select from organization t where free_code.kind = 'organization' and t.code = tried
           union all select from agreement t where free_code.kind = 'agreement' and t.code = tried) then
        return tried;
      end if;
      tried := plain || '-' || n;
    end loop;
    return null;
  end
  $$;

reset role;
