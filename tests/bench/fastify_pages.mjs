// SPDX-License-Identifier: Apache-2.0
//
// The peer "Fastify + pg + eta": the usual way to make the same pages, the list of points and the page of a branch.
//
//   node fastify_pages.mjs PORT PROCESSES CONNINFO FRAMES     (the tables are made by fastify_pages.sql)
//
// A prepared statement fetches the rows, an eta template makes HTML of them. What surrounds them (head, symbols, menu, form,
// footer) is taken from Branchlight's own pages, which FRAMES has in files: to eta that is one fixed text. One process per core,
// each with a pool of connections (BENCH_POOL), templates compiled once, no logging, no compression.
import cluster from 'node:cluster'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import process from 'node:process'
import { Eta } from 'eta'
import fastify from 'fastify'
import pg from 'pg'

const [port, processes, conninfo, frames] = process.argv.slice(2)
const shown = 12 // cards of a page; as many as src/pages/find_page.c shows
const kept = 4 // of them for places where one can't go now, if there are as many
const statements = {
  list: `(select view, true as usable, round(place <-> ll_to_earth($1, $2)) as distance
            from bench_pages.point
           where status = any ($4) and usable @> $3::integer
           order by place <-> ll_to_earth($1, $2)
           limit ${shown})
         union all
         (select view, false, round(place <-> ll_to_earth($1, $2))
            from bench_pages.point
           where status = any ($4) and (usable @> $3::integer) is not true
           order by place <-> ll_to_earth($1, $2)
           limit ${shown})`,
  branch: 'select view from bench_pages.branch where code = $1',
}

// Both servers' clocks are ahead by as much, so that it is a working day's noon.
const offset = Number(process.env.BENCH_CLOCK_OFFSET ?? 0)
const minute = () => Math.floor((Date.now() / 1000 + offset) / 60)

function settings(text) {
  const words = Object.fromEntries(text.split(/\s+/).map((word) => word.split('=')))
  return { host: words.host, user: words.user, database: words.dbname, max: Number(process.env.BENCH_POOL ?? 4) }
}

function templates() {
  const eta = new Eta({ autoEscape: true, cache: true })
  const frame = (name) => readFileSync(join(frames, name), 'utf8').replaceAll('<%', '&lt;%')
  eta.loadTemplate('@card', readFileSync(new URL('card.eta', import.meta.url), 'utf8'))
  eta.loadTemplate('@list', frame('list.before') + readFileSync(new URL('list.eta', import.meta.url), 'utf8') + frame('list.after'))
  eta.loadTemplate('@branch', frame('branch.before') + readFileSync(new URL('branch.eta', import.meta.url), 'utf8') + frame('branch.after'))
  return eta
}

function serve() {
  const pool = new pg.Pool(settings(conninfo))
  const app = fastify()
  const eta = templates()
  const query = (name, values) => pool.query({ name, text: statements[name], values })
  const languages = { type: 'object', properties: { lang: { enum: ['lt', 'en'] } } }
  const questions = {
    type: 'object',
    required: ['near'],
    properties: { near: { type: 'string', pattern: '^-?[0-9.]+,-?[0-9.]+$' }, status: { type: 'string', pattern: '^[a-z_,]+$' } },
  }

  app.get('/:lang/', { schema: { params: languages, querystring: questions } }, async (request, reply) => {
    const { near, status } = request.query
    const { rows } = await query('list', [...near.split(','), minute(), status.split(',')])
    const others = rows.filter((row) => !row.usable)
    const usable = rows.filter((row) => row.usable).slice(0, shown - Math.min(others.length, kept))

    reply.type('text/html; charset=utf-8')
    return eta.render('@list', { usable, others: others.slice(0, shown - usable.length), lang: request.params.lang })
  })
  app.get('/:lang/branches/:code', { schema: { params: languages } }, async (request, reply) => {
    const { rows } = await query('branch', [request.params.code])

    if (rows.length === 0) return reply.callNotFound()
    reply.type('text/html; charset=utf-8')
    return eta.render('@branch', { branch: rows[0].view, lang: request.params.lang })
  })
  app.listen({ host: '127.0.0.1', port: Number(port) })
}

if (cluster.isPrimary) {
  for (let i = 0; i < Number(processes); i++) cluster.fork()
} else {
  serve()
}
