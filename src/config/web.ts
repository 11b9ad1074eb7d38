import * as z from 'zod'
import { isLoopback } from './endpoints.ts'

/** The part of the configuration about the bot's own page for secrets: without it people give references only. */

/** Where the bot's own page is, and how long what people hand over there is kept. */
export interface WebConfig {
  /** How people reach it: HTTPS, or this very machine. */
  readonly url: string
  readonly port: number
  readonly host: string
  /** How many proxies of ours stand before it: each adds an address to X-Forwarded-For. */
  readonly proxies: number
}

const hour = 60 * 60_000
const defaults = { port: 3080, host: '0.0.0.0' } as const
/** How long a secret that was handed over is kept, in ms, where nothing else is said. */
export const secretsKeepMs = 24 * hour

const rule =
  'must be a URL that begins with https://, as passwords travel there (http:// for 127.0.0.1 and localhost only)'

/** Passwords must not travel in the clear; what does not leave the machine may. */
function isSafe(url: string): boolean {
  if (!URL.canParse(url)) return false
  const { protocol, hostname } = new URL(url)
  return protocol === 'https:' || (protocol === 'http:' && isLoopback(hostname.replace(/^\[|\]$/g, '')))
}

const mostProxies = 'must be 0 to 10'
const port = z.int().min(1, 'must be 1 to 65535').max(65_535, 'must be 1 to 65535')

const proxies = z.int().min(0, mostProxies).max(10, mostProxies)

export const webFields = {
  web: z
    .strictObject({
      url: z.string().refine(isSafe, rule),
      port: port.default(defaults.port),
      host: z.string().min(1).default(defaults.host),
      proxies: proxies.optional(),
    })
    .optional(),
  secretsKeepHours: z
    .number()
    .min(0.1, 'is in hours, at least 0.1')
    .max(24 * 90, 'is in hours, at most 2160')
    .default(secretsKeepMs / hour)
    // In ms from here on.
    .transform((hours) => hours * hour),
}

const proxiesMissing =
  'web.proxies (or DRS_CHATOPS_WEB_PROXIES) is missing. The page is reached over HTTPS and the bot itself speaks HTTP, so something stands before it: write how many proxies of yours add an address to X-Forwarded-For, 0 if none does. Wrong links are counted by the address that they see.'

type Environment = Readonly<Record<string, string | undefined>>

/** What the file says of the page; how many proxies there are may be said by the environment. */
export type WebInFile = Omit<WebConfig, 'proxies'> & { readonly proxies?: number | undefined }

/**
 * The file's settings, over which those of the environment go: `DRS_CHATOPS_WEB_URL`, `DRS_CHATOPS_WEB_PORT` and
 * `DRS_CHATOPS_WEB_PROXIES`. Whoever is reached over HTTPS has something before the bot, which speaks HTTP.
 */
export function readWeb(
  inFile: WebInFile | undefined,
  env: Environment,
  problems: string[],
): WebConfig | undefined {
  const url = env.DRS_CHATOPS_WEB_URL
  const given = env.DRS_CHATOPS_WEB_PORT
  if (url && !isSafe(url)) problems.push(`DRS_CHATOPS_WEB_URL ${rule}.`)
  if (given && !port.safeParse(Number(given)).success)
    problems.push('DRS_CHATOPS_WEB_PORT is not a port; use 1 to 65535.')
  if (!inFile && !url) return undefined
  const stated = env.DRS_CHATOPS_WEB_PROXIES ? Number(env.DRS_CHATOPS_WEB_PROXIES) : inFile?.proxies
  const at = url ?? inFile?.url ?? ''
  if (stated === undefined && at.startsWith('https:')) problems.push(proxiesMissing)
  else if (stated !== undefined && !proxies.safeParse(stated).success)
    problems.push(`DRS_CHATOPS_WEB_PROXIES is “${env.DRS_CHATOPS_WEB_PROXIES}”; use 0 to 10.`)
  if (!env.DRS_CHATOPS_KEY)
    problems.push(
      'The page for secrets (web, DRS_CHATOPS_WEB_URL) needs DRS_CHATOPS_KEY, under which they are kept. Make one with: openssl rand -base64 32',
    )
  return {
    ...defaults,
    url: '',
    ...inFile,
    ...(url && { url }),
    ...(given && { port: Number(given) }),
    proxies: stated ?? 0,
  }
}
