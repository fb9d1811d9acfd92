// SPDX-License-Identifier: Apache-2.0
//
// What the documentation tells people to type works: every line of a block that is marked ```sh run is run, in bash, with the
// server's real address in place of 127.0.0.1:8080, its admin socket in place of the usual one, and the binary on the PATH. Settings
// (```conf, ```sh settings) are given to --check-config, and what is other programs' (```nginx, ```ini) to those, where they are
// there: each test's name says what looked. Links to files in the repository lead somewhere.
import assert from 'node:assert/strict';
import { execFile, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { atEnd, binary, createDatabase, getFromSocket, runBranchlight, startServer, waitFor } from '../support/server.mjs';

const root = path.join(path.dirname(fileURLToPath(import.meta.url)), '..', '..');
const documents = execFileSync('git', ['ls-files', '*.md'], { cwd: root, encoding: 'utf8' }).trim().split('\n');
const text = (name) => readFileSync(path.join(root, name), 'utf8');
const run = promisify(execFile);

// Each block of a kind: [the document's name, the text].
const blocks = (kind) => documents.flatMap((name) => [...text(name).matchAll(new RegExp(`^\`\`\`${kind}\\n(.*?)^\`\`\`$`, 'gms'))].map(([, block]) => [name, block]));
const installed = (program) => ['/usr/bin', '/usr/sbin', '/usr/local/bin', '/usr/local/sbin'].map((folder) => path.join(folder, program)).find(existsSync);
// `make`, as if nobody had called make before.
const outside = Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^(MAKE.*|MFLAGS|SANITIZE)$/.test(name)));
const folders = [];
function folder() {
  folders.push(mkdtempSync(path.join(os.tmpdir(), 'branchlight-docs-')));
  chmodSync(folders.at(-1), 0o755);
  return folders.at(-1);
}
function write(name, content) {
  const file = path.join(folder(), name);
  writeFileSync(file, content);
  return file;
}

let server;
before(async () => (server = await startServer({ demo: true })));
after(async () => {
  await server.stop();
  for (const made of folders) rmSync(made, { recursive: true, force: true });
});

