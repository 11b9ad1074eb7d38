import { createHash, createHmac, timingSafeEqual } from 'node:crypto'
import type { IncomingHttpHeaders, IncomingMessage } from 'node:http'

/** What the pages are reached by. */
export interface Site {
  /** Scheme and host, for example `https://drs.example.com`. */
  readonly origin: string
  readonly secure: boolean
}

export function siteOf(url: string): Site {
  const { origin, protocol } = new URL(url)
  return { origin, secure: protocol === 'https:' }
}

/** On every answer: nothing is run, framed, kept, guessed at or told to others. */
export function headersOf({ secure }: Site): Readonly<Record<string, string>> {
  return {
    'content-security-policy':
      "default-src 'none'; style-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY',
    'referrer-policy': 'no-referrer',
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
    'x-robots-tag': 'noindex, nofollow',
    ...(secure && { 'strict-transport-security': 'max-age=31536000' }),
  }
}

/** Whoever sends the form must have opened the page before, in the same browser. */
function cookieOf({ secure }: Site, token: string): { readonly name: string; readonly value: string } {
  const digest = createHash('sha256').update(token).digest('hex').slice(0, 12)
  return {
    name: `${secure ? '__Host-' : ''}drs-${digest}`,
    value: createHmac('sha256', token).update('page').digest('base64url'),
  }
}

/** `seconds`: how long the link can work at most. */
export function setCookie(site: Site, token: string, seconds: number): string {
  const { name, value } = cookieOf(site, token)
  const secure = site.secure ? '; Secure' : ''
  return `${name}=${value}; Path=/; Max-Age=${seconds}; HttpOnly; SameSite=Strict${secure}`
}

/** Takes the cookie back once it is of no use. */
export function clearCookie(site: Site, token: string): string {
  return setCookie(site, token, 0).replace(/=[^;]*/, '=')
}

function hasCookie(site: Site, token: string, header: string | undefined): boolean {
  const { name, value } = cookieOf(site, token)
  const given = (header ?? '').split(/;\s*/).find((pair) => pair.startsWith(`${name}=`))
  return given !== undefined && same(given.slice(name.length + 1), value)
}

function same(one: string, other: string): boolean {
  const [a, b] = [Buffer.from(one), Buffer.from(other)]
  return a.length === b.length && timingSafeEqual(a, b)
}

/**
 * Whether the page itself sent it. Browsers say `null` for the origin of a page that asks them to tell no referrer; then
 * Sec-Fetch-Site has to say it (Fetch standard, "append a request Origin header"; Fetch Metadata).
 */
function isFromPage({ origin }: Site, headers: IncomingHttpHeaders): boolean {
  const site = headers['sec-fetch-site']
  const from = headers.origin
  if (site !== undefined && site !== 'same-origin') return false
  if (from !== undefined && from !== 'null') return from === origin
  return site === 'same-origin'
}

export function isOwnForm(site: Site, token: string, headers: IncomingHttpHeaders): boolean {
  return isFromPage(site, headers) && hasCookie(site, token, headers.cookie)
}

/**
 * Whom to count guesses for. Behind proxies of ours each has added the address that it saw to X-Forwarded-For; what stands
 * before those was written by the guest.
 */
export function addressOf(request: IncomingMessage, proxies: number): string {
  const seen = [
    ...String(request.headers['x-forwarded-for'] ?? '')
      .split(',')
      .map((address) => address.trim())
      .filter(Boolean),
    request.socket.remoteAddress ?? '',
  ]
  return seen[Math.max(0, seen.length - 1 - proxies)] ?? ''
}
