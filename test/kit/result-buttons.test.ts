import { describe, expect, it } from 'vitest'
import { operations } from '../../src/drs/index.ts'
import { nextCalls } from '../../src/drs/results.ts'
import { operationFields } from '../../src/kit/operation-form.ts'
import { parseText } from '../../src/kit/parse-text.ts'
import { resultButtons } from '../../src/kit/result-buttons.ts'
import { declared } from './typed-requests.ts'

/** Below the answer of an asynchronous call: the button that asks for what it brought about. */
const params = { job_id: 'a1' }

function offered(id: string, input: object, answer: unknown): readonly Readonly<Record<string, string>>[] {
  const { buttons = [] } = resultButtons(nextCalls(declared(id), input, answer), 'prod', 'en')
  return buttons.map(({ value }) => parseText(`api ${value}`).options)
}

describe('an answer leads to its result', () => {
  it('with the id that it names and the task that it is about', () => {
    expect(offered('collect-columns', { params }, { id: 'q7', status: 'pending' })).toEqual([
      { operation: 'list-columns', 'params.job_id': 'prod/a1', 'query.query_id': 'q7' },
    ])
  })

  it('of an action, as the part of the details that tells it', () => {
    const body = { job: { action_name: 'precheck' } }
    const asked = { operation: 'get-job', 'query.type': 'precheck', 'query.query_id': 'q7' }
    expect(offered('job-action-precheck', { params, body }, { query_id: 'q7' })).toEqual([
      { ...asked, 'params.job_id': 'prod/a1' },
    ])
    expect(offered('job-action', { params, body }, { query_id: 'q7' })).toEqual([
      { ...asked, 'params.job_id': 'prod/a1' },
    ])
    const start = { job: { action_name: 'start' } }
    expect(offered('job-action', { params, body: start }, { query_id: 'q7' })).toEqual([])
  })

  it('of several tasks, as the tasks that are asked for', () => {
    const results = [
      { id: 'a1', status: 'success' },
      { id: 'b2', status: 'success' },
    ]
    expect(offered('batch-precheck', {}, { results })).toEqual([
      { operation: 'batch-precheck-result', tasks: 'prod/a1,prod/b2' },
    ])
  })

  it('not without the id, nor with one that the command line would read otherwise', () => {
    expect(offered('collect-columns', { params }, {})).toEqual([])
    expect(offered('collect-columns', { params }, { id: 'q7 --operation=delete-job' })).toEqual([])
  })
})

describe('every declared result', () => {
  const declaredResults = operations.flatMap((op) =>
    (op.results ?? []).map((result) => [op.id, result] as const),
  )

  it.each(declaredResults)('of %s goes into fields that its call has', (_, { operation, from, fixed }) => {
    const names = operationFields(declared(operation)).map(({ name }) => name)
    const given = [...Object.keys(from ?? {}), ...Object.keys(fixed ?? {})]
    expect(given.filter((name) => !names.includes(name))).toEqual([])
  })
})
