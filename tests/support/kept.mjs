// SPDX-License-Identifier: Apache-2.0
//
// A database that is put back between requests, so that each of many finds the same world, and that tells whether anything was
// changed: keep(server) once, restore(server) after each. Rows are compared whole, whatever the audit says.

// What follows from other rows, counts, or waits for the end of a transaction; and what replies are kept for a repetition.
const left = ['attempt', 'audit_entry', 'audit_pending', 'change', 'change_pending', 'hours_compiled', 'hours_pending', 'idempotent_reply', 'migration', 'seed_file'];

const tablesOf = (server) => server.sql(`
  select format('%I.%I', n.nspname, c.relname) as name, format('kept.%I', c.relname) as copy, string_agg(format('%I', a.attname), ', ') as columns
    from pg_class c join pg_namespace n on n.oid = c.relnamespace join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = ''
   where n.nspname in ('public', 'people') and c.relkind = 'r' and c.relname <> all ($1) group by 1, 2 order by 1`, [left]);

/** Keeps all rows as they are now. */
export async function keep(server) {
  const tables = await tablesOf(server);
  // Rows younger than the last time, or another number of them: else there is nothing to compare.
  const part = ({ name, copy, columns }) => `
      if (select count(*) filter (where xmin::text::bigint >= youngest) > 0 or count(*) <> (select count(*) from ${copy}) from ${name}) then
        delete from ${name} where row(${columns})::text not in (select row(k.*)::text from ${copy} as k);
        get diagnostics gone = row_count;
        insert into ${name} (${columns}) overriding system value
          select * from ${copy} as k where row(k.*)::text not in (select row(${columns})::text from ${name});
        get diagnostics made = row_count;
        changed := changed || case when made + gone > 0 then array['${name}'] else '{}' end;
      end if;`;
  await server.sql(`
    create schema kept;
    ${tables.map(({ name, copy, columns }) => `create table ${copy} as select ${columns} from ${name};`).join('\n')}
    create table kept.since as select pg_current_xact_id()::text::bigint as number;
    create function kept.restore() returns text[] language plpgsql set session_replication_role = replica as $$
    declare
      youngest constant bigint not null := (select number from kept.since);
      changed text[] = '{}';
      gone bigint;
      made bigint;
    begin
      delete from people.attempt;
      delete from idempotent_reply;
      update people.credential c set used_at = k.used_at from kept.credential k where k.id = c.id and k.used_at <> c.used_at;
      ${tables.map(part).join('\n')}
      update kept.since set number = pg_current_xact_id()::text::bigint + 1;
      return changed;
    end $$`);
}

/** Makes all rows what they were: the tables in which some weren't. */
export const restore = async (server) => (await server.sql('select kept.restore() as changed'))[0].changed;

/** The rows, as text with the name of their table, that aren't what they were. */
export async function changedRows(server) {
  const rows = [];
  for (const { name, copy, columns } of await tablesOf(server))
    for (const [one, other] of [[name, copy], [copy, name]])
      rows.push(...(await server.sql(`select '${name} ' || row(${columns})::text as row from ${one} where row(${columns})::text not in (select row(${columns})::text from ${other})`)));
  return rows.map(({ row }) => row);
}
