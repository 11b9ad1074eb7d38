import type { ActionsBlock, InputBlock, ModalView } from '@slack/types'
import { describe, expect, it } from 'vitest'
import * as z from 'zod'
import { locales } from '../../src/base/i18n.ts'
import { type ArgumentControl, type ArgumentField, arg, argumentFields } from '../../src/kit/args.ts'
import { checkView } from '../../src/local-slack/blocks/validate.ts'
import {
  backAction,
  callbackId,
  errorsOnFields,
  type FormPage,
  fieldAction,
  formView,
  noteView,
  readViewValues,
} from '../../src/slack/forms.ts'
import { words } from '../helpers/samples.ts'

const label = words('Label')
const fields = argumentFields(
  z.strictObject({
    task: arg.task(),
    name: arg.text({ label, min: 4, max: 50, hint: words('Hint') }),
    note: arg.multiline({ label, max: 500 }).optional(),
    speed: arg.number({ label, min: 1, max: 9 }).default(3),
    kind: arg.choice(
      [
        { value: 'near', words: words('Near') },
        { value: 'far', words: words('Far') },
      ],
      { label },
    ),
    node: arg.cloud({ label, hint: words('Hint') }),
    force: arg.flag({ label }),
    watch: arg.flag({ label, initial: true }),
  }),
)

function page(more: Partial<FormPage> = {}): FormPage {
  return {
    mark: 'd1',
    title: 'A form',
    fields,
    values: {},
    options: {},
    intro: [],
    first: true,
    last: true,
    ...more,
  }
}

function isInput(block: { readonly type: string }): block is InputBlock {
  return block.type === 'input'
}

function isActions(block: { readonly type: string }): block is ActionsBlock {
  return block.type === 'actions'
}

function inputs(view: ModalView): InputBlock[] {
  return view.blocks.filter(isInput)
}

function element(name: string, more: Partial<FormPage> = {}, locale: 'en' | 'zh-CN' = 'en') {
  return inputs(formView(page(more), locale)).find((block) => block.block_id === name)?.element
}

const plain = (text: string) => ({ type: 'plain_text', text, emoji: true })
const option = (value: string, text: string) => ({ value, text: plain(text) })

describe('a form', () => {
  it('carries only the id of its draft', () => {
    const view = formView(page({ values: { name: 'orders' } }), 'en')
    expect(view).toMatchObject({ type: 'modal', callback_id: callbackId, private_metadata: 'd1' })
  })

  it('names its fields by their block, so that an error finds them', () => {
    const blocks = inputs(formView(page(), 'en'))
    expect(blocks.map((block) => block.block_id)).toEqual(fields.map((field) => field.name))
    expect(
      blocks.every((block) => 'action_id' in block.element && block.element.action_id === fieldAction),
    ).toBe(true)
  })

  it('lets be left empty what is not required, boxes included', () => {
    const left = inputs(formView(page(), 'en')).filter((block) => block.optional)
    expect(left.map((block) => block.block_id)).toEqual(['note', 'speed', 'force', 'watch'])
  })

  it('speaks the language of the person', () => {
    const view = formView(page(), 'zh-CN')
    expect([view.submit?.text, view.close?.text]).toEqual(['提交', '取消'])
    expect(inputs(view)[0]?.label.text).toBe('任务')
    expect(element('kind', {}, 'zh-CN')).toMatchObject({
      options: [option('near', 'Near（中）'), option('far', 'Far（中）')],
    })
  })

  it('leads on, and back from the second page', () => {
    const titles = (first: boolean, last: boolean) => {
      const { submit, blocks } = formView(page({ first, last }), 'en')
      return [submit?.text, blocks.filter(isActions).flatMap((block) => block.elements)]
    }
    const back = [{ type: 'button', action_id: backAction, text: plain('Back'), value: 'back' }]
    expect(titles(true, false)).toEqual(['Next', []])
    expect(titles(false, false)).toEqual(['Next', back])
    expect(titles(false, true)).toEqual(['Submit', back])
  })

  it('says above the fields what was named before', () => {
    const [intro] = formView(page({ intro: ['Task: <orders>'] }), 'en').blocks
    expect(intro).toEqual({
      type: 'section',
      text: { type: 'mrkdwn', text: 'Task: &lt;orders&gt;', verbatim: true },
    })
  })
})

