// SPDX-License-Identifier: Apache-2.0
//
//   node change_visible.mjs PORT CONNINFO [TIMES]
//
// Changes the telephone number of a branch in the database and prints the milliseconds from the COMMIT's return
// until the public answer has it; several times (20), each at another branch.
import { Agent, get } from 'node:http'
import { performance } from 'node:perf_hooks'
import process from 'node:process'
import pg from 'pg'

const limit = 5000
const [port, conninfo, times] = process.argv.slice(2)
const words = Object.fromEntries(conninfo.split(' ').map((word) => word.split('=')))
const client = new pg.Client({ host: words.host, user: words.user, database: words.dbname })
const agent = new Agent({ keepAlive: true, maxSockets: 1 })

function answer(code) {
  return new Promise((resolve, reject) => {
    get({ host: '127.0.0.1', port, agent, path: `/api/v1/branches/${code}` }, (response) => {
      let text = ''
      response.setEncoding('utf8')
      response.on('data', (part) => (text += part))
      response.on('end', () => resolve(text))
    }).on('error', reject)
  })
}

await client.connect()
const { rows } = await client.query('select code from branch order by md5(code) limit $1', [Number(times || 20)])
for (const [i, { code }] of rows.entries()) {
  const phone = `+370 600 ${String(10000 + ((process.pid * 31 + i) % 90000))}`
  await answer(code)
  await client.query('update branch set phone = $2 where code = $1', [code, phone])
  const committed = performance.now()
  while (!(await answer(code)).includes(phone)) {
    if (performance.now() - committed > limit) throw new Error(`the change of ${code} is not visible after ${limit} ms`)
  }
  console.log((performance.now() - committed).toFixed(2))
}
await client.end()
agent.destroy()
