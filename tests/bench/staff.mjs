// SPDX-License-Identifier: Apache-2.0
//
//   node staff.mjs report PORT CONNINFO COOKIE CONNECTIONS SECONDS   reports a second through the API, as many connections asking
//   node staff.mjs visible PORT COOKIE RATE SECONDS                  ms from a reply until another client is told, one a line
//   node staff.mjs sign-ins PORT COUNT                               so many people sign in at once: how many got which status
//   node staff.mjs listeners PORT COOKIE COUNT PID                   ms until all are told, and KiB of the server for them
import { Agent, get, request } from 'node:http'
import { readFileSync } from 'node:fs'
import { performance } from 'node:perf_hooks'
import process from 'node:process'

const [what, port, ...words] = process.argv.slice(2)

function post(agent, cookie, point, body) {
  return new Promise((resolve, reject) => {
    const text = JSON.stringify(body)
    const asked = request(
      { host: '127.0.0.1', port, agent, method: 'POST', path: `/api/v1/points/${point}/status-reports`, headers: { Cookie: cookie, 'Sec-Fetch-Site': 'none', 'Content-Type': 'application/json', 'Content-Length': text.length } },
      (response) => {
        response.resume()
        response.on('end', () => (response.statusCode === 201 ? resolve() : reject(new Error(`status ${response.statusCode}`))))
      },
    )
    asked.on('error', reject)
    asked.end(text)
  })
}

function points() {
  return new Promise((resolve, reject) =>
    get(`http://127.0.0.1:${port}/api/v1/points?limit=100`, (response) => {
      let text = ''
      response.setEncoding('utf8').on('data', (part) => (text += part))
      response.on('end', () => resolve(JSON.parse(text).items.map(({ code }) => code)))
    }).on('error', reject),
  )
}

/** A listener: calls told(code) for each event. */
function listen(told) {
  return new Promise((resolve, reject) => {
    const asked = get({ host: '127.0.0.1', port, path: '/api/v1/stream', agent: false }, (response) => {
      let rest = ''
      response.setEncoding('utf8').on('data', (part) => {
        rest += part
        for (let end; (end = rest.indexOf('\n\n')) >= 0; rest = rest.slice(end + 2)) {
          const code = /"code":"([^"]+)"/.exec(rest.slice(0, end))?.[1]
          if (code) told(code)
        }
        resolve(asked)
      })
    })
    asked.on('error', reject)
  })
}

async function report(cookie, connections, seconds) {
  const codes = await points()
  const agent = new Agent({ keepAlive: true, maxSockets: connections })
  const until = performance.now() + seconds * 1000
  let count = 0
  async function ask(number) {
    for (let i = number; performance.now() < until; i += connections, count++) await post(agent, cookie, codes[i % codes.length], { status: 'working' })
  }
  await Promise.all(Array.from({ length: connections }, (_, number) => ask(number)))
  console.log((count / seconds).toFixed(1))
  agent.destroy()
}

// Milliseconds from each report's reply until another client was told of it (0: before the reply); all must have been told.
async function visible(cookie, rate, seconds) {
  const codes = await points()
  const agent = new Agent({ keepAlive: true, maxSockets: 8 })
  const replied = new Map(codes.map((code) => [code, []])), told = new Map(codes.map((code) => [code, []]))
  const listener = await listen((code) => told.get(code)?.push(performance.now()))
  const all = []
  for (let i = 0; i < rate * seconds; i++) {
    const code = codes[i % codes.length]
    all.push(post(agent, cookie, code, { status: i % 2 ? 'working' : 'limited' }).then(() => replied.get(code).push(performance.now())))
    await new Promise((resolve) => setTimeout(resolve, 1000 / rate))
  }
  await Promise.all(all)
  await new Promise((resolve) => setTimeout(resolve, 1000))
  listener.destroy()
  agent.destroy()
  for (const [code, times] of replied) {
    if (told.get(code).length < times.length) throw new Error(`${code}: ${times.length} reports, told of ${told.get(code).length}`)
    times.forEach((at, i) => console.log(Math.max(0, told.get(code)[i] - at).toFixed(2)))
  }
}

async function listeners(cookie, count, pid) {
  const codes = await points()
  const memory = () => Number(/^Rss:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8'))[1])
  const agent = new Agent({ keepAlive: true, maxSockets: 1 })
  await post(agent, cookie, codes[0], { status: 'working' })
  const before = memory()
  let told = 0
  const all = []
  for (let i = 0; i < count; i += 100) all.push(...(await Promise.all(Array.from({ length: 100 }, () => listen(() => told++)))))
  const after = memory()
  const times = []
  for (let round = 0; round < 5; round++) {
    told = 0
    await post(agent, cookie, codes[1], { status: round % 2 ? 'working' : 'limited' })
    const committed = performance.now()
    while (told < count) {
      if (performance.now() - committed > 10_000) throw new Error(`${told} of ${count} were told`)
      await new Promise((resolve) => setTimeout(resolve, 1))
    }
    times.push(performance.now() - committed)
  }
  console.log(`${times.sort((a, b) => a - b)[2].toFixed(1)} ${after - before}`)
  for (const asked of all) asked.destroy()
  agent.destroy()
}

// A network may try 60 times at once: here each fifty come from an address of their own.
async function signIns(count) {
  const one = (i) =>
    new Promise((resolve, reject) => {
      const text = JSON.stringify({ email: `bench.${i}@example.org`, passphrase: 'not the right one at all' })
      const headers = { 'Sec-Fetch-Site': 'none', 'Content-Type': 'application/json', 'Content-Length': text.length }
      const asked = request({ host: '127.0.0.1', localAddress: `127.0.0.${2 + Math.floor(i / 50)}`, port, agent: false, method: 'POST', path: '/api/v1/sessions', headers }, (response) => {
        response.resume()
        response.on('end', () => resolve(response.statusCode))
      })
      asked.on('error', reject)
      asked.end(text)
    })
  const begun = performance.now()
  const statuses = await Promise.all(Array.from({ length: count }, (_, i) => one(i)))
  const counts = new Map()
  for (const status of statuses) counts.set(status, (counts.get(status) ?? 0) + 1)
  console.log(`${[...counts].map(([status, times]) => `${times} × ${status}`).join(', ')} in ${((performance.now() - begun) / 1000).toFixed(1)} s`)
  // 503, with when to come again: more than can be looked at in a second or so wait outside.
  if ([...counts.keys()].some((status) => status !== 422 && status !== 503)) process.exitCode = 1
}

if (what === 'report') await report(words[0], Number(words[1]), Number(words[2]))
else if (what === 'visible') await visible(words[0], Number(words[1]), Number(words[2]))
else if (what === 'sign-ins') await signIns(Number(words[0]))
else await listeners(words[0], Number(words[1]), words[2])