/** An argument of each control and its element; one more control does not compile without. */
const everyControl = {
  text: [arg.text({ label }), 'plain_text_input'],
  multiline: [arg.multiline({ label, max: 500 }), 'plain_text_input'],
  number: [arg.number({ label, min: 1, max: 9 }), 'number_input'],
  choice: [arg.choice([{ value: 'near', words: words('Near') }], { label }), 'static_select'],
  choices: [arg.choices([{ value: 'near', words: words('Near') }], { label }), 'multi_static_select'],
  flag: [arg.flag({ label }), 'checkboxes'],
  task: [arg.task(), 'external_select'],
  tasks: [arg.tasks(), 'multi_external_select'],
  // Until the cloud has said what there is.
  cloud: [arg.cloud({ label }), 'plain_text_input'],
  clouds: [arg.clouds({ label }), 'plain_text_input'],
  search: [arg.search({ label }), 'external_select'],
  people: [arg.people({ label }), 'multi_users_select'],
  // Only operations take files; their forms declare it themselves.
  file: [z.string().meta({ control: 'file', label }), 'file_input'],
} as const satisfies Readonly<Record<ArgumentControl, readonly [z.ZodType, string]>>

describe('the element of a field', () => {
  it.each(Object.entries(everyControl))('of the control %s', (control, [schema, type]) => {
    const own = argumentFields(z.strictObject({ own: schema }))
    expect(own.map((field) => field.control)).toEqual([control])
    const [input] = inputs(formView(page({ fields: own }), 'en'))
    expect(input?.element.type).toBe(type)
  })

  it.each<[string, object]>([
    ['task', { type: 'external_select', min_query_length: 0 }],
    ['name', { type: 'plain_text_input', multiline: false, max_length: 50 }],
    ['note', { type: 'plain_text_input', multiline: true, max_length: 500 }],
    [
      'speed',
      { type: 'number_input', is_decimal_allowed: false, min_value: '1', max_value: '9', initial_value: '3' },
    ],
    ['kind', { type: 'static_select', options: [option('near', 'Near'), option('far', 'Far')] }],
    ['node', { type: 'plain_text_input', multiline: false }],
    ['force', { type: 'checkboxes', options: [option('true', 'Yes')] }],
    ['watch', { type: 'checkboxes', initial_options: [option('true', 'Yes')] }],
  ])('%s', (name, expected) => {
    expect(element(name)).toMatchObject(expected)
  })

  it('holds what was filled in before', () => {
    const values = {
      name: 'orders',
      note: 'n',
      speed: '7',
      kind: 'far',
      force: 'true',
      watch: 'false',
      node: 'high',
    }
    expect(element('name', { values })).toMatchObject({ initial_value: 'orders' })
    expect(element('note', { values })).toMatchObject({ initial_value: 'n' })
    expect(element('speed', { values })).toMatchObject({ initial_value: '7' })
    expect(element('kind', { values })).toMatchObject({ initial_option: option('far', 'Far') })
    expect(element('force', { values })).toHaveProperty('initial_options')
    expect(element('watch', { values })).not.toHaveProperty('initial_options')
    expect(element('node', { values })).toMatchObject({ initial_value: 'high' })
  })

  it('does not preselect what is no option', () => {
    expect(element('kind', { values: { kind: 'sideways' } })).not.toHaveProperty('initial_option')
  })

  it('shows a task by its name', () => {
    const values = { task: 'prod/a1b2' }
    const options = { task: [{ value: 'prod/a1b2', label: 'orders' }] }
    expect(element('task', { values, options })).toMatchObject({
      initial_option: option('prod/a1b2', 'orders'),
    })
    expect(element('task', { values })).toMatchObject({ initial_option: option('prod/a1b2', 'prod/a1b2') })
  })

  it('offers what the cloud offers, a hundred at most', () => {
    const many = Array.from({ length: 101 }, (_, i) => ({ value: `n${i}`, label: `Node ${i}` }))
    const shown = element('node', { options: { node: many }, values: { node: 'n7' } })
    expect(shown).toMatchObject({ type: 'static_select', initial_option: option('n7', 'Node 7') })
    expect(shown?.type === 'static_select' && shown.options?.length).toBe(100)
  })

  it('becomes text, and says why, where the cloud is silent', () => {
    const hint = (options: FormPage['options']) =>
      inputs(formView(page({ options }), 'en')).find((block) => block.block_id === 'node')?.hint?.text
    expect(hint({})).toBe('Hint DRS returned no choices. Type the value.')
    expect(hint({ node: [] })).toBe(hint({}))
    expect(hint({ node: [{ value: 'a', label: 'A' }] })).toBe('Hint')
  })
})

