// SPDX-License-Identifier: Apache-2.0
//
//   node same_answers.mjs PORT PORT FILE
//
// Whether two servers give the same branches in the same order for request targets of a file. Branches that are as far
// away as each other (to the metre) may change places. Exit status 1, and the first difference, where they don't.
import { readFileSync } from 'node:fs'
import process from 'node:process'

const asked = 60
const [one, other, file] = process.argv.slice(2)
const targets = readFileSync(file, 'utf8').split('\n').slice(0, asked)

async function items(port, target) {
  const response = await fetch(`http://127.0.0.1:${port}${target}`)
  if (response.status !== 200) throw new Error(`${response.status} from port ${port} for ${target}: ${await response.text()}`)
  return (await response.json()).items
}

function same(a, b) {
  if (a.length !== b.length) return false
  const distances = (list) => list.map((item) => item.distance_m)
  const codes = (list) => list.map((item) => item.code).join(' ')
  // The last may be one of several that are equally far.
  return codes(a) === codes(b) || distances(a).every((distance, i) => Math.abs(distance - distances(b)[i]) <= distance / 500 + 1)
}

let rows = 0
for (const target of targets) {
  let a, b
  for (let attempt = 0; attempt < 3; attempt++) {
    // "Now" may become another minute between the two.
    ;[a, b] = await Promise.all([items(one, target), items(other, target)])
    if (same(a, b)) break
  }
  if (!same(a, b)) {
    const shown = (list) => list.map((item) => `${item.code} ${item.distance_m}`).join(', ')
    console.error(`${target}\n  ${shown(a)}\n  ${shown(b)}`)
    process.exit(1)
  }
  rows += a.length
}
if (rows === 0) {
  console.error('neither server found anything')
  process.exit(1)
}
console.error(`  ${targets.length} questions answered alike, ${rows} branches`)
