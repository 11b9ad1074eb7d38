import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import * as z from 'zod'
import { type ArgumentField, arg, argumentFields, issueText } from '../../src/kit/args.ts'
import { inBoth, words } from '../helpers/samples.ts'

const label = words('Label')
const hint = words('Hint')
const colours = [
  { value: 'red', words: words('Red') },
  { value: 'blue', words: words('Blue') },
] as const

const pattern = { regex: /^[a-z]+$/, hint: words('small letters') }

function onlyField(schema: z.ZodType): ArgumentField | undefined {
  return argumentFields(z.strictObject({ it: schema }))[0]
}

describe('the field of an argument', () => {
  it.each<[string, z.ZodType, Omit<ArgumentField, 'name'>]>([
    ['text', arg.text({ label, hint }), { control: 'text', label, hint, min: 1, max: 3000, required: true }],
    [
      'text with limits and a pattern',
      arg.text({ label, hint, min: 4, max: 50, pattern }),
      { control: 'text', label, hint: pattern.hint, min: 4, max: 50, required: true },
    ],
    [
      'text that may be left out',
      arg.text({ label }).optional(),
      { control: 'text', label, min: 1, max: 3000, required: false },
    ],
    [
      'multiline',
      arg.multiline({ label, hint, max: 500 }),
      { control: 'multiline', label, hint, min: 1, max: 500, required: true },
    ],
    [
      'number',
      arg.number({ label, min: 1, max: 100 }),
      { control: 'number', label, min: 1, max: 100, required: true },
    ],
    [
      'number with a default',
      arg.number({ label, hint, min: 0, max: 9 }).default(3),
      { control: 'number', label, hint, min: 0, max: 9, initial: '3', required: false },
    ],
    [
      'choice',
      arg.choice(colours, { label }),
      {
        control: 'choice',
        label,
        words: { red: words('Red'), blue: words('Blue') },
        values: ['red', 'blue'],
        required: true,
      },
    ],
    ['flag', arg.flag({ label }), { control: 'flag', label, initial: 'false', required: false }],
    [
      'flag that is set',
      arg.flag({ label, initial: true }),
      { control: 'flag', label, initial: 'true', required: false },
    ],
    ['task', arg.task({ label }), { control: 'task', label, min: 1, required: true }],
    [
      'cloud',
      arg.cloud({ label, hint }).optional(),
      { control: 'cloud', label, hint, min: 1, required: false },
    ],
  ])('%s', (_, schema, expected) => {
    expect(onlyField(schema)).toEqual({ name: 'it', ...expected })
  })

  it('keeps the default of a choice', () => {
    expect(onlyField(arg.choice(colours, { label }).default('blue'))).toMatchObject({
      initial: 'blue',
      required: false,
    })
  })

  it('comes in the order of the declaration', () => {
    const schema = z.strictObject({ b: arg.task(), a: arg.flag({ label }), c: arg.cloud({ label }) })
    expect(argumentFields(schema).map((field) => field.name)).toEqual(['b', 'a', 'c'])
  })

  it('survives a rule over several arguments', () => {
    const schema = z.strictObject({ a: arg.task(), b: arg.task() }).superRefine(() => undefined)
    expect(argumentFields(schema)).toHaveLength(2)
  })

  it('has to be made with arg', () => {
    expect(() => argumentFields(z.strictObject({ task: arg.task(), bare: z.string() }))).toThrow(
      /argument bare/,
    )
  })

  it('has to stand in a schema that refuses unknown options', () => {
    expect(() => argumentFields(z.object({ task: arg.task() }))).toThrow(/strictObject/)
  })
})

describe('values as people type them', () => {
  it.each<[string, z.ZodType, string, unknown]>([
    ['text', arg.text({ label }), '  orders  ', 'orders'],
    ['number', arg.number({ label, min: -5, max: 100 }), ' 42 ', 42],
    ['number below zero', arg.number({ label, min: -5, max: 100 }), '-5', -5],
    ['flag', arg.flag({ label }), 'true', true],
    ['flag taken back', arg.flag({ label, initial: true }), 'false', false],
    ['choice', arg.choice(colours, { label }), 'red', 'red'],
  ])('%s', (_, schema, typed, value) => {
    expect(schema.parse(typed)).toBe(value)
  })

  it('fill in what was left out', () => {
    expect(arg.flag({ label }).parse(undefined)).toBe(false)
    expect(arg.flag({ label, initial: true }).parse(undefined)).toBe(true)
    expect(arg.number({ label, min: 0, max: 9 }).default(3).parse(undefined)).toBe(3)
  })

  it.each(['', ' ', 'ten', '1.5', '1e2', '0x10', 'Infinity', '１', '9'.repeat(20)])(
    'are no number as %j',
    (typed) => {
      expect(arg.number({ label, min: 0, max: 100 }).safeParse(typed).success).toBe(false)
    },
  )

  it('are numbers exactly between the limits', () => {
    const schema = arg.number({ label, min: -3, max: 12 })
    fc.assert(
      fc.property(fc.integer({ min: -30, max: 30 }), (n) => {
        expect(schema.safeParse(String(n)).success).toBe(n >= -3 && n <= 12)
      }),
    )
  })

  it.each<[string, z.ZodType]>([
    ['text', arg.text({ label })],
    ['multiline', arg.multiline({ label })],
    ['task', arg.task()],
    ['cloud', arg.cloud({ label })],
  ])('are not given if there is only blank space: %s', (_, schema) => {
    expect(schema.safeParse(' \n\t ').success).toBe(false)
    expect(schema.safeParse('x').success).toBe(true)
  })
})

