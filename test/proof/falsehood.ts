/** The documents whose promises are held against tests that fail when they are made false. */
export const documents = ['docs/delivery.md', 'docs/security.md', 'docs/approvals.md'] as const

/** A small change of the program that makes a sentence of a document false, and the tests that have to notice it. */
export interface Falsehood {
  /** How the sentence begins, as it stands in the document; enough of it to be the only one. */
  readonly promise: string
  /** What somebody has overlooked, in a few words. */
  readonly mistake: string
  readonly file: string
  /** Stands in the file once. */
  readonly from: string
  readonly to: string
  /** Files of tests of which at least one has to fail. */
  readonly tests: readonly string[]
}

/** Without what makes words bold or code. */
function plainly(text: string): string {
  return text.replaceAll(/\*\*|`/g, '')
}

/** The sentences of a document, plainly; each of its lines that promises something is one. */
export function promisesIn(text: string): readonly string[] {
  const lines = text.split('\n').filter((line) => !/^\|[-|\s]+\|$/.test(line))
  const rows = lines.flatMap((line) => /^\| ([A-Z`].*?) \| .*\.test\.ts\)/.exec(line)?.[1] ?? [])
  const items = text.match(/^- .+(?:\n {2}.+)*/gm) ?? []
  return [...rows, ...items.map((item) => item.slice(2).replaceAll(/\s+/g, ' '))].map(plainly)
}
