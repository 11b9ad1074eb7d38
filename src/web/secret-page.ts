import type { IncomingMessage } from 'node:http'
import type { Text } from '../base/i18n.ts'
import type { Log } from '../base/log.ts'
import { oneTimeLinkMs, type SecretRequest } from '../domain/secrets/one-time-link.ts'
import type { SecretPageServices } from '../ports/secret-page.ts'
import { isRecognisable } from '../security/known-values.ts'
import { addressOf, clearCookie, isOwnForm, type Site, setCookie } from './guards.ts'
import {
  codeName,
  donePage,
  failedPage,
  fieldName,
  formPage,
  gonePage,
  oftenPage,
  refusedPage,
} from './pages.ts'
import { pageWords, wrongCode } from './words.ts'

export interface PageAnswer {
  readonly status: number
  readonly body: string
  readonly cookie?: string
}

export interface SecretPageDeps {
  readonly site: Site
  readonly services: SecretPageServices
  /** How many proxies of ours stand before the server. */
  readonly proxies: number
  readonly log: Log
}

/** Longer is no password; in UTF-16 units. */
const longestSecret = 4096

const gone: PageAnswer = { status: 404, body: gonePage }
const tooOften: PageAnswer = { status: 429, body: oftenPage }
const refused: PageAnswer = { status: 403, body: refusedPage }

/** Shows the form. It can be looked at as often as one likes: previews of links do. */
export async function showSecretPage(
  deps: SecretPageDeps,
  token: string,
  request: IncomingMessage,
): Promise<PageAnswer> {
  return guarded(deps, token, request, async (wanted) => ({
    status: 200,
    body: formPage(wanted),
    cookie: setCookie(deps.site, token, oneTimeLinkMs / 1000),
  }))
}

/** Takes a sent form. Whether there is such a link decides nothing before the form has proved to be the page's own. */
export async function takeSecretPage(
  deps: SecretPageDeps,
  token: string,
  request: IncomingMessage,
): Promise<PageAnswer> {
  const read: FormReading = await readForm(request)
  if (!read.ok) return { status: read.status, body: refusedPage }
  if (!isOwnForm(deps.site, token, request.headers)) return refused
  return guarded(deps, token, request, (wanted) => redeemed(deps, token, wanted, read.form))
}

type MaybeGuess = PageAnswer & { readonly guess?: true }

/**
 * What turns out to be a guess is counted, and who guesses too often gets no answer to further ones. A link that there is
 * counts the wrong codes for itself and is shown to everybody: whoever shares an address with others, that of a proxy perhaps,
 * must not be able to close the page for them.
 */
async function guarded(
  { services, proxies }: SecretPageDeps,
  token: string,
  request: IncomingMessage,
  work: (wanted: SecretRequest) => Promise<MaybeGuess>,
): Promise<PageAnswer> {
  const address = addressOf(request, proxies)
  const wanted = await services.look(token)
  if (!wanted && (await services.guessedTooOften(address))) return tooOften
  const answer: MaybeGuess = wanted ? await work(wanted) : gone
  if (answer === gone || answer.guess) await services.countGuess(address)
  return answer
}

async function redeemed(deps: SecretPageDeps, token: string, wanted: SecretRequest, form: URLSearchParams) {
  const { services, site } = deps
  const secrets = wanted.fields.map(({ name }, at) => [name, form.get(fieldName(at)) ?? ''] as const)
  const problem = problemOf(
    wanted,
    secrets.map(([, secret]) => secret),
  )
  if (problem) return { status: 400, body: formPage(wanted, problem) }
  const result = await services.redeem(token, (form.get(codeName) ?? '').trim())
  if (result.kind === 'gone') return gone
  if (result.kind === 'wrong') return wrong(wanted, result.left)
  const { locale } = result.request
  const cookie = clearCookie(site, token)
  try {
    await services.take(result.request, Object.fromEntries(secrets))
    return { status: 200, body: donePage(locale), cookie }
  } catch (err) {
    deps.log.error({ err, verb: wanted.verb, user: wanted.user }, 'a secret could not be handed over')
    return { status: 502, body: failedPage(locale), cookie }
  }
}

function problemOf(wanted: SecretRequest, secrets: readonly string[]): Text | undefined {
  if (secrets.some((secret) => secret === '')) return pageWords.needed
  if (secrets.some((secret) => secret.length > longestSecret)) return pageWords.long
  if (secrets.some((secret) => !isRecognisable(secret))) return pageWords.weak
  return secrets.some((secret) => isShown(wanted, secret)) ? pageWords.known : undefined
}

/** Whether it is a name of the task, an address or a user, which people have to see. */
function isShown({ connection, purpose, fields, values }: SecretRequest, secret: string): boolean {
  const shown = [
    connection,
    ...Object.values(purpose),
    ...fields.map(({ about }) => about),
    ...Object.values(values),
  ]
  return shown.some((text) => text.includes(secret) || text.includes(encodeURIComponent(secret)))
}

function wrong(wanted: SecretRequest, left: number) {
  const problem = { en: wrongCode.en(left), 'zh-CN': wrongCode['zh-CN'](left) }
  return { status: 403, body: formPage(wanted, problem), guess: true } as const
}

/** More is no form of ours; in bytes. */
const largestForm = 16 * 1024

type FormReading =
  | { readonly ok: true; readonly form: URLSearchParams }
  /** `413` too large, `415` of another kind than a sent form. */
  | { readonly ok: false; readonly status: 413 | 415 }

/** Reads a sent form, and no more of it than a form of ours may have. */
async function readForm(request: IncomingMessage): Promise<FormReading> {
  const [kind] = (request.headers['content-type'] ?? '').split(';')
  if (kind?.trim().toLowerCase() !== 'application/x-www-form-urlencoded') return { ok: false, status: 415 }
  if (Number(request.headers['content-length']) > largestForm) return { ok: false, status: 413 }
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of request) {
    size += chunk.length
    if (size > largestForm) return { ok: false, status: 413 }
    chunks.push(chunk)
  }
  return { ok: true, form: new URLSearchParams(Buffer.concat(chunks).toString('utf8')) }
}
