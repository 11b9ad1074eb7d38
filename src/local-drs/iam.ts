import { randomBytes } from 'node:crypto'
import * as z from 'zod'
import type { Clock } from './clock.ts'
import { projectId, region } from './databases.ts'
import { hexDigits } from './random.ts'

/** The account of the sandbox; it opens nothing else. The project has the region's name, as default projects have. */
export const iamAccount = {
  iamUser: 'local-drs-user',
  iamPassword: 'local-drs-password-that-opens-nothing-else',
  domainName: 'local-drs-domain',
  projectName: region,
} as const

/** A token is good for 24 hours (DRS API reference 3.3). */
const validity = 24 * 3_600_000

interface Project {
  readonly id: string
  readonly name: string
}

/** IAM as far as clients of DRS need it: tokens and projects. */
export interface Iam {
  issue(scope: 'project' | 'domain'): {
    readonly token: string
    readonly issuedAt: number
    readonly expiresAt: number
  }
  /** Whether DRS lets the token in: known, not expired, and for the project. */
  accepts(token: string): boolean
  /** All tokens issued so far end now. */
  expireTokens(): void
  readonly project: Project
  readonly domainId: string
}

/**
 * Tokens go by the wall clock as `advance` has moved it, not by virtual time: a fast world would let them expire
 * every few minutes, and yet a test can push the clock past the 24 hours.
 */
export function createIam(clock: Clock): Iam {
  const ends = new Map<string, number>()
  const now = () => clock.moment().wall

  return {
    project: { id: projectId, name: iamAccount.projectName },
    domainId: hexDigits(32, 'domain'),
    issue(scope) {
      const issuedAt = now()
      const token = `MIIlocal${randomBytes(64).toString('base64url')}`
      // Only a token for a project opens DRS, which is a service of projects (3.1).
      if (scope === 'project') ends.set(token, issuedAt + validity)
      return { token, issuedAt, expiresAt: issuedAt + validity }
    },
    accepts: (token) => (ends.get(token) ?? 0) > now(),
    expireTokens: () => ends.clear(),
  }
}

const tokenRequest = z.object({
  auth: z.object({
    identity: z.object({
      methods: z.array(z.string()),
      password: z.object({
        user: z.object({ name: z.string(), password: z.string(), domain: z.object({ name: z.string() }) }),
      }),
    }),
    scope: z
      .object({
        project: z.object({ id: z.string().optional(), name: z.string().optional() }).optional(),
        domain: z.object({ name: z.string().optional(), id: z.string().optional() }).optional(),
      })
      .optional(),
  }),
})
type TokenRequest = z.output<typeof tokenRequest>['auth']

const paths: Readonly<Record<string, 'iam-tokens' | 'iam-projects'>> = {
  '/v3/auth/tokens': 'iam-tokens',
  '/v3/projects': 'iam-projects',
  '/v3/projects/': 'iam-projects',
}

/** The call of IAM behind a path; undefined for those of DRS. */
export function iamOperation(path: string): 'iam-tokens' | 'iam-projects' | undefined {
  return Object.hasOwn(paths, path) ? paths[path] : undefined
}

interface IamRequest {
  readonly method: string
  readonly path: string
  readonly query: Readonly<Record<string, string>>
  readonly body: unknown
}

interface IamAnswer {
  readonly status: number
  readonly body: unknown
  readonly headers?: Readonly<Record<string, string>>
}

/** `POST /v3/auth/tokens` (3.1) and `GET /v3/projects` (A.5, for callers that the gateway has let in). */
export function iamCall(iam: Iam, { method, path, query, body }: IamRequest): IamAnswer {
  const operation = iamOperation(path)
  if (operation === 'iam-tokens' && method === 'POST') return tokenAnswer(iam, body)
  if (operation === 'iam-projects' && method === 'GET') return projectsAnswer(iam, query.name)
  return refusal(405, 'Method Not Allowed', 'The method is not allowed for this path.')
}

/** IAM has its own shape of errors. */
function refusal(code: number, title: string, message: string): IamAnswer {
  return { status: code, body: { error: { code, message, title } } }
}

function tokenAnswer(iam: Iam, body: unknown): IamAnswer {
  const parsed = tokenRequest.safeParse(body)
  if (!parsed.success) return refusal(400, 'Bad Request', 'Request body is invalid.')
  const { auth } = parsed.data
  if (!isAccount(auth)) return refusal(401, 'Unauthorized', 'The username or password is wrong.')
  const project = auth.scope?.project
  if (project && !isProject(iam, project)) return refusal(401, 'Unauthorized', 'The project is not found.')
  const { token, issuedAt, expiresAt } = iam.issue(project ? 'project' : 'domain')
  const domain = { name: iamAccount.domainName, id: iam.domainId }
  return {
    status: 201,
    headers: { 'X-Subject-Token': token },
    body: {
      token: {
        expires_at: microseconds(expiresAt),
        issued_at: microseconds(issuedAt),
        methods: ['password'],
        catalog: [{ endpoints: [{ region_id: iam.project.name, interface: 'public' }], type: 'drs' }],
        roles: [{ id: '0', name: 'te_admin' }],
        user: { domain, id: hexDigits(32, 'user'), name: iamAccount.iamUser },
        ...(project ? { project: { domain, ...iam.project } } : { domain }),
      },
    },
  }
}

function isAccount({ identity: { methods, password } }: TokenRequest): boolean {
  const { name, password: secret, domain } = password.user
  return (
    methods.includes('password') &&
    name === iamAccount.iamUser &&
    secret === iamAccount.iamPassword &&
    domain.name === iamAccount.domainName
  )
}

function isProject(
  { project }: Iam,
  wanted: { readonly id?: string | undefined; readonly name?: string | undefined },
): boolean {
  if (wanted.id !== undefined) return wanted.id === project.id
  return wanted.name === project.name
}

/** `2019-02-13T06:52:13.855000Z` (3.3). */
function microseconds(ms: number): string {
  return new Date(ms).toISOString().replace('Z', '000Z')
}

function projectsAnswer(iam: Iam, name: string | undefined): IamAnswer {
  const { project, domainId } = iam
  const own = { ...project, domain_id: domainId, parent_id: domainId, is_domain: false, description: '' }
  const projects = name === undefined || name === project.name ? [{ ...own, enabled: true, links: {} }] : []
  return { status: 200, body: { projects, links: { self: '/v3/projects', next: null, previous: null } } }
}
