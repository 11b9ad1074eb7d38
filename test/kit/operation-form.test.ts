import { describe, expect, it } from 'vitest'
import { operations } from '../../src/drs/index.ts'
import type { Operation } from '../../src/drs/operation.ts'
import { operationsV5 } from '../../src/drs/v5/index.ts'
import { alternativeFields, operationFields } from '../../src/kit/operation-form.ts'
import { parseOperationInput } from '../../src/kit/operation-input.ts'
import * as v3 from '../drs/fixtures.ts'
import * as v5 from '../drs/v5/fixtures.ts'
import { bodyOf, declared, type Json, typed, withoutEmpty, withReferences } from './typed-requests.ts'

/** The form of every operation, and that what is typed into it becomes the documented request. */
const all: readonly Operation[] = [
  ...new Map([...operations, ...operationsV5].map((op) => [op.id, op])).values(),
]

/** The placeholders as the example's URL fills them; without one, with something they may be. */
function paramsIn(op: Operation, url = ''): Record<string, string> {
  const { pathname } = new URL(url, 'http://drs')
  const names = [...op.path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name ?? '')
  const found = new RegExp(`^${op.path.replace(/\{\w+\}/g, '([^/]+)')}$`).exec(pathname)
  const fields = operationFields(op)
  const any = (name: string) => fields.find((field) => field.name === `params.${name}`)?.values?.[0]
  const pairs = names.map((name, i) => [name, found?.[i + 1] ?? any(name) ?? 'a1b2c3d4-jb101'] as const)
  return Object.fromEntries(pairs.filter(([name]) => name !== 'project_id'))
}

describe('the form of every operation', () => {
  it.each(all.map((op) => [op.id, op] as const))('%s can be drawn', (_, op) => {
    const fields = operationFields(op)
    expect(new Set(fields.map((field) => field.name)).size).toBe(fields.length)
    for (const field of fields) {
      expect(field.label.en).not.toBe('')
      if (field.control === 'choice') expect(field.values?.length).toBeGreaterThan(0)
    }
  })

  it.each(all.map((op) => [op.id, op] as const))('%s asks for everything that it requires', (_, op) => {
    const read = parseOperationInput(op, {})
    const missing = read.ok ? [] : read.invalid.map((issue) => issue.field)
    const names = operationFields(op).map((field) => field.name)
    expect(missing.filter((field) => !names.includes(field) && !field.endsWith('.'))).toEqual([])
  })

  it('offers values that the schema takes', () => {
    for (const op of all) {
      for (const field of operationFields(op)) {
        for (const value of field.values ?? []) {
          const read = parseOperationInput(op, { [field.name]: value })
          const complaints = read.ok ? [] : read.invalid.filter((issue) => issue.field === field.name)
          expect(complaints, `${op.id} ${field.name} ${value}`).toEqual([])
        }
      }
    }
  })

  it('does not ask for the action of an operation that is one', () => {
    const action = operationsV5.find((op) => op.id === 'job-tags-action-create')
    if (!action) throw new Error('the action is not declared')
    expect(operationFields(action).map((field) => field.name)).not.toContain('body.action')
  })

  it('asks whether an optional part with a single value is wanted', () => {
    const field = operationFields(declared('create-compare-task')).find(
      ({ name }) => name === 'body.object_level_compare_type',
    )
    expect(field).toMatchObject({ control: 'choice', values: ['objects'], required: false })
  })
})

