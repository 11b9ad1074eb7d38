import * as z from 'zod'

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
const defaults = { port: 3080, host: '0.0.0.0', proxies: 0 } as const
/** How long a secret that was handed over is kept, in ms, where nothing else is said. */
export const secretsKeepMs = 24 * hour

const rule =
  'must be a URL that begins with https://, as passwords travel there (http:// for 127.0.0.1 and localhost only)'

/** Passwords must not travel in the clear; what does not leave the machine may. */
function isSafe(url: string): boolean {
  if (!URL.canParse(url)) return false
  const { protocol, hostname } = new URL(url)
  return (
    protocol === 'https:' || (protocol === 'http:' && ['127.0.0.1', 'localhost', '[::1]'].includes(hostname))
  )
}

const port = z.int().min(1, 'must be 1 to 65535').max(65_535, 'must be 1 to 65535')

export const webFields = {
  web: z
    .strictObject({
      url: z.string().refine(isSafe, rule),
      port: port.default(defaults.port),
      host: z.string().min(1).default(defaults.host),
      proxies: z.int().min(0).max(10).default(defaults.proxies),
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

type Environment = Readonly<Record<string, string | undefined>>

/** The file's settings, over which those of the environment go: `DRS_CHATOPS_WEB_URL` and `DRS_CHATOPS_WEB_PORT`. */
export function readWeb(
  inFile: WebConfig | undefined,
  env: Environment,
  problems: string[],
): WebConfig | undefined {
  const url = env.DRS_CHATOPS_WEB_URL
  const given = env.DRS_CHATOPS_WEB_PORT
  if (url && !isSafe(url)) problems.push(`DRS_CHATOPS_WEB_URL ${rule}.`)
  if (given && !port.safeParse(Number(given)).success)
    problems.push('DRS_CHATOPS_WEB_PORT is not a port; use 1 to 65535.')
  if (!inFile && !url) return undefined
  if (!env.DRS_CHATOPS_KEY)
    problems.push(
      'The page for secrets (web, DRS_CHATOPS_WEB_URL) needs DRS_CHATOPS_KEY, under which they are kept. Make one with: openssl rand -base64 32',
    )
  return { ...defaults, url: '', ...inFile, ...(url && { url }), ...(given && { port: Number(given) }) }
}
