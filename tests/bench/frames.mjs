// SPDX-License-Identifier: Apache-2.0
//
//   node frames.mjs PORT FOLDER LIST_TARGET BRANCH_TARGET
//
// Takes what surrounds the rows of Branchlight's pages (list.before, list.after, branch.before, branch.after) for the peer.
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import process from 'node:process'

const [port, folder, list, branch] = process.argv.slice(2)

// From `begin` to the first `end` after the last `within`.
async function cut(name, target, begin, within, end) {
  const response = await fetch(`http://127.0.0.1:${port}${target}`)
  const html = await response.text()
  const from = html.search(begin)
  const to = html.indexOf(end, html.lastIndexOf(within)) + end.length
  if (response.status !== 200 || from < 0 || to <= from) throw new Error(`${target} (${response.status}) has nothing between ${begin} and ${end}:\n${html}`)
  writeFileSync(join(folder, `${name}.before`), html.slice(0, from))
  writeFileSync(join(folder, `${name}.after`), html.slice(to))
}

await cut('list', list, /<section[^>]* aria-labelledby="(now|later)"/, '<li class="card', '</section>')
await cut('branch', branch, /<main/, '<h1', '</main>')
