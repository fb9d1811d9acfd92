// SPDX-License-Identifier: Apache-2.0
//
// A plain bar plot as SVG: one group of bars for each question, one bar for each server, and each bar's number beside it (so
// that nothing is told by colour alone).
const width = 860
const label = 170 // room for the servers' names
const number = 90 // and for the figures
const bar = 18
const gap = 5
const heading = 34

const colours = { branchlight: '#0B5D4E', nginx: '#3D4A6B', raw: '#59636B', fastify: '#7A4B00', eta: '#7A4B00' }
const thousands = (value) => String(Math.round(value)).replace(/\B(?=(\d{3})+$)/g, ',')
const escape = (text) => text.replace(/&/g, '&amp;').replace(/</g, '&lt;')

// groups: [{ title, peers: Map(name → { rate }) }]; names: name → what it is called.
export function plot(groups, names) {
  const most = Math.max(...groups.flatMap(({ peers }) => [...peers.values()].map(({ rate }) => rate)))
  const out = []
  let y = 0

  for (const { title, peers } of groups) {
    y += heading
    out.push(`<text x="0" y="${y - 10}" class="title">${escape(title)}</text>`)
    for (const [peer, { rate }] of peers) {
      const length = Math.max(1, (rate / most) * (width - label - number)).toFixed(1)
      out.push(`<text x="${label - 8}" y="${y + 13}" text-anchor="end">${escape(names[peer])}</text>`)
      out.push(`<rect x="${label}" y="${y}" width="${length}" height="${bar}" fill="${colours[peer]}"/>`)
      out.push(`<text x="${label + Number(length) + 6}" y="${y + 13}">${thousands(rate)}</text>`)
      y += bar + gap
    }
  }
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="-12 -4 ${width + 24} ${y + 16}" role="img" aria-labelledby="t">
<title id="t">Answers per second, by question and server</title>
<style>text { font: 13px system-ui, sans-serif; fill: #1B2420 } .title { font-weight: 600 }</style>
<rect x="-12" y="-4" width="${width + 24}" height="${y + 16}" fill="#FFFFFF"/>
${out.join('\n')}
</svg>
`
}
