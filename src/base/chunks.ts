/** Consecutive parts of at most `size` items. */
export function chunks<Item>(items: readonly Item[], size: number): readonly (readonly Item[])[] {
  const count = Math.ceil(items.length / size)
  return Array.from({ length: count }, (_, index) => items.slice(index * size, (index + 1) * size))
}

/** Pieces of at most `length` characters, cut at line ends; a single line that is longer is cut hard. */
export function cutAtLines(text: string, length: number): readonly string[] {
  const hard = new RegExp(`[\\s\\S]{1,${length}}`, 'gu')
  const parts: string[] = ['']
  for (const line of text.split('\n').flatMap((whole) => whole.match(hard) ?? [''])) {
    const last = parts.at(-1) ?? ''
    if (last !== '' && last.length + line.length + 1 > length) parts.push(line)
    else parts[parts.length - 1] = last === '' ? line : `${last}\n${line}`
  }
  return parts
}
