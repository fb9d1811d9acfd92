// SPDX-License-Identifier: Apache-2.0
//
// OpenAPI is printed from the tables that the program itself reads; here it is held against tools that others use, and against
// every operation's answers. What fetch gets is checked by tests/support/contract.mjs; these tests ask each operation for everything
// that its table says can be asked.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { readContract } from '../support/contract.mjs';
import { binary, startServer } from '../support/server.mjs';

const root = path.join(path.dirname(fileURLToPath(import.meta.url)), '..', '..');
const run = promisify(execFile);
const { document, check } = readContract(binary);
// What anybody may read; what staff do is driven by authorization.test.mjs and tests of its own.
const operations = Object.entries(document.paths).flatMap(([template, methods]) =>
  Object.entries(methods)
    .map(([method, operation]) => ({ template, method, ...operation }))
    .filter(({ method: verb, security }) => verb === 'get' && !security),
);

let server;
before(async () => (server = await startServer({ demo: true })));
after(() => server.stop());

// Paths with something real in each brace.
async function realPath(template) {
  let real = template;
  for (const [brace, name] of template.matchAll(/\{([^}]+)\}/g)) {
    const list = { branch: 'branches', library: 'libraries', municipality: 'municipalities' }[name] ?? `${name}s`;
    const { items } = await (await fetch(`${server.url}api/v1/${list}?limit=1`)).json();
    assert.ok(items.length, `there is a ${name}`);
    real = real.replace(brace, encodeURIComponent(items[0].code));
  }
  return server.url + real.slice(1);
}

test('others’ tools accept it', async () => {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'branchlight-openapi-'));
  try {
    const file = path.join(folder, 'openapi.json');
    writeFileSync(file, JSON.stringify(document, null, 1));
    await run(path.join(root, 'node_modules', '.bin', 'redocly'), ['lint', '--format=stylish', file], {
      cwd: root,
      env: { ...process.env, REDOCLY_TELEMETRY: 'off', REDOCLY_SUPPRESS_UPDATE_NOTICE: 'true', NO_COLOR: '1' },
    }).catch((error) => assert.fail(`${error.stdout}${error.stderr}`));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

test('it is what the server gives out', async () => {
  const response = await fetch(`${server.url}openapi.json`);
  assert.equal(response.status, 200);
  assert.match(response.headers.get('content-type'), /^application\/(vnd\.oai\.openapi\+)?json/);
  assert.deepEqual(await response.json(), document);
});

test('the check of answers finds what is wrong', () => {
  const at = 'http://x/api/v1/branches';
  assert.deepEqual(check('GET', at, 200, 'application/json', '{"items":[],"next":null}'), []);
  assert.notDeepEqual(check('GET', at, 200, 'application/json', '{"items":[]}'), []);
  assert.notDeepEqual(check('GET', at, 200, 'application/json', '{"items":[{}],"next":null}'), []);
  assert.notDeepEqual(check('GET', at, 200, 'text/plain', ''), []);
  assert.notDeepEqual(check('GET', at, 418, 'application/json', '{}'), []);
  assert.notDeepEqual(check('GET', 'http://x/api/v1/unheard-of', 200, 'application/json', '{}'), []);
});

for (const operation of operations) {
  const queries = (operation.parameters ?? []).filter((parameter) => parameter.in === 'query');

  test(`${operation.operationId} answers`, async () => {
    // One of its filters must be there.
    const query = operation.operationId === 'availability_list' ? '?point=pasvalys-eso' : '';
    const url = (await realPath(operation.template)) + query;
    for (const type of Object.keys(operation.responses[200]?.content ?? {})) {
      const response = await fetch(url, { headers: { Accept: type } });
      assert.equal(response.status, 200, type);
      assert.ok(response.headers.get('content-type').startsWith(type), `${type}: ${response.headers.get('content-type')}`);
    }
  });

  test(`${operation.operationId} names a parameter that it doesn't have`, async () => {
    const response = await fetch(`${await realPath(operation.template)}?colour=red`);
    assert.equal(response.status, 400);
    assert.deepEqual(
      (await response.json()).errors.map((error) => error.parameter),
      ['colour'],
    );
  });

  for (const parameter of queries) {
    const example = parameter.example ?? Object.values(parameter.examples ?? {})[0]?.value ?? parameter.schema.default;

    test(`${operation.operationId} takes its example of ${parameter.name}`, async () => {
      if (parameter.name === 'after') return; // a mark is made by the server only: places.test.mjs follows it
      assert.notEqual(example, undefined, 'it has an example');
      const value = Array.isArray(example) ? example.join(',') : String(example);
      const beside = parameter.name === 'radius' ? '&near=55.73,24.36' : ''; // a radius around nothing is refused
      const response = await fetch(`${await realPath(operation.template)}?${parameter.name}=${encodeURIComponent(value)}${beside}`);
      assert.equal(response.status, 200, await response.text());
    });

    test(`${operation.operationId} refuses ${parameter.name} twice, and bad UTF-8 in it`, async () => {
      const url = await realPath(operation.template);
      for (const query of [`${parameter.name}=a&${parameter.name}=b`, `${parameter.name}=%ff`]) {
        const response = await fetch(`${url}?${query}`);
        assert.equal(response.status, 400, query);
      }
    });
  }

  if (operation.template.includes('{'))
    test(`${operation.operationId} says 404 for what isn't there`, async () => {
      const url = (await realPath(operation.template)).replace(/(\/api\/v1\/[a-z-]+\/)[^/]+/, '$1no-such-thing');
      assert.equal((await fetch(url)).status, 404);
    });
}
