// SPDX-License-Identifier: Apache-2.0
//
// The contract: what the binary's own OpenAPI says is what it answers. Once a server is watched (startServer does it), every
// answer that a test fetches from its API is checked: the status is one that the operation names, the type too, and the body fits
// the schema. A test fails by the answer itself, whatever else it looks at.
import { execFileSync } from 'node:child_process';
import Ajv from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';

const watched = new Map(); // origin → contract

/** The contract of a binary: {document, check(method, url, status, type, text) → sentences about what is wrong}. */
export function readContract(binary) {
  const document = JSON.parse(execFileSync(binary, ['openapi'], { encoding: 'utf8', maxBuffer: 1 << 24 }));
  const ajv = new Ajv({ strict: false, allErrors: true });
  addFormats(ajv);
  ajv.addSchema(document, 'openapi');

  const paths = Object.keys(document.paths).map((template) => ({
    template,
    pattern: new RegExp(`^${template.replace(/[.]/g, '\\.').replace(/\{[^}]+\}/g, '[^/]+?')}(\\.(json|geojson|csv|jsonl|atom|ics))?$`),
  }));
  const escape = (part) => part.replaceAll('~', '~0').replaceAll('/', '~1');
  const validators = new Map();
  const validator = (pointer) => {
    if (!validators.has(pointer)) validators.set(pointer, ajv.compile({ $ref: `openapi#${pointer}` }));
    return validators.get(pointer);
  };

  // Where the answer of that status stands in the document, references followed.
  function answerAt(template, method, status) {
    const own = document.paths[template][method]?.responses?.[status];
    if (!own) return undefined;
    if (own.$ref) return { pointer: own.$ref.slice(1), value: own.$ref.slice(2).split('/').reduce((at, key) => at[key], document) };
    return { pointer: `/paths/${escape(template)}/${method}/responses/${status}`, value: own };
  }

  function check(method, url, status, type, text) {
    const { pathname } = new URL(url);
    if (!pathname.startsWith('/api/')) return [];
    const wanted = method === 'HEAD' ? 'get' : method.toLowerCase();
    const path = paths.find(({ template, pattern }) => pattern.test(pathname) && document.paths[template][wanted]);
    if (method === 'OPTIONS' || (!path && [404, 405, 400].includes(status))) return [];
    if (!path) return [`status ${status} for what OpenAPI doesn't name`];
    const format = /[.](geojson|csv|jsonl|atom|ics)$/.exec(pathname);
    if (format && status === 404) return []; // no such representation of what is there
    const answer = answerAt(path.template, wanted, String(status));
    if (!answer) return [`status ${status} isn't among those of ${wanted} ${path.template}`];
    if (method === 'HEAD' || status === 304) return text === '' ? [] : ['a body where there must be none'];
    const media = (type ?? '').split(';')[0];
    if (!answer.value.content) return text === '' ? [] : [`a body (${media}) that OpenAPI doesn't name`];
    if (!answer.value.content[media]) return [`type "${type}" isn't among ${Object.keys(answer.value.content)}`];
    if (!/[/+]json$/.test(media)) return [];
    const validate = validator(`${answer.pointer}/content/${escape(media)}/schema`);
    if (validate(JSON.parse(text))) return [];
    return validate.errors.map((error) => `${error.instancePath} ${error.message} ${JSON.stringify(error.params)}`);
  }
  return { document, check };
}

let contract;
const plainFetch = globalThis.fetch;

async function watchedFetch(resource, options) {
  const response = await plainFetch(resource, options);
  const url = resource instanceof Request ? resource.url : String(resource);
  const known = watched.get(new URL(url).origin);
  // A stream of events has no end to wait for.
  if (known && !/^text\/event-stream/.test(response.headers.get('content-type'))) {
    const method = options?.method ?? (resource instanceof Request ? resource.method : 'GET');
    const wrong = known.check(method, url, response.status, response.headers.get('content-type'), await response.clone().text());
    if (wrong.length) throw new Error(`${method} ${url}: the answer isn't what OpenAPI says:\n${wrong.slice(0, 10).join('\n')}`);
  }
  return response;
}

/** From now on, every fetch from `origin` is checked against the contract of `binary`. */
export function watch(origin, binary) {
  contract ??= readContract(binary);
  watched.set(origin, contract);
  globalThis.fetch = watchedFetch;
}
