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
  readonly method?: string
  readonly body?: unknown
  /** Instead of `body`: exact text. */
  readonly text?: string
  readonly headers?: Readonly<Record<string, string>>
  readonly now?: number
  readonly signed?: boolean
}

export interface Received {
  readonly status: number
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  readonly text: string
  // biome-ignore lint/suspicious/noExplicitAny: answers are looked into freely here
  readonly json: any
}

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex')

export function sign(
  target: Target,
  method: string,
  url: URL,
  text: string,
  now: number,
): Record<string, string> {
  const date = new Date(now).toISOString().replace(/[-:]|\.\d{3}/g, '')
  const canonical = [
    method,
    `${url.pathname}/`,
    url.search.slice(1),
    `host:${url.host}`,
    `x-sdk-date:${date}`,
    '',
    'host;x-sdk-date',
    sha256(text),
  ].join('\n')
  const toSign = `SDK-HMAC-SHA256\n${date}\n${sha256(canonical)}`
  const signature = createHmac('sha256', target.sk).update(toSign).digest('hex')
  const authorization = `SDK-HMAC-SHA256 Access=${target.ak}, SignedHeaders=host;x-sdk-date, Signature=${signature}`
  return { host: url.host, 'x-sdk-date': date, authorization }
}

/** Sends a call to the project of the target and gives whatever comes back. */
export function send(target: Target, sent: Sent): Promise<Received> {
  const url = new URL(`${target.endpoint}/v3/${target.projectId}${sent.path}`)
  const method = sent.method ?? (sent.body === undefined && sent.text === undefined ? 'GET' : 'POST')
  const text = sent.text ?? (sent.body === undefined ? '' : JSON.stringify(sent.body))
  const signature = sent.signed === false ? {} : sign(target, method, url, text, sent.now ?? Date.now())
  const headers = { 'content-type': 'application/json', ...signature, ...sent.headers }
  return raw(url, method, headers, text)
}

export function raw(
  url: URL,
  method: string,
  headers: Record<string, string>,
  text: string,
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
        const answered = Buffer.concat(chunks).toString('utf8')
        resolve({
          status: response.statusCode ?? 0,
          headers: response.headers,
          text: answered,
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
