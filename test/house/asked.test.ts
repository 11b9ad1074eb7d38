import { expect, it } from 'vitest'
import { operationsBehind, serviceQuestions } from '../../src/domain/tasks/service-operations.ts'
import { operationsAsked } from './asked.ts'
import { readCode } from './code.ts'
import { root } from './sources.ts'

it('the client asks for each word what the table of words says, from which roles and coverage follow', () => {
  const table = Object.fromEntries(
    serviceQuestions.map((word) => {
      const { v3, v5 } = operationsBehind(word)
      const ids = (operations: typeof v3) => operations.map(({ id }) => id).sort()
      return [word, { v3: ids(v3), v5: ids(v5) }]
    }),
  )
  expect(readCode(root, (code) => operationsAsked(code, serviceQuestions))).toEqual(table)
})
