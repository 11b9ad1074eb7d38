// @ts-check

const space = 'http://www.w3.org/2000/svg'
const wide = 240
const high = 36

function node(name, attributes) {
  const made = document.createElementNS(space, name)
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, String(value))
  return made
}

/**
 * A line of values over time, gaps where nothing is known; `label` says the same in words.
 * @param {(number | null)[]} values
 * @param {string} label
 */
export function chart(values, label) {
  const most = Math.max(...values.map((value) => value ?? 0), 1_000)
  const x = (at) => ((at / (values.length - 1)) * wide).toFixed(1)
  const y = (value) => (high - 2 - (value / most) * (high - 5)).toFixed(1)
  const picture = node('svg', {
    viewBox: `0 0 ${wide} ${high}`,
    preserveAspectRatio: 'none',
    class: 'drs-chart',
    role: 'img',
    'aria-label': label,
  })
  picture.append(node('line', { x1: 0, x2: wide, y1: high - 1, y2: high - 1, class: 'ground' }))
  for (const run of runsOf(values)) {
    const points = run.map(({ at, value }) => `${x(at)},${y(value)}`)
    const [first] = run
    const alone = run.length === 1 && first ? [`${x(Math.max(0, first.at - 1))},${y(first.value)}`] : []
    picture.append(node('polyline', { points: [...alone, ...points].join(' '), class: 'curve' }))
  }
  return picture
}

/** The stretches without a gap. */
function runsOf(values) {
  const runs = []
  let open = false
  values.forEach((value, at) => {
    if (value === null) {
      open = false
      return
    }
    if (open) runs.at(-1).push({ at, value })
    else runs.push([{ at, value }])
    open = true
  })
  return runs
}
