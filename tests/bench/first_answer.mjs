// SPDX-License-Identifier: Apache-2.0
//
//   node first_answer.mjs PORT COMMAND…
//
// Starts a server and prints the milliseconds until it gave the first answer that has a branch in it. Then stops it.
import { spawn } from 'node:child_process'
import { connect } from 'node:net'
import { performance } from 'node:perf_hooks'
import process from 'node:process'

const limit = 120_000
const [port, ...command] = process.argv.slice(2)

// One attempt, without anything that would need warming up.
function attempt() {
  return new Promise((resolve) => {
    const socket = connect(Number(port), '127.0.0.1')
    let answer = ''
    socket.setEncoding('utf8')
    socket.on('connect', () => socket.write('GET /api/v1/branches?limit=1 HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n'))
    socket.on('data', (text) => (answer += text))
    socket.on('error', () => resolve(false))
    socket.on('close', () => resolve(answer.startsWith('HTTP/1.1 200') && answer.includes('"code"')))
  })
}

const begun = performance.now()
const server = spawn(command[0], command.slice(1), { stdio: ['ignore', 'ignore', 'pipe'] })
let errors = ''
let ended = false
server.stderr.on('data', (data) => (errors += data))
const exit = new Promise((resolve) => server.on('exit', () => resolve((ended = true))))

while (!ended && performance.now() - begun < limit && !(await attempt())) await new Promise((resolve) => setTimeout(resolve, 5))
const milliseconds = performance.now() - begun
server.kill('SIGTERM')
if (ended || milliseconds >= limit) {
  console.error(`no answer: ${errors.slice(-500)}`)
  process.exitCode = 1
} else {
  console.log(milliseconds.toFixed(1))
}
await exit
