// SPDX-License-Identifier: Apache-2.0
//
// People of staff, for tests: invited by the command line, as an operator does it.
//
//   const ona = await enrol(server, { role: 'librarian', scope: 'lt-anyksciai', name: 'Ona' });
//   const made = await ona.post('/api/v1/points/anyksciai-eso/status-reports', { status: 'working' });
import { createHmac } from 'node:crypto';
import { runBranchlight } from './server.mjs';

/** A link, as `branchlight user invite` prints it; `device: true` for a phone's. */
export async function invite(server, { role = 'librarian', scope, name = 'Somebody', email = `${name.toLowerCase().replace(/[^a-z]/g, '')}.${Math.random().toString(36).slice(2)}@example.org`, device = false, language = 'en' }) {
  const words = ['user', 'invite', `--role=${role}`, `--name=${name}`, `--language=${language}`, `--port=${server.port}`];
  words.push(...server.parameters.filter((parameter) => parameter.startsWith('--clock-offset=')));
  if (scope) words.push(`--scope=${scope}`);
  words.push(device ? '--device' : `--email=${email}`);
  const env = { BRANCHLIGHT_DATABASE: server.database.conninfo };
  const result = await runBranchlight(words, { env });
  if (result.status !== 0) throw new Error(result.stderr);
  return { link: result.stdout.trim(), email: device ? undefined : email };
}

/** Opens a link and accepts: the cookie ("branchlight=…"), or undefined where the link was no good. */
export async function accept(link, fields = {}) {
  const response = await fetch(link, {
    method: 'POST',
    redirect: 'manual',
    headers: { 'Sec-Fetch-Site': 'same-origin', 'Content-Type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams(fields).toString(),
  });
  return response.status === 303 ? response.headers.get('set-cookie')?.split(';')[0] : undefined;
}

/**
 * Somebody who is signed in by that cookie: {cookie, get, post, patch, put, remove(target, …)}, each giving
 * {status, headers, text, json}. `body` is sent as JSON; a URLSearchParams as a form. `key`: signed in by that key of a program instead.
 */
export function person(server, cookie, key) {
  async function ask(method, target, body, headers = {}) {
    const form = body instanceof URLSearchParams;
    const response = await fetch(new URL(target, server.url), {
      method,
      redirect: 'manual',
      headers: {
        ...(cookie && { Cookie: cookie }),
        ...(key && { Authorization: `Bearer ${key}` }),
        'Sec-Fetch-Site': 'same-origin',
        'Accept-Language': 'en',
        ...(body !== undefined && { 'Content-Type': form ? 'application/x-www-form-urlencoded' : 'application/json' }),
        ...headers,
      },
      body: body === undefined ? undefined : form ? body.toString() : typeof body === 'string' ? body : JSON.stringify(body),
    });
    const text = await response.text();
    const json = /[/+]json/.test(response.headers.get('content-type') ?? '') ? JSON.parse(text) : undefined;
    return { status: response.status, headers: response.headers, text, json };
  }
  return {
    cookie,
    get: (target, headers) => ask('GET', target, undefined, headers),
    post: (target, body, headers) => ask('POST', target, body, headers),
    put: (target, body, headers) => ask('PUT', target, body, headers),
    patch: (target, body, headers) => ask('PATCH', target, body, headers),
    remove: (target, headers) => ask('DELETE', target, undefined, headers),
  };
}

/** Moves a branch to where it is noon, for what would be otherwise at night. (Zones of POSIX: their signs are the other way round.) */
export function toNoon(server, branch) {
  const east = 12 - new Date().getUTCHours();
  return server.sql('update branch set time_zone = $1 where code = $2', [`Etc/GMT${east > 0 ? '-' : '+'}${Math.abs(east)}`, branch]);
}

/** Invites somebody, accepts for them, and gives the person, with their `email`. */
export async function enrol(server, options) {
  const { link, email } = await invite(server, options);
  const cookie = await accept(link);
  if (!cookie) throw new Error('the invitation was refused');
  return { ...person(server, cookie), email };
}

/** The bytes of a second factor's base32 secret. */
export function keyOf(secret) {
  const bits = [...secret].map((letter) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(letter).toString(2).padStart(5, '0')).join('');
  return Buffer.from(bits.match(/.{8}/g).map((byte) => parseInt(byte, 2)));
}

/** The code of a base32 secret, `ahead` steps from now (RFC 6238). */
export function codeOf(secret, ahead = 0) {
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30_000) + ahead));
  const hash = createHmac('sha1', keyOf(secret)).update(counter).digest();
  return String((hash.readUInt32BE(hash[19] & 15) & 0x7fffffff) % 1_000_000).padStart(6, '0');
}
