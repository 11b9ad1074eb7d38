/**
 * Whether a name fits a pattern in which `*` stands for any letters, and nothing else is special. Upper and lower case
 * differ. Walks both texts once, so that no pattern can be made to take long.
 */
export function globFits(pattern: string, name: string): boolean {
  const [first = '', ...rest] = pattern.split('*')
  const last = rest.pop()
  if (last === undefined) return name === first
  if (!name.startsWith(first)) return false
  let at = first.length
  for (const part of rest) {
    const found = name.indexOf(part, at)
    if (found < 0) return false
    at = found + part.length
  }
  return name.length - last.length >= at && name.endsWith(last)
}

/** Whether some name fits both patterns; the time grows with the product of their lengths. */
export function globsOverlap(one: string, other: string): boolean {
  // From the end: whether what is left of `one` from i on and of `other` from j on have a name in common.
  let next: readonly boolean[] = []
  for (let i = one.length; i >= 0; i--) {
    const row: boolean[] = []
    for (let j = other.length; j >= 0; j--) {
      const [a, b] = [one[i], other[j]]
      row[j] =
        a === '*' || b === '*'
          ? next[j] === true || row[j + 1] === true
          : a === b && (a === undefined || next[j + 1] === true)
    }
    next = row
  }
  return next[0] === true
}
