import { say, type Text } from '../../base/i18n.ts'
import { errorOf } from '../../drs/errors.ts'
import { BadInput } from '../../local-drs/bad-input.ts'
import type { Control } from '../../local-drs/control.ts'
import { controlCall } from '../../local-drs/control-http.ts'
import { databaseKey, defaultDatabases } from '../../local-drs/databases.ts'
import { type JsonObject, textOf } from '../../local-slack/json.ts'
import type { Mask } from './mask.ts'

/** What the page may turn; the control room has more. */
const allowed: ReadonlySet<string> = new Set([
  'act',
  'advance',
  'clearFault',
  'clearFaults',
  'create',
  'fault',
  'item',
  'overload',
  'password',
  'restart',
  'speed',
])

export type Outcome = { readonly ok: true } | { readonly ok: false; readonly error: Text }

/** Does what somebody clicked on the page; what is refused comes back in words. */
export function carryOut(control: Control, mask: Mask, name: string, body: JsonObject): Outcome {
  try {
    if (name === 'usualPassword') return usualPassword(control, textOf(body.database) ?? '')
    if (!allowed.has(name)) return { ok: false, error: say('There is no such action.', '没有此操作。') }
    if (name === 'password') mask.hide(textOf(body.password) ?? '')
    controlCall(control, 'POST', name, body)
    return { ok: true }
  } catch (error) {
    if (!(error instanceof BadInput)) throw error
    return { ok: false, error: inWords(error.message) }
  }
}

/** The password that the sandbox gave the database, and the bot, at the beginning. */
function usualPassword(control: Control, database: string): Outcome {
  const usual = defaultDatabases.find((one) => databaseKey(one) === database)
  if (!usual) return { ok: false, error: say('There is no such database.', '没有此数据库。') }
  control.password({ database, password: usual.password })
  return { ok: true }
}

/** A refusal of DRS by the meaning of its code, anything else as it was said. */
function inWords(message: string): Text {
  const [code] = /[\w.]+$/.exec(message) ?? []
  const meaning = code === undefined ? undefined : errorOf(code)?.meaning
  return meaning ? say(`${meaning.en} (${code})`, `${meaning['zh-CN']}（${code}）`) : say(message, message)
}
