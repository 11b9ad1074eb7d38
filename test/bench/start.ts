import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { startRedis } from '../../src/sandbox/redis.ts'
import { type Measure, timed } from './measure.ts'

const limitMs = 3_000

/** From the command to the line that says where the part is. */
export async function starts(): Promise<readonly Measure[]> {
  return [
    await start('local DRS', () => programStart('src/sandbox/drs/main.ts')),
    await start('local Slack', () => programStart('src/sandbox/slack/main.ts')),
    await start('private Redis', redisStart),
  ]
}

async function start(name: string, ready: () => Promise<() => Promise<unknown>>): Promise<Measure> {
  const { ms, result: stop } = await timed(ready)
  await stop()
  return { name: `Start to ready, ${name}`, value: Math.round(ms), limit: limitMs, unit: 'ms' }
}

async function redisStart(): Promise<() => Promise<void>> {
  const server = await startRedis({}, { ...process.env, REDIS_URL: '' })
  return server.stop
}

async function programStart(program: string): Promise<() => Promise<unknown>> {
  const child = spawn(process.execPath, ['--import', 'tsx', program, '--port', '0'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const lines = createInterface(child.stdout)
  await Promise.race([
    once(lines, 'line'),
    once(child, 'exit').then(() => Promise.reject(new Error(program))),
  ])
  return () => end(child)
}

function end(child: ChildProcess): Promise<unknown> {
  const exited = once(child, 'exit')
  child.kill('SIGTERM')
  return exited
}
