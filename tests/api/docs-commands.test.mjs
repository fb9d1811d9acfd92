// SPDX-License-Identifier: Apache-2.0
//
// What the documentation tells people to type works: every line of a block that is marked ```sh run is run, in bash, with the
// server's real address in place of 127.0.0.1:8080 and the binary on the PATH. Links to files in the repository lead somewhere.
import assert from 'node:assert/strict';
import { execFile, execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { binary, startServer } from '../support/server.mjs';

const root = path.join(path.dirname(fileURLToPath(import.meta.url)), '..', '..');
const documents = execFileSync('git', ['ls-files', '*.md'], { cwd: root, encoding: 'utf8' }).trim().split('\n');
const text = (name) => readFileSync(path.join(root, name), 'utf8');
const run = promisify(execFile);

let server;
before(async () => (server = await startServer({ demo: true })));
after(() => server.stop());

test('the README has commands to run', () => {
  assert.match(text('README.md'), /^```sh run$/m);
});

for (const name of documents) {
  for (const [, block] of text(name).matchAll(/^```sh run\n(.*?)^```$/gms)) {
    for (const command of block.replaceAll('\\\n', ' ').trim().split('\n')) {
      test(`${name}: ${command}`, async () => {
        const { stdout } = await run('bash', ['-euo', 'pipefail', '-c', command.replaceAll('127.0.0.1:8080', `127.0.0.1:${server.port}`)], {
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
