import { describe, expect, it } from 'vitest'
import { checkBlocks, checkView, type Surface, wordsOf } from '../../src/local-slack/blocks/validate.ts'
import {
  actions,
  button,
  card,
  cell,
  chars,
  confirm,
  container,
  dataTable,
  divider,
  home,
  image,
  input,
  type Json,
  line,
  many,
  modal,
  mrkdwn,
  option,
  options,
  pie,
  plain,
  richSection,
  richText,
  rows,
  section,
  select,
  table,
  task,
  textInput,
  video,
} from './payloads.ts'

/** One payload just inside a limit, one just outside, and what is said to the latter, with its pointer. */
interface Limit {
  readonly name: string
  /** A message without it. */
  readonly on?: Surface
  readonly inside: readonly Json[]
  readonly outside: readonly Json[]
  readonly said: string
  readonly at: string
}

/** A limit of length, of one block that `make` makes. */
function length(name: string, most: number, make: (text: string) => Json, at: string, on?: Surface): Limit {
  const said = `must be less than ${most + 1} characters`
  return {
    ...{ name, said, at: `/blocks/0${at}` },
    ...(on && { on }),
    inside: [make(chars(most))],
    outside: [make(chars(most + 1))],
  }
}

/** A limit of number, of a list in one block that `make` makes. */
function count(name: string, most: number, make: (count: number) => Json, at: string, on?: Surface): Limit {
  const said = `no more than ${most} items allowed`
  return {
    ...{ name, said, at: `/blocks/0${at}` },
    ...(on && { on }),
    inside: [make(most)],
    outside: [make(most + 1)],
  }
}

const withOption = (more: Json) => input(select({ options: [option('a', more)] }))
const withConfirm = (more: Json) => actions(button({ confirm: confirm(more) }))
const ids = (at: number) => ({ action_id: `a${at}` })

