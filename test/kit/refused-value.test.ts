import { describe, expect, it } from 'vitest'
import type * as z from 'zod'
import { operations } from '../../src/drs/index.ts'
import type { Operation } from '../../src/drs/operation.ts'
import { requestExample } from '../../src/drs/request-examples.ts'
import { operationFields } from '../../src/kit/operation-form.ts'
import { parseOperationInput } from '../../src/kit/operation-input.ts'
import { declared, isJson, typed } from './typed-requests.ts'

/** What people read about a value that the contract refuses: a sentence in their language, for every kind of mistake. */
type Row = readonly [kind: string, place: string, value: unknown, en: string, zh: string]

const job = (entry: object) => [{ job_id: 'a', delete_type: 'delete', ...entry }]
const speed = (range: object) => [{ job_id: 'a', speed_limit: [range] }]
const newJob = (entry: object) => [{ name: 'orders', ...entry }]
const stop = 'batch-stop-or-delete-jobs body.jobs'
const create = 'batch-create-jobs body.jobs'

const rows: readonly Row[] = [
  ['a field left empty', 'create-compare-task body.job_id', '', 'Fill in this field.', '请填写此项。'],
  [
    'a field that another one makes necessary',
    'get-job query.query_id',
    '',
    'Fill in this field: mandatory for network and precheck.',
    '请填写此项：network 和 precheck 必填。',
  ],
  [
    'a choice left out of an entry',
    stop,
    [{ job_id: 'a' }],
    'Entry 1 › delete_type: this is missing. Add one of terminate, force_terminate, delete.',
    '第 1 项 › delete_type：缺少此项。请补充以下之一：terminate、force_terminate、delete。',
  ],
  [
    'a text left out of an entry',
    stop,
    [{ delete_type: 'delete' }],
    'Entry 1 › job_id: this is missing. Add a text in quotes.',
    '第 1 项 › job_id：缺少此项。请补充带引号的文本。',
  ],
  [
    'a choice that there is not',
    stop,
    job({ delete_type: 'vanish' }),
    'Entry 1 › delete_type: “vanish” is not possible here. Use one of terminate, force_terminate, delete.',
    '第 1 项 › delete_type：“vanish”无效。请改为以下之一：terminate、force_terminate、delete。',
  ],
  [
    'a choice with a slip of the pen',
    stop,
    job({ delete_type: 'delet' }),
    'Entry 1 › delete_type: “delet” is not possible here. Did you mean delete? Use one of terminate, force_terminate, delete.',
    '第 1 项 › delete_type：“delet”无效。您是想填写 delete 吗？请改为以下之一：terminate、force_terminate、delete。',
  ],
  [
    'one of more choices than anybody reads',
    'list-jobs body.status',
    'nonsense',
    '“nonsense” is not possible here. Use one of CREATING, CREATE_FAILED, CONFIGURATION, STARTJOBING, WAITING_FOR_START, START_JOB_FAILED, PAUSING, FULL_TRANSFER_STARTED, FULL_TRANSFER_FAILED, FULL_TRANSFER_COMPLETE, INCRE_TRANSFER_STARTED, INCRE_TRANSFER_FAILED and 17 more (docs/api.md).',
    '“nonsense”无效。请改为以下之一：CREATING、CREATE_FAILED、CONFIGURATION、STARTJOBING、WAITING_FOR_START、START_JOB_FAILED、PAUSING、FULL_TRANSFER_STARTED、FULL_TRANSFER_FAILED、FULL_TRANSFER_COMPLETE、INCRE_TRANSFER_STARTED、INCRE_TRANSFER_FAILED，另有 17 个（见 docs/api.md）。',
  ],
  [
    'a name with a slip of the pen',
    stop,
    job({ delete_typ: 'delete' }),
    'Entry 1: DRS does not know “delete_typ” here. Did you mean “delete_type”?',
    '第 1 项：DRS 不支持此处的“delete_typ”。您是想填写“delete_type”吗？',
  ],
  [
    'a name that there is not',
    stop,
    job({ colour: 'red' }),
    'Entry 1: DRS does not know “colour” here. Remove it, or use one of delete_type, job_id, is_show_breakpoint_position.',
    '第 1 项：DRS 不支持此处的“colour”。请删除，或改为以下之一：delete_type、job_id、is_show_breakpoint_position。',
  ],
  [
    'a number in place of a text',
    stop,
    job({ job_id: 5 }),
    'Entry 1 › job_id: “5” needs quotes. Write "5".',
    '第 1 项 › job_id：“5”缺少引号，请写成 "5"。',
  ],
  [
    'a text in place of a number',
    'batch-struct-detail body.page_req',
    { cur_page: '1', per_page: 10 },
    'cur_page: “1” must not be in quotes. Write 1.',
    'cur_page：“1”不能带引号，请写成 1。',
  ],
  [
    'a text in place of a truth value',
    'batch-stop-jobs body.jobs',
    [{ job_id: 'a', is_force_stop: 'perhaps' }],
    'Entry 1 › is_force_stop: “perhaps” is a text. Replace it with true or false.',
    '第 1 项 › is_force_stop：“perhaps”是文本，请改为 true 或 false。',
  ],
  [
    'an entry that is none',
    stop,
    [1],
    'Entry 1: “1” is not an object in { }. Replace it with an object in { }.',
    '第 1 项：“1”不是用 { } 括起的对象。请改为用 { } 括起的对象。',
  ],
  [
    'an object in place of a list',
    stop,
    { job_id: 'a' },
    'This object is not a list in [ ]. Replace it with a list in [ ].',
    '该对象不是用 [ ] 括起的列表。请改为用 [ ] 括起的列表。',
  ],
  [
    'a list in place of a map',
    'update-tuning-params body.full_sync',
    [1],
    'This list is not an object in { }. Replace it with an object in { }.',
    '该列表不是用 { } 括起的对象。请改为用 { } 括起的对象。',
  ],
  [
    'a word in a field for numbers',
    'list-jobs body.cur_page',
    'many',
    '“many” is not a number. Enter digits, for example 10.',
    '“many”不是数字。请输入数字，例如 10。',
  ],
  [
    'a fraction in a field for whole numbers',
    'list-jobs body.cur_page',
    '1.5',
    '“1.5” is not a whole number. Enter digits, for example 10.',
    '“1.5”不是整数。请输入数字，例如 10。',
  ],
  [
    'a word in a query',
    'list-links query.limit',
    'many',
    '“many” does not fit here: whole numbers only.',
    '“many”不符合要求：应为整数。',
  ],
  [
    'a number below the limit',
    'list-jobs body.cur_page',
    '-3',
    '“-3” is too low. The lowest possible value is 0.',
    '“-3”过小，最小为 0。',
  ],
  [
    'a number above the limit',
    'list-jobs body.per_page',
    '100000',
    '“100000” is too high. The highest possible value is 100.',
    '“100000”过大，最大为 100。',
  ],
  [
    'a text that is too short',
    create,
    newJob({ name: 'ab' }),
    'Entry 1 › name: “ab” has 2 characters; at least 4 are needed.',
    '第 1 项 › name：“ab”只有 2 个字符，至少需要 4 个。',
  ],
  [
    'a text that is too long',
    'job-tags-action-create body.tags',
    [{ key: 'a'.repeat(200) }],
    `Entry 1 › key: “${'a'.repeat(40)}…” has 200 characters; at most 128 are allowed. Shorten it.`,
    `第 1 项 › key：“${'a'.repeat(40)}…”有 200 个字符，最多允许 128 个，请缩短。`,
  ],
  [
    'a list that is empty',
    'batch-precheck-result body.jobs',
    [],
    'This list has 0 entries; at least 1 is needed. Add what is missing.',
    '该列表有 0 项，至少需要 1 项，请补充。',
  ],
  [
    'a list that is too long',
    'job-tags-action-create body.tags',
    Array.from({ length: 21 }, (_, i) => ({ key: `a${i}` })),
    'This list has 21 entries; at most 20 are allowed. Make another call for the rest.',
    '该列表有 21 项，最多允许 20 项，其余请另行调用。',
  ],
  [
    'a text in another form',
    'batch-limit-speed body.speed_limits',
    speed({ speed: '5', begin: '25:00', end: '23:59' }),
    'Entry 1 › speed_limit › entry 1 › begin: “25:00” does not fit here: in the form hh:mm.',
    '第 1 项 › speed_limit › 第 1 项 › begin：“25:00”不符合要求：格式应为 hh:mm。',
  ],
  [
    'a rule of its own',
    'batch-limit-speed body.speed_limits',
    speed({ speed: '99999', begin: '01:00', end: '23:59' }),
    'Entry 1 › speed_limit › entry 1 › speed: “99999” does not fit here: from 1 to 9999.',
    '第 1 项 › speed_limit › 第 1 项 › speed：“99999”不符合要求：应在 1 至 9999 之间。',
  ],
]

