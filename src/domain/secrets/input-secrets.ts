import * as z from 'zod'
import type { Text } from '../../base/i18n.ts'
import type { InvalidField } from '../../base/user-error.ts'
import { UserError } from '../../base/user-error.ts'
import type { Operation, OperationInput } from '../../drs/operation.ts'
import { holdsSecretForm } from '../../security/secret-forms.ts'
import { isSecretName } from '../../security/secret-names.ts'
import { secretReference } from './secret-reference.ts'
import type { SecretUse } from './secret-scope.ts'
import { callPurpose, storedSecretId } from './stored-secret.ts'

/** Secrets in the requests of `/drs api`: people write references, and only the call itself sees what they lead to. */

/** What stands where a request has a secret: a reference to one, if all is well. */
export interface SecretInRequest {
  /** Of the field, as the request has it. */
  readonly name: string
  readonly text: string
  /** Where DRS would send it: IP addresses and host names as they are written, and ids of instances. Empty: not said. */
  readonly addresses: readonly string[]
}

/** How the text of a field is taken: `json` is a structure, with secrets in it under telling names. */
type Kind = 'secret' | 'json' | undefined
type Fields = Readonly<Record<string, unknown>>

interface Rules {
  kindOf(name: string): Kind
  /** Whether a structure inside of another one stands for something of its own, as the contract says it. */
  readonly structured: boolean
}

/** Whether its request can have a secret in it. */
export function takesSecrets(op: Operation): boolean {
  return kindsOf(op).size > 0
}

function rulesOf(op: Operation): Rules {
  const kinds = kindsOf(op)
  return { kindOf: (name) => kinds.get(name), structured: true }
}

/** Fields of an operation by what they hold, at any depth of the request. */
function kindsOf(op: Operation): ReadonlyMap<string, Kind> {
  const known = kindsByOperation.get(op)
  if (known) return known
  const kinds = new Map<string, Kind>()
  const visit = (node: unknown): void => {
    if (typeof node !== 'object' || node === null) return
    for (const [name, child] of Object.entries('properties' in node ? (node.properties ?? {}) : {})) {
      const text = JSON.stringify(child)
      // Structures pass their secrets on to their own fields.
      if (!text.includes('"secret":true') || text.includes('"properties":')) continue
      kinds.set(name, text.includes('"json":true') ? 'json' : 'secret')
    }
    for (const child of Object.values(node)) visit(child)
  }
  visit(z.toJSONSchema(op.request, { io: 'input', unrepresentable: 'any' }))
  kindsByOperation.set(op, kinds)
  return kinds
}

const kindsByOperation = new WeakMap<Operation, ReadonlyMap<string, Kind>>()

/** Inside of a JSON text there is no contract: names tell (6.1.3). */
const tellingNames: Rules = {
  kindOf: (name) => (isSecretName(name) ? 'secret' : undefined),
  structured: false,
}

interface Place {
  readonly name: string
  readonly kind: Kind
  /** The structures that it stands in, up to the item of a list, the innermost first. */
  readonly around: readonly Fields[]
}

type Change = (found: SecretInRequest) => string

/** The value with every secret in it changed. */
function mapSecrets(rules: Rules, value: unknown, change: Change, place: Place): unknown {
  if (Array.isArray(value)) {
    return value.map((item) =>
      mapSecrets(rules, item, change, isFields(item) ? { ...place, around: [] } : place),
    )
  }
  if (isFields(value)) {
    const around = rules.structured || place.around.length === 0 ? [value, ...place.around] : place.around
    return Object.fromEntries(
      Object.entries(value).map(([name, field]) => {
        const kind = place.kind === 'secret' ? place.kind : rules.kindOf(name)
        return [name, mapSecrets(rules, field, change, { name, kind, around })]
      }),
    )
  }
  if (place.kind === 'json' && typeof value === 'string') return mapJson(value, change, place)
  if (place.kind !== 'secret' || !isFilled(value)) return value
  const found = change({ name: place.name, text: String(value), addresses: addressesNear(place.around) })
  return found === String(value) ? value : found
}

