import type { TokenStore } from '../ports/token-store.ts'
import type { Surroundings } from './attempts.ts'
import { type Connection, isTokenCredentials, type TokenCredentials } from './connection.ts'
import { parseJson } from './errors.ts'
import { requestToken } from './iam.ts'
import type { Draft } from './request.ts'
import { type Sender, type WireAnswer, WireFault } from './send.ts'
import { signed } from './sign.ts'
import { createTokens } from './tokens.ts'

/** Of a request, by name. */
export type Headers = Readonly<Record<string, string>>

/** How the calls of a connection say who they are from. */
export interface Identity {
  /** All headers of the request. */
  headers(draft: Draft): Promise<Headers>
  /** Others, after DRS did not accept who the given ones said; absent where asking again brings the same. */
  readonly otherHeaders?: (draft: Draft, refused: Headers) => Promise<Headers>
}

export interface IdentityParts {
  readonly sender: Sender
  readonly around: Surroundings
  readonly store: TokenStore | undefined
}

export function identityOf({ credentials }: Connection, parts: IdentityParts): Identity {
  if (isTokenCredentials(credentials)) return tokenIdentity(credentials, parts)
  const keys = typeof credentials === 'function' ? credentials : () => credentials
  return { headers: async (draft) => signed(draft, await keys(), parts.around.now()) }
}

const tokenHeader = 'X-Auth-Token'

function tokenIdentity(credentials: TokenCredentials, { sender, around, store }: IdentityParts): Identity {
  const tokens = createTokens({
    ...around,
    key: tokenKey(credentials),
    store,
    fetch: () => requestToken(sender, around, credentials),
  })
  return {
    headers: async (draft) => ({ ...draft.headers, [tokenHeader]: await tokens.current() }),
    otherHeaders: async (draft, refused) => ({
      ...draft.headers,
      [tokenHeader]: await tokens.insteadOf(refused[tokenHeader] ?? ''),
    }),
  }
}

/** The secrets among the headers; a signature is none, as it fits one request only. */
export function tokensIn(headers: Headers): readonly string[] {
  return [headers[tokenHeader], headers['X-Security-Token']].flatMap((token) => (token ? [token] : []))
}

/** Whose token it is, and for what. */
function tokenKey({ iamEndpoint, domain, user, project }: TokenCredentials): string {
  return JSON.stringify([iamEndpoint, domain, user, project])
}

/** Whether DRS did not accept the token: DRS.M00100 (DRS API reference A.3), or the gateway's 401. Nothing was done then. */
export function isIdentityRefused(result: WireAnswer | WireFault): boolean {
  if (result instanceof WireFault) return false
  if (result.status === 401) return true
  const body = result.status === 403 ? parseJson(result.text) : undefined
  return typeof body === 'object' && body !== null && 'error_code' in body && body.error_code === 'DRS.M00100'
}
