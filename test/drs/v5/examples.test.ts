import { describe, expect, it } from 'vitest'
import { operationsV5 } from '../../../src/drs/v5/index.ts'
import { complaints, lost } from '../checks.ts'
import { actions, answers, body, declared, examples, requests } from './fixtures.ts'

/** URLs of examples that are not those of their operation. The URI lines of the sections won. */
const wrongUrls: Readonly<Record<string, string>> = {
  'collect-db-objects-v51': 'lacks /collect',
  'collect-db-position': 'has collect-position for collect-db-position',
  'list-resource-tags': 'is that of list-job-tags',
}

/** Queries of examples that contradict their table, and where. */
const wrongQueries: Readonly<Record<string, readonly string[]>> = {
  // Placeholders, not numbers.
  'offset={offset}&limit={limit}': ['offset', 'limit'],
  'offset={offset}&limit={limit}&begin_time={begin_time}&end_time={end_time}': ['offset', 'limit'],
}

function pathPattern(path: string): RegExp {
  return new RegExp(`^${path.replaceAll('.', '\\.').replace(/\{\w+\}/g, '[^/]+')}$`)
}

/** A query as a server reads it: a parameter that is repeated is a list. */
function queryOf(url: URL): Record<string, unknown> {
  const names = [...new Set(url.searchParams.keys())]
  return Object.fromEntries(
    names.map((name) => {
      const [first, ...others] = url.searchParams.getAll(name)
      return [name, others.length > 0 ? [first, ...others] : first]
    }),
  )
}

describe('examples of the reference', () => {
  it('are 155 bodies of all operations', () => {
    expect(examples.filter((example) => example.file !== undefined)).toHaveLength(155)
    expect(new Set(examples.map((example) => example.operation)).size).toBe(68)
  })

  it.each(requests.map((example) => [example.file ?? example.url, example] as const))('%s', (_, example) => {
    const op = declared(example.operation)
    const url = new URL(example.url, 'http://drs')
    expect(pathPattern(op.path).test(url.pathname)).toBe(!(example.operation in wrongUrls))
    const query = queryOf(url)
    if (!op.query) expect(query).toEqual({})
    const misread = op.query?.safeParse(query).error?.issues.map((issue) => issue.path.join('.')) ?? []
    expect(misread).toEqual(wrongQueries[example.url.split('?')[1] ?? ''] ?? [])
    const shown = example.file === undefined ? {} : body(example.file)
    expect(complaints(op.request, shown)).toEqual([])
  })

  const results = answers.filter((example) => example.status < 300)
  it.each(results.map((example) => [example.file ?? `${example.operation} without JSON`, example] as const))(
    '%s loses nothing',
    (_, example) => {
      const op = declared(example.operation)
      const carried = operationsV5.filter((candidate) => candidate.actionOf === op.id)
      expect([op, ...carried].map((candidate) => candidate.success)).toContain(example.status)
      if (example.file === undefined) {
        expect(op.download === true || op.success === 204).toBe(true)
        expect(op.response.safeParse(undefined).success).toBe(true)
      } else {
        const shown = body(example.file)
        expect(lost(shown, op.response.parse(shown))).toEqual([])
      }
    },
  )

  const refusals = answers.filter((example) => example.status >= 300)
  it.each(refusals.map((example) => [example.file ?? '', example] as const))(
    '%s is an error body',
    (file) => {
      expect(body(file)).toMatchObject({ error_code: expect.any(String), error_msg: expect.any(String) })
    },
  )
})

describe('examples of actions', () => {
  const shown = requests.flatMap(({ operation, file }) => {
    const op = declared(operation)
    return file !== undefined && actions.some((action) => action.actionOf === op.id) ? [{ op, file }] : []
  })

  it.each(shown.map(({ op, file }) => [file, op] as const))(
    '%s fits its own action, and no other',
    (file, op) => {
      const narrowed = actions.filter((action) => action.actionOf === op.id)
      const taking = narrowed.filter((action) => action.request.safeParse(body(file)).success)
      const named = JSON.stringify(body(file)).match(/"action(?:_name)?":"(\w+)"/g)
      // The example of the batch call starts one task and pauses another.
      const mixed = named?.length !== 1
      expect(taking).toHaveLength(mixed ? 0 : 1)
    },
  )
})
