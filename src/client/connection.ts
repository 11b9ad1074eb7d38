import type { Credentials } from './sign.ts'

/** One DRS project in one region. */
export interface Connection {
  /** Name in the configuration. */
  readonly name: string
  /** `https://drs.eu-west-101.myhuaweicloud.eu`; without a scheme, https. */
  readonly endpoint: string
  readonly projectId: string
  readonly region: string
  /** A function is asked before every attempt, so that temporary keys may change. */
  readonly credentials: Credentials | (() => Credentials | Promise<Credentials>)
}

/** The address of an endpoint as the documents print it, with or without a scheme. */
export function originOf(endpoint: string): string {
  return /^https?:\/\//i.test(endpoint) ? endpoint : `https://${endpoint}`
}
