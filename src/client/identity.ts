import type { TokenStore } from '../ports/token-store.ts'
import type { RetryDeps } from './attempts.ts'
import { type Connection, isTokenCredentials, type TokenCredentials } from './connection.ts'
import { parseJson } from './errors.ts'
import { requestToken } from './iam.ts'
import type { UnsignedRequest } from './request.ts'
import { type HttpAnswer, HttpFault, type HttpTransport } from './send.ts'
import { signedRequestHeaders } from './sign.ts'
import { createTokenSource } from './tokens.ts'

/** Of a request, by name. */
export type RequestHeaders = Readonly<Record<string, string>>

/** How the calls of a connection say who they are from. */
export interface Authenticator {
  /** All headers of the request. */
  headers(draft: UnsignedRequest): Promise<RequestHeaders>
  /** Others, after DRS did not accept who the given ones said; absent where asking again brings the same. */
  readonly otherHeaders?: (draft: UnsignedRequest, refused: RequestHeaders) => Promise<RequestHeaders>
}

export interface AuthenticatorDeps {
  readonly transport: HttpTransport
  readonly retryDeps: RetryDeps
  readonly store: TokenStore | undefined
}

export function authenticatorFor({ credentials }: Connection, deps: AuthenticatorDeps): Authenticator {
  if (isTokenCredentials(credentials)) return tokenIdentity(credentials, deps)
  const keys = typeof credentials === 'function' ? credentials : () => credentials
  return { headers: async (draft) => signedRequestHeaders(draft, await keys(), deps.retryDeps.now()) }
}

const tokenHeader = 'X-Auth-Token'

function tokenIdentity(
  credentials: TokenCredentials,
  { transport, retryDeps: deps, store }: AuthenticatorDeps,
): Authenticator {
  const tokens = createTokenSource({
    ...deps,
    key: tokenKey(credentials),
    store,
    fetch: () => requestToken(transport, deps, credentials),
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
export function tokensIn(headers: RequestHeaders): readonly string[] {
  return [headers[tokenHeader], headers['X-Security-Token']].flatMap((token) => (token ? [token] : []))
}

/** Whose token it is, and for what. */
function tokenKey({ iamEndpoint, domain, user, project }: TokenCredentials): string {
  return JSON.stringify([iamEndpoint, domain, user, project])
}

/** Whether DRS did not accept the token: DRS.M00100 (DRS API reference A.3), or the gateway's 401. Nothing was done then. */
export function isTokenRefused(result: HttpAnswer | HttpFault): boolean {
  if (result instanceof HttpFault) return false
  if (result.status === 401) return true
  const body = result.status === 403 ? parseJson(result.text) : undefined
  return typeof body === 'object' && body !== null && 'error_code' in body && body.error_code === 'DRS.M00100'
}