describe('the text of a field error', () => {
  function said(schema: z.ZodType, value: unknown) {
    const result = z.strictObject({ it: schema }).safeParse({ it: value })
    const issue = result.error?.issues[0]
    if (!issue) throw new Error('the value was accepted')
    return inBoth((locale) => issueText(onlyField(schema), issue, locale))
  }

  it.each<[string, z.ZodType, unknown, string, string]>([
    ['nothing given', arg.text({ label }), '', 'Enter a value', '请填写'],
    ['too short', arg.text({ label, min: 4 }), 'abc', 'At least 4 characters needed', '至少需要 4 个字符'],
    ['too long', arg.text({ label, max: 3 }), 'abcd', 'At most 3 characters allowed', '最多允许 3 个字符'],
    ['against the pattern', arg.text({ label, pattern }), 'ABC', 'small letters', 'small letters（中）'],
    [
      'not of the choice',
      arg.choice(colours, { label }),
      'green',
      'Use one of: red, blue',
      '可选值：red、blue',
    ],
    ['no flag', arg.flag({ label }), 'maybe', 'Use one of: true, false', '可选值：true、false'],
    [
      'no number',
      arg.number({ label, min: 1, max: 9 }),
      'ten',
      'Enter a whole number from 1 to 9',
      '请填写 1 到 9 之间的整数',
    ],
    [
      'number too small',
      arg.number({ label, min: 1, max: 9 }),
      '0',
      'Enter a whole number from 1 to 9',
      '请填写 1 到 9 之间的整数',
    ],
    [
      'number too big',
      arg.number({ label, min: 1, max: 9 }),
      '10',
      'Enter a whole number from 1 to 9',
      '请填写 1 到 9 之间的整数',
    ],
    ['missing', arg.task(), undefined, 'Enter a valid value', '请填写有效的值'],
  ])('%s', (_, schema, value, en, zh) => {
    expect(said(schema, value)).toEqual({ en, 'zh-CN': zh })
  })

  it('is that of the rule between arguments, in its own words', () => {
    const rule = arg.task().superRefine((_, ctx) => {
      ctx.addIssue({ code: 'custom', params: { text: words('not together') } })
    })
    expect(said(rule, 'x')).toEqual({ en: 'not together', 'zh-CN': 'not together（中）' })
  })
})

describe('several values of one argument', () => {
  const schema = z.strictObject({
    kinds: arg.choices(colours, { label }),
    who: arg.people({ label }),
  })
  const read = (kinds: string, who: string) => schema.safeParse({ kinds, who })

  it.each([
    ['red', ['red']],
    ['blue, red', ['red', 'blue']],
    ['red red', ['red']],
    ['red、blue', ['red', 'blue']],
  ])('are read from “%s” in the order of the table', (typed, kinds) => {
    expect(read(typed, 'U1A').data?.kinds).toEqual(kinds)
  })

  it.each([
    ['<@U024BE7LH>', ['U024BE7LH']],
    ['<@U024BE7LH|maria>, <!subteam^S0614TZR7|@dba>', ['U024BE7LH', 'S0614TZR7']],
    ['W012A3CDE U024BE7LH U024BE7LH', ['W012A3CDE', 'U024BE7LH']],
  ])('are people in %s', (typed, who) => {
    expect(read('red', typed).data?.who).toEqual(who)
  })

  it.each([
    ['green', '<@U024BE7LH>', 'Use one or more of: red, blue'],
    ['', '<@U024BE7LH>', 'Use one or more of'],
    ['red', 'maria', 'as mentions'],
    ['red', '<!channel>', 'as mentions'],
    ['red', '<@U024BE7LH> everybody', 'as mentions'],
  ])('that are wrong are explained: %s, %s', (kinds, who, said) => {
    const [issue] = read(kinds, who).error?.issues ?? []
    const text = issue && inBoth((locale) => issueText(undefined, issue, locale))
    expect(text?.en).toContain(said)
    expect(text?.['zh-CN']).toMatch(/\p{Script=Han}/u)
  })
})