const other: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'get-job query.query_id': { 'query.type': 'network' },
  'batch-struct-detail body.page_req': { tasks: 'a' },
}

/** What a person has typed in a field. */
const written = (value: unknown) => (typeof value === 'string' ? value : JSON.stringify(value))

describe('what is said about a refused value', () => {
  it.each(rows)('%s', (_, place, value, en, zh) => {
    const [id = '', field = ''] = place.split(' ')
    const read = parseOperationInput(declared(id), { ...other[place], [field]: written(value) })
    const text = read.ok ? undefined : read.invalid.find((one) => one.field === field)?.text
    // Other parts of the same entry may be missing as well, and come after it.
    expect(text?.en.slice(0, en.length)).toBe(en)
    expect(text?.['zh-CN'].slice(0, zh.length)).toBe(zh)
  })

  it('says at most three things of a field, and how many more there are', () => {
    const jobs = Array.from({ length: 5 }, () => ({ job_id: 'a' }))
    const read = parseOperationInput(declared('batch-stop-or-delete-jobs'), { 'body.jobs': written(jobs) })
    const [issue] = read.ok ? [] : read.invalid
    expect(issue?.text.en.match(/is missing/g)).toHaveLength(3)
    expect(issue?.text.en).toMatch(/ And 2 more\.$/)
    expect(issue?.text['zh-CN']).toMatch(/另有 2 处。$/)
  })

  it('never repeats what may be a password', () => {
    const endpoint = { db_password: 12_345_678 }
    const read = parseOperationInput(declared('batch-create-jobs'), {
      'body.jobs': written([{ source_endpoint: endpoint }]),
    })
    expect(read.ok).toBe(false)
    expect(JSON.stringify(read)).not.toContain('12345678')
  })
})