const lengths: readonly Limit[] = [
  length('a block_id', 255, (text) => ({ ...divider, block_id: text }), '/block_id'),
  length('an action_id', 255, (text) => actions(button({ action_id: text })), '/elements/0/action_id'),
  length('the text of a section', 3000, (text) => section({ text: mrkdwn(text) }), '/text/text'),
  length('a field of a section', 2000, (text) => section({ fields: [plain(text)] }), '/fields/0/text'),
  length('a header', 150, (text) => ({ type: 'header', text: plain(text) }), '/text/text'),
  length(
    'a context text',
    3000,
    (text) => ({ type: 'context', elements: [mrkdwn(text)] }),
    '/elements/0/text',
  ),
  length('an alert', 200, (text) => ({ type: 'alert', text: plain(text) }), '/text/text', 'modal'),
  length('the title of an image', 2000, (text) => ({ ...image, title: plain(text) }), '/title/text'),
  length('the alt_text of an image', 2000, (text) => ({ ...image, alt_text: text }), '/alt_text'),
  length('a label', 2000, (text) => input(textInput(), { label: plain(text) }), '/label/text'),
  length('a hint', 2000, (text) => input(textInput(), { hint: plain(text) }), '/hint/text'),
  length(
    'a placeholder',
    150,
    (text) => input(textInput({ placeholder: plain(text) })),
    '/element/placeholder/text',
  ),
  length(
    'an initial value',
    3000,
    (text) => input(textInput({ initial_value: text })),
    '/element/initial_value',
  ),
  length(
    'the text of a button',
    75,
    (text) => actions(button({ text: plain(text) })),
    '/elements/0/text/text',
  ),
  length('the value of a button', 2000, (text) => actions(button({ value: text })), '/elements/0/value'),
  length(
    'the words for a button',
    75,
    (text) => actions(button({ accessibility_label: text })),
    '/elements/0/accessibility_label',
  ),
  length(
    'the prompt of a button',
    4000,
    (text) => actions(button({ agent_prompt: text })),
    '/elements/0/agent_prompt',
  ),
  length(
    'the address of a button',
    3000,
    (text) => actions(button({ url: `https://a.example/${text.slice(18)}` })),
    '/elements/0/url',
  ),
  length(
    'the address of an image',
    3000,
    (text) => ({ ...image, image_url: `https://a.example/${text.slice(18)}` }),
    '/image_url',
  ),
  length(
    'the text of an option',
    75,
    (text) => withOption({ text: plain(text) }),
    '/element/options/0/text/text',
  ),
  length('the value of an option', 150, (text) => withOption({ value: text }), '/element/options/0/value'),
  length(
    'the description of an option',
    75,
    (text) => withOption({ description: plain(text) }),
    '/element/options/0/description/text',
  ),
  length(
    'the label of a group',
    75,
    (text) => input({ type: 'static_select', option_groups: [{ label: plain(text), options: options(1) }] }),
    '/element/option_groups/0/label/text',
  ),
  length(
    'the title of a confirm',
    100,
    (text) => withConfirm({ title: plain(text) }),
    '/elements/0/confirm/title/text',
  ),
  length(
    'the text of a confirm',
    300,
    (text) => withConfirm({ text: mrkdwn(text) }),
    '/elements/0/confirm/text/text',
  ),
  length(
    'yes in a confirm',
    30,
    (text) => withConfirm({ confirm: plain(text) }),
    '/elements/0/confirm/confirm/text',
  ),
  length(
    'no in a confirm',
    30,
    (text) => withConfirm({ deny: plain(text) }),
    '/elements/0/confirm/deny/text',
  ),
  length('the title of a card', 150, (text) => card({ title: mrkdwn(text) }), '/title/text'),
  length('the subtitle of a card', 150, (text) => card({ subtitle: mrkdwn(text) }), '/subtitle/text'),
  length('the body of a card', 200, (text) => card({ body: mrkdwn(text) }), '/body/text'),
  length('the subtext of a card', 200, (text) => card({ subtext: mrkdwn(text) }), '/subtext/text'),
  length(
    'the title of a container',
    150,
    (text) => container([divider], { title: plain(text) }),
    '/title/text',
  ),
  length(
    'the subtitle of a container',
    150,
    (text) => container([divider], { subtitle: plain(text) }),
    '/subtitle/text',
  ),
  length('markdown', 12_000, (text) => ({ type: 'markdown', text }), '/text'),
  length('the title of a chart', 50, (text) => pie(1, { title: text }), '/title'),
  length('the label of an axis', 50, (text) => line(1, 1, { x_label: text }), '/chart/axis_config/x_label'),
  length('a category', 20, (text) => line(1, 1, { categories: [text] }), '/chart/axis_config/categories/0'),
  length('the title of a film', 199, (text) => video({ title: plain(text) }), '/title/text'),
  length(
    'the description of a film',
    199,
    (text) => video({ description: plain(text) }),
    '/description/text',
  ),
  length('the author of a film', 49, (text) => video({ author_name: text }), '/author_name'),
  length(
    'the value of feedback',
    2000,
    (text) => ({
      type: 'context_actions',
      elements: [
        {
          type: 'feedback_buttons',
          positive_button: { text: plain('Good'), value: text },
          negative_button: { text: plain('Bad'), value: 'b' },
        },
      ],
    }),
    '/elements/0/positive_button/value',
  ),
]

