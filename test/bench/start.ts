import { startRedis } from '../../src/sandbox/redis.ts'
import { type Measure, timed } from './measure.ts'
import { startProgram } from './program.ts'

/** From the command to the moment at which the part can be used. */
export const startLimitMs = 3_000

export async function starts(): Promise<readonly Measure[]> {
  return [
    await start('local DRS', () => startProgram('src/local-drs/main.ts')),
    await start('local Slack', () => startProgram('src/local-slack/main.ts')),
    await start('private Redis', () => startRedis({}, { ...process.env, REDIS_URL: '' })),
  ]
}

async function start(name: string, ready: () => Promise<{ stop(): Promise<unknown> }>): Promise<Measure> {
  const { ms, result } = await timed(ready)
  await result.stop()
  return startMeasure(name, ms)
}

export function startMeasure(name: string, ms: number): Measure {
  return { name: `Start to ready, ${name}`, value: Math.round(ms), limit: startLimitMs, unit: 'ms' }
}
