// SPDX-License-Identifier: Apache-2.0
//
//   node same_pages.mjs PORT PORT FILE
//
// Whether two servers' pages are about the same: the same branches on each, in HTML of comparable length (the peer's within
// half and one and a half times). Exit status 1, and the first difference, where they aren't.
import { readFileSync } from 'node:fs'
import process from 'node:process'

const asked = 40
const [ours, theirs, file] = process.argv.slice(2)
const targets = readFileSync(file, 'utf8').split('\n').slice(0, asked)

async function page(port, target) {
  const response = await fetch(`http://127.0.0.1:${port}${target}`)
  const html = await response.text()
  if (response.status !== 200) throw new Error(`${response.status} from port ${port} for ${target}: ${html.slice(0, 300)}`)
  const cards = [...html.matchAll(/<h3><a href="[^"]*\/branches\/([^"#?]+)/g)].map(([, code]) => code).sort().join(' ')
  return { about: cards || /<h1[^>]*>(.*?)<\/h1>/s.exec(html)[1].replace(/<[^>]*>/g, '').trim(), length: Buffer.byteLength(html) }
}

const lengths = { ours: 0, theirs: 0 }
for (const target of targets) {
  const [a, b] = await Promise.all([page(ours, target), page(theirs, target)])
  if (a.about !== b.about) {
    console.error(`${target}\n  ${a.about}\n  ${b.about}`)
    process.exit(1)
  }
  lengths.ours += a.length
  lengths.theirs += b.length
}
const ratio = lengths.theirs / lengths.ours
console.error(`  ${targets.length} pages are about the same, of ${Math.round(lengths.ours / targets.length)} and ${Math.round(lengths.theirs / targets.length)} bytes`)
if (ratio < 0.5 || ratio > 1.5) {
  console.error('  their lengths are too different to compare')
  process.exit(1)
}
