import { type Component, componentsOf } from '../components.ts'
import { isExternal, labelOf, optionsOf } from '../inputs.ts'
import { isObject, type JsonObject, numberOf, objectsOf, stringsOf, textOf } from '../json.ts'
import type { Source } from '../types.ts'
import { containerOf, locate, suggestionKey } from './place.ts'
import { type ActResult, ackError, failed, interactionFrom, type Stage } from './stage.ts'

export interface Query {
  readonly on: string
  readonly actionId: string
  readonly blockId?: string | undefined
  readonly query: string
}

/** Slack docs, block_suggestion payload: at most 100 options, or 100 groups of them. */
const mostOptions = 100

/** A person types into a select whose options come from the app. */
export async function suggest(stage: Stage, user: string, query: Query): Promise<ActResult> {
  const source = locate(stage.world, user, query.on)
  if (typeof source === 'string') return failed(source)
  const blocks = source.kind === 'view' ? objectsOf(source.view.content.blocks) : source.message.blocks
  const component = componentsOf(blocks).find(
    (one) =>
      one.actionId === query.actionId && (query.blockId === undefined || one.blockId === query.blockId),
  )
  if (!component || !isExternal(component.type)) return failed(`no_such_component: ${query.actionId}`)
  const least = numberOf(component.element.min_query_length) ?? 3
  if (query.query.length < least) return { ok: true, options: [], minimum: least }
  return ask(stage, user, source, component, query.query)
}

async function ask(
  stage: Stage,
  user: string,
  source: Source,
  component: Component,
  query: string,
): Promise<ActResult> {
  const { world } = stage
  const person = world.people.get(user)
  if (!person) return failed('user_not_found')
  const { response_url: _unused, state: _state, ...container } = containerOf(world, user, source)
  const payload = {
    type: 'block_suggestion',
    ...interactionFrom(world, person),
    ...container,
    action_id: component.actionId,
    block_id: component.blockId,
    value: query,
  }
  const ack = await stage.deliver({ type: 'interactive', payload })
  const error = ackError(ack)
  if (error) return failed(error)
  const answer = ack.status === 'acked' ? (ack.payload ?? {}) : {}
  if (!isSound(answer)) return failed('invalid_options')
  world.suggestions.set(suggestionKey(user, source, component), optionsOf(answer))
  return { ok: true, options: optionsOf(answer), groups: objectsOf(answer.option_groups) }
}

function isSound(answer: JsonObject): boolean {
  const lists = [
    answer.options ?? answer.option_groups,
    ...objectsOf(answer.option_groups).map((one) => one.options),
  ]
  return (
    lists.every((list) => Array.isArray(list) && list.length <= mostOptions) &&
    optionsOf(answer).every(isOption)
  )
}

function isOption(option: JsonObject): boolean {
  const label = labelOf(option)
  const value = textOf(option.value) ?? ''
  return isObject(option.text) && label !== '' && label.length <= 75 && value !== '' && value.length <= 150
}

/** The options among which `given` is to be found; for an external select they are asked for if need be. */
export async function optionsFor(
  stage: Stage,
  user: string,
  source: Source,
  component: Component,
  given: unknown,
): Promise<readonly JsonObject[]> {
  if (!isExternal(component.type)) return optionsOf(component.element)
  const key = suggestionKey(user, source, component)
  const earlier = objectsOf([
    component.element.initial_option,
    ...objectsOf(component.element.initial_options),
  ])
  const known = [...(stage.world.suggestions.get(key) ?? []), ...earlier]
  const missing = stringsOf(given).filter(
    (one) => !known.some((row) => row.value === one || labelOf(row) === one),
  )
  for (const one of missing) {
    await ask(stage, user, source, component, one)
    known.push(...(stage.world.suggestions.get(key) ?? []))
  }
  return known
}