describe('Slack takes', () => {
  it.each(locales)('every form (%s)', (locale) => {
    const options = { node: [{ value: 'a', label: 'x'.repeat(200) }] }
    for (const more of [{}, { options }, { first: false, last: false, intro: ['x'] }]) {
      expect(checkView(formView(page(more), locale))).toEqual([])
    }
  })

  it('a title of 24 characters, and a longer one cut', () => {
    const title = (length: number) => formView(page({ title: 'x'.repeat(length) }), 'en').title.text
    expect(title(24)).toBe('x'.repeat(24))
    expect(title(25)).toBe(`${'x'.repeat(23)}…`)
    expect(noteView('x'.repeat(25), [], 'en').title.text).toHaveLength(24)
  })

  it('the largest form: 98 fields, an intro and the way back', () => {
    const [one] = fields
    if (!one) throw new Error('no field')
    const many: ArgumentField[] = Array.from({ length: 98 }, (_, i) => ({ ...one, name: `f${i}` }))
    const view = formView(page({ fields: many, first: false, intro: ['x'] }), 'en')
    expect(view.blocks).toHaveLength(100)
    expect(checkView(view)).toEqual([])
  })

  it('a note, and one that says that something is being fetched', () => {
    for (const view of [noteView('T', ['gone'], 'en'), noteView('T', [], 'zh-CN')]) {
      expect(checkView(view)).toEqual([])
      expect(view).not.toHaveProperty('submit')
      expect(view.blocks).toHaveLength(1)
    }
    expect(JSON.stringify(noteView('T', [], 'zh-CN'))).toContain('请稍候')
  })
})

describe('readValues', () => {
  const state = (element: object) => ({ it: { [fieldAction]: element } })

  it.each<[string, object, Readonly<Record<string, string>>]>([
    ['text', { value: 'orders' }, { it: 'orders' }],
    ['an empty text', { value: null }, {}],
    ['an emptied text', { value: '' }, {}],
    ['a choice', { selected_option: { value: 'far' } }, { it: 'far' }],
    ['no choice', { selected_option: null }, {}],
    ['a ticked box', { selected_options: [{ value: 'true' }] }, { it: 'true' }],
    ['a box that is not ticked', { selected_options: [] }, { it: 'false' }],
  ])('%s', (_, given, values) => {
    expect(readViewValues(state(given))).toEqual(values)
  })

  it('leaves out what is not ours', () => {
    expect(readViewValues({ it: { elsewhere: { value: 'x' } } })).toEqual({})
    expect(readViewValues({})).toEqual({})
  })
})

describe('errorsOnFields', () => {
  const [task, name] = fields
  const shown = task && name ? [task, name] : []

  it('puts an error on its field, in the language of the person', () => {
    expect(errorsOnFields([{ field: 'name', text: words('Too short') }], shown, 'zh-CN')).toEqual({
      name: 'Too short（中）',
    })
  })

  it('puts an error of another page on the first field, with its name', () => {
    expect(errorsOnFields([{ field: 'speed', text: words('Too fast') }], shown, 'en')).toEqual({
      task: 'speed: Too fast',
    })
  })

  it('shows the first of several errors of a field', () => {
    const both = [
      { field: 'name', text: words('One') },
      { field: 'name', text: words('Two') },
    ]
    expect(errorsOnFields(both, shown, 'en')).toEqual({ name: 'One' })
  })

  it('has nowhere to put an error where there is no field', () => {
    expect(errorsOnFields([{ field: 'name', text: words('One') }], [], 'en')).toEqual({})
  })
})

describe('several choices, and people', () => {
  const several = argumentFields(
    z.strictObject({
      kinds: arg
        .choices(
          [
            { value: 'near', words: words('Near') },
            { value: 'far', words: words('Far') },
            { value: 'wide', words: words('Wide') },
          ],
          { label },
        )
        .optional(),
      who: arg.people({ label }).optional(),
    }),
  )
  const elements = (values: Readonly<Record<string, string>>) =>
    formView(page({ fields: several, values }), 'en')
      .blocks.filter(isInput)
      .map((block) => block.element)

  it('are elements of their own, with what was chosen before', () => {
    expect(elements({ kinds: 'far,wide,gone', who: 'U024BE7LH,S0614TZR7' })).toMatchObject([
      { type: 'multi_static_select', initial_options: [{ value: 'far' }, { value: 'wide' }] },
      { type: 'multi_users_select', initial_users: ['U024BE7LH'] },
    ])
    for (const element of elements({})) expect(JSON.stringify(element)).not.toContain('initial')
    expect(checkView(formView(page({ fields: several, values: { kinds: 'far' } }), 'zh-CN'))).toEqual([])
  })

  it('come back with commas between; nothing chosen is nothing given', () => {
    const chosen = (options: readonly string[], users: readonly string[]) =>
      readViewValues({
        kinds: {
          field: { type: 'multi_static_select', selected_options: options.map((value) => ({ value })) },
        },
        who: { field: { type: 'multi_users_select', selected_users: users } },
      })
    expect(chosen(['far', 'wide'], ['U1', 'U2'])).toEqual({ kinds: 'far,wide', who: 'U1,U2' })
    expect(chosen([], [])).toEqual({})
  })
})
