import { type Component, componentsOf } from '../components.ts'
import { holdsValue, valueFrom } from '../inputs.ts'
import { type JsonObject, objectsOf } from '../json.ts'
import { messageKey } from '../messages.ts'
import { issueTrigger } from '../tickets.ts'
import type { Source, StateValues } from '../types.ts'
import { changed, nextTs, type World } from '../world.ts'
import { fill, type Given } from './fill.ts'
import { containerOf, locate } from './place.ts'
import { type ActResult, ackError, failed, interactionFrom, type Stage } from './stage.ts'
import { optionsFor } from './suggest.ts'

/** Which component: on a message (its ts) or a view (its id). */
export interface ComponentAct {
  readonly on: string
  readonly actionId: string
  readonly blockId?: string | undefined
  /** Tells buttons with one action id apart. */
  readonly value?: unknown
  /** What else stands in the form by now, by block id or label. */
  readonly values?: Given
}

/** A person clicks a button. */
export async function click(stage: Stage, user: string, used: ComponentAct): Promise<ActResult> {
  const found = await findComponent(stage, user, used)
  if (typeof found === 'string') return failed(found)
  const { text, value, url, style, confirm, icon } = found.component.element
  const action = { text, value, url, style, confirm, icon }
  return send(stage, user, found.source, found.component, definedOf(action))
}

/** A person chooses in a select, a picker, boxes or an overflow menu. */
export async function choose(stage: Stage, user: string, used: ComponentAct): Promise<ActResult> {
  const found = await findComponent(stage, user, used)
  if (typeof found === 'string') return failed(found)
  const { component, source } = found
  const options = await optionsFor(stage, user, source, component, used.value)
  const value = valueFrom(component, used.value, options)
  if (!value) return failed(`no_such_option: ${String(used.value)}`)
  if (holdsValue(component.type)) keep(stage.world, user, source, component, value)
  if (component.block.type === 'input' && component.block.dispatch_action !== true) return { ok: true }
  const { placeholder, confirm } = component.element
  return send(stage, user, source, component, definedOf({ ...value, placeholder, confirm }))
}

interface Found {
  readonly source: Source
  readonly component: Component
}

async function findComponent(stage: Stage, user: string, used: ComponentAct): Promise<Found | string> {
  const source = locate(stage.world, user, used.on)
  if (typeof source === 'string') return source
  if (source.kind === 'view' && used.values) {
    const problem = await fill(stage, user, source.view, used.values)
    if (problem) return problem
  }
  const component = componentIn(source, used)
  return component ? { source, component } : `no_such_component: ${used.actionId}`
}

function componentIn(source: Source, { actionId, blockId, value }: ComponentAct): Component | undefined {
  const all = componentsOf(blocksOf(source)).filter(
    (one) => one.actionId === actionId && (blockId === undefined || one.blockId === blockId),
  )
  return all.find((one) => value !== undefined && one.element.value === value) ?? all[0]
}

function blocksOf(source: Source): readonly JsonObject[] {
  if (source.kind === 'message') return source.message.blocks
  return objectsOf(source.view.content.blocks)
}

function keep(world: World, user: string, source: Source, component: Component, value: JsonObject): void {
  const { blockId, actionId } = component
  if (source.kind === 'view') {
    source.view.values[blockId] = { ...source.view.values[blockId], [actionId]: value }
    delete source.view.errors[blockId]
  } else {
    const key = messageKey(source.message, user)
    const before: StateValues = world.choices.get(key) ?? {}
    world.choices.set(key, { ...before, [blockId]: { ...before[blockId], [actionId]: value } })
  }
  changed(world)
}

async function send(
  stage: Stage,
  user: string,
  source: Source,
  component: Component,
  details: JsonObject,
): Promise<ActResult> {
  const { world } = stage
  const person = world.people.get(user)
  if (!person) return failed('user_not_found')
  const { actionId, blockId, type } = component
  const action = { ...details, action_id: actionId, block_id: blockId, type, action_ts: nextTs(world) }
  const payload = {
    type: 'block_actions',
    ...interactionFrom(world, person),
    ...containerOf(world, user, source),
    trigger_id: issueTrigger(world, user, source.kind === 'view' ? { viewId: source.view.id } : {}),
    actions: [action],
  }
  const ack = await stage.deliver({ type: 'interactive', payload })
  const error = ackError(ack)
  return error ? failed(error) : { ok: true }
}

function definedOf(fields: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined))
}
