import { type ComponentAct, choose, click } from '../acts/component-acts.ts'
import { clickEntity, closeEntity, compose, openEntity, refreshEntity } from '../acts/entity-acts.ts'
import { fill } from '../acts/fill.ts'
import { openHome } from '../acts/home.ts'
import { dismiss, edit, react, remove, share } from '../acts/message-acts.ts'
import { close, submit } from '../acts/modal-acts.ts'
import { locate } from '../acts/place.ts'
import { useShortcut } from '../acts/shortcut-acts.ts'
import { type ActResult, failed, type Stage } from '../acts/stage.ts'
import { suggest } from '../acts/suggest.ts'
import { openDirect, say } from '../acts/talk.ts'
import { type JsonObject, objectOf, stringsOf, textOf } from '../json.ts'
import { changed } from '../world.ts'

type Act = (stage: Stage, user: string, body: JsonObject) => ActResult | Promise<ActResult>

function word(body: JsonObject, key: string): string {
  return textOf(body[key]) ?? ''
}

function componentActOf(body: JsonObject): ComponentAct {
  return {
    on: word(body, 'on'),
    actionId: word(body, 'actionId'),
    blockId: textOf(body.blockId),
    value: body.value,
    values: objectOf(body.values),
  }
}

function speak(stage: Stage, user: string, body: JsonObject): ActResult | Promise<ActResult> {
  const saying = {
    channel: word(body, 'channel'),
    text: word(body, 'text'),
    threadTs: textOf(body.threadTs),
  }
  const files = stringsOf(body.files)
  return files.length > 0 ? share(stage, user, { ...saying, files }) : say(stage, user, saying)
}

async function fillIn(stage: Stage, user: string, body: JsonObject): Promise<ActResult> {
  const source = locate(stage.world, user, word(body, 'view'))
  if (typeof source === 'string') return failed(source)
  if (source.kind === 'message') return failed('view_not_open')
  const problem = await fill(stage, user, source.view, objectOf(body.values))
  changed(stage.world)
  return problem ? failed(problem) : { ok: true }
}

/** Everything a person can do, by name. */
const acts: Readonly<Record<string, Act>> = {
  say: speak,
  react: (stage, user, body) => react(stage, user, word(body, 'on'), word(body, 'name')),
  edit: (stage, user, body) => edit(stage, user, word(body, 'on'), word(body, 'text')),
  remove: (stage, user, body) => remove(stage, user, word(body, 'on')),
  dismiss: (stage, user, body) => dismiss(stage, user, word(body, 'on')),
  click: (stage, user, body) => click(stage, user, componentActOf(body)),
  choose: (stage, user, body) => choose(stage, user, componentActOf(body)),
  suggest: (stage, user, body) =>
    suggest(stage, user, { ...componentActOf(body), query: word(body, 'query') }),
  fill: fillIn,
  submit: (stage, user, body) => submit(stage, user, word(body, 'view'), objectOf(body.values)),
  close: (stage, user, body) => close(stage, user, word(body, 'view'), body.all === true),
  shortcut: (stage, user, body) =>
    useShortcut(stage, user, { callbackId: word(body, 'callbackId'), on: textOf(body.on) }),
  home: (stage, user, body) => openHome(stage, user, body.tab === 'messages' ? 'messages' : 'home'),
  openEntity: (stage, user, body) => openEntity(stage, user, { on: word(body, 'on'), id: textOf(body.id) }),
  refreshEntity: (stage, user) => refreshEntity(stage, user),
  closeEntity: (stage, user) => closeEntity(stage, user),
  clickEntity: (stage, user, body) =>
    clickEntity(stage, user, { actionId: word(body, 'actionId'), value: textOf(body.value) }),
  compose: (stage, user, body) => compose(stage, user, word(body, 'text')),
  direct: (stage, user) => openDirect(stage, user),
}

/** The names of all acts. */
export const actNames: readonly string[] = Object.keys(acts)

/** Lets a person act: `{ as, act, ... }`. */
export async function perform(stage: Stage, body: JsonObject): Promise<ActResult> {
  const act = acts[word(body, 'act')]
  const user = word(body, 'as')
  if (!act) return failed(`unknown_act: ${word(body, 'act')}`)
  if (!stage.world.people.has(user)) return failed('user_not_found')
  return act(stage, user, body)
}