const counts: readonly Limit[] = [
  count('elements among actions', 25, (n) => actions(...many(n, (at) => button(ids(at)))), '/elements'),
  count(
    'parts of a context',
    10,
    (n) => ({ type: 'context', elements: many(n, () => plain('x')) }),
    '/elements',
  ),
  count(
    'context actions',
    5,
    (n) => ({
      type: 'context_actions',
      elements: many(n, (at) => ({ type: 'icon_button', icon: 'trash', text: plain('Away'), ...ids(at) })),
    }),
    '/elements',
  ),
  count('fields', 10, (n) => section({ fields: many(n, () => plain('x')) }), '/fields'),
  count('options', 100, (n) => input(select({ options: options(n) })), '/element/options'),
  count(
    'option groups',
    100,
    (n) =>
      input({
        type: 'static_select',
        option_groups: many(n, (at) => ({ label: plain('g'), options: [option(`o${at}`)] })),
      }),
    '/element/option_groups',
  ),
  count(
    'options of a group',
    100,
    (n) => input({ type: 'static_select', option_groups: [{ label: plain('g'), options: options(n) }] }),
    '/element/option_groups/0/options',
  ),
  count(
    'entries of an overflow menu',
    5,
    (n) => section({ text: plain('x'), accessory: { type: 'overflow', options: options(n) } }),
    '/accessory/options',
  ),
  count('boxes', 10, (n) => input({ type: 'checkboxes', options: options(n) }), '/element/options'),
  count(
    'radio buttons',
    10,
    (n) => input({ type: 'radio_buttons', options: options(n) }),
    '/element/options',
  ),
  count('buttons of a card', 3, (n) => card({ actions: many(n, (at) => button(ids(at))) }), '/actions'),
  count(
    'cards of a carousel',
    10,
    (n) => ({ type: 'carousel', elements: many(n, () => card()) }),
    '/elements',
  ),
  count('blocks of a container', 10, (n) => container(many(n, () => divider)), '/child_blocks'),
  count('rows of a table', 100, (n) => table({ rows: rows(n, 1) }), '/rows'),
  count('cells of a table', 20, (n) => table({ rows: rows(1, n) }), '/rows/0'),
  count(
    'settings of columns',
    20,
    (n) => table({ column_settings: many(n, () => null) }),
    '/column_settings',
  ),
  count('rows of a data table', 201, (n) => dataTable({ rows: rows(n, 1) }), '/rows'),
  count(
    'cells of a data table',
    20,
    (n) => dataTable({ rows: [...rows(1, n), ...rows(1, Math.min(n, 20))].slice(0, 2) }),
    '/rows/0',
  ),
  count('segments of a pie', 12, (n) => pie(n), '/chart/segments'),
  count('lines of a chart', 12, (n) => line(n, 1), '/chart/series'),
  count('points of a line', 20, (n) => line(1, n, { categories: ['c'] }), '/chart/series/0/data'),
  count(
    'tasks of a plan',
    50,
    (n) => ({ type: 'plan', title: 'All', tasks: many(n, (at) => task(`t${at}`)) }),
    '/tasks',
  ),
]

