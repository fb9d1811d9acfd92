// SPDX-License-Identifier: Apache-2.0
//
//   node report.mjs RESULTS [DOCUMENT PLOT]
//
// The samples of a run → medians, ratios and verdicts, as a Markdown table: printed, or put between the markers of DOCUMENT, with
// a plot beside it. A target that was missed is called missed.
import { execFileSync } from 'node:child_process'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { cpus, totalmem, release } from 'node:os'
import { dirname, join, relative } from 'node:path'
import process from 'node:process'
import { plot } from './plot.mjs'

const [folder, document, picture] = process.argv.slice(2)
const lines = (name) => readFileSync(join(folder, name), 'utf8').split('\n').filter(Boolean).map((line) => line.split('\t'))
const columns = ['rate', 'cpu', 'p50', 'p99', 'serverBusy', 'loadBusy', 'bytes']

function median(numbers) {
  const sorted = [...numbers].sort((a, b) => a - b)
  const middle = sorted.length >> 1
  return sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
}

// row → peer → { rate, cpu, … }, medians of the rounds.
function rates() {
  const of = new Map()
  for (const [row, peer, , ...figures] of lines('samples.tsv')) {
    const peers = of.get(row) ?? of.set(row, new Map()).get(row)
    const samples = peers.get(peer) ?? peers.set(peer, []).get(peer)
    samples.push(figures.map(Number))
  }
  for (const peers of of.values())
    for (const [peer, samples] of peers)
      peers.set(peer, Object.fromEntries(columns.map((name, i) => [name, median(samples.map((sample) => sample[i]))])))
  return of
}

// row → { value, unit }
function values() {
  const of = new Map()
  for (const [row, value, unit] of lines('values.tsv')) {
    const entry = of.get(row) ?? of.set(row, { samples: [], unit }).get(row)
    entry.samples.push(Number(value))
  }
  for (const entry of of.values()) entry.value = Number(median(entry.samples).toFixed(3))
  return of
}

const titles = {
  kept: 'kept answer of 2 KB',
  list: 'list of 20 branches',
  unchanged: 'not modified (304)',
  nearest: 'unseen nearest usable, {} branches',
  find: 'find page, unseen filter',
  branch: 'page of an unseen branch',
}
const thousands = (number) => String(number).replace(/\B(?=(\d{3})+$)/g, ',')

function title(row) {
  const [, kind, size, plain] = /^([a-z]+)(?:-(\d+))?(-plain)?/.exec(row)
  return titles[kind].replace('{}', thousands(size ?? '')) + (plain ? ', uncompressed' : '')
}

// Answers per second (against nginx, Fastify, or as such) and processor time (against the raw responder) that are wanted.
function targets(row) {
  if (row.startsWith('find')) return { rate: 4000 }
  if (row.startsWith('branch')) return { rate: 8000 }
  if (row.startsWith('kept')) return { nginx: 1.2, raw: 1.35 }
  if (row.startsWith('list') || row.startsWith('unchanged')) return { nginx: 0.9 }
  return { nginx: row.startsWith('nearest-400000') ? 0.3 : 0.5, fastify: /^nearest-(1300|20000)/.test(row) ? 12 : undefined }
}

const verdict = (good) => (good ? 'pass' : '**miss**')

// Answers per second of one over the other's. Where the load was at its end before a server was, processor time decides.
function ratio(ours, theirs) {
  const bound = [ours, theirs].some((peer) => peer.serverBusy < 0.9)
  return bound ? { value: theirs.cpu / ours.cpu, note: ' (by processor time: a server had time left)' } : { value: ours.rate / theirs.rate, note: '' }
}

const peerNames = { branchlight: 'Branchlight', nginx: 'nginx static file', raw: 'raw epoll responder', fastify: 'Fastify + pg', eta: 'Fastify + pg + eta' }

function rateTable(all) {
  const out = ['| question | server | answers/s | server µs each | p50 ms | p99 ms | bytes each | server busy |', '|---|---|--:|--:|--:|--:|--:|--:|']
  for (const [row, peers] of all) {
    if (row.startsWith('search')) continue
    for (const [peer, figure] of peers)
      out.push(
        `| ${peer === 'branchlight' ? title(row) : ''} | ${peerNames[peer]} | ${thousands(Math.round(figure.rate))} | ${figure.cpu.toFixed(1)} | ` +
          `${(figure.p50 / 1000).toFixed(2)} | ${(figure.p99 / 1000).toFixed(2)} | ${thousands(figure.bytes)} | ${Math.round(figure.serverBusy * 100)} % |`,
      )
  }
  return out
}

