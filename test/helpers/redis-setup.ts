import type { TestProject } from 'vitest/node'
import { startRedis } from '../../src/sandbox/redis.ts'

declare module 'vitest' {
  interface ProvidedContext {
    redisUrl: string
  }
}

/** One Redis for the whole run: REDIS_URL's, or a private one that goes with the run. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const server = await startRedis()
  project.provide('redisUrl', server.url)
  return () => server.stop()
}
