import type { Inline } from './card.ts'

/** A sentence of the contract in which statements, names of files and settings stand between backticks. */
export function withCode(text: string): readonly Inline[] {
  return text
    .split('`')
    .map((part, i): Inline => (i % 2 === 1 ? { code: part } : part))
    .filter((part) => part !== '')
}
