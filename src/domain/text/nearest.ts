/** The known word nearest to a mistyped one, if it is near enough to be meant. */
export function nearest(word: string, known: readonly string[]): string | undefined {
  const ranked = known
    .map((candidate) => ({ candidate, distance: editDistance(word, candidate) }))
    .sort((a, b) => a.distance - b.distance)
  const [best] = ranked
  return best && best.distance <= Math.max(1, Math.floor(best.candidate.length / 3))
    ? best.candidate
    : undefined
}

/** More candidates of nearly that length than these are not compared. */
const mostCompared = 5_000

/** Up to `most` known names that somebody may have meant: those with the word in them, then the nearest ones. */
export function nearestNames(word: string, known: readonly string[], most = 3): readonly string[] {
  const wanted = word.toLowerCase()
  const names = [...new Set(known)].toSorted((a, b) => a.localeCompare(b, 'en', { numeric: true }))
  const containing = names.filter((name) => name.toLowerCase().includes(wanted))
  const away = (name: string) => Math.max(1, Math.floor(name.length / 3))
  const near = names
    .filter((name) => Math.abs(name.length - word.length) <= away(name) && !containing.includes(name))
    .slice(0, mostCompared)
    .map((name) => ({ name, distance: editDistance(wanted, name.toLowerCase()) }))
    .filter(({ name, distance }) => distance <= away(name))
    .toSorted((a, b) => a.distance - b.distance)
    .map(({ name }) => name)
  return [...containing, ...near].slice(0, most)
}

/** Optimal string alignment: insert, delete, replace, swap neighbours. */
function editDistance(a: string, b: string): number {
  const rows: number[][] = [Array.from({ length: b.length + 1 }, (_, j) => j)]
  for (let i = 1; i <= a.length; i++) {
    const row = [i]
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1]
      const at = (r: number, c: number) => (r === i ? row[c] : rows[r]?.[c]) ?? Number.POSITIVE_INFINITY
      let cost = Math.min(at(i - 1, j) + 1, at(i, j - 1) + 1, at(i - 1, j - 1) + (same ? 0 : 1))
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]
      if (swapped) cost = Math.min(cost, at(i - 2, j - 2) + 1)
      row.push(cost)
    }
    rows.push(row)
  }
  return rows[a.length]?.[b.length] ?? Number.POSITIVE_INFINITY
}
