import { afterEach, describe, expect, it } from 'vitest'
import { WebSocket } from 'ws'
import { type JsonObject, objectOf } from '../../src/local-slack/json.ts'
import { type LocalSlack, type LocalSlackOptions, startLocalSlack } from '../../src/local-slack/server.ts'
import { call } from './call.ts'

/** One end of a Socket Mode connection that keeps what it hears and acknowledges if it is told to. */
interface Line {
  readonly frames: readonly JsonObject[]
  envelopes(): readonly JsonObject[]
  /** Resolves with the frame that makes the number of frames `count`. */
  frame(count: number): Promise<JsonObject>
}

describe('several Socket Mode connections', () => {
  let slack: LocalSlack | undefined
  const sockets: WebSocket[] = []
  afterEach(async () => {
    for (const socket of sockets.splice(0)) socket.terminate()
    await slack?.stop()
  })

  async function start(options: LocalSlackOptions = {}): Promise<LocalSlack> {
    slack = await startLocalSlack({ ackWithin: 100, retryEventsAfter: [0], ...options })
    return slack
  }

  async function connect(local: LocalSlack, { acks = true } = {}): Promise<Line> {
    const { body } = await call(local, 'apps.connections.open', {}, local.appToken)
    const socket = new WebSocket(String(body.url))
    sockets.push(socket)
    const frames: JsonObject[] = []
    const waiting = new Map<number, (frame: JsonObject) => void>()
    socket.on('message', (data) => {
      const frame = objectOf(JSON.parse(String(data)))
      frames.push(frame)
      waiting.get(frames.length)?.(frame)
      if (acks && frame.envelope_id) socket.send(JSON.stringify({ envelope_id: frame.envelope_id }))
    })
    const line: Line = {
      frames,
      envelopes: () => frames.filter((frame) => frame.envelope_id !== undefined),
      frame: (count) =>
        new Promise((resolve) => {
          const known = frames[count - 1]
          if (known) resolve(known)
          else waiting.set(count, resolve)
        }),
    }
    await line.frame(1)
    return line
  }

  const openHome = (local: LocalSlack) => local.control.act('U01ALICE', { act: 'home' })

  it('share the envelopes among them', async () => {
    const local = await start()
    const lines = [await connect(local), await connect(local), await connect(local)]
    expect(lines.map((line) => line.frames[0]?.num_connections)).toEqual([1, 2, 3])
    for (let turn = 0; turn < 6; turn += 1) await openHome(local)
    expect(lines.map((line) => line.envelopes().length)).toEqual([2, 2, 2])
  })

  it('can be refreshed one by one; the others get what comes meanwhile', async () => {
    const local = await start()
    const [old, young] = [await connect(local), await connect(local)]
    local.control.disconnect('refresh_requested', 0)
    expect(await old.frame(2)).toMatchObject({ type: 'disconnect', reason: 'refresh_requested' })
    for (let turn = 0; turn < 3; turn += 1) await openHome(local)
    expect([old.envelopes().length, young.envelopes().length]).toEqual([0, 3])
  })

  it('go on getting envelopes after a mere warning', async () => {
    const local = await start()
    const line = await connect(local)
    local.control.disconnect('warning')
    await openHome(local)
    expect(line.frames.slice(1)).toMatchObject([
      { type: 'disconnect', reason: 'warning' },
      { type: 'events_api', payload: { event: { type: 'app_home_opened' } } },
    ])
  })

  it('are warned and refreshed when their time is over', async () => {
    const local = await start({ connectionLife: 30 })
    const line = await connect(local)
    await line.frame(3)
    expect(line.frames.map(({ type, reason }) => [type, reason])).toEqual([
      ['hello', undefined],
      ['disconnect', 'warning'],
      ['disconnect', 'refresh_requested'],
    ])
    expect(line.frames[0]).toMatchObject({ debug_info: { approximate_connection_time: 0 } })
  })

  it('repeat on another connection what one did not acknowledge', async () => {
    const local = await start()
    const [deaf, heard] = [await connect(local, { acks: false }), await connect(local)]
    await openHome(local)
    await heard.frame(2)
    const [first] = deaf.envelopes()
    expect(first).toMatchObject({ retry_attempt: 0, retry_reason: '' })
    expect(heard.envelopes()).toMatchObject([
      { retry_attempt: 1, retry_reason: 'timeout', payload: first?.payload },
    ])
  })

  it('are ten at most, and take a ticket once', async () => {
    const local = await start()
    const { body } = await call(local, 'apps.connections.open', {}, local.appToken)
    for (let count = 0; count < 10; count += 1) await connect(local)
    expect((await call(local, 'apps.connections.open', {}, local.appToken)).body.error).toBe(
      'too_many_websockets',
    )
    for (const status of [101, 401]) {
      const socket = new WebSocket(String(body.url))
      sockets.push(socket)
      const answered = await new Promise((resolve) => {
        socket.once('open', () => resolve(101))
        socket.once('unexpected-response', (_request, response) => resolve(response.statusCode))
        socket.on('error', () => undefined)
      })
      expect(answered).toBe(status)
    }
  })
})