describe('a documented request, typed into the form, is that request', () => {
  /** Contradicts its own section (see test/drs/examples.test.ts). */
  const contradictory = new Set(['create-table-compare-job.request.3.json'])
  /** A number in the example, a text in the table; the form sends what the table says. */
  const otherwise: Readonly<Record<string, Json>> = { 'batch-get-params.request.1.json': { refresh: '1' } }
  const bodies = v3.requestExamples.filter(({ file }) => !contradictory.has(file))

  it.each(bodies.map((example) => [example.file, example] as const))('%s', (file, example) => {
    const op = declared(example.operation)
    const body = bodyOf(withReferences(v3.body(example)))
    const params = paramsIn(op)
    const read = parseOperationInput(op, { ...typed('body', body), ...typed('params', params) })
    expect(read).toMatchObject({ ok: true })
    if (read.ok) expect(read.input.body).toEqual({ ...withoutEmpty(body), ...otherwise[file] })
  })

  it.each(v3.urlExamples.map((example) => [example.url, example] as const))('%s', (url, example) => {
    const op = declared(example.operation)
    const query = Object.fromEntries(new URL(url, 'http://drs').searchParams)
    const params = paramsIn(op, url)
    const read = parseOperationInput(op, { ...typed('query', query), ...typed('params', params) })
    expect(read).toMatchObject({ ok: true })
    if (read.ok && op.params) expect(read.input.params).toEqual(params)
    if (read.ok && op.query) expect(asTexts(read.input.query)).toEqual(query)
  })

  const narrowed = v5.requests.filter(({ file }) => file !== undefined)
  it.each(narrowed.map((example) => [example.file ?? '', example] as const))('%s', (file, example) => {
    const op = v5.declared(example.operation)
    const body = bodyOf(withReferences(v5.body(file)))
    const params = paramsIn(op, example.url)
    const read = parseOperationInput(op, { ...typed('body', body), ...typed('params', params) })
    expect(read).toMatchObject({ ok: true })
    if (read.ok) expect(read.input.body).toEqual(withoutEmpty(body))
  })

  function asTexts(query: Json | undefined) {
    return Object.fromEntries(Object.entries(query ?? {}).map(([name, value]) => [name, String(value)]))
  }
})

describe('what is wrong is said at its field', () => {
  const invalid = (id: string, values: Record<string, string>) => {
    const read = parseOperationInput(declared(id), values)
    return read.ok ? [] : read.invalid
  }

  it('names everything that is missing at once', () => {
    const fields = invalid('create-compare-task', {}).map((issue) => issue.field)
    expect(fields).toContain('body.job_id')
  })

  it('says why a text is no JSON, in both languages', () => {
    const [issue, ...others] = invalid('batch-job-status', { 'body.jobs': '[1,' })
    expect(others).toEqual([])
    expect(issue).toMatchObject({
      field: 'body.jobs',
      text: {
        en: expect.stringMatching(/^This is not JSON\. Line 1, character 4: ./),
        'zh-CN': expect.stringMatching(/^不是有效的 JSON。第 1 行第 4 个字符：./),
      },
    })
  })

  it('names the place inside of pasted JSON', () => {
    const jobs = JSON.stringify([{ job_id: 'a', delete_type: 'vanish' }])
    const [issue] = invalid('batch-stop-or-delete-jobs', { 'body.jobs': jobs })
    expect(issue).toMatchObject({
      field: 'body.jobs',
      text: { en: expect.stringMatching(/^Entry 1 › delete_type: ./) },
    })
  })

  it('says it in the language of the reader', () => {
    const [issue] = invalid('batch-stop-or-delete-jobs', { 'body.jobs': '[1]' })
    expect(issue?.text.en).toMatch(/^Entry 1: “1” is not an object/)
    expect(issue?.text['zh-CN']).toMatch(/^第 1 项：“1”不是/)
  })

  it('leaves a text that is no number for the schema to refuse', () => {
    const [issue] = invalid('list-jobs', {
      'body.cur_page': 'many',
      'body.per_page': '10',
      'body.db_use_type': 'sync',
    })
    expect(issue?.field).toBe('body.cur_page')
  })

  it.each([
    ['longer than can be judged', `[${'1,'.repeat(10_000)}1]`, '20000 are allowed'],
    ['nested without end', '['.repeat(9_000), 'more than 32'],
    ['nested to the depth of the stack', '['.repeat(9_000) + ']'.repeat(9_000), 'more than 32'],
    ['nested inside objects', '{"a":['.repeat(20) + ']}'.repeat(20), 'more than 32'],
  ])('refuses JSON that is %s, with the field, the limit and another way', (_, jobs, limit) => {
    const read = parseOperationInput(declared('batch-start-jobs'), { 'body.jobs': jobs })
    expect(read).toMatchObject({ ok: false, invalid: [{ field: 'body.jobs' }] })
    expect(JSON.stringify(read)).toContain('body.jobs')
    expect(JSON.stringify(read)).toContain(limit)
    expect(JSON.stringify(read)).toMatch(/as a file|upload-object-template/)
  })

  it('counts no brackets inside of texts', () => {
    const jobs = JSON.stringify([{ job_id: `${'['.repeat(100)}\\"${'{'.repeat(100)}` }])
    expect(parseOperationInput(declared('batch-start-jobs'), { 'body.jobs': jobs }).ok).toBe(true)
  })

  it.each([
    ['update-job', 'params.job_id', { type: 'name', params: { job_id: 'b', base_info: { name: 'other' } } }],
    ['job-action', 'params.job_id', { job_id: 'b', action_name: 'reset' }],
  ])('refuses a request of %s whose body names another task than its path', (id, field, job) => {
    const values = (named: string) => ({ [field]: named, 'body.job': JSON.stringify(job) })
    const read = parseOperationInput(declared(id), values('a'))
    expect(read).toMatchObject({ ok: false, invalid: [{ field }] })
    expect(JSON.stringify(read)).toContain('names another task: b')
    expect(parseOperationInput(declared(id), values('b'))).toMatchObject({ ok: true })
  })

  it('tells the same name in the path and in the body apart', () => {
    const fields = operationFields(declared('create-table-compare-job')).map((field) => field.name)
    expect(fields).toContain('params.job_id')
  })
})

