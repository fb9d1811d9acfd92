// SPDX-License-Identifier: Apache-2.0
//
// Raw requests, byte for byte as they go over the wire (latin-1), and what must come back: a status, or 'close' for a
// connection that is closed without a word (the library's own refusals, before our gate sees anything, may be either).
// A request that is refused must be the last on its connection: each case is followed by SMUGGLED, which must never
// be answered.
import net from 'node:net';

const HOST = 'Host: localhost\r\n';
const PATH = '/api/v1/summary';
const get = (headers, target = PATH, version = 'HTTP/1.1') => `GET ${target} ${version}\r\n${HOST}${headers}\r\n`;
const post = (headers, body = '') => `POST ${PATH} HTTP/1.1\r\n${HOST}${headers}\r\n${body}`;
const chunked = 'Transfer-Encoding: chunked\r\n';
const chunks = '3\r\nabc\r\n0\r\n\r\n';
const library = [400, 'close'];

export const SMUGGLED = `GET /smuggled HTTP/1.1\r\n${HOST}\r\n`;

/** [name, bytes, expected status(es)] */
export const malformed = [
  // request line
  ['no version', `GET ${PATH}\r\n${HOST}\r\n`, library],
  ['method alone', `GET\r\n${HOST}\r\n`, library],
  ['empty method', ` ${PATH} HTTP/1.1\r\n${HOST}\r\n`, library],
  ['method that is not a token', `G(T ${PATH} HTTP/1.1\r\n${HOST}\r\n`, library],
  ['method with a control byte', `GE\x01T ${PATH} HTTP/1.1\r\n${HOST}\r\n`, library],
  ['method with NUL', `GET\0 ${PATH} HTTP/1.1\r\n${HOST}\r\n`, library],
  ['lower-case method', `get ${PATH} HTTP/1.1\r\n${HOST}\r\n`, [501]],
  ['unknown method', `BREW ${PATH} HTTP/1.1\r\n${HOST}\r\n`, [501]],
  ['CONNECT', `CONNECT localhost:1 HTTP/1.1\r\n${HOST}\r\n`, [400, 501]],
  ['TRACE', `TRACE ${PATH} HTTP/1.1\r\n${HOST}\r\n`, [501]],
  ['two spaces before the target', `GET  ${PATH} HTTP/1.1\r\n${HOST}\r\n`, library],
  ['two spaces before the version', `GET ${PATH}  HTTP/1.1\r\n${HOST}\r\n`, library],
  ['space behind the version', `GET ${PATH} HTTP/1.1 \r\n${HOST}\r\n`, library],
  ['tab for space', `GET\t${PATH}\tHTTP/1.1\r\n${HOST}\r\n`, library],
  ['bare LF behind the request line', `GET ${PATH} HTTP/1.1\n${HOST}\r\n`, library],
  ['bare CR behind the request line', `GET ${PATH} HTTP/1.1\r${HOST}\r\n`, library],
  ['HTTP/1.2', get('', PATH, 'HTTP/1.2'), [400, 505]],
  ['HTTP/2.0', get('', PATH, 'HTTP/2.0'), [400, 505, 'close']],
  ['HTTP/0.9', get('', PATH, 'HTTP/0.9'), [400, 505, 'close']],
  ['HTTP/1', get('', PATH, 'HTTP/1'), [400, 505, 'close']],
  ['http/1.1', get('', PATH, 'http/1.1'), [400, 505, 'close']],
  ['HTTP/1.10', get('', PATH, 'HTTP/1.10'), [400, 505, 'close']],
  // target
  ['space in the target', get('', '/a b'), library],
  ['NUL in the path', get('', '/a\0b'), library],
  ['NUL in the query', get('', '/a?b=\0c'), library],
  ['NUL at the end of the target', get('', '/a\0'), library],
  ['control byte in the path', get('', '/a\x07'), [400]],
  ['DEL in the path', get('', '/a\x7f'), [400]],
  ['escaped NUL', get('', '/a%00b'), [400]],
  ['escaped slash', get('', '/lt%2fbranches'), [400]],
  ['escaped backslash', get('', '/lt%5cbranches'), [400]],
  ['backslash', get('', '/lt\\branches'), [400]],
  ['escaped dots', get('', '/lt/%2e%2e/x'), [400]],
  ['dots', get('', '/lt/../x'), [400]],
  ['one dot', get('', '/./lt'), [400]],
  ['dots and an escaped slash', get('', '/%2e%2e%2fetc/passwd'), [400]],
  ['escape cut short', get('', '/a%2'), [400]],
  ['escape that is not hexadecimal', get('', '/a%zz'), [400]],
  ['fragment', get('', '/lt/#x'), [400]],
  ['control byte in the query', get('', '/lt/?q=\x07'), [400]],
  ['DEL in the query', get('', '/lt/?q=\x7f'), [400]],
  ['surrogate in the path', get('', '/lt/%ed%a0%80'), [400]],
  ['UTF-8 cut short in the path', get('', '/lt/%c5'), [400]],
  ['raw bytes in the path that are not UTF-8', get('', '/lt/\xff'), [400]],
  ['overlong UTF-8', get('', '/lt/%c0%af'), [400]],
  ['no slash', get('', 'lt'), [400]],
  ['asterisk with GET', get('', '*'), [400]],
  ['absolute form for another host', get('', 'http://example.org/lt/'), [400]],
  ['absolute form of another scheme', get('', 'ftp://localhost/lt/'), [400]],
  ['target of 2,049 bytes', get('', `/lt/?x=${'a'.repeat(2049 - 7)}`), [414]],
  ['target of 5,000 bytes', get('', `/lt/?x=${'a'.repeat(5000)}`), [414]],
  // Host
  ['no Host', `GET ${PATH} HTTP/1.1\r\nAccept: */*\r\n\r\n`, [400]],
  ['no Host on HTTP/1.0', `GET ${PATH} HTTP/1.0\r\n\r\n`, [400]],
  ['two Hosts', get('Host: example.org\r\n'), [400]],
  ['two equal Hosts', get(HOST), [400]],
  ['empty Host', `GET ${PATH} HTTP/1.1\r\nHost:\r\n\r\n`, [400]],
  ['Host with a path', `GET ${PATH} HTTP/1.1\r\nHost: localhost/x\r\n\r\n`, [400]],
  ['Host with user information', `GET ${PATH} HTTP/1.1\r\nHost: a@localhost\r\n\r\n`, [400]],
  ['Host with a space', `GET ${PATH} HTTP/1.1\r\nHost: local host\r\n\r\n`, [400]],
  ['list of Hosts', `GET ${PATH} HTTP/1.1\r\nHost: a, b\r\n\r\n`, [400]],
  // header lines
  ['space before the colon', get('Accept : */*\r\n'), library],
  ['space before the colon of Transfer-Encoding', post('Transfer-Encoding : chunked\r\n', chunks), library],
  ['space before the colon of Content-Length', post('Content-Length : 3\r\n', 'abc'), library],
  ['folded line', get('Accept: a\r\n b\r\n'), [400]],
  ['folded line with a tab', get('Accept: a\r\n\tb\r\n'), [400]],
  ['folded first line', `GET ${PATH} HTTP/1.1\r\n ${HOST}\r\n`, library],
  ['folded framing', post('Transfer-Encoding:\r\n chunked\r\n', chunks), library],
  ['line without a colon', get('Accept\r\n'), library],
  ['empty name', get(': x\r\n'), library],
  ['name with a space', get('Acc ept: x\r\n'), library],
  ['name with a control byte', get('Acc\x01ept: x\r\n'), library],
  ['name with a slash', get('Acc/ept: x\r\n'), library],
  ['name with a byte over 127', get('Acc\xe9pt: x\r\n'), library],
  ['NUL in a name', get('Acc\0ept: x\r\n'), library],
  ['NUL in a value', get('Accept: a\0b\r\n'), [400]],
  ['NUL at the start of a value', get('Accept:\0a\r\n'), [400]],
  ['NUL at the end of a value', get('Accept: a\0\r\n'), [400]],
  ['NUL that hides a coding', post('Transfer-Encoding: chunked\0x\r\n', chunks), library],
  ['NUL in a Content-Length', post('Content-Length: 3\x000\r\n', 'abc'), library],
  ['control byte in a value', get('Accept: a\x01b\r\n'), [400]],
  ['DEL in a value', get('Accept: a\x7fb\r\n'), [400]],
  ['bare CR in a value', get('Accept: a\rb\r\n'), library],
  ['bare LF behind a line', get('Accept: a\n'), [400]],
  ['bare LF hides a header', get('Accept: a\nTransfer-Encoding: chunked\r\n'), library],
  ['bare LFs end the headers', `GET ${PATH} HTTP/1.1\nHost: localhost\n\n`, library],
  ['LF ends the headers', `GET ${PATH} HTTP/1.1\r\n${HOST}\n`, [400]],
  ['65 header lines', get('A: b\r\n'.repeat(64)), [431]],
  ['headers over 6,144 bytes', get(`A: ${'b'.repeat(6144)}\r\n`), [431]],
  ['two Content-Types', post('Content-Type: a/b\r\nContent-Type: c/d\r\nContent-Length: 0\r\n'), [400]],
  ['two Authorizations', get('Authorization: a\r\nAuthorization: b\r\n'), [400]],
  ['unknown expectation', post('Expect: tea\r\nContent-Length: 3\r\n', 'abc'), [417]],
  // framing: smuggling pairs
  ['Content-Length and chunked', post(`Content-Length: 5\r\n${chunked}`, '0\r\n\r\n'), library],
  ['chunked and Content-Length', post(`${chunked}Content-Length: 5\r\n`, '0\r\n\r\n'), library],
  ['two Content-Lengths', post('Content-Length: 3\r\nContent-Length: 30\r\n', 'abc'), library],
  ['two equal Content-Lengths', post('Content-Length: 3\r\nContent-Length: 3\r\n', 'abc'), library],
  ['list of Content-Lengths', post('Content-Length: 3, 3\r\n', 'abc'), library],
  ['negative Content-Length', post('Content-Length: -3\r\n', 'abc'), library],
  ['Content-Length with a plus', post('Content-Length: +3\r\n', 'abc'), library],
  ['hexadecimal Content-Length', post('Content-Length: 0x3\r\n', 'abc'), library],
  ['Content-Length with a fraction', post('Content-Length: 3.0\r\n', 'abc'), library],
  ['empty Content-Length', post('Content-Length:\r\n', 'abc'), library],
  ['Content-Length with a space inside', post('Content-Length: 3 0\r\n', 'abc'), library],
  ['Content-Length that overflows', post('Content-Length: 18446744073709551619\r\n', 'abc'), [400, 413, 'close']],
  ['unknown coding', post('Transfer-Encoding: gzip\r\n', chunks), [501]],
  ['coding before chunked', post('Transfer-Encoding: gzip, chunked\r\n', chunks), [501]],
  ['chunked twice', post('Transfer-Encoding: chunked, chunked\r\n', chunks), [501]],
  ['two Transfer-Encodings', post(`${chunked}${chunked}`, chunks), library],
  ['chunked, then identity', post(`${chunked}Transfer-Encoding: identity\r\n`, chunks), library],
  ['identity', post('Transfer-Encoding: identity\r\n'), [400, 501]],
  ['chunked with a vertical tab', post('Transfer-Encoding: \x0bchunked\r\n', chunks), library],
  ['quoted chunked', post('Transfer-Encoding: "chunked"\r\n', chunks), [501]],
  ['xchunked', post('Transfer-Encoding: xchunked\r\n', chunks), [501]],
  ['chunked on HTTP/1.0', `POST ${PATH} HTTP/1.0\r\n${HOST}${chunked}\r\n${chunks}`, [400]],
  ['GET with a body', get('Content-Length: 3\r\n') + 'abc', [400]],
  ['GET with chunks', get(chunked) + chunks, [400]],
  ['HEAD with a body', `HEAD ${PATH} HTTP/1.1\r\n${HOST}Content-Length: 3\r\n\r\nabc`, [400]],
  ['chunk size that is not hexadecimal', post(chunked, 'x\r\nabc\r\n0\r\n\r\n'), library],
  ['negative chunk size', post(chunked, '-3\r\nabc\r\n0\r\n\r\n'), library],
  ['chunk size that overflows', post(chunked, '10000000000000003\r\nabc\r\n0\r\n\r\n'), [400, 413, 'close']],
  ['chunk longer than its size', post(chunked, '2\r\nabc\r\n0\r\n\r\n'), library],
  ['body declared over 65,536 bytes', post('Content-Length: 65537\r\n'), [413]],
  ['chunks over 65,536 bytes', post(chunked, `10001\r\n${'a'.repeat(65537)}\r\n0\r\n\r\n`), [413]],
];

