import { createHash } from 'node:crypto'
import { componentsOf, withIds } from './components.ts'
import { holdsValue, initialValue } from './inputs.ts'
import { type JsonObject, objectsOf } from './json.ts'
import type { StateValues, View } from './types.ts'
import { app } from './workspace.ts'
import { changed, nextId, type World } from './world.ts'

/** Slack docs, Modals: a stack holds three views. */
const mostViews = 3

/** The modals open before a person, the topmost last. */
export function stackOf(world: World, person: string): readonly View[] {
  const ids = world.stacks.get(person) ?? []
  return ids.flatMap((id) => world.views.get(id) ?? [])
}

/** Opens a modal in place of whatever was open. */
export function openView(world: World, owner: string, content: JsonObject): View {
  const view = addView(world, owner, content, undefined)
  world.stacks.set(owner, [view.id])
  changed(world)
  return view
}

/** Puts a modal on top of the others; undefined when three are open already. */
export function pushView(world: World, owner: string, content: JsonObject): View | undefined {
  const stack = stackOf(world, owner)
  if (stack.length >= mostViews) return undefined
  const view = addView(world, owner, content, stack.at(-1))
  world.stacks.set(owner, [...stack.map((one) => one.id), view.id])
  changed(world)
  return view
}

/** Shows a person's Home tab anew. */
export function publishHome(world: World, owner: string, content: JsonObject): View {
  const known = homeOf(world, owner)
  if (known) return updateView(world, known, content)
  const view = addView(world, owner, content, undefined)
  world.homes.set(owner, view.id)
  changed(world)
  return view
}

/** What a person's Home tab shows. */
export function homeOf(world: World, owner: string): View | undefined {
  return world.views.get(world.homes.get(owner) ?? '')
}

function addView(world: World, owner: string, content: JsonObject, below: View | undefined): View {
  const id = nextId(world, 'V')
  const complete = { ...content, blocks: withIds(world, objectsOf(content.blocks)) }
  const view: View = {
    id,
    type: content.type === 'home' ? 'home' : 'modal',
    owner,
    content: complete,
    hash: hashOf(world, id),
    rootId: below?.rootId ?? id,
    previousId: below?.id,
    values: valuesFor(complete.blocks, {}),
    errors: {},
    notice: undefined,
  }
  world.views.set(id, view)
  return view
}

/** Changes what a view shows; entered values stay where block id, action id and type are the same. */
export function updateView(world: World, view: View, content: JsonObject): View {
  const blocks = withIds(world, objectsOf(content.blocks))
  view.content = { ...content, blocks }
  view.values = valuesFor(blocks, view.values)
  view.hash = hashOf(world, view.id)
  view.errors = {}
  view.notice = undefined
  changed(world)
  return view
}

/** Takes the topmost modal away; those below stay. */
export function popView(world: World, person: string): View | undefined {
  const stack = stackOf(world, person)
  world.stacks.set(
    person,
    stack.slice(0, -1).map((view) => view.id),
  )
  changed(world)
  return stack.at(-1)
}

/** Takes all modals of a person away. */
export function clearViews(world: World, person: string): void {
  world.stacks.set(person, [])
  changed(world)
}

/** Is it still before somebody's eyes? */
export function isOpen(world: World, view: View): boolean {
  return view.type === 'home' || stackOf(world, view.owner).includes(view)
}

/** An open view by its id, or by the app's own external_id. */
export function findView(world: World, id: string | undefined, externalId?: string): View | undefined {
  const view = externalId === undefined ? world.views.get(id ?? '') : withExternalId(world, externalId)
  return view && isOpen(world, view) ? view : undefined
}

/** The open view that has this external_id. */
export function withExternalId(world: World, externalId: string): View | undefined {
  return [...world.views.values()].find(
    (view) => view.content.external_id === externalId && isOpen(world, view),
  )
}

/** The state of all elements that hold values, kept where it fits and initial elsewhere. */
function valuesFor(blocks: readonly JsonObject[], before: StateValues): StateValues {
  const values: StateValues = {}
  for (const component of componentsOf(blocks)) {
    if (!holdsValue(component.type)) continue
    const kept = before[component.blockId]?.[component.actionId]
    const value = kept?.type === component.type ? kept : initialValue(component)
    values[component.blockId] = { ...values[component.blockId], [component.actionId]: value }
  }
  return values
}

function hashOf(world: World, id: string): string {
  const seconds = Math.floor(world.now() / 1000)
  const unique = createHash('sha256')
    .update(`${id} ${nextId(world, 'h')}`)
    .digest('hex')
    .slice(0, 8)
  return `${seconds}.${unique}`
}

/** The view as the API and payloads give it. */
export function wireView(world: World, view: View): JsonObject {
  return {
    id: view.id,
    team_id: world.team.id,
    private_metadata: '',
    callback_id: '',
    external_id: '',
    title: { type: 'plain_text', text: 'View Title', emoji: true },
    close: null,
    submit: null,
    clear_on_close: false,
    notify_on_close: false,
    ...view.content,
    type: view.type,
    hash: view.hash,
    state: { values: view.values },
    previous_view_id: view.previousId ?? null,
    root_view_id: view.rootId,
    app_id: app.id,
    bot_id: world.bot.id,
    app_installed_team_id: world.team.id,
  }
}
