import { describe, expect, it } from 'vitest'
import { checkBlocks, checkView, type Surface, wordsOf } from '../../../src/sandbox/slack/blocks/validate.ts'

const plain = (text: string) => ({ type: 'plain_text', text })
const many = <T>(count: number, make: (index: number) => T): T[] =>
  Array.from({ length: count }, (_, at) => make(at))
const button = (more: object = {}) => ({ type: 'button', text: plain('Go'), ...more })
const actions = (...elements: object[]) => ({ type: 'actions', elements })
const section = (text: string, more: object = {}) => ({
  type: 'section',
  text: { type: 'mrkdwn', text },
  ...more,
})
const option = (value: string, more: object = {}) => ({ text: plain(value || 'x'), value, ...more })
const select = (more: object) => ({ type: 'static_select', ...more })
const input = (element: object, more: object = {}) => ({ type: 'input', label: plain('L'), element, ...more })
const confirm = { title: plain('T'), text: plain('x'), confirm: plain('Y'), deny: plain('N') }
const rich = (...elements: object[]) => ({ type: 'rich_text', elements })

describe('blocks that Slack takes', () => {
  const rows: readonly [string, Surface, unknown][] = [
    ['25 buttons', 'message', [actions(...many(25, (at) => button({ action_id: `a${at}` })))]],
    [
      'a confirmed button',
      'message',
      [actions(button({ confirm, style: 'danger', value: 'v'.repeat(2000) }))],
    ],
    ['text of 3000', 'message', [section('x'.repeat(3000))]],
    ['ten fields', 'home', [{ type: 'section', fields: many(10, () => plain('f')) }]],
    ['a hundred options', 'modal', [input(select({ options: many(100, (at) => option(`v${at}`)) }))]],
    ['a hundred blocks in a modal', 'modal', many(100, () => ({ type: 'divider' }))],
    ['an e-mail field in a modal', 'modal', [input({ type: 'email_text_input' })]],
    ['an alert in a modal', 'modal', [{ type: 'alert', text: plain('!'), level: 'warning' }]],
    ['a table in a message', 'message', [{ type: 'table', rows: [[{ type: 'raw_text', text: 'a' }]] }]],
    [
      'a rich list',
      'message',
      [
        rich({
          type: 'rich_text_list',
          style: 'bullet',
          elements: [{ type: 'rich_text_section', elements: [{ type: 'user', user_id: 'U1' }] }],
        }),
      ],
    ],
  ]
  it.each(rows)('%s', (_name, surface, blocks) => {
    expect(wordsOf(checkBlocks(blocks, surface))).toEqual([])
  })
})

