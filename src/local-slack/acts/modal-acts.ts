import { checkView } from '../blocks/validate.ts'
import { type Component, componentsOf } from '../components.ts'
import { fieldError } from '../inputs.ts'
import { flagOf, isObject, type JsonObject, objectOf, objectsOf } from '../json.ts'
import { issueResponseUrl, issueTrigger } from '../tickets.ts'
import type { Person, View } from '../types.ts'
import { clearViews, popView, pushView, stackOf, updateView, wireView } from '../views.ts'
import { changed } from '../world.ts'
import { fill, type Given } from './fill.ts'
import { type ActResult, ackError, failed, interactionFrom, type Stage } from './stage.ts'

/** What Slack shows in a modal when the app's answer was missing or wrong. */
const trouble = 'We had some trouble connecting. Try again?'

/** A person submits the topmost modal, after entering `values`. */
export async function submit(
  stage: Stage,
  user: string,
  viewId: string,
  values: Given = {},
): Promise<ActResult> {
  const { world } = stage
  const person = world.people.get(user)
  const view = stackOf(world, user).at(-1)
  if (!person || view?.id !== viewId) return failed('view_not_open')
  const problem = await fill(stage, user, view, values)
  if (problem) return failed(problem)
  view.notice = undefined
  view.errors = fieldErrors(view)
  changed(world)
  if (Object.keys(view.errors).length > 0) return failed('invalid_fields', { errors: view.errors })
  const ack = await stage.deliver({ type: 'interactive', payload: submission(stage, person, view) })
  const error = ackError(ack)
  if (error) return inTrouble(stage, view, error)
  return answer(stage, view, ack.status === 'acked' ? (ack.payload ?? {}) : {})
}

function inputsOf(view: View): readonly Component[] {
  return componentsOf(objectsOf(view.content.blocks)).filter((one) => one.block.type === 'input')
}

function fieldErrors(view: View): Record<string, string> {
  const errors: Record<string, string> = {}
  for (const component of inputsOf(view)) {
    const value = view.values[component.blockId]?.[component.actionId]
    const error = value && fieldError(component, value)
    if (error) errors[component.blockId] = error
  }
  return errors
}

function submission({ world }: Stage, person: Person, view: View): JsonObject {
  return {
    type: 'view_submission',
    ...interactionFrom(world, person),
    trigger_id: issueTrigger(world, person.id, { viewId: view.id }),
    view: wireView(world, view),
    response_urls: inputsOf(view).flatMap(({ blockId, actionId, element }) => {
      const value = view.values[blockId]?.[actionId]
      const channel = value?.selected_conversation ?? value?.selected_channel
      if (element.response_url_enabled !== true || typeof channel !== 'string') return []
      const url = issueResponseUrl(world, channel, person.id)
      return [{ block_id: blockId, action_id: actionId, channel_id: channel, response_url: url }]
    }),
  }
}

function inTrouble({ world }: Stage, view: View, error: string): ActResult {
  view.notice = trouble
  changed(world)
  return failed(error)
}

/** Carries out what the app answered (Slack docs, Modals). */
function answer(stage: Stage, view: View, payload: JsonObject): ActResult {
  const { world } = stage
  switch (payload.response_action) {
    case undefined:
      takeAway(stage, view)
      return { ok: true }
    case 'clear':
      clearViews(world, view.owner)
      return { ok: true }
    case 'errors':
      return showErrors(stage, view, objectOf(payload.errors))
    case 'update':
    case 'push':
      return showView(stage, view, payload)
    default:
      return inTrouble(stage, view, 'invalid_response_action')
  }
}

function takeAway({ world }: Stage, view: View): void {
  const ids = stackOf(world, view.owner).map((one) => one.id)
  world.stacks.set(
    view.owner,
    ids.filter((id) => id !== view.id),
  )
  changed(world)
}

function showErrors(stage: Stage, view: View, errors: JsonObject): ActResult {
  const fields = inputsOf(view).map((one) => one.blockId)
  const rows = Object.entries(errors)
  const sound = rows.length > 0 && rows.every(([id, text]) => fields.includes(id) && typeof text === 'string')
  if (!sound) return inTrouble(stage, view, 'invalid_errors')
  view.errors = Object.fromEntries(rows.map(([id, text]) => [id, String(text)]))
  changed(stage.world)
  return failed('errors', { errors: view.errors })
}

function showView(stage: Stage, view: View, payload: JsonObject): ActResult {
  const content = payload.view
  const problems = checkView(content)
  if (problems.length > 0 || !isObject(content)) return inTrouble(stage, view, 'invalid_view')
  const shown =
    payload.response_action === 'push'
      ? pushView(stage.world, view.owner, content)
      : updateView(stage.world, view, content)
  return shown ? { ok: true, viewId: shown.id } : inTrouble(stage, view, 'push_limit_reached')
}

/** A person closes the topmost modal, or with `all` the whole stack. */
export async function close(stage: Stage, user: string, viewId: string, all = false): Promise<ActResult> {
  const { world } = stage
  const person = world.people.get(user)
  const stack = stackOf(world, user)
  const view = stack.at(-1)
  if (!person || view?.id !== viewId) return failed('view_not_open')
  const cleared = all || flagOf(view.content.clear_on_close)
  if (cleared) clearViews(world, user)
  else popView(world, user)
  const closed = cleared ? [...stack].reverse() : [view]
  for (const one of closed.filter((view) => flagOf(view.content.notify_on_close)))
    await stage.deliver({ type: 'interactive', payload: closing(stage, person, one, cleared) })
  return { ok: true }
}

function closing({ world }: Stage, person: Person, view: View, cleared: boolean): JsonObject {
  return {
    type: 'view_closed',
    ...interactionFrom(world, person),
    view: { ...wireView(world, view), state: { values: {} } },
    is_cleared: cleared,
  }
}
