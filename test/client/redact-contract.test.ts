import { inspect } from 'node:util'
import { describe, expect, it } from 'vitest'
import * as z from 'zod'
import { operations } from '../../src/drs/index.ts'
import type { Operation } from '../../src/drs/operation.ts'
import * as v3 from '../drs/fixtures.ts'
import * as v5 from '../drs/v5/fixtures.ts'
import { bodyOf, declared, isJson } from '../kit/typed-requests.ts'
import { type Step, scriptedServer, testClient } from './scripted-server.ts'

/** What the contract marks as secret comes out of the client nowhere: not in answers, not in errors, not in its log. */
const marked = 'Marked-secret-7f3a'

/** Names marked in the contract, found in its JSON form and not by the client's own walk. */
function markedNames(op: Operation): readonly string[] {
  const names = new Set<string>()
  const visit = (node: unknown, name = ''): void => {
    if (Array.isArray(node)) for (const item of node) visit(item, name)
    if (!isJson(node)) return
    if (node.secret === true) names.add(name)
    for (const [key, child] of Object.entries(node)) {
      if (key === 'properties' && isJson(child))
        for (const [field, inner] of Object.entries(child)) visit(inner, field)
      else visit(child, name)
    }
  }
  for (const schema of [op.request, op.response])
    visit(z.toJSONSchema(schema, { unrepresentable: 'any', io: 'input' }))
  return [...names]
}

const withSecrets = operations.filter((op) => markedNames(op).length > 0 && !op.download && !op.upload)

/** Calls with that body, whatever it is, and gives back everything that came out of the client. */
async function allThatCame(op: Operation, body: unknown, answer: Step): Promise<string> {
  const { endpoint } = await scriptedServer(answer)
  const { client, logged } = testClient(endpoint)
  const input = { params: paramsOf(op), ...(body !== undefined && { body }) }
  const results = [
    await client.callAny(op, input).catch((error: unknown) => error),
    await client.call(op, input).catch((error: unknown) => error),
  ]
  return inspect([results, logged], { depth: Infinity, showHidden: true, maxStringLength: null })
}

function paramsOf(op: Operation): Readonly<Record<string, string>> {
  return Object.fromEntries([...op.path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => [name, 'x']))
}

/** A request that its schema takes, from the documented examples. */
function exampleOf(op: Operation): unknown {
  const found =
    op.api === 'v3'
      ? v3.requestExamples.filter(({ operation }) => operation === op.id).map((example) => v3.body(example))
      : v5.requests.flatMap(({ operation, file }) => (operation === op.id && file ? [v5.body(file)] : []))
  return found[0]
}

it('is marked in many operations', () => expect(withSecrets.length).toBeGreaterThan(10))

describe.each(withSecrets.map((op) => [`${op.api} ${op.id}`, op] as const))('the secrets of %s', (_, op) => {
  const secrets = Object.fromEntries(markedNames(op).map((name) => [name, marked]))
  const everywhere = { ...secrets, results: [{ ...secrets, deep: { deeper: [secrets] } }], count: 1 }

  it('do not come back in an answer', async () => {
    const came = await allThatCame(op, exampleOf(op), { status: op.success, body: everywhere })
    expect(came).not.toContain(marked)
  })

  it('do not come back in an error', async () => {
    const message = `refused: ${JSON.stringify(secrets)}`
    const body = { error_code: 'DRS.M00001', error_msg: message, ...everywhere }
    expect(await allThatCame(op, exampleOf(op), { status: 400, body })).not.toContain(marked)
  })
})

/** The example with the mark in place of everything that stands under a marked name. */
function remarked(value: unknown, names: ReadonlySet<string>, name = ''): unknown {
  if (typeof value === 'string') return names.has(name) && value !== '' ? marked : value
  if (Array.isArray(value)) return value.map((item) => remarked(item, names, name))
  if (!isJson(value)) return value
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, remarked(item, names, key)]))
}

const sent = [
  ...v3.requestExamples.map((one) => [one.file, declared(one.operation), bodyOf(v3.body(one))] as const),
  ...v5.requests.flatMap(({ operation, file }) =>
    file === undefined ? [] : [[file, v5.declared(operation), bodyOf(v5.body(file))] as const],
  ),
]
  .map(([file, op, body]) => [file, op, remarked(body, new Set(markedNames(op)))] as const)
  .filter(([, , body]) => JSON.stringify(body).includes(marked))

it('are in documented requests', () => expect(sent.length).toBeGreaterThan(10))

describe.each(sent)('a request as in %s', (_, op, body) => {
  it.each([
    ['an answer', op.success],
    ['an error', 400],
    ['a failure', 503],
  ])('does not come back when it is echoed in %s', async (_kind, status) => {
    const echo: Step = {
      status,
      body: {
        error_code: 'DRS.M00001',
        error_msg: `you sent ${marked}`,
        echo: body,
        text: JSON.stringify(body),
      },
    }
    expect(await allThatCame(op, body, echo)).not.toContain(marked)
    const { endpoint, seen } = await scriptedServer(echo)
    await testClient(endpoint)
      .client.callAny(op, { params: paramsOf(op), body })
      .catch(() => undefined)
    // The request itself must carry it, or the test shows nothing.
    expect(seen[0]?.body).toContain(marked)
  })
})