const wholes: readonly Limit[] = [
  {
    name: 'blocks of a message',
    inside: many(50, () => divider),
    outside: many(51, () => divider),
    said: 'no more than 50 items allowed',
    at: '/blocks',
  },
  {
    name: 'blocks of a Home tab',
    on: 'home',
    inside: many(100, () => divider),
    outside: many(101, () => divider),
    said: 'no more than 100 items allowed',
    at: '/blocks',
  },
  {
    name: 'blocks of a modal',
    on: 'modal',
    inside: many(100, () => divider),
    outside: many(101, () => divider),
    said: 'no more than 100 items allowed',
    at: '/blocks',
  },
  {
    name: 'markdown in all blocks',
    inside: many(2, () => ({ type: 'markdown', text: chars(6000) })),
    outside: [...many(2, () => ({ type: 'markdown', text: chars(6000) })), { type: 'markdown', text: 'x' }],
    said: 'must be less than 12001 characters in all markdown blocks',
    at: '/blocks',
  },
  {
    name: 'characters of a table',
    inside: [table({ rows: rows(10, 10, chars(100)) })],
    outside: [table({ rows: [...rows(10, 10, chars(100)), [cell('x')]] })],
    said: 'must be less than 10001 characters in all table blocks',
    at: '/blocks',
  },
  {
    name: 'characters of data tables',
    inside: many(2, () => dataTable({ rows: rows(10, 10, chars(100)) })),
    outside: [...many(2, () => dataTable({ rows: rows(10, 10, chars(100)) })), dataTable()],
    said: 'must be less than 20001 characters in all data_table blocks',
    at: '/blocks',
  },
  {
    name: 'tables of a message',
    inside: [table()],
    outside: [table(), container([table()])],
    said: 'only_one_table_allowed',
    at: '/blocks/1/child_blocks/0',
  },
  {
    name: 'charts of a message',
    inside: [pie(1), pie(1)],
    outside: [pie(1), pie(1), pie(1)],
    said: 'no more than 2 data_visualization blocks allowed',
    at: '/blocks/2',
  },
  {
    name: 'rows that a data table needs',
    inside: [dataTable({ rows: rows(2, 1) })],
    outside: [dataTable({ rows: rows(1, 1) })],
    said: 'no fewer than 2 items allowed',
    at: '/blocks/0/rows',
  },
  {
    name: 'the width of a data table',
    inside: [dataTable({ rows: rows(3, 2) })],
    outside: [dataTable({ rows: [...rows(2, 2), ...rows(1, 1)] })],
    said: 'all rows must have the same number of cells',
    at: '/blocks/0/rows',
  },
  {
    name: 'the header of a data table',
    inside: [dataTable({ rows: [[cell('a')], [richText(richSection())]] })],
    outside: [dataTable({ rows: [[richText(richSection())], [cell('a')]] })],
    said: 'unsupported type: rich_text in the header row',
    at: '/blocks/0/rows/0/0/type',
  },
  {
    name: 'page_size',
    inside: [dataTable({ page_size: 100 })],
    outside: [dataTable({ page_size: 101 })],
    said: 'must be between 1 and 100',
    at: '/blocks/0/page_size',
  },
  {
    name: 'the level of a header',
    inside: [{ type: 'header', text: plain('x'), level: 4 }],
    outside: [{ type: 'header', text: plain('x'), level: 5 }],
    said: 'must be between 1 and 4',
    at: '/blocks/0/level',
  },
  {
    name: 'the indent of a list',
    inside: [richText({ type: 'rich_text_list', style: 'bullet', indent: 8, elements: [richSection()] })],
    outside: [richText({ type: 'rich_text_list', style: 'bullet', indent: 9, elements: [richSection()] })],
    said: 'must be between 0 and 8',
    at: '/blocks/0/elements/0/indent',
  },
  {
    name: 'max_length',
    inside: [input(textInput({ max_length: 3000 }))],
    outside: [input(textInput({ max_length: 3001 }))],
    said: 'must be between 1 and 3000',
    at: '/blocks/0/element/max_length',
  },
  {
    name: 'min_length and max_length',
    inside: [input(textInput({ min_length: 5, max_length: 5 }))],
    outside: [input(textInput({ min_length: 6, max_length: 5 }))],
    said: 'min_length must not be greater than max_length',
    at: '/blocks/0/element',
  },
  {
    name: 'max_files',
    on: 'modal',
    inside: [input({ type: 'file_input', max_files: 10 })],
    outside: [input({ type: 'file_input', max_files: 11 })],
    said: 'must be between 1 and 10',
    at: '/blocks/0/element/max_files',
  },
  {
    name: 'max_lines',
    on: 'modal',
    inside: [input({ type: 'rich_text_input', action_id: 'a', max_lines: 100 })],
    outside: [input({ type: 'rich_text_input', action_id: 'a', max_lines: 101 })],
    said: 'must be between 1 and 100',
    at: '/blocks/0/element/max_lines',
  },
]

