import { DrsError } from '../drs/drs-error.ts'
import type { IamToken } from '../ports/token-store.ts'
import { type RetryDeps, withRetry } from './attempts.ts'
import { originOf, type TokenCredentials } from './connection.ts'
import { malformed, parseJson, unanswered } from './errors.ts'
import { defaultRedactionRules, knownValues, redactText } from './redact.ts'
import { asResult, type HttpAnswer, HttpFault, type HttpTransport } from './send.ts'

/** What `DrsError.operation` says of a failed request for a token. */
const operation = 'create-token'

/** A token is used for this part of its life; the rest is for the case that IAM does not answer. */
const usedLife = 0.8

/** Life of a token whose answer does not say when it ends (DRS API reference 3.1). */
const documentedLifeMs = 24 * 60 * 60 * 1000

/**
 * Asks IAM for a token with user and password (DRS API reference 3.1). Throws `DrsError`: `token-refused` for an answer
 * that holds none, `network` or `timeout` without an answer.
 */
export async function requestToken(
  transport: HttpTransport,
  deps: RetryDeps,
  credentials: TokenCredentials,
): Promise<IamToken> {
  const password = await credentials.password()
  const request = {
    method: 'POST',
    url: new URL('/v3/auth/tokens', originOf(credentials.iamEndpoint)).href,
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(tokenRequest(credentials, password)),
    ownConnection: false,
  }
  const answer = await withRetry(deps, {
    // A token too many does no harm, so that the call may be repeated like a read.
    risk: 'read',
    facts: { operation },
    attempt: () => asResult(transport.send(request)),
    explain: (result) =>
      result instanceof HttpFault ? unanswered(operation, result) : refused(result, password),
  })
  return readToken(answer, deps.now())
}

/** DRS is a service of a project, and so the token's scope must be one (3.1). */
function tokenRequest({ user, domain, project }: TokenCredentials, password: string) {
  const identity = {
    methods: ['password'],
    password: { user: { name: user, password, domain: { name: domain } } },
  }
  return { auth: { identity, scope: { project: { name: project } } } }
}

function readToken(answer: HttpAnswer, now: number): IamToken {
  const value = answer.headers['x-subject-token']
  if (!value) throw malformed(operation, 'The answer of IAM holds no token.', answer)
  const expiresAt = expiryOf(parseJson(answer.text)) ?? now + documentedLifeMs
  if (expiresAt <= now) throw malformed(operation, 'The token of IAM has expired already.', answer)
  return { value, expiresAt, renewAt: now + (expiresAt - now) * usedLife }
}

function expiryOf(body: unknown): number | undefined {
  const written = fieldOf(fieldOf(body, 'token'), 'expires_at')
  const time = typeof written === 'string' ? Date.parse(written) : Number.NaN
  return Number.isNaN(time) ? undefined : time
}

function refused(answer: HttpAnswer, password: string): DrsError {
  const body = parseJson(answer.text)
  // How IAM words its errors is not in the reference: the first is Keystone's form, the second that of DRS.
  const said = fieldOf(fieldOf(body, 'error'), 'message') ?? fieldOf(body, 'error_msg')
  const message = typeof said === 'string' ? said : `IAM answered with HTTP status ${answer.status}`
  return new DrsError({
    code: 'token-refused',
    message: redactText(message, { ...defaultRedactionRules, values: knownValues([password]) }),
    operation,
    httpStatus: answer.status,
    requestId: answer.headers['x-request-id'],
    retryable: answer.status === 429 || answer.status >= 500,
  })
}

function fieldOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null
    ? Object.entries(value).find(([key]) => key === name)?.[1]
    : undefined
}
