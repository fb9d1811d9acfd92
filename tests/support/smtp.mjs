// SPDX-License-Identifier: Apache-2.0
//
// A mail server for tests: takes what it is sent on a free port of this machine, and remembers it.
//
//   const post = await startSmtp({ answer: (to) => (to === 'gone@example.org' ? '550 no such user' : undefined) });
//   … server with --mail-server=smtp://127.0.0.1:${post.port} …
//   const letter = await post.next((letter) => letter.to === 'ona@example.org');
import { once } from 'node:events';
import net from 'node:net';
import { waitFor } from './server.mjs';

/** A message's parts: {headers (lower-case name → value, unfolded), body (decoded)}. */
export function parseMessage(raw) {
  const at = raw.indexOf('\r\n\r\n');
  const headers = {};
  for (const line of raw.slice(0, at).replace(/\r\n[ \t]/g, ' ').split('\r\n')) {
    const colon = line.indexOf(':');
    const name = line.slice(0, colon).toLowerCase();
    if (name in headers) throw new Error(`${name} twice`);
    headers[name] = line.slice(colon + 1).trim();
  }
  const subject = headers.subject.replace(/\?=\s+=\?/g, '?==?').replace(/=\?UTF-8\?B\?([^?]*)\?=/g, (all, text) => Buffer.from(text, 'base64').toString());
  let body = raw.slice(at + 4);
  if (headers['content-transfer-encoding'] === 'quoted-printable') {
    const bytes = body.replace(/=\r\n/g, '').replace(/=([0-9A-F]{2})/g, (all, hex) => String.fromCharCode(parseInt(hex, 16)));
    body = Buffer.from(bytes, 'latin1').toString();
  }
  return { headers: { ...headers, subject }, body, link: /^https?:\/\/\S+\/(?:links|invitations|follow|leave)\/\S+$/m.exec(body)?.[0] };
}

/**
 * `mute`: it takes connections and says nothing. `answer(to)` and `sender(from)` give what it says to RCPT TO and MAIL FROM
 * where it refuses; `greeting()` is its first line. Gives {port, letters [{from, to, raw, headers, body, link}], tries,
 * credentials [user, password], next(fits), cut() (all connections), stop()}.
 */
export async function startSmtp({ answer = () => undefined, sender = () => undefined, greeting = () => '220 test', mute = false } = {}) {
  const post = { letters: [], tries: 0 };
  const sockets = new Set();
  const server = net.createServer((socket) => {
    let from, to, data, asking = false, rest = '';
    const say = (line) => socket.write(`${line}\r\n`);
    const command = (line) => {
      const word = line.slice(0, 4).toUpperCase();
      if (word === 'EHLO') return say('250-test\r\n250-AUTH PLAIN\r\n250 8BITMIME');
      if (word === 'AUTH') {
        asking = true;
        return say('334 ');
      }
      if (asking) {
        asking = false;
        post.credentials = Buffer.from(line, 'base64').toString().split('\0').slice(1);
        return say('235 welcome');
      }
      if (word === 'MAIL') {
        from = /<([^>]*)>/.exec(line)[1];
        const refusal = sender(from);
        if (refusal) return say(refusal);
      }
      if (word === 'RCPT') {
        to = /<([^>]*)>/.exec(line)[1];
        post.tries++;
        const refusal = answer(to);
        if (refusal) return say(refusal);
      }
      if (word === 'DATA') {
        data = '';
        return say('354 go on');
      }
      if (word === 'QUIT') return socket.end('221 bye\r\n');
      return say('250 ok');
    };
    sockets.add(socket);
    socket.setEncoding('latin1');
    socket.on('error', () => {});
    socket.on('close', () => sockets.delete(socket));
    socket.on('data', (chunk) => {
      rest += chunk;
      for (let at; (at = rest.indexOf('\r\n')) >= 0; ) {
        const line = rest.slice(0, at);
        rest = rest.slice(at + 2);
        if (data === undefined) command(line);
        else if (line === '.') {
          const raw = data;
          post.letters.push({ from, to, raw, ...parseMessage(raw) });
          data = undefined;
          say('250 taken');
        } else data += `${line.replace(/^\./, '')}\r\n`;
      }
    });
    if (!mute) say(greeting());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  post.port = server.address().port;
  post.next = (fits) => waitFor('a letter', () => post.letters.find(fits));
  post.cut = () => {
    for (const socket of sockets) socket.destroy();
  };
  post.stop = async () => {
    post.cut();
    server.close();
    await once(server, 'close');
  };
  return post;
}
