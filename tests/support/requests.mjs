// SPDX-License-Identifier: Apache-2.0
//
// Of every operation that changes something, a request that really changes something, of whatever household it is asked to. What the
// API takes is made from its own document: required members that are called like a thing get its code, the others their example.
// Written down here is only what an example can't know; a page's form says what the operation says that does the same.
import { readContract } from './contract.mjs';
import { kinds } from './household.mjs';
import { binary } from './server.mjs';
import { codeOf } from './staff.mjs';

const SECRET = `${'A'.repeat(31)}B`;

let count = 0; // so that no two requests make the same thing
const fresh = (word) => `${word} ${++count}`;
const code = () => `made-${++count}`;
const address = () => `${code()}@example.org`;
const day = (ahead) => new Date(Date.now() + ahead * 86_400_000).toISOString().slice(0, 10);
const hours = () => ({ rules: [{ kind: 'weekly', weekdays: [1, 2, 3], periods: ['09:00–17:00'] }], exceptions: [] });

/** Members beside the required ones, or others than their examples. */
const said = {
  invitation_create: ({ branch }) => ({ kind: 'person', role: 'librarian', scope: branch, name: 'Invited', email: address() }),
  key_create: () => ({ actions: ['read'] }),
  user_update: () => ({ disabled: true }),
  me_update: () => ({ name: fresh('Name') }),
  passphrase_set: () => ({ passphrase: 'seven quiet herons cross' }),
  email_change: () => ({ email: address() }),
  second_factor_confirm: () => ({ secret: SECRET, code: codeOf(SECRET) }),
  second_factor_remove: () => ({ code: codeOf(SECRET) }),
  status_report_create: () => ({ status: 'out_of_order' }),
  branch_create: () => ({ code: code(), name: fresh('Branch') }),
  branch_update: () => ({ name: fresh('Branch') }),
  branch_merge: ({ otherBranch }) => ({ into: otherBranch }),
  branch_hours_update: hours,
  point_hours_update: hours,
  point_create: ({ organization, otherBranch }) => ({ code: code(), utility: organization, branch: otherBranch, lifecycle: 'planned' }),
  point_update: () => ({ valid_days: 3 }),
  library_create: ({ organization }) => ({ code: code(), name: fresh('Library'), utility: organization }),
  library_update: () => ({ phone: '+370 451 34029' }),
  library_merge: ({ otherLibrary }) => ({ into: otherLibrary }),
  organization_update: () => ({ phone: '1853' }),
  service_create: ({ organization }) => ({ code: code(), title: { lt: fresh('Service') }, utility: organization }),
  service_update: () => ({ bring: { lt: fresh('Bring') } }),
  agreement_create: ({ organization, library }) => ({ code: code(), utility: organization, library, state: 'draft' }),
  agreement_update: () => ({ summary: { en: fresh('Together') } }),
  branch_day_create: () => ({ cause: 'no_adviser' }),
  public_report_decide: () => ({ decision: 'dismiss' }),
  reminder_create: ({ point }) => ({ points: [point] }),
  incident_change: () => ({ state: 'acknowledged' }),
  planned_work_create: () => ({ starts_at: `${day(3)}T08:00:00Z`, ends_at: `${day(3)}T09:00:00Z`, reason: { en: 'Work' } }),
  closure_create: () => ({ first_day: day(1), last_day: day(1), reason: { en: 'Work' } }),
};

const flat = (body, before = '') => Object.entries(body).flatMap(([name, value]) =>
  value !== null && typeof value === 'object' && !Array.isArray(value) ? flat(value, `${before}${name}.`) : [[before + name, String(value)]]);
const shown = { version: '1' };
const like = (name, more = {}) => (codes) => ({ ...bodyOf(name, codes), ...more });

const branch = () => ({ code: code(), name: fresh('Branch'), kind: 'branch', country: 'LT', time_zone: 'Europe/Vilnius', active: true });

