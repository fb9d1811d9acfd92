// SPDX-License-Identifier: Apache-2.0
//
// The gate and the deadlines, from outside: raw bytes on a socket. tests/unit/http_server_test.c holds what needs a handler
// of its own (bodies, streams, stopping).
import assert from 'node:assert/strict';
import net from 'node:net';
import { after, before, describe, test } from 'node:test';
import { badValues, malformed, sendRaw, SMUGGLED, wellFormed } from '../support/malformed.mjs';
import { startServer } from '../support/server.mjs';

const REQUEST = 'GET /api/v1/summary HTTP/1.1\r\nHost: localhost\r\n';

let server;
before(async () => {
  server = await startServer({ contract: false });
});
after(() => server?.stop());

describe('malformed requests are refused, and nothing behind them is read', { concurrency: 16 }, () => {
  for (const [name, bytes, expected] of malformed) {
    test(name, async () => {
      const { statuses, text, closed, milliseconds } = await sendRaw(server.port, bytes + SMUGGLED);
      assert.ok(closed, `still open after ${milliseconds} ms: ${text}`);
      assert.ok(expected.includes(statuses[0] ?? 'close'), `${statuses[0] ?? 'close'} is none of ${expected}: ${text}`);
      // The library writes the head of its own refusal of a Content-Length twice; ours always come once.
      const answers = text.includes('X-Request-Id') ? statuses.length : new Set(statuses).size;
      assert.ok(answers <= 1, `something behind it was answered: ${text}`);
    });
  }
});

describe('unusual but right requests pass', () => {
  for (const [name, bytes] of wellFormed) {
    test(name, async () => {
      const { statuses, text, closed } = await sendRaw(server.port, bytes);
      assert.ok(closed);
      assert.equal(statuses.length, 1, text);
      assert.ok(![408, 411, 413, 414, 417, 431, 501, 505].includes(statuses[0]), text);
      assert.ok(statuses[0] !== 400 || !text.includes('about:blank'), `the gate refused it: ${text}`);
    });
  }
});

describe('a query that is no text is told by its parameter, and the connection goes on', () => {
  const LAST = `${REQUEST}Connection: close\r\n\r\n`;
  const problemOf = async (query) => {
    const { statuses, text } = await sendRaw(server.port, `GET /api/v1/points?${query} HTTP/1.1\r\nHost: localhost\r\n\r\n${LAST}`);
    assert.deepEqual(statuses, [400, 200], text);
    return JSON.parse(text.split('\r\n\r\n')[1].split('HTTP/1.1')[0]);
  };
  for (const [name, value] of badValues) {
    test(name, async () => {
      const { type, title, errors } = await problemOf(`limit=5&q=${value}&colour=red`);
      assert.equal(type, '/docs/api#problem-invalid-parameters');
      assert.equal(title, 'Netinkami parametrai', 'in the reader’s language');
      assert.deepEqual(errors.map(({ parameter, code }) => [parameter, code]), [['q', 'encoding'], ['colour', 'unknown']]);
    });
    test(`${name}: a page says so too`, async () => {
      const { statuses, text } = await sendRaw(server.port, `GET /lt/?q=${value} HTTP/1.1\r\nHost: localhost\r\n\r\n${LAST}`);
      assert.deepEqual(statuses, [400, 200], text);
      assert.match(text, /Content-Type: text\/html/);
    });
  }
  test('a name is decoded where it can be', async () => {
    for (const [query, name] of [['%71=%zz', 'q'], ['%zz=1', '%zz'], ['a\xffb=1', 'a%FFb']])
      assert.equal((await problemOf(query)).errors[0].parameter, name);
  });
});

