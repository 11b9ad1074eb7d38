import { pino } from 'pino'
import { type Bot, startBot } from '../../src/bot/bot.ts'
import type { Failpoint } from '../../src/watch/failpoints.ts'
import { setClock } from './clock.ts'
import type { Order, Report } from './replica.ts'

/**
 * The real bot as a process of its own that dies where it is told to: by SIGKILL, so that no handler runs and nothing
 * more is written. Takes `Order`s from its parent and answers with `Report`s; ends with it.
 */
let death: { readonly point: Failpoint; left: number } | undefined
let bot: Bot | undefined

function reached(point: Failpoint): void {
  if (death?.point !== point) return
  death.left -= 1
  if (death.left <= 0) process.kill(process.pid, 'SIGKILL')
}

async function obey(order: Order): Promise<void> {
  switch (order.kind) {
    case 'start': {
      const log = pino({ level: process.env.FAULTS_LOG ?? 'silent' }, pino.destination(2))
      setClock(order.clockMs)
      bot = await startBot({
        config: order.config,
        env: order.env,
        log,
        onFailpoint: reached,
        times: order.times,
      })
      return report({ kind: 'ready' })
    }
    case 'die':
      death = { point: order.point, left: order.nth }
      return report({ kind: 'armed' })
    case 'clock':
      setClock(order.ms)
      return report({ kind: 'set' })
    case 'stop':
      await bot?.stop()
      process.exit(0)
  }
}

function report(message: Report): void {
  process.send?.(message)
}

process.on('message', (order: Order) => {
  obey(order).catch((error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.stack : error}\n`)
    process.exit(1)
  })
})
process.on('disconnect', () => process.exit(0))
report({ kind: 'loaded' })
