import { isEntry } from './effects.ts'
import { operationById, operations } from './index.ts'
import type { Operation, OperationInput } from './operation.ts'

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

/** The call that asks for what another one brought about, with what is known for the fields of its form. */
export interface NextCall {
  readonly operation: Operation
  readonly values: Readonly<Record<string, readonly string[]>>
}

/** Where an answer leads. A call whose id is not in the answer has nothing to ask for. */
export function nextCalls(op: Operation, input: OperationInput, answer: unknown): readonly NextCall[] {
  const said = { ...input, answer }
  return (op.results ?? []).flatMap(({ operation: id, from = {}, fixed = {}, only = {} }) => {
    const operation = operationById(id)
    const fits = Object.entries(only).every(([source, value = '']) => textsAt(said, source).includes(value))
    const found = Object.entries(from).map(([field, source]) => ({
      field,
      source,
      texts: textsAt(said, source),
    }))
    const isUnknown = found.some(({ source, texts }) => source.startsWith('answer.') && texts.length === 0)
    if (!operation || !fits || isUnknown) return []
    const same = Object.keys(operation.params?.shape ?? {}).flatMap((name) => {
      const value = input.params?.[name]
      return value === undefined ? [] : [[`params.${name}`, [value]] as const]
    })
    const values = Object.fromEntries([
      ...same,
      ...Object.entries(fixed).map(([field, value]) => [field, [value]] as const),
      ...found.filter(({ texts }) => texts.length > 0).map(({ field, texts }) => [field, texts] as const),
    ])
    return [{ operation, values }]
  })
}

/** The texts at a place such as `answer.results.*.id`. */
function textsAt(value: unknown, path: string): readonly string[] {
  const reached = path.split('.').reduce<readonly unknown[]>(
    (here, name) => {
      if (name === '*') return here.flatMap((one) => (Array.isArray(one) ? one : []))
      return here.flatMap((one) => (isEntry(one) && one[name] !== undefined ? [one[name]] : []))
    },
    [value],
  )
  return reached.flatMap((one) => (typeof one === 'string' && one !== '' ? [one] : []))
}
