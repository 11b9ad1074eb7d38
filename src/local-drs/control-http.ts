import type { IncomingHttpHeaders } from 'node:http'
import * as z from 'zod'
import { BadInput } from './bad-input.ts'
import type { Control } from './control.ts'
import { inputs } from './control-inputs.ts'

const views = ['tasks', 'databases', 'requests', 'faults', 'clock'] as const

/** `GET /control`: what there is to see and to do, with the shape of each input. */
export function controlGuide() {
  return {
    get: views.map((name) => `/control/${name}`),
    post: Object.entries(inputs).map(([name, input]) => ({
      path: `/control/${name}`,
      input: z.toJSONSchema(input, { io: 'input', unrepresentable: 'any' }),
    })),
  }
}

const localHost = /^(127\.0\.0\.1|localhost|\[::1\])(:\d+)?$/

/**
 * A request that a page of another site made in somebody's browser. A page whose own name leads here has the right origin,
 * and is told by the name that it asks for.
 */
export function isFromOtherSite({ origin, host = '', ...headers }: IncomingHttpHeaders): boolean {
  if (!localHost.test(host)) return true
  if (origin !== undefined) return origin !== `http://${host}`
  return headers['sec-fetch-site'] === 'cross-site' || headers['sec-fetch-site'] === 'same-site'
}

/** Carries out a control call that came over HTTP; undefined when there is no such call. */
export function controlCall(control: Control, method: string, name: string, body: unknown): unknown {
  if (method === 'GET') return name === '' ? controlGuide() : view(control, name)
  if (method !== 'POST') return undefined
  return posted(control, name, body)
}

function view(control: Control, name: string): unknown {
  const found = views.find((known) => known === name)
  return found && control[found]()
}

function posted(control: Control, name: string, body: unknown): unknown {
  switch (name) {
    case 'item':
      return control.item(checked(inputs.item, body))
    case 'speed':
      return control.speed(checked(inputs.speed, body))
    case 'advance':
      return control.advance(checked(inputs.advance, body))
    case 'create':
      return control.create(checked(inputs.create, body))
    case 'act':
      return control.act(checked(inputs.act, body))
    case 'lag':
      return control.lag(checked(inputs.lag, body))
    case 'overload':
      return control.overload(checked(inputs.overload, body))
    case 'difference':
      return control.difference(checked(inputs.difference, body))
    case 'password':
      return control.password(checked(inputs.password, body))
    case 'fault':
      return control.fault(checked(inputs.fault, body))
    case 'clearFault':
      return control.clearFault(checked(inputs.clearFault, body))
    case 'clearFaults':
      return control.clearFaults()
    case 'expireTokens':
      return control.expireTokens()
    case 'restart':
      return control.restart()
    default:
      return undefined
  }
}

function checked<S extends z.ZodType>(schema: S, body: unknown): z.output<S> {
  const parsed = schema.safeParse(body)
  if (parsed.success) return parsed.data
  throw new BadInput(z.prettifyError(parsed.error))
}
