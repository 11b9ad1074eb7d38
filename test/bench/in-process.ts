import { createClient, createTaskServiceV3 } from '../../src/client/index.ts'
import type { Watch } from '../../src/domain/watching/watch.ts'
import type { LocalDrs } from '../../src/local-drs/server.ts'
import type { Messenger } from '../../src/ports/messenger.ts'
import { createEngine } from '../../src/watch/engine.ts'

export const connection = 'bench'

/** An engine that works when it is told to, in this process, with a Slack that answers at once. */
export function engineFor(drs: LocalDrs, redisUrl: string, clock: () => number) {
  const { endpoint, projectId, ak, sk } = drs
  const client = createClient(
    { name: connection, endpoint, projectId, region: 'local', credentials: { ak, sk } },
    { now: Date.now, random: Math.random, sleep: () => Promise.resolve() },
  )
  const services = { en: createTaskServiceV3(client, 'en'), 'zh-CN': createTaskServiceV3(client, 'zh-CN') }
  const card = () => ({ title: 'bench' })
  const engine = createEngine({
    redisUrl,
    services: (_, locale) => services[locale],
    connections: [connection],
    messenger: instant,
    render: {
      taskCard: card,
      eventCard: card,
      actionCard: card,
      batchCard: card,
      boardCard: card,
      mergedCard: card,
      groupCard: card,
      noticeCard: card,
    },
    clock,
    log: { debug() {}, info() {}, warn: complain, error: complain },
  })
  return { engine, close: () => client.close() }
}

/** A measure of rounds that failed would be a lie. */
function complain(_: object, sentence: string): never {
  throw new Error(sentence)
}

let sent = 0

const instant: Messenger = {
  post: async () => ({ ts: `1.${++sent}` }),
  update: async () => {},
  find: async () => undefined,
  remove: async () => {},
}

export function benchWatch(taskId: string): Watch {
  const by = { by: 'U0BENCH', locale: 'en', createdAt: 0 } as const
  return { connection, taskId, team: 'T0BENCH', channel: 'C0BENCH', ...by }
}
