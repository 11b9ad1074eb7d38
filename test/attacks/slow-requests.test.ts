import { once } from 'node:events'
import { connect } from 'node:net'
import { expect, it, onTestFinished } from 'vitest'
import type { SecretPageServices } from '../../src/ports/secret-page.ts'
import { guardedReceiver } from '../../src/slack/http-guard.ts'
import { startWebServer } from '../../src/web/server.ts'
import { testLog } from '../helpers/log.ts'
import { quiet } from '../local-slack/bot.ts'

/** Somebody holds connections open by sending a request byte by byte. The servers are less patient here than they are. */
const patienceMs = 300

async function pagePort(): Promise<number> {
  const services: SecretPageServices = {
    look: async () => undefined,
    redeem: () => Promise.reject(new Error('there is no link')),
    take: async () => undefined,
    guessedTooOften: async () => false,
    countGuess: async () => undefined,
  }
  const server = await startWebServer({
    ...{ url: 'http://127.0.0.1', port: 0, host: '127.0.0.1', patienceMs, log: testLog() },
    services,
  })
  onTestFinished(() => server.close())
  return server.port
}

async function slackPort(): Promise<number> {
  const receiver = guardedReceiver({
    ...{ signingSecret: 's', port: 0, logger: quiet, log: testLog(), timeoutMs: patienceMs },
    now: Date.now,
    first: async () => true,
  })
  await receiver.start()
  onTestFinished(async () => void (await receiver.stop()))
  return receiver.port() ?? 0
}

const head = 'POST /slack/events HTTP/1.1\r\nhost: x\r\ncontent-length: 100000\r\n\r\n'

it.each([
  ['the page for passwords, in its head', pagePort, 'GET /s/x HTTP/1.1\r\nx: '],
  ['the page for passwords, in its body', pagePort, head.replace('/slack/events', '/s/x')],
  ['HTTP mode, in its head', slackPort, 'POST /slack/events HTTP/1.1\r\nx: '],
  ['HTTP mode, in its body', slackPort, head],
])('a request that is sent byte by byte is ended: %s', { timeout: 10_000 }, async (_, portOf, start) => {
  const socket = connect(await portOf(), '127.0.0.1')
  socket.on('error', () => undefined)
  socket.resume()
  await once(socket, 'connect')
  socket.write(start)
  const drip = setInterval(() => socket.write('a'), patienceMs / 10)
  await once(socket, 'close')
  clearInterval(drip)
  expect(socket.destroyed).toBe(true)
})
