import { createHash, createHmac } from 'node:crypto'

/**
 * AK/SK signature of the API gateway, algorithm SDK-HMAC-SHA256. The API reference (section 3.2) names the algorithm but
 * does not describe it; the steps below reproduce test/fixtures/signing-vectors.json, which come from the vendor's signer.
 */
const algorithm = 'SDK-HMAC-SHA256'

/** Access key, secret key, and the security token of a temporary pair. */
export interface Credentials {
  readonly ak: string
  readonly sk: string
  readonly securityToken?: string
}

/** A request as it goes over the wire; `headers` are exactly those to be signed, `host` and `X-Sdk-Date` included. */
export interface Signable {
  readonly method: string
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  /** The exact text that is sent, empty without a body; bytes for what is not JSON. */
  readonly body: string | Uint8Array
}

/** The request in the normal form that client and gateway hash. */
export function canonicalRequest(request: Signable): string {
  const url = new URL(request.url)
  const headers = signedHeaders(request.headers)
  return [
    request.method,
    canonicalPath(url.pathname),
    canonicalQuery(url.searchParams),
    ...headers.map(([name, value]) => `${name}:${value}`),
    '',
    headers.map(([name]) => name).join(';'),
    payloadHash(request),
  ].join('\n')
}

/** What the secret key signs: algorithm, time and the hash of the canonical request. */
export function stringToSign(request: Signable): string {
  return [algorithm, header(request, 'x-sdk-date') ?? '', sha256(canonicalRequest(request))].join('\n')
}

/** Value of the `Authorization` header. */
export function authorization(request: Signable, credentials: Credentials): string {
  const names = signedHeaders(request.headers).map(([name]) => name)
  const signature = createHmac('sha256', credentials.sk).update(stringToSign(request)).digest('hex')
  return `${algorithm} Access=${credentials.ak}, SignedHeaders=${names.join(';')}, Signature=${signature}`
}

/** The headers of a request with those that prove who sends it. */
export function signedRequestHeaders(
  request: Signable,
  keys: Credentials,
  now: number,
): Record<string, string> {
  const headers = {
    ...request.headers,
    'X-Sdk-Date': sdkDate(now),
    // So the vendor's signer treats what is not JSON.
    ...(typeof request.body === 'string' ? {} : { 'X-Sdk-Content-Sha256': 'UNSIGNED-PAYLOAD' }),
    ...(keys.securityToken === undefined ? {} : { 'X-Security-Token': keys.securityToken }),
  }
  return { ...headers, Authorization: authorization({ ...request, headers }, keys) }
}

/** `X-Sdk-Date` for a moment in milliseconds since the epoch: `20251119T083000Z`. */
export function sdkDate(now: number): string {
  return new Date(now).toISOString().replace(/[-:]|\.\d+/g, '')
}

/** All headers are signed but a multipart content type, whose boundary the sender may still choose. */
function signedHeaders(headers: Signable['headers']): readonly (readonly [string, string])[] {
  return Object.entries(headers)
    .map(([name, value]) => [name.toLowerCase(), value.trim()] as const)
    .filter(([name, value]) => name !== 'content-type' || !value.startsWith('multipart/form-data'))
    .sort(([a], [b]) => compare(a, b))
}

function canonicalPath(path: string): string {
  const encoded = path
    .split('/')
    .map((segment) => encode(decodeURIComponent(segment)))
    .join('/')
  return encoded.endsWith('/') ? encoded : `${encoded}/`
}

function canonicalQuery(query: URLSearchParams): string {
  return [...query]
    .sort(([nameA, valueA], [nameB, valueB]) => compare(nameA, nameB) || compare(valueA, valueB))
    .map(([name, value]) => `${encode(name)}=${encode(value)}`)
    .join('&')
}

function payloadHash(request: Signable): string {
  return header(request, 'x-sdk-content-sha256') ?? sha256(request.body)
}

function header(request: Signable, name: string): string | undefined {
  return Object.entries(request.headers).find(([given]) => given.toLowerCase() === name)?.[1]
}

/** Percent-encoding of RFC 3986: `encodeURIComponent` leaves five characters more than the gateway does. */
function encode(text: string): string {
  return encodeURIComponent(text).replace(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`)
}

/** Order by code unit, so that capitals come first, unlike `localeCompare`. */
function compare(a: string, b: string): number {
  if (a === b) return 0
  return a < b ? -1 : 1
}

function sha256(content: string | Uint8Array): string {
  return createHash('sha256').update(content).digest('hex')
}