test('the README has commands to run', () => {
  assert.match(text('README.md'), /^```sh run$/m);
});

for (const [name, block] of blocks('conf'))
  test(`${name}: --check-config takes “${block.trim().split('\n').at(-1)}” and what stands before it`, async () => {
    const { status, stderr } = await runBranchlight(['--check-config', `--config=${write('branchlight.conf', block)}`]);
    assert.deepEqual([status, stderr], [0, '']);
  });

for (const [name, block] of blocks('sh settings'))
  test(`${name}: --check-config takes ${block.trim()}`, async () => {
    const { stdout } = await run('bash', ['-euc', `${block}"$0" --check-config && "$0" --dump-config`, binary]);
    assert.match(stdout, /^The configuration is right\.$/m);
    const [, setting, value] = /^export BRANCHLIGHT_([A-Z]+)='(.*)'$/m.exec(block);
    assert.ok(stdout.includes(`${setting.toLowerCase()} = ${value}`), stdout);
  });

const analyze = installed('systemd-analyze');
for (const [name, block] of blocks('ini'))
  test(`${name}: the systemd unit, looked at by ${analyze ? 'systemd-analyze verify' : 'this test alone (no systemd here)'}`, async () => {
    const command = /^ExecStart=\/usr\/local\/bin\/branchlight (.*)$/m.exec(block)[1];
    assert.equal((await runBranchlight([...command.split(' '), '--help'])).status, 0, 'its command is there');
    for (const line of block.trim().split('\n')) assert.match(line, /^(#.*|\[[A-Z][a-z]+\]|[A-Z]\w+=.*|)$/);
    if (!analyze) return;
    const unit = write('branchlight.service', block.replace('/usr/local/bin/branchlight', binary));
    const { stdout, stderr } = await run(analyze, ['verify', unit]);
    assert.deepEqual([stdout, stderr.split('\n').filter((line) => line.includes('branchlight'))], ['', []]);
  });

/** Starts a command that ends in a server, and waits until that is ready: its process. */
async function start(t, command, parameters, { state, ...env }) {
  const child = spawn(command, parameters, { cwd: root, env: { ...outside, ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (said += chunk));
  const exited = once(child, 'close'), ending = atEnd(() => child.kill('SIGKILL'));
  t.after(async () => {
    ending();
    child.kill('SIGTERM');
    assert.deepEqual(await exited, [0, null], said);
  });
  await waitFor('the server', async () => {
    assert.equal(child.exitCode, null, said);
    return (await getFromSocket(path.join(state, 'admin.sock'), '/readyz').catch(() => ({}))).status === 200;
  });
  return { said: () => said };
}

const nginx = installed('nginx');
for (const [name, block] of blocks('nginx'))
  test(`${name}: the nginx block, ${nginx ? 'used by nginx' : 'looked at by this test alone (no nginx here)'}`, async (t) => {
    for (const line of block.trim().split('\n')) assert.match(line, /^(location .*\{|\}| {4}[a-z_]+ .*;( +#.*)?)$/);
    if (!nginx) return;
    const state = folder(), behind = path.join(state, 'http.sock'), front = path.join(state, 'nginx.sock');
    await start(t, binary, ['serve', `--address=unix:${behind}`, `--state=${state}`, '--demo=1'], { state, BRANCHLIGHT_DATABASE: server.database.conninfo });
    const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((what) => `${what}_temp_path ${state}/nginx-${what};`).join(' ');
    const settings = write('nginx.conf', `${process.getuid() === 0 ? 'user root;' : ''} daemon off; pid ${state}/nginx.pid; events {}
      http { access_log off; ${temporary} server { listen unix:${front}; ${block.replace('/run/branchlight/http.sock', behind)} } }`);
    await run(nginx, ['-t', '-q', '-e', 'stderr', '-c', settings]);
    const child = spawn(nginx, ['-e', 'stderr', '-c', settings], { stdio: 'inherit' });
    atEnd(() => child.kill('SIGTERM'));
    t.after(() => child.kill('SIGTERM') && once(child, 'exit'));
    const asked = (target) => getFromSocket(front, target);
    await waitFor('nginx', () => asked('/lt/').then(({ status }) => status === 200, () => false));
    assert.equal(JSON.parse((await asked('/api/v1/summary')).text).points, (await (await fetch(`${server.url}api/v1/summary`)).json()).points);
  });

for (const name of documents) {
  for (const [, block] of text(name).matchAll(/^```sh run\n(.*?)^```$/gms)) {
    for (const command of block.replaceAll('\\\n', ' ').trim().split('\n')) {
      test(`${name}: ${command}`, async () => {
        const { stdout } = await run('bash', ['-euo', 'pipefail', '-c', command.replaceAll('127.0.0.1:8080', `127.0.0.1:${server.port}`).replaceAll('/var/lib/branchlight/admin.sock', server.adminSocket)], {
          cwd: root,
          env: { ...process.env, PATH: `${path.dirname(binary)}:${process.env.PATH}`, BRANCHLIGHT_DATABASE: server.database.conninfo },
          maxBuffer: 1 << 26,
        });
        assert.notEqual(stdout, '', 'it printed something');
      });
    }
  }

  test(`${name}: links to files`, () => {
    const targets = [...text(name).matchAll(/\]\((?!https?:|mailto:|#)([^)#\s]+)[^)]*\)/g)].map(([, target]) => target);
    const missing = targets.filter((target) => !existsSync(path.join(root, path.dirname(name), target)));
    assert.deepEqual(missing, []);
  });
}

test('README.md: `make` alone lists the targets, and those that the documentation names are among them', async () => {
  const { stdout } = await run('make', [], { cwd: root, env: outside });
  const listed = [...stdout.matchAll(/^ {2}make (\S+) +\S/gm)].map(([, target]) => target);
  const named = documents.filter((name) => name !== 'CHANGELOG.md').flatMap((name) => [...text(name).matchAll(/(?:^|`)make ([a-z]+)\b/gm)].map(([, target]) => target));
  assert.ok(listed.length > 10 && named.length > 10);
  assert.deepEqual([...new Set(named)].filter((target) => !listed.includes(target)), []);
});

// What make would run, as it says itself, but for installing and compiling, which are done.
test('README.md: `make run` takes a port, a state directory, and whether there is demonstration data', async (t) => {
  const [, command] = /`(make run PORT=9000 STATE=\/somewhere DEMO=0)`/.exec(text('README.md'));
  for (const demo of [0, 1]) {
    const state = folder(), database = await createDatabase(demo ? 'seeded' : 'demo');
    const words = command.replace('9000', '0').replace('/somewhere', path.relative(root, state)).replace('DEMO=0', `DEMO=${demo}`).split(' ');
    const { stdout } = await run('make', ['--dry-run', ...words.slice(1)], { cwd: root, env: outside, maxBuffer: 1 << 26 });
    const [recipe] = /^exec build\/branchlight serve .*(\n\t.*)*$/m.exec(stdout);
    const { said } = await start(t, 'bash', ['-c', recipe.replace('build/branchlight', '"$0"'), binary], { state, BRANCHLIGHT_DATABASE: database.conninfo });
    t.after(() => database.drop());
    const [url, port] = await waitFor('the address', () => /http:\/\/127\.0\.0\.1:(\d+)\//.exec(said()));
    assert.notEqual(port, '8080');
    assert.equal((await (await fetch(`${url}api/v1/summary`)).json()).demo > 0, demo === 1);
  }
});