// Every target: what, wanted, measured, verdict.
function verdicts(all, single) {
  const out = []
  const add = (what, wanted, measured, good) => out.push(`| ${what} | ${wanted} | ${measured} | ${verdict(good)} |`)

  for (const [row, peers] of all) {
    const ours = peers.get('branchlight')
    if (row.startsWith('search')) {
      const [, size, many] = row.split('-')
      add(`\`q\` with a typo, ${thousands(size)} branches, ${many ?? 1} connection${many ? 's' : ''}: p99`, '≤ 5 ms', `${(ours.p99 / 1000).toFixed(2)} ms`, ours.p99 <= 5000)
      continue
    }
    const wanted = targets(row)
    for (const peer of ['nginx', 'fastify']) {
      if (!peers.has(peer) || wanted[peer] === undefined) continue
      const { value, note } = ratio(ours, peers.get(peer))
      add(`${title(row)}: answers/s`, `≥ ${wanted[peer]} × ${peerNames[peer]}`, `${value.toFixed(2)} ×${note}`, value >= wanted[peer])
    }
    if (wanted.rate) {
      const beside = peers.has('eta') ? `; ${ratio(ours, peers.get('eta')).value.toFixed(1)} × ${peerNames.eta}` : ''
      add(`${title(row)}: answers/s`, `≥ ${thousands(wanted.rate)}`, `${thousands(Math.round(ours.rate))}${beside}`, ours.rate >= wanted.rate)
    }
    if (wanted.raw) {
      const value = ours.cpu / peers.get('raw').cpu
      add(`${title(row)}: processor time`, `≤ ${wanted.raw} × ${peerNames.raw}`, `${value.toFixed(2)} ×`, value <= wanted.raw)
    }
    if (row.startsWith('nearest')) add(`${title(row)}: p99, 64 connections`, '≤ 5 ms', `${(ours.p99 / 1000).toFixed(2)} ms`, ours.p99 <= 5000)
  }
  const limits = [
    [/^load-(\d+)/, 1000, (n) => `start with ${n} branches to load, until the first answer`],
    [/^memory-20$/, 20, () => 'memory with the 20 libraries'],
    [/^memory-branch$/, 4, () => 'memory for each branch more'],
    [/^idle-(\d+)/, 180, (n) => `memory for ${n} idle connections`],
    [/^start$/, 200, () => 'start to first answer, the database up'],
    [/^change-(\d+)/, 50, (n) => `one changed row visible, ${n} branches`],
    [/^visible$/, 200, () => 'a status report told to another client at 50 a second: p99'],
    [/^public-(\d+)/, 2, (n) => `public reads meanwhile, ${n} connections: p99 against quiet`],
    [/^sign-in-(\d+)/, 2, (n) => `public reads while ${n} sign in at once: p99 against quiet`],
    [/^sign-in-memory-(\d+)/, 100, (n) => `memory for ${n} who sign in at once`],
    [/^told-(\d+)/, 250, (n) => `${n} listeners told of a change`],
    [/^listeners-(\d+)/, 110, (n) => `memory for ${n} listeners`],
  ]
  for (const [row, { value, unit }] of single)
    for (const [pattern, limit, name] of limits) {
      const match = pattern.exec(row)
      if (match) add(name(thousands(match[1] ?? '')), `≤ ${limit} ${unit}`, `${value} ${unit}`, value <= limit)
    }
  const report = single.get('report')
  if (report) add('status report through the API, commit included', '≥ 0.7 × the same statements in pgbench', `${report.value.toFixed(2)} ×`, report.value >= 0.7)
  return out
}

const run = (command, ...words) => execFileSync(command, words, { encoding: 'utf8' }).trim()
const packageVersion = (name) => run('dpkg-query', '-W', '-f', '${Version}', name)

function machine() {
  const versions = ['nginx-light', 'postgresql-15', 'libmicrohttpd12'].map((name) => `${name} ${packageVersion(name)}`)
  return (
    `${cpus().length} × ${cpus()[0].model.trim()}, ${Math.round(totalmem() / 2 ** 30)} GiB, Linux ${release()}; ${versions.join(', ')}, ` +
    `Fastify ${JSON.parse(readFileSync('node_modules/fastify/package.json')).version} on Node ${process.version}. ` +
    `Revision ${run('git', 'rev-parse', '--short', 'HEAD')}, ${new Date().toISOString().slice(0, 10)}.`
  )
}

const all = rates()
const single = values()
const text = [
  machine(), '',
  '| what | wanted | measured | |', '|---|---|---|---|', ...verdicts(all, single), '',
  ...rateTable(all),
].join('\n')

console.log(text)
if (document) {
  const [begin, end] = ['<!-- figures: made by make bench -->', '<!-- end of figures -->']
  const before = readFileSync(document, 'utf8')
  if (!before.includes(begin) || !before.includes(end)) throw new Error(`${document} has no markers for the figures`)
  writeFileSync(document, `${before.slice(0, before.indexOf(begin) + begin.length)}\n${text}\n\n![Answers per second, by question and server](${relative(dirname(document), picture)})\n${before.slice(before.indexOf(end))}`)
  mkdirSync(dirname(picture), { recursive: true })
  writeFileSync(picture, plot([...all].filter(([row]) => !/plain|search/.test(row)).map(([row, peers]) => ({ title: title(row), peers })), peerNames))
  console.error(`written: ${document}, ${picture}`)
}
