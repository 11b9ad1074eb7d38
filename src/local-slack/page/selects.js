// @ts-check
import { draftValues, entered, labelFor, stateOf } from './context.js'
import { plainText } from './mrkdwn.js'
import { picker } from './picker.js'
import { confirmed } from './popover.js'
import { act } from './server.js'
import { sentence, word } from './words.js'

const shownOption = (option, group) => ({
  value: option.value,
  label: plainText(option.text.text),
  description: option.description?.text,
  group,
  option,
})

function optionsOf(source) {
  const grouped = (source.option_groups ?? source.groups ?? []).flatMap((group) =>
    group.options.map((option) => shownOption(option, group.label.text)),
  )
  return grouped.length > 0 ? grouped : (source.options ?? []).map((option) => shownOption(option, undefined))
}

function searchIn(all) {
  return (query) => all.filter((one) => one.label.toLowerCase().includes(query.toLowerCase()))
}

function searchApp(context, block, element) {
  return async (query) => {
    const target = { on: context.on, actionId: element.action_id, blockId: block.block_id }
    const least = element.min_query_length ?? 3
    if (query.length < least) return []
    return optionsOf(
      await act(context.as, { act: 'suggest', ...target, query, values: draftValues(context) }),
    )
  }
}

function people({ names }) {
  return names.people.filter((one) => !one.deleted).map((one) => ({ value: one.id, label: one.realName }))
}

function channels(context, types) {
  const { names } = context
  const title = (one) =>
    one.kind === 'im'
      ? `@${names.people.find((p) => p.id === one.name)?.realName ?? one.name}`
      : `#${one.name}`
  return names.channels
    .filter((one) => !one.archived && types.includes(one.kind))
    .map((one) => ({ value: one.id, label: title(one) }))
}

/** Each kind of select: the key of its state value, and what it searches in. */
const selects = {
  static_select: {
    key: 'selected_option',
    search: (_context, _block, element) => searchIn(optionsOf(element)),
  },
  external_select: { key: 'selected_option', search: searchApp },
  users_select: { key: 'selected_user', all: people },
  conversations_select: {
    key: 'selected_conversation',
    all: (context, element) =>
      channels(context, element.filter?.include ?? ['public', 'private', 'im', 'mpim']),
  },
  channels_select: { key: 'selected_channel', all: (context) => channels(context, ['public']) },
}

/** A select of any kind, single or multiple. */
export function select(context, block, element) {
  const multiple = element.type.startsWith('multi_')
  const kind = selects[element.type.replace('multi_', '')]
  const key = multiple ? `${kind.key}s` : kind.key
  const all = kind.all?.(context, element)
  const state = stateOf(context, block, element)[key]
  const shown = (multiple ? (state ?? []) : [state].filter(Boolean)).map((one) =>
    typeof one === 'string'
      ? (all.find((row) => row.value === one) ?? { value: one, label: one })
      : shownOption(one, undefined),
  )
  const least = element.min_query_length ?? 3
  return picker({
    label: labelFor(block, element),
    placeholder: element.placeholder?.text ?? word('chooseOption'),
    multiple,
    most: element.max_selected_items,
    chosen: shown,
    search: all ? searchIn(all) : kind.search(context, block, element),
    hint: element.type.includes('external') && least > 0 ? sentence('typeAtLeast', least) : undefined,
    async choose(options) {
      if (!(await confirmed(element.confirm))) return
      const values = options.map((one) => one.value)
      const states = options.map((one) => one.option ?? one.value)
      const given = multiple ? values : (values[0] ?? null)
      await entered(context, block, element, given, { [key]: multiple ? states : states[0] })
    },
  })
}
