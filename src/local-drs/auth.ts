import { createHash, createHmac, timingSafeEqual } from 'node:crypto'
import type { IncomingHttpHeaders } from 'node:http'

/** A request as it came over the wire. `target` is path and query, `body` the exact bytes. */
export interface SignedRequest {
  readonly method: string
  readonly target: string
  readonly headers: IncomingHttpHeaders
  readonly body: Uint8Array
}

export interface Keys {
  readonly ak: string
  readonly sk: string
  /** Of a temporary pair: has to come signed as X-Security-Token. */
  readonly securityToken?: string
}

/** The gateway refuses signatures that are older or younger (DRS API reference 3.2). */
const maxSkewMs = 15 * 60_000
const algorithm = 'SDK-HMAC-SHA256'
const authorizationPattern =
  /^SDK-HMAC-SHA256 Access=([^,\s]+), ?SignedHeaders=([^,\s]+), ?Signature=([0-9a-f]{64})$/

/**
 * Why the gateway would turn a request away, or nothing when its SDK-HMAC-SHA256 signature is right.
 * `now` is the wall clock in milliseconds.
 */
export function signatureFault(
  request: SignedRequest,
  known: readonly Keys[],
  now: number,
): string | undefined {
  const authorization = header(request.headers, 'authorization')
  if (!authorization) return 'no Authorization header'
  const [, access, names, signature] = authorizationPattern.exec(authorization) ?? []
  if (!access || !names || !signature) return 'the Authorization header is malformed'
  const keys = known.find(({ ak }) => ak === access)
  if (!keys) return 'the access key does not exist'
  const date = header(request.headers, 'x-sdk-date') ?? ''
  const signedAt = timeOf(date)
  if (signedAt === undefined) return 'the X-Sdk-Date header is missing or malformed'
  if (Math.abs(now - signedAt) > maxSkewMs)
    return `X-Sdk-Date ${date} is more than 15 minutes away from the clock here, ${written(now)}`
  const signedNames = names.toLowerCase().split(';')
  if (!signedNames.includes('host') || !signedNames.includes('x-sdk-date'))
    return 'host and x-sdk-date must be signed'
  const tokenFault = securityTokenFault(request.headers, signedNames, keys)
  if (tokenFault) return tokenFault
  const expected = hmac(keys.sk, [algorithm, date, sha256(canonicalForm(request, signedNames))].join('\n'))
  return timingSafeEqual(Buffer.from(expected), Buffer.from(signature))
    ? undefined
    : 'the signature does not match'
}

function securityTokenFault(
  headers: IncomingHttpHeaders,
  signedNames: readonly string[],
  { securityToken }: Keys,
): string | undefined {
  const given = header(headers, 'x-security-token')
  if (given !== undefined && !signedNames.includes('x-security-token'))
    return 'X-Security-Token must be signed'
  if (securityToken === undefined || given === securityToken) return undefined
  return 'the X-Security-Token of the temporary access key is missing or wrong'
}

function canonicalForm(request: SignedRequest, signedNames: readonly string[]): string {
  const [path = '/', query = ''] = splitTarget(request.target)
  const names = [...signedNames].sort()
  return [
    request.method,
    canonicalPath(path),
    canonicalQuery(query),
    ...names.map((name) => `${name}:${(header(request.headers, name) ?? '').trim()}`),
    '',
    names.join(';'),
    header(request.headers, 'x-sdk-content-sha256') ?? sha256(request.body),
  ].join('\n')
}

function splitTarget(target: string): readonly [string, string] {
  const at = target.indexOf('?')
  return at < 0 ? [target, ''] : [target.slice(0, at), target.slice(at + 1)]
}

/** Each segment decoded once and encoded again; for the signature alone the path ends in a slash. */
function canonicalPath(path: string): string {
  const encoded = path
    .split('/')
    .map((segment) => encode(decode(segment)))
    .join('/')
  return encoded.endsWith('/') ? encoded : `${encoded}/`
}

function canonicalQuery(query: string): string {
  const pairs = query
    .split('&')
    .filter(Boolean)
    .map((pair): readonly [string, string] => {
      const at = pair.indexOf('=')
      const [name, value] = at < 0 ? [pair, ''] : [pair.slice(0, at), pair.slice(at + 1)]
      return [encode(decode(name)), encode(decode(value))]
    })
  return pairs
    .sort(byNameThenValue)
    .map(([name, value]) => `${name}=${value}`)
    .join('&')
}

function byNameThenValue(a: readonly [string, string], b: readonly [string, string]): number {
  return compare(decode(a[0]), decode(b[0])) || compare(decode(a[1]), decode(b[1]))
}

function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b)
}

/** A broken escape stands for itself, so that bad input is a wrong signature and not a crash. */
function decode(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

function encode(text: string): string {
  const escaped = (character: string) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`
  return encodeURIComponent(text).replaceAll(/[!'()*]/g, escaped)
}

/** As X-Sdk-Date is written. */
function written(now: number): string {
  return new Date(now).toISOString().replace(/[-:]|\.\d{3}/g, '')
}

/** Milliseconds of `YYYYMMDDTHHMMSSZ`. */
function timeOf(date: string): number | undefined {
  const [, year, month, day, hour, minute, second] =
    /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(date) ?? []
  const time = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`)
  return Number.isNaN(time) ? undefined : time
}

function header(headers: IncomingHttpHeaders, name: string): string | undefined {
  const value = headers[name.toLowerCase()]
  return Array.isArray(value) ? value.join(',') : value
}

function sha256(data: string | Uint8Array): string {
  return createHash('sha256').update(data).digest('hex')
}

function hmac(key: string, text: string): string {
  return createHmac('sha256', key).update(text).digest('hex')
}
