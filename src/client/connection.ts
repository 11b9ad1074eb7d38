import type { Credentials } from './sign.ts'

/** An IAM user who logs in with a password; the calls carry a token instead of a signature (DRS API reference 3.1). */
export interface TokenCredentials {
  readonly kind: 'token'
  readonly user: string
  /** Account that the user belongs to. */
  readonly domain: string
  /** Name of the project, which is that of the region for its default project. */
  readonly project: string
  /** Asked whenever a token is fetched. */
  readonly password: () => string | Promise<string>
  readonly iamEndpoint: string
}

/** One DRS project in one region. */
export interface Connection {
  /** Name in the configuration. */
  readonly name: string
  /** `https://drs.eu-west-101.myhuaweicloud.eu`; without a scheme, https. */
  readonly endpoint: string
  readonly projectId: string
  readonly region: string
  /** Keys to sign with, or a user to log in. A function is asked before every attempt, so that temporary keys may change. */
  readonly credentials: Credentials | (() => Credentials | Promise<Credentials>) | TokenCredentials
}

/** Where the connection lives: databases of the cloud are named with region and project (6.1.1, 6.1.2, 7.2.1). */
export type ProjectRef = Pick<Connection, 'projectId' | 'region'>

export function isTokenCredentials(credentials: Connection['credentials']): credentials is TokenCredentials {
  return 'kind' in credentials && credentials.kind === 'token'
}

/** The address of an endpoint as the documents print it, with or without a scheme. */
export function originOf(endpoint: string): string {
  return /^https?:\/\//i.test(endpoint) ? endpoint : `https://${endpoint}`
}