/** Well framed, but what their query's `q` stands for is no text: [what is wrong, its value]. */
export const badValues = [
  ['escaped NUL', '%00'],
  ['escaped line end', '%0d%0aX:'],
  ['escape cut short', '%2'],
  ['escape that is not hexadecimal', '%zz'],
  ['bare percent sign', '100%'],
  ['bad UTF-8', '%c3%28'],
  ['overlong UTF-8', '%c0%af'],
  ['surrogate', '%ed%a0%80'],
  ['above U+10FFFF', '%f4%90%80%80'],
  ['UTF-8 cut short', '%c5'],
  ['raw bytes that are not UTF-8', '\xff'],
];

/** Right up to the limit, or unusual but right: [name, bytes]; must not be refused by the gate. */
const CLOSE = 'Connection: close\r\n';
const getLast = (headers, target, version) => get(CLOSE + headers, target, version);
const postLast = (headers, body) => post(CLOSE + headers, body);
export const wellFormed = [
  ['plain', getLast('')],
  ['HTTP/1.0', getLast('', PATH, 'HTTP/1.0')],
  ['absolute form', getLast('', `http://localhost${PATH}`)],
  ['white space around a value', getLast('Accept: \t */* \t \r\n')],
  ['empty value', getLast('Accept-Language:\r\n')],
  ['bytes over 127 in a value', getLast('X-Note: \xe9\xff\r\n')],
  ['every token character in a name', getLast("!#$%&'*+-.^_`|~09AZaz: x\r\n")],
  ['several Accepts', getLast('Accept: text/html\r\nAccept: */*\r\n')],
  ['target of 2,048 bytes', getLast('', `/lt/?x=${'a'.repeat(2048 - 7)}`)],
  ['64 header lines', getLast('A: b\r\n'.repeat(62))],
  ['headers of 6,144 bytes', getLast(`A: ${'b'.repeat(6144 - getLast('A: \r\n').length)}\r\n`)],
  ['raw UTF-8 in the query', getLast('', `/lt/?q=${Buffer.from('Šiauliai').toString('latin1')}`)],
  ['Content-Length: 0 with GET', getLast('Content-Length: 0\r\n')],
  ['IPv6 Host', `GET ${PATH} HTTP/1.1\r\nHost: [::1]:8080\r\n${CLOSE}\r\n`],
  ['body of 65,536 bytes', postLast('Content-Length: 65536\r\n', 'a'.repeat(65536))],
  ['chunks of 65,536 bytes', postLast(chunked, `10000\r\n${'a'.repeat(65536)}\r\n0\r\n\r\n`)],
  ['chunk extensions and a trailer', postLast(chunked, '3;a=b\r\nabc\r\n0\r\nX-Sum: 1\r\n\r\n')],
];

/**
 * Sends bytes on a connection of its own: {statuses: [every status that came], text, closed, milliseconds}. Ends when the
 * server closes, or after `patience` ms (closed is then false).
 */
export function sendRaw(port, bytes, patience = 5000) {
  return new Promise((resolve) => {
    const started = Date.now();
    const socket = net.connect(port, '127.0.0.1');
    let text = '';
    const finish = (closed) => {
      clearTimeout(timer);
      socket.destroy();
      const statuses = [...text.matchAll(/HTTP\/1\.1 (\d{3}) /g)].map((found) => Number(found[1]));
      resolve({ statuses, text, closed, milliseconds: Date.now() - started });
    };
    const timer = setTimeout(() => finish(false), patience);
    socket.setEncoding('latin1');
    socket.on('data', (data) => (text += data));
    socket.on('error', () => finish(true));
    socket.on('end', () => finish(true));
    socket.on('close', () => finish(true));
    socket.write(bytes, 'latin1');
  });
}
