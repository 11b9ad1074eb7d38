import { DrsError } from '../drs/drs-error.ts'
import type { IamToken, TokenStore } from '../ports/token-store.ts'
import type { RetryDeps } from './attempts.ts'

/** The token of one user: fetched when it is needed, shared by all calls and replicas, renewed before it ends. */
export interface TokenSource {
  current(): Promise<string>
  /** Another one after DRS has refused this one. */
  insteadOf(refused: string): Promise<string>
}

export interface TokenOptions extends Pick<RetryDeps, 'now' | 'sleep' | 'log'> {
  /** Names user and project in the store. */
  readonly key: string
  readonly store: TokenStore | undefined
  fetch(): Promise<IamToken>
}

/** How long one replica may take to fetch a token before the others do not wait for it any more, ms. */
const lockMs = 30_000
/** How often the others look whether it is there, ms. */
const lookMs = 500
/** After IAM failed, a token that still works is used this long before the next try, ms. */
const pauseMs = 60_000

export function createTokenSource({
  key,
  store = noStore,
  fetch,
  now,
  sleep,
  log,
}: TokenOptions): TokenSource {
  let held: IamToken | undefined
  let refusedValue: string | undefined
  let renewal: Promise<IamToken> | undefined

  const works = (token: IamToken | undefined): token is IamToken =>
    token !== undefined && token.value !== refusedValue && now() < token.expiresAt
  const isFresh = (token: IamToken | undefined): token is IamToken => works(token) && now() < token.renewAt

  /** One renewal for all who ask meanwhile. */
  function renewed(): Promise<IamToken> {
    renewal ??= renew().finally(() => {
      renewal = undefined
    })
    return renewal
  }

  async function renew(): Promise<IamToken> {
    const old = held
    const stored = await quietly(store.get(key), undefined)
    held = isFresh(stored) ? stored : await fetched(works(stored) ? stored : old)
    return held
  }

  /** Fetches a token, or waits for the replica that is doing so. */
  async function fetched(old: IamToken | undefined): Promise<IamToken> {
    for (let waited = 0; waited <= lockMs; waited += lookMs) {
      const release = await quietly(store.lock(key, lockMs), nothing)
      if (release) return locked(release, old)
      if (works(old)) return old
      await sleep(lookMs)
      const stored = await quietly(store.get(key), undefined)
      if (isFresh(stored)) return stored
    }
    return own(old)
  }

  async function locked(release: () => Promise<void>, old: IamToken | undefined): Promise<IamToken> {
    try {
      return await own(old)
    } finally {
      await quietly(release(), undefined)
    }
  }

  async function own(old: IamToken | undefined): Promise<IamToken> {
    const stored = await quietly(store.get(key), undefined)
    if (isFresh(stored)) return stored
    try {
      const token = await fetch()
      await quietly(store.put(key, token, token.expiresAt - now()), undefined)
      return token
    } catch (error) {
      if (!works(old) || !(error instanceof DrsError)) throw error
      log.warn(
        { code: error.code, expiresAt: old.expiresAt },
        'IAM gave no new token; the old one is used on',
      )
      return { ...old, renewAt: now() + pauseMs }
    }
  }

  /** The store makes fetching rarer; without it the calls go on all the same. */
  async function quietly<T>(work: Promise<T>, otherwise: T): Promise<T> {
    try {
      return await work
    } catch (err) {
      log.warn({ err }, 'the shared store of tokens does not answer; going on without it')
      return otherwise
    }
  }

  return {
    current: async () => (isFresh(held) ? held : await renewed()).value,
    async insteadOf(refused) {
      if (works(held) && held.value !== refused) return held.value
      refusedValue = refused
      return (await renewed()).value
    },
  }
}

const nothing = async () => undefined

const noStore: TokenStore = {
  get: async () => undefined,
  put: nothing,
  lock: async () => nothing,
}
