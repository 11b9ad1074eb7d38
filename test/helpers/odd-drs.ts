import { createServer, request as httpRequest, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { route } from '../../src/local-drs/route.ts'

/** What DRS answered, to be changed on its way to the bot. */
export interface OddAnswer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  /** JSON; the text if it is none. */
  // biome-ignore lint/suspicious/noExplicitAny: a test reaches into an answer whose form it knows.
  readonly body: any
}

/** What the bot asked. */
export interface OddQuestion {
  /** Id of the operation, for example `batch-job-details`; empty for a path that is none. */
  readonly operation: string
  readonly params: Readonly<Record<string, string>>
  readonly query: URLSearchParams
  // biome-ignore lint/suspicious/noExplicitAny: as above.
  readonly body: any
}

/** Gives the answer that the bot gets instead; what it leaves out stays. Nothing: the answer goes through. */
type Change = (
  answer: OddAnswer,
  question: OddQuestion,
) => Partial<OddAnswer> | undefined | Promise<Partial<OddAnswer> | undefined>

export interface OddDrs {
  /** Where the bot goes instead of to the local DRS. */
  readonly endpoint: string
  readonly asked: readonly OddQuestion[]
  /** Changes every answer of that operation from now on; a later change takes the place of an earlier one. */
  on(operation: string, change: Change): void
  /** Answers in place of DRS, which does not get to know of the question. */
  instead(operation: string, answer: (question: OddQuestion) => Partial<OddAnswer>): void
  /** Lets the operation's answers through again. */
  off(operation: string): void
  /** From now on the operation gives its last answer again, to the same question. */
  freeze(operation: string): void
  /** Keeps the operation's answers back until the returned function is called. */
  hold(operation: string): () => void
  stop(): Promise<void>
}

/** Stands between the bot and a local DRS, over real HTTP, and makes odd what a test says. */
export async function oddDrs(drs: { readonly endpoint: string }): Promise<OddDrs> {
  const changes = new Map<string, Change>()
  const asked: OddQuestion[] = []
  const last = new Map<string, OddAnswer>()
  const replies = new Map<string, (question: OddQuestion) => Partial<OddAnswer>>()
  const server = createServer(async (request, response) => {
    const sent = await textOf(request)
    const question = questionOf(request, sent)
    asked.push(question)
    const reply = replies.get(question.operation)
    if (reply) return write(response, { ...plainAnswer, ...reply(question) })
    const answer = await passedOn(drs.endpoint, request, sent)
    const changed = await changes.get(question.operation)?.(answer, question)
    const given = { ...answer, ...changed }
    if (!changes.has(question.operation)) last.set(keyOf(question), answer)
    write(response, given)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    endpoint: `http://127.0.0.1:${port}`,
    asked,
    on: (operation, change) => void changes.set(operation, change),
    instead: (operation, answer) => void replies.set(operation, answer),
    off(operation) {
      changes.delete(operation)
      replies.delete(operation)
    },
    freeze: (operation) =>
      void changes.set(operation, (answer, question) => last.get(keyOf(question)) ?? answer),
    hold(operation) {
      let release = () => {}
      const released = new Promise<void>((resolve) => {
        release = resolve
      })
      changes.set(operation, async () => {
        await released
        return undefined
      })
      return () => {
        changes.delete(operation)
        release()
      }
    },
    async stop() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

const plainAnswer: OddAnswer = { status: 200, headers: { 'content-type': 'application/json' }, body: {} }

function keyOf({ operation, params, query, body }: OddQuestion): string {
  return JSON.stringify([operation, params, String(query), body])
}

async function textOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(Buffer.from(chunk))
  return Buffer.concat(chunks).toString('utf8')
}

function questionOf({ method = '', url = '' }: IncomingMessage, sent: string): OddQuestion {
  const { pathname, searchParams } = new URL(url, 'http://odd')
  const found = route(method, pathname)
  const operation = found.kind === 'operation' ? found.operation.id : ''
  const params = found.kind === 'operation' ? found.params : {}
  return { operation, params, query: searchParams, body: json(sent) }
}

/** With the same headers: the host is part of what was signed. */
async function passedOn(endpoint: string, request: IncomingMessage, sent: string): Promise<OddAnswer> {
  const { hostname, port } = new URL(endpoint)
  const { method, url: path, headers } = request
  const answer = await new Promise<IncomingMessage>((resolve, reject) => {
    httpRequest({ hostname, port, method, path, headers }, resolve).once('error', reject).end(sent)
  })
  const text = await textOf(answer)
  const kept = Object.entries(answer.headers).filter(([name]) => !hopByHop.has(name))
  return {
    status: answer.statusCode ?? 500,
    headers: Object.fromEntries(kept.map(([name, value]) => [name, String(value)])),
    body: json(text),
  }
}

const hopByHop: ReadonlySet<string> = new Set([
  'connection',
  'keep-alive',
  'transfer-encoding',
  'content-length',
])

function json(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}

function write(response: ServerResponse, { status, headers, body }: OddAnswer): void {
  response.writeHead(status, headers)
  response.end(typeof body === 'string' ? body : JSON.stringify(body))
}