describe('a form tells what belongs into it', () => {
  const texts = all.flatMap((op) =>
    operationFields(op)
      .filter(({ control, required }) => control === 'text' && required)
      .map((field) => [`${op.id} ${field.name}`, field] as const),
  )

  it.each(texts)('%s: how it looks, or where it is found', (_, { hint }) => {
    expect(hint?.en).toMatch(/For example \S+\.|Copy \S+ from the answer of /)
    expect(hint?.['zh-CN']).toMatch(/例如 \S+|可从 .+ 的响应中复制 /)
  })

  it('names only calls that there are', () => {
    const hints = all.flatMap(operationFields).map(({ hint }) => hint?.en ?? '')
    const named = hints.flatMap(
      (hint) => /from the answer of ([\w\- ]+)\./.exec(hint)?.[1]?.split(' or ') ?? [],
    )
    expect(named.length).toBeGreaterThan(20)
    expect(named.filter((id) => !all.some((op) => op.id === id))).toEqual([])
  })

  it('offers the tasks wherever the id of one is wanted', () => {
    const wanted = all.flatMap((op) => operationFields(op).map((field) => ({ op: op.id, field })))
    const typed = wanted.filter(
      ({ field }) => field.control === 'text' && /^Task ID|^Task to/.test(field.label.en),
    )
    expect(typed.map(({ op, field }) => `${op} ${field.name}`)).toEqual([])
    const offering = wanted
      .filter(({ field }) => ['task', 'tasks'].includes(field.control))
      .map(({ op }) => op)
    expect(offering).toEqual(
      expect.arrayContaining([
        'clone-job',
        'create-compare-task',
        'create-resource-tags',
        'batch-job-status',
      ]),
    )
  })
})

