import type { SeenMessage, SeenView } from '../../src/local-slack/control/seen.ts'
import type { MessageMatcher, ViewMatcher } from '../../src/local-slack/control/wait.ts'
import type { LoggedCall } from '../../src/local-slack/web-api.ts'

/** What came of an act; `ok: false` says why in `error`. */
export interface Outcome {
  readonly ok: boolean
  readonly error?: string
  /** Messages at fields, by block id. */
  readonly errors?: Readonly<Record<string, string>>
  readonly ts?: string
  readonly viewId?: string
}

export interface ComponentOptions {
  readonly value?: unknown
  readonly blockId?: string
  /** What else is entered in the view, by label or block id. */
  readonly values?: Values
}

/** By the label over the field, or by block id. */
export type Values = Readonly<Record<string, unknown>>

/** The hands of a test on a local Slack at `baseUrl` (its page URL), also in another process. */
export function slackDriver(baseUrl: string) {
  const call = caller(baseUrl)
  const wait = waiter(call)
  return {
    /** Acts and looks as that person. */
    as: (user: string) => personDriver(call, wait, user),
    /** Any route of the control API, e.g. `post('faults', { method, kind })`. */
    post: (path: string, body: object = {}) => call<{ ok: boolean }>('POST', path, body),
    clearFaults: () => call<{ ok: boolean }>('DELETE', 'faults'),
    /** The calls of the Web API so far, oldest first; of one method, if given. */
    async calls(method?: string): Promise<readonly LoggedCall[]> {
      const { calls } = await call<{ calls: readonly LoggedCall[] }>('GET', 'log')
      return method === undefined ? calls : calls.filter((one) => one.method === method)
    },
    waitForCall: (method: string, count = 1, timeoutMs = 10_000) =>
      wait<LoggedCall>({ for: 'call', matcher: { method, count }, timeoutMs }),
    waitForConnections: (count: number, timeoutMs = 20_000) =>
      wait<true>({ for: 'connections', matcher: { count }, timeoutMs }),
  }
}

export type SlackDriver = ReturnType<typeof slackDriver>
export type PersonDriver = ReturnType<SlackDriver['as']>

type Call = <T>(method: string, path: string, body?: object) => Promise<T>
type Wait = <T>(body: object) => Promise<T>

function caller(baseUrl: string): Call {
  return async <T>(method: string, path: string, body?: object): Promise<T> => {
    const url = new URL(`/control/${path}`, baseUrl)
    const response = await fetch(url, {
      method,
      ...(body ? { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) } : {}),
    })
    const text = await response.text()
    if (!response.ok) throw new Error(`${method} ${url.pathname}: ${response.status} ${text}`)
    return JSON.parse(text)
  }
}

function waiter(call: Call): Wait {
  return async <T>(body: object): Promise<T> => {
    const { found } = await call<{ found: T | null }>('POST', 'wait', body)
    if (found === null) throw new Error(`did not come: ${JSON.stringify(body)}`)
    return found
  }
}

function personDriver(call: Call, wait: Wait, as: string) {
  const act = (body: object) => call<Outcome>('POST', 'act', { as, ...body })
  const query = (fields: Record<string, string>) => new URLSearchParams({ as, ...fields })
  const useComponent =
    (name: string) =>
    (on: string, actionId: string, options: ComponentOptions = {}) =>
      act({ act: name, on, actionId, ...options })
  return {
    id: as,
    /** Sends what would be typed into the composer. */
    say: (channel: string, text: string, threadTs?: string) => act({ act: 'say', channel, text, threadTs }),
    /** The same, for slash commands. */
    command: (channel: string, text: string) => act({ act: 'say', channel, text }),
    /** Clicks a button on a message (its ts) or a view (its id). */
    click: useComponent('click'),
    /** Chooses `value` in a select, a picker, boxes or an overflow menu. */
    choose: (on: string, actionId: string, value: unknown, options: ComponentOptions = {}) =>
      useComponent('choose')(on, actionId, { ...options, value }),
    /** Uses a shortcut of the app, on a message (its ts) or anywhere. */
    shortcut: (callbackId: string, on?: string) => act({ act: 'shortcut', callbackId, on }),
    /** What a select of the app offers for that text. */
    async suggest(
      on: string,
      actionId: string,
      text: string,
      blockId?: string,
    ): Promise<readonly SuggestedOption[]> {
      const answer = await call<Outcome & { options?: readonly SuggestedOption[] }>('POST', 'act', {
        ...{ as, act: 'suggest', on, actionId, blockId, query: text },
      })
      if (!answer.options) throw new Error(`no suggestions: ${answer.error}`)
      return answer.options
    },
    /** Enters values without submitting. */
    fill: (view: string, values: Values) => act({ act: 'fill', view, values }),
    /** Enters values and submits. */
    submit: (view: string, values: Values = {}) => act({ act: 'submit', view, values }),
    close: (view: string, options: { readonly all?: boolean } = {}) =>
      act({ act: 'close', view, ...options }),
    /** Gives a file to the workspace; the answer is the value for a file input. */
    async upload(name: string, given: string | Buffer): Promise<object> {
      const content = Buffer.from(given).toString('base64')
      return (await call<{ file: object }>('POST', 'upload', { as, name, content })).file
    },
    /** Opens the Home tab. */
    home: () => act({ act: 'home' }),
    /** Opens the conversation with the app and gives its channel. */
    async direct(): Promise<string> {
      const { channel } = await call<{ channel: string }>('POST', 'act', { as, act: 'direct' })
      return channel
    },
    /** The open modals, the topmost last. */
    async views(): Promise<readonly SeenView[]> {
      return (await call<{ modals: readonly SeenView[] }>('GET', `views?${query({})}`)).modals
    },
    async transcript(channel: string): Promise<readonly SeenMessage[]> {
      const path = `transcript?${query({ channel })}`
      return (await call<{ messages: readonly SeenMessage[] }>('GET', path)).messages
    },
    /** The last message of a channel, threads included, that fits; waits for it to come. */
    waitFor: (channel: string, matcher: MessageMatcher, timeoutMs = 10_000) =>
      wait<SeenMessage>({ for: 'message', as, channel, matcher, timeoutMs }),
    /** The topmost modal, or the Home tab, once it fits. */
    waitForView: (matcher: ViewMatcher = {}, timeoutMs = 10_000) =>
      wait<SeenView>({ for: 'view', as, matcher, timeoutMs }),
    waitForNoView: (timeoutMs = 10_000) => wait<true>({ for: 'no-view', as, timeoutMs }),
  }
}

export interface SuggestedOption {
  readonly text: { readonly text: string }
  readonly value: string
}
