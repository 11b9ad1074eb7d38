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
