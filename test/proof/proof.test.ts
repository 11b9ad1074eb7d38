import { existsSync, readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { documents, promisesIn } from './falsehood.ts'
import { falsehoods } from './falsehoods.ts'

/** `npm run proof` makes each promise false; here it is held that it can, and that none is forgotten. */
const read = (path: string) => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8')
const promises = documents.flatMap((document) => promisesIn(read(document)))

it('each promise is made false by somebody', () => {
  const forgotten = promises.filter((promise) => !falsehoods.some((one) => promise.startsWith(one.promise)))
  expect(forgotten).toEqual([])
})

it.each(falsehoods)('$promise … made false, since $mistake', ({ promise, file, from, to, tests }) => {
  expect(promises.filter((one) => one.startsWith(promise))).toHaveLength(1)
  expect(read(file).split(from)).toHaveLength(2)
  expect(to).not.toBe(from)
  expect(tests.filter((test) => !existsSync(new URL(`../../${test}`, import.meta.url)))).toEqual([])
})

it('no mistake has the words of another one, by which it is called', () => {
  expect(falsehoods.length - new Set(falsehoods.map(({ mistake }) => mistake)).size).toBe(0)
})
