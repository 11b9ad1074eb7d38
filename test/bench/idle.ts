import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { parse } from 'yaml'
import { startLocalDrs } from '../../src/local-drs/server.ts'
import { startLocalSlack } from '../../src/local-slack/server.ts'
import { startRedis } from '../../src/sandbox/redis.ts'
import { botEnvironment } from './environment.ts'
import { type Measure, pause, rounded } from './measure.ts'
import { rssMbOf } from './processes.ts'

/** When what a start leaves behind is gone. */
const settleMs = 15_000

/** The memory of a bot that has nothing to do: as `npm start` runs it, and from its sources. */
export async function idle(): Promise<readonly Measure[]> {
  const folder = await mkdtemp(join(tmpdir(), 'drs-chatops-bench-'))
  const server = await startRedis({}, { ...process.env, REDIS_URL: '' })
  const drs = await startLocalDrs({ speed: 0 })
  const slack = await startLocalSlack({
    manifest: parse(await readFile('manifest.yml', 'utf8')),
    rateLimits: false,
  })
  const environment = await botEnvironment({ folder, drs, slack, redisUrl: server.url })
  execFileSync(process.execPath, ['--import', 'tsx', 'src/scripts/build.ts'], { stdio: 'ignore' })
  try {
    return [
      {
        name: 'Memory of an idle bot, built',
        value: await rssOf(startOptions(), environment),
        goal: 110,
        unit: 'MB',
      },
      {
        name: 'Memory of an idle bot, from its sources',
        value: await rssOf(['--import', 'tsx', 'src/main.ts'], environment),
        unit: 'MB',
      },
    ]
  } finally {
    await Promise.all([slack.stop(), drs.stop()])
    await server.stop()
    await rm(folder, { recursive: true })
  }
}

/** What `npm start` gives to Node. */
function startOptions(): readonly string[] {
  const { scripts }: { readonly scripts: { readonly start: string } } = JSON.parse(
    readFileSync('package.json', 'utf8'),
  )
  return scripts.start.split(' ').slice(1)
}

async function rssOf(program: readonly string[], env: NodeJS.ProcessEnv): Promise<number> {
  const child = spawn(process.execPath, program, { env, stdio: ['ignore', 'pipe', 'inherit'] })
  const ended = once(child, 'exit')
  const ready = new Promise<void>((resolve) => {
    createInterface(child.stdout).on('line', (line) => {
      if (line.includes('"msg":"ready"')) resolve()
    })
  })
  await Promise.race([
    ready,
    ended.then(() => Promise.reject(new Error('The bot ended before it was ready'))),
  ])
  await pause(settleMs)
  const rss = rssMbOf(child.pid ?? 0)
  child.kill('SIGTERM')
  await ended
  return rounded(rss)
}
