import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { Agent } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import axios from 'axios'
import * as z from 'zod'
import { createClient } from '../../src/client/index.ts'
import { unsignedRequestOf } from '../../src/client/request.ts'
import { signedRequestHeaders } from '../../src/client/sign.ts'
import { batchJobStatus, listJobs } from '../../src/drs/index.ts'
import type { Operation, RequestOf } from '../../src/drs/operation.ts'
import { type Measure, percentile, rounded, timed } from './measure.ts'
import { startProgram } from './program.ts'

const addressShape = z.looseObject({
  endpoint: z.string(),
  projectId: z.string(),
  ak: z.string(),
  sk: z.string(),
})

/** How fast the local DRS answers, and what the client adds to a call, over HTTP to a process of its own. */
export async function calls(): Promise<readonly Measure[]> {
  const folder = await mkdtemp(join(tmpdir(), 'drs-chatops-bench-'))
  const seed = join(folder, 'seed.json')
  await writeFile(seed, JSON.stringify({ tasks: Array.from({ length: tasks }, seedTask) }))
  const drs = await startProgram('src/local-drs/main.ts', ['--speed', '0', '--seed', seed])
  const bench = createBench(addressShape.parse(JSON.parse(drs.line)))
  try {
    const { jobs } = await bench.client.call(listJobs, { body: page })
    const ids = (jobs ?? []).flatMap(({ id }) => (typeof id === 'string' ? [id] : []))
    const status = { jobs: ids, page_req: { cur_page: 1, per_page: 100 } }
    return [
      ...(await throughput('status of 100 tasks', bench.plain(batchJobStatus, status))),
      ...(await throughput('list of 100 tasks', bench.plain(listJobs, page))),
      ...(await overhead(bench, status)),
    ]
  } finally {
    bench.close()
    await drs.stop()
    await rm(folder, { recursive: true })
  }
}

const tasks = 100

function seedTask(_: unknown, index: number) {
  const places = { source: '192.168.0.28:3306', destination: '192.168.0.131:3306' }
  return {
    name: `bench-${index}`,
    scenario: 'sync',
    engine: 'mysql',
    status: 'INCRE_TRANSFER_STARTED',
    ...places,
  }
}

const page = { cur_page: 1, per_page: tasks, db_use_type: 'sync' } as const

type Bench = ReturnType<typeof createBench>

function createBench({ endpoint, projectId, ak, sk }: z.output<typeof addressShape>) {
  const connection = { name: 'bench', endpoint, projectId, region: 'local', credentials: { ak, sk } }
  const client = createClient(connection, {
    now: Date.now,
    random: Math.random,
    sleep: () => Promise.resolve(),
  })
  const httpAgent = new Agent({ keepAlive: true })
  const wire = axios.create({ httpAgent, adapter: 'http' })
  return {
    client,
    /** The same call without the client, signed once beforehand: a signature is good for a quarter of an hour. */
    plain<Op extends Operation>(op: Op, body: RequestOf<Op>): () => Promise<unknown> {
      const { method, url, headers, body: data } = unsignedRequestOf(connection, op, { body })
      const proven = signedRequestHeaders({ method, url, headers, body: data }, { ak, sk }, Date.now())
      return () => wire.request({ method, url, headers: proven, data })
    },
    close() {
      client.close()
      httpAgent.destroy()
    },
  }
}

const lanes = 8
const loadMs = 2_500

/** As many calls as eight callers get answered. */
async function throughput(name: string, call: () => Promise<unknown>): Promise<readonly Measure[]> {
  for (let i = 0; i < 50; i++) await call()
  const latencies: number[] = []
  const end = performance.now() + loadMs
  const caller = async () => {
    while (performance.now() < end) latencies.push((await timed(call)).ms)
  }
  const { ms } = await timed(() => Promise.all(Array.from({ length: lanes }, caller)))
  const of = `Local DRS, ${name}`
  return [
    { name: `${of}: answered`, value: Math.round((latencies.length * 1_000) / ms), unit: 'calls/s' },
    { name: `${of}: p50`, value: rounded(percentile(latencies, 50)), unit: 'ms' },
    { name: `${of}: p99`, value: rounded(percentile(latencies, 99)), unit: 'ms' },
  ]
}

const pairs = 400

/** Turn by turn, so that whatever else the machine does meets both alike. */
async function overhead(bench: Bench, body: RequestOf<typeof batchJobStatus>): Promise<readonly Measure[]> {
  const plain = bench.plain(batchJobStatus, body)
  const full = () => bench.client.call(batchJobStatus, { body })
  const times = { plain: [] as number[], full: [] as number[] }
  for (let i = 0; i < pairs; i++) {
    const [one, other] = [await timed(plain), await timed(full)]
    if (i < pairs / 8) continue
    times.plain.push(one.ms)
    times.full.push(other.ms)
  }
  const [without, withClient] = [percentile(times.plain, 50), percentile(times.full, 50)]
  return [
    {
      name: 'Client, status of 100 tasks: per call',
      value: rounded((withClient - without) * 1_000) | 0,
      unit: 'µs',
    },
    { name: 'Client against plain axios', value: rounded(withClient / without), unit: '×' },
  ]
}