describe('blocks that Slack refuses', () => {
  const rows: readonly [string, Surface, unknown, string][] = [
    [
      '51 blocks',
      'message',
      many(51, () => ({ type: 'divider' })),
      'no more than 50 items allowed [json-pointer:/blocks]',
    ],
    ['no list', 'message', {}, 'must be an array'],
    [
      'an unknown block',
      'message',
      [{ type: 'marquee' }],
      'unsupported type: marquee [json-pointer:/blocks/0/type]',
    ],
    ['a foreign field', 'message', [{ type: 'divider', colour: 1 }], 'invalid additional property: colour'],
    ['an empty section', 'message', [{ type: 'section' }], 'missing required field: text'],
    ['text of 3001', 'message', [section('x'.repeat(3001))], 'must be less than 3001 characters'],
    ['empty text', 'message', [section('')], 'must be more than 0 characters'],
    ['a long header', 'message', [{ type: 'header', text: plain('x'.repeat(151)) }], 'must be less than 151'],
    [
      'a header in mrkdwn',
      'message',
      [{ type: 'header', text: { type: 'mrkdwn', text: 'x' } }],
      'valid enum value',
    ],
    ['26 buttons', 'message', [actions(...many(26, () => button()))], 'no more than 25 items'],
    ['a long button', 'message', [actions(button({ text: plain('x'.repeat(76)) }))], 'must be less than 76'],
    ['a long value', 'message', [actions(button({ value: 'v'.repeat(2001) }))], 'must be less than 2001'],
    ['an odd style', 'message', [actions(button({ style: 'default' }))], 'valid enum value'],
    [
      'a confirm without texts',
      'message',
      [actions(button({ confirm: { title: plain('T') } }))],
      'required field: deny',
    ],
    [
      'an input among actions',
      'message',
      [actions({ type: 'plain_text_input' })],
      'unsupported type: plain_text_input',
    ],
    [
      'an e-mail field in a message',
      'message',
      [input({ type: 'email_text_input' })],
      'email_text_input in a message',
    ],
    ['a table in a modal', 'modal', [{ type: 'table', rows: [] }], 'unsupported type: table in a modal'],
    ['an alert in a message', 'message', [{ type: 'alert', text: plain('!') }], 'alert in a message'],
    ['a date-time picker at home', 'home', [actions({ type: 'datetimepicker' })], 'datetimepicker in a home'],
    [
      'a hundred and one options',
      'modal',
      [input(select({ options: many(101, (at) => option(`${at}`)) }))],
      'no more than 100',
    ],
    ['no options', 'modal', [input(select({ options: [] }))], 'no fewer than 1 items'],
    [
      'options and groups',
      'modal',
      [input(select({ options: [option('a')], option_groups: [] }))],
      'exactly one of',
    ],
    [
      'an option value of 151',
      'modal',
      [input(select({ options: [option('v'.repeat(151), { text: plain('v') })] }))],
      'less than 151',
    ],
    [
      'two options of one value',
      'modal',
      [input(select({ options: [option('a'), option('a')] }))],
      'values must be unique',
    ],
    [
      'a foreign initial option',
      'modal',
      [input(select({ options: [option('a')], initial_option: option('b') }))],
      'initial option',
    ],
    [
      'six entries in a menu',
      'message',
      [section('x', { accessory: { type: 'overflow', options: many(6, (at) => option(`${at}`)) } })],
      'no more than 5',
    ],
    [
      'eleven boxes',
      'modal',
      [input({ type: 'checkboxes', options: many(11, (at) => option(`${at}`)) })],
      'no more than 10',
    ],
    [
      'a date of another form',
      'modal',
      [input({ type: 'datepicker', initial_date: '05.01.2026' })],
      'format of the field',
    ],
    [
      'numbers without the decimal flag',
      'modal',
      [input({ type: 'number_input' })],
      'required field: is_decimal_allowed',
    ],
    [
      'two blocks of one id',
      'message',
      [
        { type: 'divider', block_id: 'a' },
        { type: 'divider', block_id: 'a' },
      ],
      'already exists',
    ],
    [
      'two elements of one id',
      'message',
      [actions(button({ action_id: 'a' }), button({ action_id: 'a' }))],
      'already exists',
    ],
    [
      'an image without words',
      'message',
      [{ type: 'image', image_url: 'https://x.example/a.png' }],
      'required field: alt_text',
    ],
    [
      'eleven context elements',
      'message',
      [{ type: 'context', elements: many(11, () => plain('x')) }],
      'no more than 10',
    ],
    [
      'long markdown in two blocks',
      'message',
      many(2, () => ({ type: 'markdown', text: 'x'.repeat(7000) })),
      'in all markdown blocks',
    ],
    [
      'an unknown leaf',
      'message',
      [rich({ type: 'rich_text_section', elements: [{ type: 'blink' }] })],
      'unsupported type: blink',
    ],
    [
      'text in a list',
      'message',
      [rich({ type: 'rich_text_list', style: 'bullet', elements: [{ type: 'text', text: 'x' }] })],
      'unsupported type: text',
    ],
  ]
  it.each(rows)('%s', (_name, surface, blocks, message) => {
    expect(wordsOf(checkBlocks(blocks, surface)).join('\n')).toContain(message)
  })
})

describe('views', () => {
  const modal = { type: 'modal', title: plain('Title'), blocks: [] }
  const rows: readonly [string, object, string][] = [
    [
      'a title of 25',
      { ...modal, title: plain('x'.repeat(25)) },
      'must be less than 25 characters [json-pointer:/view/title/text]',
    ],
    ['no title', { type: 'modal', blocks: [] }, 'missing required field: title'],
    [
      'an input without submit',
      { ...modal, blocks: [input({ type: 'plain_text_input' })] },
      'missing required field: submit',
    ],
    ['private metadata of 3001', { ...modal, private_metadata: 'x'.repeat(3001) }, 'must be less than 3001'],
    ['101 blocks', { ...modal, blocks: many(101, () => ({ type: 'divider' })) }, 'no more than 100 items'],
    [
      'submit at home',
      { type: 'home', blocks: [], submit: plain('Go') },
      'invalid additional property: submit',
    ],
    [
      'two focused fields',
      {
        ...modal,
        submit: plain('Go'),
        blocks: many(2, () => input({ type: 'plain_text_input', focus_on_load: true })),
      },
      'focus_on_load',
    ],
  ]
  it.each(rows)('refuses %s', (_name, view, message) => {
    expect(wordsOf(checkView(view)).join('\n')).toContain(message)
  })
})
