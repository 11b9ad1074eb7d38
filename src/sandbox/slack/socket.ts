import { randomUUID } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import { type WebSocket, WebSocketServer } from 'ws'
import type { Ack, Envelope, EnvelopeFault, EnvelopeFaults, Timers } from './delivery.ts'
import { objectOf, parseJson, textOf } from './json.ts'
import { app } from './workspace.ts'

/** Slack docs, Using Socket Mode: at most ten connections for one app. */
const mostConnections = 10
/** The client gives a connection up after 30 s without a ping. */
const pingEvery = 10_000
/** How long a stopping server waits for the other side's goodbye, in milliseconds. */
const patience = 500

export interface SocketOptions {
  readonly timers: Timers
  readonly faults: EnvelopeFaults
  /** How long an envelope may stay without an ack, in milliseconds. */
  readonly ackWithin: number
  readonly baseUrl: () => string
  /** Called when a connection has come or gone. */
  readonly counted: () => void
}

/** The server's end of Socket Mode (Slack docs, Using Socket Mode). */
export class SocketHub {
  readonly #options: SocketOptions
  readonly #server = new WebSocketServer({ noServer: true })
  readonly #tickets = new Set<string>()
  readonly #waiting = new Map<string, (ack: Ack) => void>()
  readonly #pinging: NodeJS.Timeout
  #connections: readonly WebSocket[] = []

  constructor(options: SocketOptions) {
    this.#options = options
    this.#pinging = setInterval(() => {
      for (const connection of this.#connections) connection.ping()
    }, pingEvery)
  }

  /** A URL for one connection, as apps.connections.open answers it; undefined when ten are open. */
  openUrl(): string | undefined {
    if (this.#connections.length >= mostConnections) return undefined
    const ticket = randomUUID()
    this.#tickets.add(ticket)
    return `${this.#options.baseUrl().replace('http', 'ws')}/link/?ticket=${ticket}&app_id=${app.id}`
  }

  /** Takes a connection up, if its ticket is good. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    const ticket = new URL(request.url ?? '/', 'http://local').searchParams.get('ticket') ?? ''
    if (!this.#tickets.delete(ticket)) {
      socket.end('HTTP/1.1 401 Unauthorized\r\nConnection: close\r\n\r\n')
      return
    }
    this.#server.handleUpgrade(request, socket, head, (connection) => this.#welcome(connection))
  }

  /** Sends an envelope over one of the connections, each in turn, and waits for its ack. */
  deliver(envelope: Envelope): Promise<Ack> {
    if (this.#connections.length === 0) return Promise.resolve({ status: 'unreachable' })
    const { timers, faults, ackWithin } = this.#options
    const id = randomUUID()
    return new Promise((resolve) => {
      const cancel = timers.after(ackWithin, () => {
        this.#waiting.delete(id)
        resolve({ status: 'timeout' })
      })
      this.#waiting.set(id, (ack) => {
        cancel()
        resolve(ack)
      })
      this.#transmit(frameOf(id, envelope), faults.take(envelope.type))
    })
  }

  /** How many connections the app holds. */
  get count(): number {
    return this.#connections.length
  }

  /** Breaks all connections without a word, as a bad network does. */
  cut(): void {
    for (const connection of this.#connections) connection.terminate()
  }

  /** Asks the app to connect anew: `warning`, `refresh_requested` or `link_disabled`. */
  disconnect(reason: string): void {
    const frame = JSON.stringify({ type: 'disconnect', reason, debug_info: { host: 'applink-local' } })
    for (const connection of this.#connections) connection.send(frame)
  }

  /** Says goodbye to all connections; those that do not answer soon are broken. */
  async stop(): Promise<void> {
    clearInterval(this.#pinging)
    const gone = this.#connections.map((one) => new Promise((resolve) => one.once('close', resolve)))
    for (const connection of this.#connections) connection.close(1001)
    const impatient = setTimeout(() => this.cut(), patience)
    await Promise.all(gone)
    clearTimeout(impatient)
    this.#server.close()
  }

  #welcome(connection: WebSocket): void {
    this.#connections = [...this.#connections, connection]
    connection.on('message', (data) => this.#receive(String(data)))
    connection.on('close', () => {
      this.#connections = this.#connections.filter((one) => one !== connection)
      this.#options.counted()
    })
    connection.on('error', () => connection.terminate())
    const debug = { host: 'applink-local', build_number: 1, approximate_connection_time: 18_060 }
    const hello = { type: 'hello', num_connections: this.count, debug_info: debug }
    connection.send(JSON.stringify({ ...hello, connection_info: { app_id: app.id } }))
    this.#options.counted()
  }

  #receive(text: string): void {
    const message = objectOf(parseJson(text))
    const id = textOf(message.envelope_id) ?? ''
    const settle = this.#waiting.get(id)
    this.#waiting.delete(id)
    // The client sends an empty object where the app answered nothing.
    const payload = objectOf(message.payload)
    settle?.({ status: 'acked', payload: Object.keys(payload).length > 0 ? payload : undefined })
  }

  #transmit(frame: string, fault: EnvelopeFault | undefined): void {
    if (fault?.kind === 'drop') return
    if (fault?.kind === 'delay') {
      this.#options.timers.after(fault.delayMs ?? 0, () => this.#send(frame))
      return
    }
    this.#send(frame)
    if (fault?.kind === 'duplicate') this.#send(frame)
  }

  #send(frame: string): void {
    const [next, ...others] = this.#connections
    if (!next) return
    this.#connections = [...others, next]
    next.send(frame)
  }
}

function frameOf(id: string, { type, payload, retry }: Envelope): string {
  return JSON.stringify({
    envelope_id: id,
    type,
    accepts_response_payload: type !== 'events_api',
    payload,
    ...(type === 'events_api'
      ? { retry_attempt: retry?.attempt ?? 0, retry_reason: retry?.reason ?? '' }
      : {}),
  })
}
