import { describe, expect, it } from 'vitest'
import { type Operation, operationById } from '../../src/drs/index.ts'
import { complaints, lost } from './checks.ts'
import { answerExamples, body, examples, requestExamples, urlExamples } from './fixtures.ts'

/** Examples that contradict the table of their own section, and where. The tables won. */
const contradictions: Readonly<Record<string, readonly string[]>> = {
  // Writes `transformationType` where the table and the SDK have `transformation_type`.
  'create-table-compare-job.request.3.json': [
    'compare_transformation_infos.0.transformation_info.transformation_type',
    'compare_transformation_infos.0.transformation_info',
  ],
}

function declared(id: string): Operation {
  const op = operationById(id)
  if (!op) throw new Error(`${id} is not declared`)
  return op
}

describe('examples of the reference', () => {
  it('cover every operation', () => {
    expect(new Set(examples.map((example) => example.operation)).size).toBe(53)
  })

  it.each(requestExamples.map((example) => [example.file, example] as const))('%s', (file, example) => {
    expect(complaints(declared(example.operation).request, body(example))).toEqual(contradictions[file] ?? [])
  })

  const answers = answerExamples.filter((example) => example.status < 300)
  it.each(answers.map((example) => [example.file, example] as const))('%s loses nothing', (_, example) => {
    const op = declared(example.operation)
    const shown = body(example)
    expect(op.success).toBe(example.status)
    expect(lost(shown, op.response.parse(shown))).toEqual([])
  })

  const refusals = answerExamples.filter((example) => example.status >= 300)
  it.each(refusals.map((example) => [example.file, example] as const))(
    '%s is an error body',
    (_, example) => {
      expect(body(example)).toEqual({ error_code: expect.any(String), error_msg: expect.any(String) })
    },
  )

  it.each(urlExamples.map((example) => [example.url, example] as const))('%s', (_, example) => {
    const op = declared(example.operation)
    const query = Object.fromEntries(new URL(example.url, 'http://drs').searchParams)
    expect(op.query?.safeParse(query).error?.issues ?? []).toEqual([])
    if (!op.query) expect(query).toEqual({})
  })
})
