// SPDX-License-Identifier: Apache-2.0
//
// The peer "Fastify + pg": the usual way to answer the same question, the nearest 20 branches that are usable now.
//
//   node fastify_peer.mjs PORT PROCESSES CONNINFO     (the table is made by fastify_peer.sql)
//
// A prepared statement finds them by a GiST index in order of distance; the rows come with their JSON ready. One process per
// core, each with a pool of connections (BENCH_POOL), no logging, no compression.
import cluster from 'node:cluster'
import process from 'node:process'
import fastify from 'fastify'
import pg from 'pg'

const [port, processes, conninfo] = process.argv.slice(2)
const nearest = {
  name: 'nearest',
  text: `select body, place <-> ll_to_earth($1, $2) as distance
           from bench_peer.branch
          where usable @> $3::integer
          order by place <-> ll_to_earth($1, $2)
          limit 20`,
}

function settings(text) {
  const words = Object.fromEntries(text.split(/\s+/).map((word) => word.split('=')))
  return { host: words.host, user: words.user, database: words.dbname, max: Number(process.env.BENCH_POOL ?? 4) }
}

// Both servers' clocks are ahead by as much, so that it is a working day's noon.
const offset = Number(process.env.BENCH_CLOCK_OFFSET ?? 0)
const minute = () => Math.floor((Date.now() / 1000 + offset) / 60)

function serve() {
  const pool = new pg.Pool(settings(conninfo))
  const app = fastify()
  const schema = {
    querystring: {
      type: 'object',
      required: ['near'],
      properties: { near: { type: 'string', pattern: '^-?[0-9.]+,-?[0-9.]+$' }, usable: { const: 'now' } },
    },
  }

  app.get('/api/v1/branches', { schema }, async (request, reply) => {
    const { rows } = await pool.query({ ...nearest, values: [...request.query.near.split(','), minute()] })
    const items = rows.map((row) => `${row.body},"distance_m":${Math.round(row.distance)}}`)

    reply.type('application/json')
    return `{"items":[${items.join(',')}]}`
  })
  app.listen({ host: '127.0.0.1', port: Number(port) })
}

if (cluster.isPrimary) {
  for (let i = 0; i < Number(processes); i++) cluster.fork()
} else {
  serve()
}
