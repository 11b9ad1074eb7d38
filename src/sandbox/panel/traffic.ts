import type { Text } from '../../base/i18n.ts'
import { operationById } from '../../drs/index.ts'
import type { LocalDrs } from '../../local-drs/server.ts'
import { objectOf, textOf } from '../../local-slack/json.ts'
import type { Exchange } from '../../local-slack/traffic.ts'
import type { Mask } from './mask.ts'

/** A line of the inspector. */
export interface Line {
  readonly id: string
  readonly kind: Exchange['kind'] | 'drs'
  readonly name: string
  readonly title?: Text | undefined
  /** What it was about: the rest of a command, the channel, the person. */
  readonly hint: string
  readonly at: number
  readonly ms: number
  readonly ok: boolean
  readonly outcome: string
  /** Only looked: there are many of those. */
  readonly read: boolean
}

interface Kept {
  readonly line: Line
  readonly details: () => { readonly request: unknown; readonly answer: unknown }
}

/** How many exchanges are remembered. */
const most = 500

/** What went between Slack, the bot and DRS; nothing leaves here but through the mask. */
export function createTraffic({ control }: Pick<LocalDrs, 'control'>, mask: Mask) {
  let kept: readonly Kept[] = []
  let count = 0
  let lastSeen: string | undefined

  function keep(line: Omit<Line, 'id'>, details: Kept['details']): void {
    count += 1
    kept = [...kept, { line: { ...line, id: String(count) }, details }].slice(-most)
  }

  /** Takes over what DRS was asked since the last time. */
  function collect(): void {
    const calls = control.requests(most)
    const fresh = calls.slice(calls.findLastIndex(({ requestId }) => requestId === lastSeen) + 1)
    lastSeen = calls.at(-1)?.requestId
    for (const call of fresh) {
      const { requestId, method, path, body, language } = call
      const asked = { method, path, requestId, ...(language ? { 'X-Language': language } : {}), body }
      keep(lineOfDrs(call), () => ({
        request: mask.value(asked),
        answer: mask.value(control.answer(requestId)),
      }))
    }
  }

  return {
    /** An exchange of the local Slack. */
    note(exchange: Exchange): void {
      const { kind, name, at, ms, ok, outcome, request, answer } = exchange
      const hint = mask.text(hintOf(objectOf(request)))
      const read = kind === 'call' && /\.(info|list|test|members|history|replies|open)$/.test(name)
      keep({ kind, name, hint, at, ms, ok, outcome, read }, () => ({
        request: mask.value(request),
        answer: mask.value(answer),
      }))
    },
    /** The lines after the one of that id, oldest first; all without one. */
    after(id = '0'): readonly Line[] {
      collect()
      return kept.map(({ line }) => line).filter((line) => Number(line.id) > Number(id))
    },
    details(id: string) {
      return kept.find(({ line }) => line.id === id)?.details()
    },
  }
}

type DrsCall = ReturnType<LocalDrs['control']['requests']>[number]

function lineOfDrs({ operation, method, path, at, ms, status }: DrsCall): Omit<Line, 'id'> {
  const declared = operation === undefined ? undefined : operationById(operation)
  return {
    kind: 'drs',
    name: operation ?? `${method} ${path}`,
    title: declared?.title,
    hint: '',
    at: at - ms,
    ms,
    ok: status >= 200 && status < 300,
    outcome: status === 0 ? 'cut' : String(status),
    read: declared?.risk === 'read',
  }
}

/** The part of a request that tells it from others of its kind. */
function hintOf(request: Readonly<Record<string, unknown>>): string {
  const [action] = Array.isArray(request.actions) ? request.actions.map(objectOf) : []
  const view = objectOf(request.view)
  const found = [request.text, action?.action_id, view.callback_id, request.channel, request.user_id]
  return (found.map(textOf).find(Boolean) ?? '').slice(0, 120)
}
