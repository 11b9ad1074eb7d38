import { DrsError } from '../drs/drs-error.ts'
import { errorOf } from '../drs/errors.ts'
import type { Generation } from '../drs/operation.ts'
import type { ClientLog } from './log.ts'

/** In which API generation tasks live, as far as it was found out. */
export interface ApiVersionCache {
  get(id: string): Generation | undefined
  put(id: string, home: Generation): void
}

/** For the last `size` tasks. */
export function createApiVersionCache(size = 100_000): ApiVersionCache {
  const known = new Map<string, Generation>()
  return {
    get: (id) => known.get(id),
    put(id, home) {
      known.delete(id)
      known.set(id, home)
      const [oldest] = known.keys()
      if (known.size > size && oldest !== undefined) known.delete(oldest)
    },
  }
}

/** Which API generations the region of a connection does not have, as far as the gateway has said so. */
export interface MissingGenerations {
  has(generation: Generation): boolean
  /** Takes note of a call's error if it means that the generation is not there. */
  note(generation: Generation, error: unknown): boolean
}

/** A region may get a generation later: after so long it is tried again, ms. */
const lookAgainMs = 10 * 60_000

/** Said in the log once, however often it is found again. */
export function createMissingGenerations(
  connection: string,
  now: () => number,
  log: ClientLog,
): MissingGenerations {
  const until = new Map<Generation, number>()
  return {
    has: (generation) => now() < (until.get(generation) ?? 0),
    note(generation, error) {
      if (!isNotPublished(error)) return false
      if (!until.has(generation))
        log.warn(
          { connection, api: generation },
          'the region does not have this API generation; going on without it',
        )
      until.set(generation, now() + lookAgainMs)
      return true
    },
  }
}

/** The gateway knows no such API: the generation is not there, or the endpoint is not that of DRS. */
export function isNotPublished(error: unknown): error is DrsError {
  return error instanceof DrsError && errorOf(error.code)?.code === 'APIGW.0101'
}