/** What forms of pages say. */
const forms = {
  staff_remind: like('reminder_create'),
  staff_incident_make: ({ point }) => ({ point, part: 'computer' }),
  staff_incident_change: like('incident_change', { version: '1' }),
  staff_report_decide: like('public_report_decide', { version: '1' }),
  staff_planned_work: () => ({ from_day: day(3), from_time: '08:00', until_day: day(3), until_time: '09:00', reason: { en: 'Work' } }),
  staff_planned_closure: like('closure_create'),
  staff_invite: ({ branch }) => ({ kind: 'person', place: `librarian:${branch}`, name: 'Invited', email: address() }),
  staff_person: ({ grant }) => ({ take: grant }),
  staff_invitation: () => ({}),
  staff_account_save: like('me_update'),
  staff_passphrase: like('passphrase_set'),
  staff_access_end: ({ session }) => ({ session }),
  staff_email_change: like('email_change'),
  staff_key_make: like('key_create'),
  staff_key_end: () => ({}),
  staff_totp_set: like('second_factor_confirm'),
  staff_totp_remove: like('second_factor_remove'),
  directory_branch_save: ({ library }) => ({ ...branch(), library, ...shown }),
  directory_branch_verify: () => shown,
  directory_branch_publish: ({ library }) => ({ ...branch(), library, ...shown }),
  directory_branch_remove: () => shown,
  directory_branch_merge: like('branch_merge', shown),
  directory_hours_save: () => ({ 'week.1': '10:00–12:00', hours_version: '1' }),
  directory_hours_exception: () => ({ first_day: day(20), hours_version: '1' }),
  directory_hours_copy: ({ otherBranch }) => ({ to: otherBranch }),
  directory_point_hours_save: () => ({ 'week.1': '10:00–12:00', hours_version: '1' }),
  directory_point_hours_exception: () => ({ first_day: day(20), hours_version: '1' }),
  directory_point_hours_remove: () => ({ hours_version: '1' }),
  directory_point_add: ({ organization }) => ({ code: code(), utility: organization, lifecycle: 'planned', confirm_duplicate: true }),
  directory_point_save: ({ branch }) => ({ branch, lifecycle: 'active', valid_days: 3, ...shown }),
  directory_library_add: like('library_create'),
  directory_library_save: () => ({ name: fresh('Library'), ...shown }),
  directory_utility_save: () => ({ name: fresh('Power'), ...shown }),
  directory_service_add: like('service_create'),
  directory_service_save: () => ({ title: { lt: fresh('Service') }, active: true, ...shown }),
  directory_library_remove: () => shown,
  directory_library_merge: like('library_merge', shown),
  directory_agreement_add: like('agreement_create'),
  directory_agreement_save: like('agreement_update', { state: 'active', ...shown }),
  directory_agreement_end: () => ({ version: '1' }),
  directory_branch_add: branch,
  history_undo: () => ({}),
  my_point_report: () => ({ status: 'out_of_order' }),
  my_point_today: () => ({ cause: 'no_adviser' }),
};

/** Another row of the household than the kind's first, where the operation needs a special one. */
export const special = {
  branch_delete: { branch: 'emptyBranch' },
  directory_branch_remove: { branch: 'emptyBranch' },
  library_delete: { library: 'emptyLibrary' },
  directory_library_remove: { library: 'emptyLibrary' },
  branch_publish: { branch: 'draftBranch' },
  directory_branch_publish: { branch: 'draftBranch' },
};

const second = `update people.user set totp_secret = decode('${'00'.repeat(19)}01', 'hex') where id = $1`;

/** What must be so before the operation has something to do: SQL, $1 the id of who asks. */
export const before = { second_factor_remove: second, staff_totp_remove: second };

const { document } = readContract(binary);
const operations = Object.values(document.paths).flatMap((path) => Object.values(path)).filter(({ operationId }) => operationId);
const resolve = (schema) => (schema?.$ref ? schema.$ref.slice(2).split('/').reduce((at, key) => at[key], document) : schema);

const sample = (name, schema, codes) => (kinds.includes(name) ? codes[name] : undefined) ?? schema.example ?? schema.examples?.[0] ?? schema.enum?.[0];

function schemaOf(name) {
  const { requestBody } = operations.find(({ operationId }) => operationId === name);
  return resolve(requestBody && Object.values(requestBody.content)[0].schema) ?? {};
}

