// SPDX-License-Identifier: Apache-2.0
//
// Statements that the database refuses, on a connection that is well: it is told, once, and goes on by itself afterwards.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { test } from 'node:test';
import pg from 'pg';
import { binary, createDatabase, startServer, waitFor } from '../support/server.mjs';
import { startSmtp } from '../support/smtp.mjs';
import { enrol } from '../support/staff.mjs';

const lines = (server, event) => server.output.stderr.split('\n').filter((line) => line.includes(`"${event}"`)).map((line) => JSON.parse(line));

test('a directory that can’t be read again', async () => {
  const server = await startServer({ demo: true });
  const wake = () => server.sql('notify branchlight_change');
  try {
    const loads = lines(server, 'directory_loaded').length;
    await server.sql('revoke select on published.change from branchlight_visitor');
    const [line] = await waitFor('the log', async () => {
      await wake();
      const found = lines(server, 'directory_not_loaded');
      return found.length && found;
    });
    assert.deepEqual([line.level, line.sqlstate], ['warning', '42501']);
    assert.match(line.message, /permission denied/);
    for (let i = 0; i < 20; i++) await wake();
    await server.sql('grant select on published.change to branchlight_visitor');
    await waitFor('the load', () => lines(server, 'directory_loaded').length > loads);
    assert.equal(lines(server, 'directory_not_loaded').length, 1);
  } finally {
    await server.stop();
  }
});

test('the first request after the database was restarted is answered like others', async () => {
  const server = await startServer({ demo: true, parameters: ['--workers=1'] });
  try {
    const admin = await enrol(server, { role: 'admin', name: 'Admin' });
    for (let i = 0; i < 2; i++) {
      assert.equal((await admin.get('/api/v1/me')).status, 200);
      await server.sql(`select pg_terminate_backend(pid, 5000) from pg_stat_activity where usename = 'branchlight_staff' and datname = current_database()`);
    }
    assert.equal((await admin.get('/api/v1/me')).status, 200);
  } finally {
    await server.stop();
  }
});

test('an outbox that can’t be read, and a connection that goes while a message is sent', async () => {
  const post = await startSmtp();
  const server = await startServer({ demo: true, parameters: [`--mail-server=smtp://127.0.0.1:${post.port}`, '--mail-from=registras@example.org'] });
  const wake = () => server.sql('notify branchlight_mail');
  try {
    const admin = await enrol(server, { role: 'admin', name: 'Admin' });
    const invite = (email) => admin.post('/api/v1/invitations', { kind: 'person', role: 'librarian', scope: 'lt-anyksciai', name: 'A', email });
    await server.sql('revoke execute on function people.mail_take() from branchlight_jobs');
    const [line] = await waitFor('the log', async () => {
      await wake();
      const found = lines(server, 'mail_stopped');
      return found.length && found;
    });
    assert.deepEqual([line.level, line.query, line.sqlstate], ['warning', 'mail_take', '42501']);
    for (let i = 0; i < 5; i++) await wake();
    await server.sql('grant execute on function people.mail_take() to branchlight_jobs');
    await invite('first@example.org');
    await post.next(({ to }) => to === 'first@example.org');
    assert.equal(lines(server, 'mail_stopped').length, 1);

    await waitFor('the note', async () => (await server.sql('select from people.mail where sent_at is not null')).length === 1);
    await server.sql(`create function cut() returns trigger language plpgsql as $$ begin perform pg_terminate_backend(pg_backend_pid()); return new; end $$;
      create trigger cut before update on people.mail for each row when (new.sent_at is not null) execute function cut()`);
    await invite('second@example.org');
    await waitFor('the cut', () => lines(server, 'mail_stopped').length === 2);
    await server.sql('drop trigger cut on people.mail');
    const asked = Date.now();
    await invite('third@example.org');
    await post.next(({ to }) => to === 'third@example.org');
    assert.ok(Date.now() - asked < 8000, 'it listens on its new connection');
  } finally {
    await server.stop();
    await post.stop();
  }
});

test('each job that fails is told, once', async () => {
  const database = await createDatabase('demo');
  await database.sql('revoke execute on function people.purge(), point_months_renew(integer) from branchlight_jobs');
  const server = await startServer({ demo: true, database });
  try {
    const told = () => lines(server, 'job_failed').map(({ job, sqlstate }) => `${job} ${sqlstate}`).sort();
    await waitFor('the log', () => told().length === 2);
    assert.deepEqual(told(), ['people_purge 42501', 'point_months_renew 42501']);
  } finally {
    await server.stop();
    await database.drop();
  }
});

test('a command that waits for a configured database can be ended', async () => {
  const database = await createDatabase('migrated');
  const holder = new pg.Client({ host: database.host, database: database.name, user: 'postgres' });
  await holder.connect();
  try {
    await database.sql('delete from public.migration where number = (select max(number) from public.migration)');
    await holder.query(`select pg_advisory_lock(x'6272616e'::bigint)`); // that of migrations
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
      const child = spawn(binary, ['migrate', `--database=${database.conninfo}`], { stdio: 'ignore' });
      await waitFor('the command to wait', async () => (await database.sql(`select from pg_stat_activity where datname = current_database() and query like '%pg_try_advisory_lock%' and pid <> pg_backend_pid()`)).length > 0);
      child.kill(signal);
      assert.deepEqual(await once(child, 'close'), [null, signal]);
    }
  } finally {
    await holder.end();
    await database.drop();
  }
});
