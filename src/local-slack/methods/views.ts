import { checkView, wordsOf } from '../blocks/validate.ts'
import { isObject, type JsonObject, textOf } from '../json.ts'
import { takeTrigger } from '../tickets.ts'
import type { View } from '../types.ts'
import {
  findView,
  homeOf,
  openView,
  publishHome,
  pushView,
  stackOf,
  updateView,
  wireView,
  withExternalId,
} from '../views.ts'
import type { World } from '../world.ts'
import { type Answer, type Call, type Methods, refused } from './method.ts'

/** A view of more than 250 kB is refused (Slack docs, views.open method). */
const largestView = 250_000

type Checked = { readonly view: JsonObject } | { readonly refusal: Answer }

function checkedView({ args }: Call, type: 'modal' | 'home' | undefined): Checked {
  const { view } = args
  if (!isObject(view))
    return { refusal: refused('invalid_arguments', ['[ERROR] missing required field: view']) }
  if (JSON.stringify(view).length > largestView) return { refusal: refused('view_too_large') }
  if (type && view.type !== type)
    return { refusal: refused('invalid_arguments', ['[ERROR] wrong view type [json-pointer:/view/type]']) }
  const problems = checkView(view)
  if (problems.length > 0) return { refusal: refused('invalid_arguments', wordsOf(problems)) }
  return { view }
}

function isTaken(world: World, view: JsonObject, by?: View): boolean {
  const id = textOf(view.external_id)
  if (!id) return false
  const holder = withExternalId(world, id)
  return holder !== undefined && holder !== by
}

function shown(world: World, view: View): Answer {
  return { view: wireView(world, view) }
}

function open(call: Call): Answer {
  const checked = checkedView(call, 'modal')
  if ('refusal' in checked) return checked.refusal
  if (isTaken(call.world, checked.view)) return refused('duplicate_external_id')
  const trigger = takeTrigger(call.world, triggerOf(call))
  if ('error' in trigger) return refused(trigger.error)
  return shown(call.world, openView(call.world, trigger.user, checked.view))
}

function triggerOf({ args }: Call): string {
  return textOf(args.trigger_id) ?? textOf(args.interactivity_pointer) ?? ''
}

function push(call: Call): Answer {
  const { world } = call
  const checked = checkedView(call, 'modal')
  if ('refusal' in checked) return checked.refusal
  if (isTaken(world, checked.view)) return refused('duplicate_external_id')
  const trigger = takeTrigger(world, triggerOf(call))
  if ('error' in trigger) return refused(trigger.error)
  const inside = stackOf(world, trigger.user).some((view) => view.id === trigger.viewId)
  if (!inside) return refused('invalid_trigger_id')
  const view = pushView(world, trigger.user, checked.view)
  return view ? shown(world, view) : refused('push_limit_reached')
}

function update(call: Call): Answer {
  const { world, args } = call
  const checked = checkedView(call, undefined)
  if ('refusal' in checked) return checked.refusal
  const externalId = textOf(args.external_id)
  const view = findView(world, textOf(args.view_id), externalId === '' ? undefined : externalId)
  if (!view) return refused('not_found')
  if (view.type !== checked.view.type) return refused('invalid_arguments')
  if (isMovedOn(args, view)) return refused('hash_conflict')
  if (isTaken(world, checked.view, view)) return refused('duplicate_external_id')
  return shown(world, updateView(world, view, checked.view))
}

function isMovedOn(args: JsonObject, view: View | undefined): boolean {
  const hash = textOf(args.hash)
  return hash !== undefined && hash !== '' && view !== undefined && hash !== view.hash
}

function publish(call: Call): Answer {
  const { world, args } = call
  const user = textOf(args.user_id) ?? ''
  if (!world.people.has(user)) return refused('user_not_found')
  const checked = checkedView(call, 'home')
  if ('refusal' in checked) return checked.refusal
  if (isMovedOn(args, homeOf(world, user))) return refused('hash_conflict')
  return shown(world, publishHome(world, user, checked.view))
}

/** views.* */
export const viewMethods: Methods = {
  'views.open': { token: 'bot', run: open },
  'views.push': { token: 'bot', run: push },
  'views.update': { token: 'bot', run: update },
  'views.publish': { token: 'bot', run: publish },
}
