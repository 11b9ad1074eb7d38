import type { IncomingMessage, ServerResponse } from 'node:http'
import { defaultDatabases } from '../../local-drs/databases.ts'
import type { LocalDrs } from '../../local-drs/server.ts'
import { fieldsOf, readBody, sendJson } from '../../local-slack/http.ts'
import type { Beside } from '../../local-slack/routing.ts'
import type { Observer } from '../../local-slack/traffic.ts'
import { carryOut } from './acts.ts'
import { catalogue } from './catalogue.ts'
import { createHistory } from './history.ts'
import { createMask } from './mask.ts'
import { stateOf } from './state.ts'
import { createTraffic } from './traffic.ts'

/** The local DRS on the page of the local Slack. */
export interface DrsPanel extends Beside {
  /**
   * Answers below `/beside/`: `catalogue`, `state`, `events` (server-sent: `{ state?, lines? }`), `traffic/<id>`, and
   * `POST do/<action>`.
   */
  answer(request: IncomingMessage, response: ServerResponse): Promise<void>
  readonly observe: Observer
  stop(): void
}

export interface DrsPanelOptions {
  /** Never to be shown: tokens and keys of the sandbox. */
  readonly secrets?: readonly string[]
  /** Wall clock in milliseconds since the epoch. */
  readonly now?: () => number
  /** How often the page is told what time has changed, in milliseconds. */
  readonly tick?: number
}

export function createDrsPanel(drs: LocalDrs, options: DrsPanelOptions = {}): DrsPanel {
  const { now = Date.now, tick = 1_000, secrets = [] } = options
  const passwords = defaultDatabases.map(({ password }) => password)
  const mask = createMask([...passwords, ...secretsOf(drs), ...secrets])
  const history = createHistory()
  const traffic = createTraffic(drs, mask)
  const followers = new Set<() => void>()
  const timer = setInterval(look, tick)

  function look(): void {
    history.note(now(), drs.control.tasks())
    for (const tell of followers) tell()
  }

  const state = () => stateOf(drs, history, now())

  /** Tells a page what has changed since it was last told. */
  function follow(response: ServerResponse): void {
    response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-cache' })
    let told = ''
    let last = traffic.after().at(-1)?.id
    const tell = () => {
      const shown = state()
      const text = JSON.stringify(shown)
      const lines = traffic.after(last)
      last = lines.at(-1)?.id ?? last
      if (text === told && lines.length === 0) return
      response.write(`data: ${JSON.stringify({ ...(text === told ? {} : { state: shown }), lines })}\n\n`)
      told = text
    }
    followers.add(tell)
    response.on('close', () => followers.delete(tell))
    tell()
  }

  function shownAt(what: string, which: string): unknown {
    if (what === 'catalogue') return catalogue()
    if (what === 'state') return { state: state(), lines: traffic.after() }
    return what === 'traffic' ? traffic.details(which) : undefined
  }

  async function act(name: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = fieldsOf(await readBody(request, 100_000), request.headers['content-type'])
    sendJson(response, 200, carryOut(drs.control, mask, name, body))
    look()
  }

  return {
    page: new URL('./page/', import.meta.url),
    async answer(request, response) {
      const [, , what = '', which = ''] = new URL(request.url ?? '/', 'http://local').pathname.split('/')
      if (request.method === 'POST' && what === 'do') return act(which, request, response)
      if (request.method !== 'GET') return sendJson(response, 404, { error: 'no such thing' })
      if (what === 'events') return follow(response)
      const shown = shownAt(what, which)
      sendJson(response, shown === undefined ? 404 : 200, shown ?? { error: 'no such thing' })
    },
    observe: traffic.note,
    stop: () => clearInterval(timer),
  }
}

function secretsOf({ sk, temporary, iamPassword }: LocalDrs): readonly string[] {
  return [sk, temporary.sk, temporary.securityToken, iamPassword]
}