describe('whatever is odd about a documented request', () => {
  const found = operations.flatMap((op) => oddRequests(op).flatMap((body) => complaintsOf(op, body)))

  it('is said in sentences, in the language of the reader', () => {
    expect(found.length).toBeGreaterThan(2_000)
    const zodWords = /Invalid|expected|received|Unrecognized|Too (?:small|big)|undefined|\[object|NaN/
    const foreign = /[a-z]{3,} (?:is|are|does|has|be|of|the|with|when|for) [a-z]/
    const odd = found.filter(
      ({ text }) =>
        zodWords.test(text.en) ||
        /\p{Script=Han}/u.test(text.en.replace(/“[^”]*”/g, '')) ||
        !/[.?]$/.test(text.en) ||
        !/[。？]$/.test(text['zh-CN']) ||
        foreign.test(text['zh-CN']),
    )
    expect(odd.slice(0, 5)).toEqual([])
  })

  it('is said at a field of the form', () => {
    expect(found.filter(({ isField }) => !isField).map(({ field, id }) => `${id} ${field}`)).toEqual([])
  })

  it('is of a kind that stands in the table above', () => {
    const shown = new Set(rows.flatMap(([, place, value]) => kindsIn(place, value)))
    expect([...new Set(found.flatMap(({ kinds }) => kinds))].filter((kind) => !shown.has(kind))).toEqual([])
  })
})

/** What zod calls the mistake. */
function kindsOf(issues: readonly z.core.$ZodIssue[]): readonly string[] {
  return issues.map((issue) => ('origin' in issue ? `${issue.code} ${issue.origin}` : issue.code))
}

function kindsIn(place: string, value: unknown): readonly string[] {
  const [id = '', field = ''] = place.split(' ')
  const [part = '', name = ''] = field.split('.')
  const op = declared(id)
  const schema = part === 'body' ? op.request : op.query
  const number = typeof value === 'string' && /^-?[\d.]+$/.test(value) ? Number(value) : value
  return kindsOf(schema?.safeParse({ [name]: number }).error?.issues ?? [])
}

function complaintsOf(op: Operation, body: Readonly<Record<string, unknown>>) {
  const read = parseOperationInput(op, typed('body', body))
  const names = operationFields(op).map(({ name }) => name)
  const kinds = kindsOf(op.request.safeParse(body).error?.issues ?? [])
  const invalid = read.ok ? [] : read.invalid
  return invalid.map(({ field, text }) => ({ id: op.id, field, text, kinds, isField: names.includes(field) }))
}

/** The documented request with one node replaced, for every node. */
function oddRequests(op: Operation): readonly Readonly<Record<string, unknown>>[] {
  const example = requestExample(op) ?? {}
  const fields = operationFields(op).filter(({ name }) => name.startsWith('body.'))
  return fields.flatMap(({ name: field, structure }) => {
    const name = field.slice('body.'.length)
    const odd = variants(example[name]).filter((value) => !structure || typeof value !== 'string')
    return odd.map((value) => ({ ...example, [name]: value }))
  })
}

const replacements: readonly unknown[] = [null, 'odd odd', -1, 1.5, 10 ** 9, true, {}, [], 'x'.repeat(300)]

function variants(value: unknown): readonly unknown[] {
  if (Array.isArray(value)) {
    const inside = value.flatMap((one, i) => variants(one).map((odd) => value.with(i, odd)))
    return [...replacements, Array.from({ length: 120 }, () => value[0]), ...inside]
  }
  if (!isJson(value)) return replacements
  const inside = Object.keys(value).flatMap((name) => {
    const { [name]: own, ...rest } = value
    return [rest, ...variants(own).map((odd) => ({ ...value, [name]: odd }))]
  })
  return [...replacements, { ...value, unheard_of: 1 }, ...inside]
}