const rules: readonly Limit[] = [
  {
    name: 'a text has at least one character',
    inside: [section({ text: plain('x') })],
    outside: [section({ text: plain('') })],
    said: 'must be more than 0 characters',
    at: '/blocks/0/text/text',
  },
  {
    name: 'emoji only in plain_text',
    inside: [section({ text: { ...plain('x'), emoji: true } })],
    outside: [section({ text: { ...mrkdwn('x'), emoji: true } })],
    said: 'invalid additional property: emoji',
    at: '/blocks/0/text',
  },
  {
    name: 'verbatim only in mrkdwn',
    inside: [section({ text: { ...mrkdwn('x'), verbatim: true } })],
    outside: [section({ text: { ...plain('x'), verbatim: true } })],
    said: 'invalid additional property: verbatim',
    at: '/blocks/0/text',
  },
  {
    name: 'a header in plain_text',
    inside: [{ type: 'header', text: plain('x') }],
    outside: [{ type: 'header', text: mrkdwn('x') }],
    said: 'must be a valid enum value',
    at: '/blocks/0/text/type',
  },
  {
    name: 'options of selects in plain_text',
    inside: [withOption({ text: plain('x') })],
    outside: [withOption({ text: mrkdwn('x') })],
    said: 'must be a valid enum value',
    at: '/blocks/0/element/options/0/text/type',
  },
  {
    name: 'options of boxes in mrkdwn too',
    inside: [input({ type: 'checkboxes', options: [option('a', { text: mrkdwn('x') })] })],
    outside: [input({ type: 'checkboxes', options: [option('a', { text: { type: 'rich_text' } })] })],
    said: 'must be a valid enum value',
    at: '/blocks/0/element/options/0/text/type',
  },
  {
    name: 'addresses only in overflow menus',
    inside: [
      section({
        text: plain('x'),
        accessory: { type: 'overflow', options: [option('a', { url: 'https://a.example' })] },
      }),
    ],
    outside: [withOption({ url: 'https://a.example' })],
    said: 'invalid additional property: url',
    at: '/blocks/0/element/options/0',
  },
  {
    name: 'options or groups',
    inside: [input(select())],
    outside: [input(select({ option_groups: [{ label: plain('g'), options: options(1) }] }))],
    said: 'must have exactly one of: options, option_groups',
    at: '/blocks/0/element',
  },
  {
    name: 'options of different values',
    inside: [input(select({ options: options(2) }))],
    outside: [input(select({ options: [option('a'), option('a')] }))],
    said: 'option values must be unique',
    at: '/blocks/0/element/options',
  },
  {
    name: 'an initial option among the options',
    inside: [input(select({ initial_option: option('v1') }))],
    outside: [input(select({ initial_option: option('v1', { text: plain('Other words') }) }))],
    said: 'initial option must match one of the options',
    at: '/blocks/0/element/initial_option',
  },
  {
    name: 'initial boxes among the boxes',
    inside: [input({ type: 'checkboxes', options: options(3), initial_options: options(2) })],
    outside: [input({ type: 'checkboxes', options: options(1), initial_options: options(2) })],
    said: 'initial option must match one of the options',
    at: '/blocks/0/element/initial_options',
  },
  {
    name: 'an initial option in a group',
    inside: [
      input({
        type: 'static_select',
        option_groups: [{ label: plain('g'), options: options(2) }],
        initial_option: option('v1'),
      }),
    ],
    outside: [
      input({
        type: 'static_select',
        option_groups: [{ label: plain('g'), options: options(1) }],
        initial_option: option('v1'),
      }),
    ],
    said: 'initial option must match one of the options',
    at: '/blocks/0/element/initial_option',
  },
  {
    name: 'all four texts of a confirm',
    inside: [withConfirm({ style: 'danger' })],
    outside: [actions(button({ confirm: { title: plain('x'), text: plain('x'), confirm: plain('x') } }))],
    said: 'missing required field: deny',
    at: '/blocks/0/elements/0/confirm',
  },
  {
    name: 'the style of a button',
    inside: [actions(button({ style: 'danger' }))],
    outside: [actions(button({ style: 'default' }))],
    said: 'must be a valid enum value',
    at: '/blocks/0/elements/0/style',
  },
  {
    name: 'unique block ids',
    inside: [
      { ...divider, block_id: 'a' },
      { ...divider, block_id: 'b' },
    ],
    outside: [{ ...divider, block_id: 'a' }, container([{ ...divider, block_id: 'a' }])],
    said: '`block_id` already exists',
    at: '/blocks/1/child_blocks/0/block_id',
  },
  {
    name: 'unique action ids in a block',
    inside: [actions(button({ action_id: 'a' })), actions(button({ action_id: 'a' }))],
    outside: [actions(button({ action_id: 'a' }), button({ action_id: 'a' }))],
    said: '`action_id` already exists in the block',
    at: '/blocks/0/elements/1/action_id',
  },
  {
    name: 'one focus',
    inside: [input(textInput({ focus_on_load: true })), input(textInput({ focus_on_load: false }))],
    outside: [
      input(textInput({ focus_on_load: true })),
      actions({ type: 'datepicker', focus_on_load: true }),
    ],
    said: 'only one element may have focus_on_load',
    at: '/blocks/1/elements/0/focus_on_load',
  },
  {
    name: 'a day of the calendar',
    inside: [actions({ type: 'datepicker', initial_date: '2028-02-29' })],
    outside: [actions({ type: 'datepicker', initial_date: '2027-02-29' })],
    said: 'must match the format',
    at: '/blocks/0/elements/0/initial_date',
  },
  {
    name: 'a time of the day',
    inside: [actions({ type: 'timepicker', initial_time: '23:59' })],
    outside: [actions({ type: 'timepicker', initial_time: '24:00' })],
    said: 'must match the format',
    at: '/blocks/0/elements/0/initial_time',
  },
  {
    name: 'a time zone',
    inside: [actions({ type: 'timepicker', timezone: 'Asia/Shanghai' })],
    outside: [actions({ type: 'timepicker', timezone: 'Asia/Atlantis' })],
    said: 'must be a valid IANA timezone',
    at: '/blocks/0/elements/0/timezone',
  },
  {
    name: 'ten digits of a moment',
    inside: [actions({ type: 'datetimepicker', initial_date_time: 1_800_000_000 })],
    outside: [actions({ type: 'datetimepicker', initial_date_time: 1_800_000_000_000 })],
    said: 'must be between',
    at: '/blocks/0/elements/0/initial_date_time',
  },
  {
    name: 'a filter with a key',
    inside: [actions({ type: 'conversations_select', filter: { include: ['public'] } })],
    outside: [actions({ type: 'conversations_select', filter: {} })],
    said: 'must have at least one property',
    at: '/blocks/0/elements/0/filter',
  },
  {
    name: 'a filter that includes something',
    inside: [actions({ type: 'conversations_select', filter: { exclude_bot_users: true } })],
    outside: [actions({ type: 'conversations_select', filter: { include: [] } })],
    said: 'no fewer than 1 items allowed',
    at: '/blocks/0/elements/0/filter/include',
  },
  {
    name: 'a response_url for inputs of modals',
    on: 'modal',
    inside: [input({ type: 'channels_select', response_url_enabled: true })],
    outside: [actions({ type: 'channels_select', response_url_enabled: true })],
    said: 'only allowed in input blocks of modals',
    at: '/blocks/0/elements/0/response_url_enabled',
  },
  {
    name: 'numbers written as strings',
    on: 'modal',
    inside: [input({ type: 'number_input', is_decimal_allowed: false, min_value: '1' })],
    outside: [input({ type: 'number_input', is_decimal_allowed: false, min_value: 1 })],
    said: 'must be a string',
    at: '/blocks/0/element/min_value',
  },
  {
    name: 'is_decimal_allowed',
    on: 'modal',
    inside: [input({ type: 'number_input', is_decimal_allowed: true })],
    outside: [input({ type: 'number_input' })],
    said: 'missing required field: is_decimal_allowed',
    at: '/blocks/0/element',
  },
  {
    name: 'no dispatch of files',
    on: 'modal',
    inside: [input({ type: 'file_input' }, { dispatch_action: false })],
    outside: [input({ type: 'file_input' }, { dispatch_action: true })],
    said: 'invalid additional property: dispatch_action',
    at: '/blocks/0',
  },
  {
    name: 'one source of an image',
    inside: [{ type: 'image', alt_text: 'x', slack_file: { id: 'F1' } }],
    outside: [{ ...image, slack_file: { id: 'F1' } }],
    said: 'must have exactly one of: image_url, slack_file',
    at: '/blocks/0',
  },
  {
    name: 'one name of a file',
    inside: [{ type: 'image', alt_text: 'x', slack_file: { url: 'https://a.example' } }],
    outside: [{ type: 'image', alt_text: 'x', slack_file: { id: 'F1', url: 'https://a.example' } }],
    said: 'must have exactly one of: id, url',
    at: '/blocks/0/slack_file',
  },
  {
    name: 'something on a card',
    inside: [{ type: 'card', title: mrkdwn('x') }],
    outside: [{ type: 'card', subtitle: mrkdwn('x') }],
    said: 'must have at least one of: hero_image, title, actions, body',
    at: '/blocks/0',
  },
  {
    name: 'one icon on a card',
    inside: [card({ icon: image })],
    outside: [card({ icon: image, slack_icon: {} })],
    said: 'must not be given together with icon',
    at: '/blocks/0/slack_icon',
  },
  {
    name: 'only buttons on a card',
    inside: [card({ actions: [button()] })],
    outside: [card({ actions: [select()] })],
    said: 'must be a valid enum value',
    at: '/blocks/0/actions/0/type',
  },
  {
    name: 'only cards in a carousel',
    inside: [{ type: 'carousel', elements: [card()] }],
    outside: [{ type: 'carousel', elements: [divider] }],
    said: 'must be a valid enum value',
    at: '/blocks/0/elements/0/type',
  },
  {
    name: 'what stands in a container',
    inside: [container([section({ text: plain('x') })])],
    outside: [container([card()])],
    said: 'unsupported type: card in a container',
    at: '/blocks/0/child_blocks/0/type',
  },
  {
    name: 'a container looks into its blocks',
    inside: [container([section({ text: plain('x') })])],
    outside: [container([{ type: 'section' }])],
    said: 'missing required field: text',
    at: '/blocks/0/child_blocks/0',
  },
  {
    name: 'the title of a container',
    inside: [container([divider])],
    outside: [{ type: 'container', child_blocks: [divider] }],
    said: 'missing required field: title',
    at: '/blocks/0',
  },
  {
    name: 'what can be collapsed',
    inside: [container([divider], { is_collapsible: true, default_collapsed: true })],
    outside: [container([divider], { default_collapsed: true })],
    said: 'requires is_collapsible',
    at: '/blocks/0/default_collapsed',
  },
  {
    name: 'different tasks of a plan',
    inside: [{ type: 'plan', title: 'x', tasks: [task('a'), task('b')] }],
    outside: [{ type: 'plan', title: 'x', tasks: [task('a'), task('a')] }],
    said: '`task_id` already exists',
    at: '/blocks/0/tasks',
  },
  {
    name: 'the status of a task',
    inside: [task('a', { status: 'error' })],
    outside: [task('a', { status: 'failed' })],
    said: 'must be a valid enum value',
    at: '/blocks/0/status',
  },
  {
    name: 'positive segments',
    inside: [pie(1)],
    outside: [
      {
        type: 'data_visualization',
        title: 'x',
        chart: { type: 'pie', segments: [{ label: 'a', value: 0 }] },
      },
    ],
    said: 'must be greater than 0',
    at: '/blocks/0/chart/segments/0/value',
  },
  {
    name: 'the caption of a data table',
    inside: [dataTable()],
    outside: [{ type: 'data_table', rows: rows(2, 1) }],
    said: 'missing required field: caption',
    at: '/blocks/0',
  },
  {
    name: 'films over TLS',
    inside: [video()],
    outside: [video({ video_url: 'http://films.example/a' })],
    said: 'must match the format',
    at: '/blocks/0/video_url',
  },
  {
    name: 'text and links in code',
    inside: [richText({ type: 'rich_text_preformatted', elements: [{ type: 'text', text: 'x' }] })],
    outside: [richText({ type: 'rich_text_preformatted', elements: [{ type: 'user', user_id: 'U1' }] })],
    said: 'unsupported type: user',
    at: '/blocks/0/elements/0/elements/0/type',
  },
  {
    name: 'sections in a list',
    inside: [richText({ type: 'rich_text_list', style: 'ordered', elements: [richSection()] })],
    outside: [
      richText({ type: 'rich_text_list', style: 'ordered', elements: [{ type: 'text', text: 'x' }] }),
    ],
    said: 'unsupported type: text',
    at: '/blocks/0/elements/0/elements/0/type',
  },
  {
    name: 'known fields',
    inside: [divider],
    outside: [{ ...divider, colour: 'red' }],
    said: 'invalid additional property: colour',
    at: '/blocks/0',
  },
  {
    name: 'blocks that can be sent',
    inside: [divider],
    outside: [{ type: 'file', source: 'remote', external_id: 'x' }],
    said: 'unsupported type: file',
    at: '/blocks/0/type',
  },
]

