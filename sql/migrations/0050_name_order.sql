-- Lists of staff come from the database: their order is that of the public lists.

set local role branchlight_owner;

create function name_order(name text) returns text
  language sql immutable strict parallel safe
  as $$
    select replace(replace(replace(translate(lower(name), 'ąęėįyųūĄĘĖĮŲŪČŠŽ', 'aeeiiuuaeeiuučšž'), 'č', 'c~'), 'š', 's~'), 'ž', 'z~') collate "C"
  $$;
comment on function name_order(text) is
  'What names are in the order of: the Lithuanian one (č after c, y beside i), as src/text/sort_key.c has it, whatever the collation.';
grant execute on function name_order(text) to branchlight_staff;

reset role;
