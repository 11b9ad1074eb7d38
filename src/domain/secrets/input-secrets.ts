import * as z from 'zod'
import type { Text } from '../../base/i18n.ts'
import type { InvalidField } from '../../base/user-error.ts'
import { UserError } from '../../base/user-error.ts'
import type { Operation, OperationInput } from '../../drs/operation.ts'
import { secretReference } from './secret-reference.ts'
import { callPurpose, storedSecretId } from './stored-secret.ts'

/** Secrets in the requests of `/drs api`: people write references, and only the call itself sees what they lead to. */

/** Names of the fields that hold secrets, at any depth of the request. */
function secretNames(op: Operation): ReadonlySet<string> {
  const names = new Set<string>()
  const visit = (node: unknown): void => {
    if (typeof node !== 'object' || node === null) return
    for (const [name, child] of Object.entries('properties' in node ? (node.properties ?? {}) : {})) {
      if (JSON.stringify(child).includes('"secret":true') && !isNested(child)) names.add(name)
    }
    for (const child of Object.values(node)) visit(child)
  }
  visit(z.toJSONSchema(op.request, { io: 'input', unrepresentable: 'any' }))
  return names
}

/** Structures pass their secrets on to their own fields. */
function isNested(node: unknown): boolean {
  return JSON.stringify(node).includes('"properties":')
}

function deepMap(value: unknown, change: (name: string, text: string) => string, name = ''): unknown {
  if (typeof value === 'string') return change(name, value)
  if (Array.isArray(value)) return value.map((item) => deepMap(item, change, name))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, deepMap(item, change, key)]))
}

interface Found {
  readonly name: string
  readonly text: string
}

/** What stands in the fields for secrets, in `value` under that name. */
function secretsIn(names: ReadonlySet<string>, value: unknown, under = ''): readonly Found[] {
  const found: Found[] = []
  deepMap(
    value,
    (name, text) => {
      if (names.has(name) && text !== '') found.push({ name, text })
      return text
    },
    under,
  )
  return found
}

/** Refused at the field already: a draft of a form is stored, and must not hold a secret. */
export function typedSecrets(op: Operation, body: Readonly<Record<string, unknown>>): InvalidField[] {
  const names = secretNames(op)
  return Object.entries(body).flatMap(([field, value]) =>
    secretsIn(names, value, field)
      .filter(({ text }) => !secretReference.test(text))
      .map(({ name }) => ({ field: `body.${field}`, text: notTyped(name) })),
  )
}

/**
 * The references to secrets in a request. Throws `UserError` where somebody wrote what is no reference: a secret typed into
 * Slack is known to Slack.
 */
export function secretReferences(op: Operation, input: OperationInput): readonly string[] {
  const found = secretsIn(secretNames(op), input.body)
  const typed = found.find(({ text }) => !secretReference.test(text))
  if (typed) throw new UserError(notTyped(typed.name))
  return found.map(({ text }) => text)
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
  read: (reference: string, about: string) => Promise<string>,
): Promise<OperationInput> {
  const about = callPurpose(connection, op.id, input)
  const secrets = new Map<string, string>()
  for (const { name, text } of secretsIn(secretNames(op), input.body)) {
    if (!secretReference.test(text) && storedSecretId(text) === undefined) throw new UserError(notTyped(name))
    secrets.set(text, await read(text, about))
  }
  return withSecrets(op, input, secrets)
}

/** The request with the secrets in place of their references; lives only for the length of the call. */
export function withSecrets(
  op: Operation,
  input: OperationInput,
  secrets: ReadonlyMap<string, string>,
): OperationInput {
  const names = secretNames(op)
  const body = deepMap(input.body, (name, text) => (names.has(name) ? (secrets.get(text) ?? text) : text))
  return { ...input, ...(input.body !== undefined && { body }) }
}
