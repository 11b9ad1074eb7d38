import { operations } from './index.ts'
import type { Operation } from './operation.ts'

/** Where the answers of calls lead: an asynchronous one is followed by another that asks for what it brought about. */

/** The calls whose answer has the value of that field, and as what. */
export function resultsInto(
  { id }: Operation,
  field: string,
): readonly { readonly operation: string; readonly as: string }[] {
  return operations.flatMap(({ id: operation, results = [] }) =>
    results.flatMap(({ operation: next, from = {} }) => {
      const source = next === id ? from[field] : undefined
      const as = source?.startsWith('answer.') ? source.split('.').at(-1) : undefined
      return as === undefined || as === '*' ? [] : [{ operation, as }]
    }),
  )
}