test('lines of a list are one list', async () => {
  const ask = async (headers, target = '/api/v1/points?limit=1') =>
    (await sendRaw(server.port, `GET ${target} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n${headers}\r\n`)).text;
  for (let i = 0; i < 6; i++) {
    // Asked often enough, kept replies answer: each event thread has its own.
    assert.match(await ask('Accept: image/png\r\nAccept: text/csv\r\n'), /Content-Type: text\/csv/);
    assert.match(await ask('Accept: image/png\r\nAccept: application/json\r\n'), /Content-Type: application\/json/);
    assert.match(await ask('Accept-Language: de\r\nAccept-Language: en\r\n'), /Content-Language: en/);
    const etag = /ETag: ("[^"]+")/.exec(await ask(''))[1];
    assert.match(await ask(`If-None-Match: "x"\r\nIf-None-Match: ${etag}\r\n`), /^HTTP\/1\.1 304 /);
  }
  assert.match(await ask('Accept-Encoding: deflate\r\nAccept-Encoding: gzip\r\n', '/openapi.json'), /Content-Encoding: gzip/);
});

test('OPTIONS * is about the server', async () => {
  const { statuses, text } = await sendRaw(server.port, 'OPTIONS * HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n');
  assert.deepEqual(statuses, [204]);
  assert.match(text, /Allow: DELETE, PATCH, PUT, POST, HEAD, GET, OPTIONS\r\n/);
});

test('a refusal is a problem that points to the place', async () => {
  const { text } = await sendRaw(server.port, `GET /lt/%zz HTTP/1.1\r\nHost: localhost\r\n\r\n`);
  const [head, body] = text.split('\r\n\r\n');
  assert.match(head, /Content-Type: application\/problem\+json/);
  assert.match(head, /Connection: close/);
  const problem = JSON.parse(body);
  assert.equal(problem.status, 400);
  assert.deepEqual(problem.errors, [{ in: 'target', offset: 4 }]);
  assert.ok(head.includes(`X-Request-Id: ${problem.request_id}`));
});

test('pipelined requests are answered in their order', async () => {
  const { statuses, closed } = await sendRaw(
    server.port,
    `${REQUEST}\r\nGET /api/v1/nothing HTTP/1.1\r\nHost: localhost\r\n\r\n${REQUEST}Connection: close\r\n\r\n`,
  );
  assert.deepEqual(statuses, [200, 404, 200]);
  assert.ok(closed);
});

test('headers that drip are cut off with 408 after ten seconds, however lively', async () => {
  const started = Date.now();
  const text = await new Promise((resolve) => {
    const socket = net.connect(server.port, '127.0.0.1');
    let received = '';
    socket.write(REQUEST);
    const drip = setInterval(() => socket.write('A: b\r\n'), 500);
    socket.on('data', (data) => (received += data));
    socket.on('error', () => {});
    socket.on('close', () => {
      clearInterval(drip);
      resolve(received);
    });
  });
  assert.match(text, /^HTTP\/1\.1 408 /);
  assert.ok(Date.now() - started < 14_000, `${Date.now() - started} ms`);
});

test('over the limit of connections: 503 at once, and those inside are served on', async (t) => {
  const small = await startServer({ contract: false, parameters: ['--connections=4'] });
  t.after(() => small.stop());
  const inside = [];
  const ask = (socket) =>
    new Promise((resolve, reject) => {
      socket.once('data', (data) => resolve(Number(/^HTTP\/1\.1 (\d+)/.exec(data)[1])));
      socket.once('error', reject);
      socket.write(`${REQUEST}\r\n`);
    });
  for (let i = 0; i < 4; i++) {
    const socket = net.connect(small.port, '127.0.0.1');
    inside.push(socket);
    assert.equal(await ask(socket), 200);
  }
  for (let i = 0; i < 8; i++) {
    const { statuses, text, milliseconds } = await sendRaw(small.port, `${REQUEST}\r\n`);
    assert.deepEqual(statuses, [503]);
    assert.match(text, /Retry-After: \d+/);
    assert.ok(milliseconds < 1000, `${milliseconds} ms`);
  }
  for (const socket of inside) assert.equal(await ask(socket), 200);
  inside.forEach((socket) => socket.destroy());
});