function bodyOf(name, codes) {
  const schema = schemaOf(name);
  const required = (schema.required ?? []).map((member) => [member, sample(member, resolve(schema.properties[member]), codes)]);
  return { ...Object.fromEntries(required), ...said[name]?.(codes) };
}

// What a member that may be left out names: a row of the household, beside the members that it goes with.
const references = {
  library: ({ otherLibrary }) => ({ library: otherLibrary }),
  branch: ({ otherBranch }) => ({ branch: otherBranch }),
  agreement: ({ agreement }) => ({ agreement }),
  utility: ({ organization }) => ({ utility: organization }),
  assignee: ({ user }) => ({ assignee: user }),
  incident: ({ incident }) => ({ decision: 'confirm', incident }),
  into: ({ otherReport }) => ({ decision: 'merge', into: otherReport }),
};
const alsoForms = {
  staff_person: [() => ({ shut: true })],
  staff_access_end: [({ device }) => ({ device })],
  staff_planned_work: [({ work }) => ({ cancel: work })],
  staff_planned_closure: [({ closure }) => ({ cancel: closure })],
  my_point_today: [() => ({ undo: 'closed_today' })],
};

/** What else an operation can be asked for: bodies of codes, of which each names one more row of the household, or does another thing. */
export function furtherBodies({ name, page, method }) {
  if (method === 'GET' || method === 'DELETE') return [];
  if (page) return (alsoForms[name] ?? []).map((body) => (codes) => new URLSearchParams(flat(body(codes))));
  const schema = schemaOf(name);
  return Object.keys(schema.properties ?? {}).filter((member) => references[member] && !schema.required?.includes(member))
    .map((member) => (codes) => ({ ...bodyOf(name, codes), ...references[member](codes) }));
}

/** The body of a request about that household; undefined where the operation takes none. */
export function requestBody({ name, page, method }, codes) {
  if (method === 'GET' || method === 'DELETE') return undefined;
  if (!page) return bodyOf(name, codes);
  if (!forms[name]) throw new Error(`what the form of ${name} says isn’t written down in tests/support/requests.mjs`);
  return new URLSearchParams(flat(forms[name](codes)));
}

/** Whether a request's body, or another one, names rows of the household. */
export function bodyNames(operation, codes, bodyMade = requestBody.bind(null, operation)) {
  let names = false;
  bodyMade(new Proxy(codes, { get: (at, kind) => (kind in at && (names = true), at[kind]) }));
  return names;
}

const inPath = ({ path }) => kinds.filter((kind) => path.includes(`{${kind}}`));

/** Every way to ask for something foreign: what it is, and the rest of a request(). None where an operation names no rows. */
export function intrusions(operation, own, foreign) {
  const found = inPath(operation), inBody = bodyNames(operation, own);
  const ways = found.length > 0 ? [['foreign', foreign]] : inBody ? [['in the body foreign', own, foreign]] : [];
  if (found.length > 0 && inBody) ways.push(['in the body foreign', own, foreign]);
  if (found.length > 1) for (const kind of found) ways.push([`own, but for a foreign ${kind}`, { ...own, [kind]: foreign[kind] }]);
  for (const body of furtherBodies(operation)) ways.push(['another body', bodyNames(operation, own, body) ? own : foreign, foreign, body]);
  // Of a report only who made it takes it back: there is none that is one's own.
  if (operation.name === 'status_report_create') ways.push(['in the body a foreign report', own, foreign, ({ status }) => ({ undoes: status })]);
  return ways;
}

/** Sends it, or another body of it: the path's rows and the body's may be of different households. */
export function request(who, operation, codes, inBody = codes, bodyMade = requestBody.bind(null, operation)) {
  const { method, path, name } = operation;
  const named = { ...codes, ...Object.fromEntries(Object.entries(special[name] ?? {}).map(([kind, other]) => [kind, codes[other]])) };
  const target = path.replace(/\{([a-z_]+)\}/g, (_, kind) => named[kind] ?? 'none');
  const body = bodyMade(inBody);
  const headers = { 'If-Match': '"v1"' };
  if (method === 'GET') return who.get(target);
  return method === 'DELETE' ? who.remove(target, headers) : who[method.toLowerCase()](target, body, headers);
}
