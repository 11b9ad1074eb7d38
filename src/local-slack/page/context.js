// @ts-check
import { act } from './server.js'
import { word } from './words.js'

/**
 * Where a component stands and what it can do.
 * @typedef {{ as: string, on: string, names: any, values: any, drafts: Map<string, { given: any, state: any }> | null }} Context
 */

/** What has been entered into the view but not sent yet, by block id. */
export function draftValues(context) {
  return Object.fromEntries([...(context.drafts ?? [])].map(([blockId, draft]) => [blockId, draft.given]))
}

/** The state value of a component: what was just entered, what the server knows, or what the app started with. */
export function stateOf(context, block, element) {
  const draft = context.drafts?.get(block.block_id)?.state
  const known = block.type === 'input' ? draft : undefined
  return known ?? context.values[block.block_id]?.[element.action_id] ?? initialState(element)
}

function initialState(element) {
  return {
    value: element.initial_value ?? null,
    selected_option: element.initial_option ?? null,
    selected_options: element.initial_options ?? [],
    selected_date: element.initial_date ?? null,
    selected_time: element.initial_time ?? null,
    selected_date_time: element.initial_date_time ?? null,
    selected_user: element.initial_user ?? null,
    selected_users: element.initial_users ?? [],
    selected_conversation: element.initial_conversation ?? null,
    selected_conversations: element.initial_conversations ?? [],
    selected_channel: element.initial_channel ?? null,
    selected_channels: element.initial_channels ?? [],
  }
}

/** A person has entered something: kept for submitting, and told to the app where it listens. */
export function entered(context, block, element, given, state) {
  if (block.type === 'input') {
    context.drafts?.set(block.block_id, { given, state })
    if (block.dispatch_action !== true) return undefined
  }
  return press(context, 'choose', block, element, given)
}

/** Only keeps what was entered; for text while it is being typed. */
export function drafted(context, block, given, state) {
  context.drafts?.set(block.block_id, { given, state })
}

/** Tells the app of a press or a choice. */
export function press(context, name, block, element, value) {
  const target = { on: context.on, actionId: element.action_id, blockId: block.block_id }
  return act(context.as, { act: name, ...target, value, values: draftValues(context) })
}

/** What an element is called where it has no label of its own. */
export function labelFor(block, element) {
  return block.label?.text ?? element.placeholder?.text ?? element.accessibility_label ?? word('choose')
}
