import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { documents, promisesIn } from './falsehood.ts'
import { falsehoods } from './falsehoods.ts'

/** `npm run proof` makes each promise false; here it is held that it can, and that none is forgotten. */
const read = (path: string) => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8')
const promises = documents.flatMap((document) => promisesIn(read(document)))

it('each promise is made false by somebody', () => {
  const forgotten = promises.filter((promise) => !falsehoods.some((one) => promise.startsWith(one.promise)))
  expect(forgotten).toEqual([])
})

describe.each(falsehoods)('$promise', ({ promise, file, from, to, tests }) => {
  it('is a sentence of one document, and one place of the program', () => {
    expect(promises.filter((one) => one.startsWith(promise))).toHaveLength(1)
    expect(read(file).split(from)).toHaveLength(2)
    expect(to).not.toBe(from)
    expect(tests.filter((test) => !existsSync(new URL(`../../${test}`, import.meta.url)))).toEqual([])
  })
})
