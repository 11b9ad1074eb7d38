/** Names, ids, patterns or references with blanks or commas between them, each once. */
export function splitList(given: string): readonly string[] {
  return [...new Set(given.split(/[\s,，、]+/).filter((part) => part !== ''))]
}
