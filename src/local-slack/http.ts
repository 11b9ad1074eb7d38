import type { IncomingMessage, ServerResponse } from 'node:http'
import { isObject, type JsonObject, parseJson } from './json.ts'

/** The whole body of a request; refused with an error when it is larger than `most` bytes. */
export async function readBody(request: IncomingMessage, most = 20_000_000): Promise<Buffer> {
  const parts: Buffer[] = []
  let size = 0
  for await (const part of request) {
    const bytes = Buffer.from(part)
    size += bytes.length
    if (size > most) throw new Error('the body is too large')
    parts.push(bytes)
  }
  return Buffer.concat(parts)
}

/** A body of form fields or JSON as one object. */
export function fieldsOf(body: Buffer, contentType: string | undefined): JsonObject {
  const text = body.toString('utf8')
  if (contentType?.includes('json')) {
    const value = parseJson(text)
    return isObject(value) ? value : {}
  }
  return Object.fromEntries(new URLSearchParams(text))
}

/** Answers with JSON. */
export function sendJson(
  response: ServerResponse,
  status: number,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
): void {
  response.writeHead(status, { 'content-type': 'application/json; charset=utf-8', ...headers })
  response.end(JSON.stringify(body))
}

/** Answers with text. */
export function sendText(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8' })
  response.end(text)
}
