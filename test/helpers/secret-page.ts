import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { SeenMessage } from '../../src/local-slack/control/seen.ts'

/** What somebody does who was given a link to the page for secrets. */

/** A port that was free a moment ago. */
export async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  const { port } = server.address() as AddressInfo
  await new Promise((done) => server.close(done))
  return port
}

/** The address and the code in the message. */
export function linkIn(message: SeenMessage): { readonly url: string; readonly code: string } {
  const text = JSON.stringify(message.blocks)
  const [, url] = /<(http[^|>]+\/s\/[\w-]+)\|/.exec(text) ?? []
  const [, code] = /`(\d{6})`/.exec(text) ?? []
  if (!url || !code) throw new Error('the message shows no link')
  return { url, code }
}

/** Opens the page, types the code and the secrets in their order, and sends the form as a browser does. */
export async function handOver(
  { url, code }: { readonly url: string; readonly code: string },
  secrets: readonly string[],
): Promise<{ readonly status: number; readonly body: string; readonly page: string }> {
  const opened = await fetch(url)
  const page = await opened.text()
  const [cookie = ''] = (opened.headers.get('set-cookie') ?? '').split(';')
  const fields = Object.fromEntries(secrets.map((secret, at) => [`secret${at}`, secret]))
  const sent = await fetch(url, {
    method: 'POST',
    headers: { cookie, origin: new URL(url).origin },
    body: new URLSearchParams({ code, ...fields }),
  })
  return { status: sent.status, body: await sent.text(), page }
}
