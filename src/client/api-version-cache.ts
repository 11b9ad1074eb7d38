import type { Generation } from '../drs/operation.ts'

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