describe('tasks that were chosen', () => {
  const body = (id: string, values: Record<string, string>) => {
    const read = parseOperationInput(declared(id), values)
    return read.ok ? read.input.body : read.invalid.map(({ field }) => field)
  }
  const tasks = 'prod/a1,prod/b2'

  it('stand in a list of ids, beside those that were typed', () => {
    expect(body('batch-job-status', { tasks })).toEqual({ jobs: ['a1', 'b2'] })
    expect(body('batch-job-status', { tasks, 'body.jobs': '["b2","c3"]' })).toEqual({
      jobs: ['a1', 'b2', 'c3'],
    })
  })

  it('have one entry each, with what was said for all of them', () => {
    expect(body('batch-start-jobs', { tasks })).toEqual({ jobs: [{ job_id: 'a1' }, { job_id: 'b2' }] })
    const jobs = '[{"pause_mode":"target"},{"job_id":"c3","pause_mode":"all"}]'
    expect(body('batch-pause-jobs', { tasks, 'body.jobs': jobs })).toEqual({
      jobs: [
        { job_id: 'a1', pause_mode: 'target' },
        { job_id: 'b2', pause_mode: 'target' },
        { job_id: 'c3', pause_mode: 'all' },
      ],
    })
  })

  it('are not left out in silence, and one at least is named', () => {
    const jobs = '[{"job_id":"c3","pause_mode":"all"}]'
    expect(body('batch-pause-jobs', { tasks, 'body.jobs': jobs })).toEqual(['body.jobs'])
    expect(body('batch-start-jobs', {})).toEqual(['tasks'])
  })
})

describe('values of special kinds', () => {
  const params = (value: string) => {
    const read = parseOperationInput(declared('list-tuning-params'), { 'params.job_id': value })
    return read.ok ? read.input.params : read.invalid
  }

  it('sends the id of a task that was picked', () => {
    expect(params('prod-eu/a1b2-jb101')).toEqual({ job_id: 'a1b2-jb101' })
    expect(params('a1b2-jb101')).toEqual({ job_id: 'a1b2-jb101' })
  })

  it('takes the only item of a list without brackets where the API does', () => {
    const op = v5.declared('list-db-objects')
    const query = (text: string) => {
      const rest = { 'params.job_id': 'a1b2-jb101', 'query.type': 'source' }
      const read = parseOperationInput(op, { ...rest, 'query.db_names': text })
      return read.ok ? read.input.query : read.invalid
    }
    expect(query('shop')).toMatchObject({ db_names: 'shop' })
    expect(query('["shop","crm"]')).toMatchObject({ db_names: ['shop', 'crm'] })
    expect(query('[shop')).toMatchObject([{ field: 'query.db_names' }])
  })
})

describe('JSON that may be long', () => {
  const filesOf = (id: string) =>
    operationFields(declared(id))
      .filter(({ control }) => control === 'file')
      .map(({ name }) => name)

  it('can be a file, where the body has a list or names of its own', () => {
    expect(filesOf('batch-start-jobs')).toEqual(['body.jobs.file'])
    expect(filesOf('batch-set-smn')).toEqual(['body.jobs.file', 'body.alarm_notify_info.file'])
    expect(filesOf('batch-job-status')).toEqual(['body.jobs.file'])
  })

  it('is needed typed or as a file, and fits into a form of Slack', () => {
    const op = declared('batch-set-smn')
    expect(alternativeFields(op)).toContainEqual(['body.jobs', 'body.jobs.file'])
    expect(operationFields(op).find(({ name }) => name === 'body.jobs')).toMatchObject({ required: false })
    // Each field has three blocks at most: the field, its parts and an example (Slack: 100 blocks of a modal).
    const blocks = all.map((one) =>
      operationFields(one).flatMap(({ structure }) => (structure ? [1, 2, 3] : [1])),
    )
    expect(Math.max(...blocks.map(({ length }) => length))).toBeLessThan(95)
  })

  it('may be longer in a file than typed', () => {
    const text = JSON.stringify(Array.from({ length: 2_000 }, (_, n) => ({ job_id: `a1b2c3d4-${n}` })))
    const read = (values: Readonly<Record<string, string>>) =>
      JSON.stringify(parseOperationInput(declared('batch-start-jobs'), { 'body.jobs': text, ...values }))
    expect(read({})).toContain('are allowed. Upload the JSON as a file')
    expect(read({ 'body.jobs.file': 'F1' })).not.toContain('are allowed. Upload')
  })
})