describe.each([
  ['lengths', lengths],
  ['counts', counts],
  ['messages and views as a whole', wholes],
  ['rules', rules],
])('%s', (_group, limits) => {
  it.each(limits)('$name', ({ on = 'message', inside, outside, said, at }) => {
    expect(wordsOf(checkBlocks(inside, on))).toEqual([])
    expect(wordsOf(checkBlocks(outside, on))).toContainEqual(
      expect.stringMatching(
        new RegExp(`^\\[ERROR\\] .*${escaped(said)}.* \\[json-pointer:${escaped(at)}\\]$`),
      ),
    )
  })
})

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
}

describe('views', () => {
  const rows: readonly (readonly [string, Json, Json, string])[] = [
    [
      'a title of 24',
      modal({ title: plain(chars(24)) }),
      modal({ title: plain(chars(25)) }),
      '/view/title/text',
    ],
    [
      'a submit of 24',
      modal({ submit: plain(chars(24)) }),
      modal({ submit: plain(chars(25)) }),
      '/view/submit/text',
    ],
    [
      'a close of 24',
      modal({ close: plain(chars(24)) }),
      modal({ close: plain(chars(25)) }),
      '/view/close/text',
    ],
    ['a title in plain_text', modal(), modal({ title: mrkdwn('x') }), '/view/title/type'],
    [
      'private_metadata of 3000',
      modal({ private_metadata: chars(3000) }),
      modal({ private_metadata: chars(3001) }),
      '/view/private_metadata',
    ],
    [
      'a callback_id of 255',
      modal({ callback_id: chars(255) }),
      modal({ callback_id: chars(256) }),
      '/view/callback_id',
    ],
    [
      'an external_id of 255',
      home({ external_id: chars(255) }),
      home({ external_id: chars(256) }),
      '/view/external_id',
    ],
    ['at least one block', modal(), modal({ blocks: [] }), '/view/blocks'],
    [
      'at most 100 blocks',
      home({ blocks: many(100, () => divider) }),
      home({ blocks: many(101, () => divider) }),
      '/view/blocks',
    ],
    [
      'submit beside inputs',
      modal({ blocks: [input(textInput())] }),
      { type: 'modal', title: plain('x'), blocks: [input(textInput())] },
      '/view',
    ],
    ['no submit at home', home(), home({ submit: plain('Go') }), '/view/submit'],
    ['no close at home', home(), home({ close: plain('Go') }), '/view/close'],
    ['known fields', modal({ clear_on_close: true }), modal({ colour: 'red' }), '/view'],
    ['a known type', home(), { ...modal(), type: 'workflow_step' }, '/view/type'],
  ]
  it.each(rows)('with %s', (_name, inside, outside, at) => {
    expect(wordsOf(checkView(inside))).toEqual([])
    expect(checkView(outside).map((problem) => problem.path)).toContain(at)
  })
})
