import { createHash, createHmac } from 'node:crypto'
import { request as httpRequest } from 'node:http'

/** A signer for tests only, for plain paths and queries in order, so that the server has a witness of its own. */
export interface Target {
  readonly endpoint: string
  readonly projectId: string
  readonly ak: string
  readonly sk: string
}

export interface Sent {
  /** Path after the project, for example `/jobs/batch-status`. */
  readonly path: string
  /** What stands before the project; default: `v3`. */
  readonly root?: string
  readonly method?: string
  readonly body?: unknown
  /** Instead of `body`: exact text or bytes. */
  readonly text?: string | Uint8Array
  readonly headers?: Readonly<Record<string, string>>
  readonly now?: number
  readonly signed?: boolean
  /** Headers that are signed besides host and date; names in lower case. The hash of the body may be among them. */
  readonly alsoSigned?: Readonly<Record<string, string>>
}

export interface Received {
  readonly status: number
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  readonly text: string
  readonly bytes: Buffer
  // biome-ignore lint/suspicious/noExplicitAny: answers are looked into freely here
  readonly json: any
}

const sha256 = (text: string | Uint8Array) => createHash('sha256').update(text).digest('hex')

interface Outgoing {
  readonly method: string
  readonly url: URL
  readonly text: string | Uint8Array
  readonly now: number
  readonly also: Readonly<Record<string, string>>
}

function sign(target: Target, { method, url, text, now, also }: Outgoing): Record<string, string> {
  const date = new Date(now).toISOString().replace(/[-:]|\.\d{3}/g, '')
  const signed = { host: url.host, 'x-sdk-date': date, ...also }
  const lines = Object.entries(signed).sort(([a], [b]) => (a < b ? -1 : 1))
  const names = lines.map(([name]) => name).join(';')
  const canonical = [
    method,
    `${url.pathname}/`,
    url.search.slice(1),
    ...lines.map(([name, value]) => `${name}:${value}`),
    '',
    names,
    also['x-sdk-content-sha256'] ?? sha256(text),
  ].join('\n')
  const toSign = `SDK-HMAC-SHA256\n${date}\n${sha256(canonical)}`
  const signature = createHmac('sha256', target.sk).update(toSign).digest('hex')
  const authorization = `SDK-HMAC-SHA256 Access=${target.ak}, SignedHeaders=${names}, Signature=${signature}`
  return { ...signed, authorization }
}

/** Sends a call to the project of the target and gives whatever comes back. */
export function send(target: Target, sent: Sent): Promise<Received> {
  const url = new URL(`${target.endpoint}/${sent.root ?? 'v3'}/${target.projectId}${sent.path}`)
  const method = sent.method ?? (sent.body === undefined && sent.text === undefined ? 'GET' : 'POST')
  const text = sent.text ?? (sent.body === undefined ? '' : JSON.stringify(sent.body))
  const outgoing = { method, url, text, now: sent.now ?? Date.now(), also: sent.alsoSigned ?? {} }
  const signature = sent.signed === false ? {} : sign(target, outgoing)
  const headers = { 'content-type': 'application/json', ...signature, ...sent.headers }
  return raw(url, method, headers, text)
}

export function raw(
  url: URL,
  method: string,
  headers: Record<string, string>,
  text: string | Uint8Array,
): Promise<Received> {
  return new Promise((resolve, reject) => {
    const request = httpRequest(url, {
      method,
      headers: { ...headers, 'content-length': String(Buffer.byteLength(text)) },
    })
    request.on('error', reject)
    request.on('response', (response) => {
      const chunks: Buffer[] = []
      response.on('data', (chunk: Buffer) => chunks.push(chunk))
      response.on('error', reject)
      response.on('end', () => {
        const bytes = Buffer.concat(chunks)
        const answered = bytes.toString('utf8')
        resolve({
          status: response.statusCode ?? 0,
          headers: response.headers,
          text: answered,
          bytes,
          json: jsonOf(answered),
        })
      })
    })
    request.end(text)
  })
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