/** A text that is no JSON, or that has a secret where no name tells it, counts as one secret as a whole. */
function mapJson(text: string, change: Change, { name }: Place): string {
  const whole = { name, text, addresses: [] }
  const inside = structureIn(text)
  if (inside === undefined) return text === '' ? text : change(whole)
  const changed = mapSecrets(tellingNames, inside, change, { name, kind: undefined, around: [] })
  return holdsSecretForm(text) ? change(whole) : JSON.stringify(changed)
}

function structureIn(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null ? value : undefined
  } catch {
    return undefined // a reference, or not what it should be
  }
}

function isFilled(value: unknown): value is string | number {
  return typeof value === 'number' || (typeof value === 'string' && value !== '')
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** `ip`, `dns_ip`, which decides where a name leads, and the ids of instances in all their spellings. */
const addressName = /(?:^|_)ip$|^inst(?:ance)?_?id$/i

export function isAddressName(name: string): boolean {
  return addressName.test(name)
}

/** Those of the innermost structure that has any. */
function addressesNear(around: readonly Fields[]): readonly string[] {
  return around.map(addressesIn).find((found) => found.length > 0) ?? []
}

function addressesIn(value: unknown): readonly string[] {
  if (Array.isArray(value)) return value.flatMap(addressesIn)
  if (!isFields(value)) return []
  return Object.entries(value).flatMap(([name, field]) => {
    // 7.2.1: a database that DRS knows already.
    const isAddress = isAddressName(name) || (name === 'id' && 'endpoint_name' in value)
    return typeof field === 'string' && isAddress && field !== '' ? [field] : addressesIn(field)
  })
}

/** What stands in the fields for secrets, in `value` under that name. */
function secretsIn(rules: Rules, value: unknown, name = ''): readonly SecretInRequest[] {
  const found: SecretInRequest[] = []
  const note: Change = (one) => {
    found.push(one)
    return one.text
  }
  mapSecrets(rules, value, note, { name, kind: rules.kindOf(name), around: [] })
  return found
}

/** Refused at the field already: a draft of a form is stored, and must not hold a secret. */
export function typedSecrets(op: Operation, body: Readonly<Record<string, unknown>>): InvalidField[] {
  const rules = rulesOf(op)
  return Object.entries(body).flatMap(([field, value]) =>
    secretsIn(rules, value, field)
      .filter(({ text }) => !secretReference.test(text))
      .map(({ name }) => ({ field: `body.${field}`, text: notTyped(name) })),
  )
}

/** The references to secrets in a request, each with where it would be sent. */
export function secretsInRequest(op: Operation, input: OperationInput): readonly SecretInRequest[] {
  return secretsIn(rulesOf(op), input.body)
}

/** Throws `UserError` where somebody wrote what is no reference: a secret typed into Slack is known to Slack. */
export function requireReferences(op: Operation, input: OperationInput): void {
  const typed = secretsInRequest(op, input).find(({ text }) => !secretReference.test(text))
  if (typed) throw new UserError(notTyped(typed.name))
}

function notTyped(name: string): Text {
  return {
    en: `${name} takes a reference, env:NAME or file:/path, never the secret itself. If you typed a real one, change it.`,
    'zh-CN': `${name} 只接受引用 env:变量名 或 file:/路径，不能填写机密本身。如果填写了真实的机密，请立即更换。`,
  }
}

/**
 * The request with every secret that it refers to, read at this moment. What is kept for a call (`kept:`, which people
 * cannot write) opens for exactly that call.
 */
export async function withSecretsRead(
  connection: string,
  op: Operation,
  input: OperationInput,
  read: (reference: string, use: SecretUse) => Promise<string>,
): Promise<OperationInput> {
  const about = callPurpose(connection, op.id, input)
  const secrets = new Map<string, string>()
  for (const { name, text, addresses } of secretsInRequest(op, input)) {
    if (!secretReference.test(text) && storedSecretId(text) === undefined) throw new UserError(notTyped(name))
    secrets.set(text, await read(text, { connection, about, addresses }))
  }
  return withSecrets(op, input, secrets)
}

/** The request with the secrets in place of their references; lives only for the length of the call. */
export function withSecrets(
  op: Operation,
  input: OperationInput,
  secrets: ReadonlyMap<string, string>,
): OperationInput {
  if (input.body === undefined) return input
  const fill: Change = ({ text }) => secrets.get(text) ?? text
  return {
    ...input,
    body: mapSecrets(rulesOf(op), input.body, fill, { name: '', kind: undefined, around: [] }),
  }
}
