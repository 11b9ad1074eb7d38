/** A number in [0, 1) that depends on nothing but the words: the same seed always tells the same story (FNV-1a). */
export function noise(...words: readonly (string | number)[]): number {
  let hash = 0x811c9dc5
  for (const character of words.join('/')) {
    hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 0x01000193)
  }
  hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d)
  hash = Math.imul(hash ^ (hash >>> 12), 0x297a2d39)
  return ((hash ^ (hash >>> 15)) >>> 0) / 2 ** 32
}

/** Hexadecimal digits drawn in the same way. */
export function hexDigits(length: number, ...words: readonly (string | number)[]): string {
  return Array.from({ length }, (_, at) => Math.floor(noise(...words, at) * 16).toString(16)).join('')
}

/** A UUID drawn in the same way. */
export function uuid(...words: readonly (string | number)[]): string {
  const hex = hexDigits(32, ...words)
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20)}`
}
