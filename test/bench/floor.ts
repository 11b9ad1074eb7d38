import { Agent, request } from 'node:http'
import { unsignedRequestOf } from '../../src/client/request.ts'
import { signedRequestHeaders } from '../../src/client/sign.ts'
import { batchJobProgress, batchJobStatus } from '../../src/drs/index.ts'
import type { Redis } from '../../src/store/redis.ts'
import type { FloorWork, Opening } from './engine-commands.ts'

/**
 * The least that looking after tasks can cost: the same calls in hundreds, signed, what came compared with what was known,
 * and only changes written. No schema, no redaction, no other replica, nobody told. What is known lies in memory, or in
 * Redis, where the program could be restarted.
 */
export function createFloor({ endpoint, projectId, ak, sk }: Opening, redis: Redis) {
  const agent = new Agent({ keepAlive: true })
  const known = new Map<string, string>()
  const connection = { name: 'floor', endpoint, projectId, region: 'local', credentials: { ak, sk } }

  async function ask(op: Question, ids: readonly string[]) {
    const body = {
      jobs: [...ids],
      ...(op === batchJobStatus && { page_req: { cur_page: 1, per_page: perCall } }),
    }
    const { method, url, headers, body: data } = unsignedRequestOf(connection, op, { body })
    const signed = signedRequestHeaders({ method, url, headers, body: data }, { ak, sk }, Date.now())
    return rowsIn(await send(agent, method, url, signed, data))
  }

  async function look(op: Question, { connection: name, ids, state }: Part) {
    const rows = await ask(op, ids)
    const keys = ids.map((id) => `floor:${name}:${op.id}:${id}`)
    if (state === 'redis') commands += 1
    const before = state === 'redis' ? await redis.mget(keys) : keys.map((key) => known.get(key))
    const changed = ids.flatMap((id, index) => {
      const now = JSON.stringify(rows.get(id))
      return now === before[index] ? [] : [[keys[index] ?? '', now] as const]
    })
    if (changed.length === 0) return
    if (state === 'redis') commands += 1
    if (state === 'redis') await redis.mset(new Map(changed))
    else for (const [key, now] of changed) known.set(key, now)
  }

  let commands = 0

  /** Two rounds; gives how many Redis commands they took. */
  return async (work: readonly FloorWork[]): Promise<number> => {
    commands = 0
    const parts = work.flatMap(({ ids, ...rest }) =>
      Array.from({ length: Math.ceil(ids.length / perCall) }, (_, part) => ({
        ...rest,
        ids: ids.slice(part * perCall, (part + 1) * perCall),
      })),
    )
    for (const op of [batchJobStatus, batchJobProgress]) {
      const left = parts.values()
      const lane = async () => {
        for (const part of left) await look(op, part)
      }
      await Promise.all(Array.from({ length: lanes }, lane))
    }
    return commands
  }
}

type Part = FloorWork

type Question = typeof batchJobStatus | typeof batchJobProgress

/** Tasks in one question (6.1.21). */
const perCall = 100

/** Calls at the same time. */
const lanes = 8

function send(agent: Agent, method: string, url: string, headers: Record<string, string>, data: unknown) {
  return new Promise<string>((resolve, reject) => {
    const call = request(url, { method, headers, agent }, (answer) => {
      const parts: Buffer[] = []
      answer.on('data', (part: Buffer) => parts.push(part))
      answer.on('end', () => {
        const text = Buffer.concat(parts).toString()
        if (answer.statusCode === 200) resolve(text)
        else reject(new Error(`DRS answered the floor program with ${answer.statusCode}`))
      })
    })
    call.on('error', reject)
    call.end(data)
  })
}

function rowsIn(text: string): ReadonlyMap<string, unknown> {
  const { results }: { readonly results: readonly { readonly id?: string; readonly job_id?: string }[] } =
    JSON.parse(text)
  return new Map(results.map((row) => [row.id ?? row.job_id ?? '', row]))
}
