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
/** Slack docs, Using Socket Mode: a connection lasts some hours, with `debug_reconnects=true` six minutes. */
export const usualLife = 18_060_000
const debugLife = 360_000
/** How long before its end a connection is warned, in milliseconds. */
const warnedBefore = 10_000
/** How long a stopping server waits for the other side's goodbye, in milliseconds. */
const patience = 500

export interface SocketOptions {
  readonly timers: Timers
  readonly faults: EnvelopeFaults
  /** How long an envelope may stay without an ack, in milliseconds. */
  readonly ackWithin: number
  /** How long a connection lasts before the app is asked to connect anew, in milliseconds. */
  readonly connectionLife: number
  readonly baseUrl: () => string
  /** Called when a connection has come or gone. */
  readonly counted: () => void
}

/** Why the app is told to connect anew. */
export const disconnectReasons = ['warning', 'refresh_requested', 'link_disabled'] as const
export type DisconnectReason = (typeof disconnectReasons)[number]

interface Connection {
  readonly socket: WebSocket
  /** Ends its timers. */
  readonly forget: () => void
  /** It was told to go; nothing more is sent over it. */
  retired: boolean
}

/** The server's end of Socket Mode (Slack docs, Using Socket Mode). */
export class SocketHub {
  readonly #options: SocketOptions
  readonly #server = new WebSocketServer({ noServer: true })
  readonly #tickets = new Set<string>()
  readonly #waiting = new Map<string, (ack: Ack) => void>()
  readonly #pinging: NodeJS.Timeout
  #connections: readonly Connection[] = []
  #turn = 0

  constructor(options: SocketOptions) {
    this.#options = options
    this.#pinging = setInterval(() => {
      for (const { socket } of this.#connections) socket.ping()
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
    const query = new URL(request.url ?? '/', 'http://local').searchParams
    const ticket = query.get('ticket') ?? ''
    const life = query.get('debug_reconnects') === 'true' ? debugLife : this.#options.connectionLife
    if (!this.#tickets.delete(ticket)) {
      socket.end('HTTP/1.1 401 Unauthorized\r\nConnection: close\r\n\r\n')
      return
    }
    this.#server.handleUpgrade(request, socket, head, (connection) => this.#welcome(connection, life))
  }

  /** Sends an envelope over one of the connections, each in turn, and waits for its ack. */
  deliver(envelope: Envelope): Promise<Ack> {
    if (!this.#next()) return Promise.resolve({ status: 'unreachable', reason: 'timeout' })
    const { timers, faults, ackWithin } = this.#options
    const id = randomUUID()
    return new Promise((resolve) => {
      const cancel = timers.after(ackWithin, () => {
        this.#waiting.delete(id)
        resolve({ status: 'timeout', reason: 'timeout' })
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
    for (const { socket } of this.#connections) socket.terminate()
  }

  /** Asks the app to connect anew: all its connections, or the one of that number, the oldest being 0. */
  disconnect(reason: DisconnectReason, index?: number): void {
    const meant = index === undefined ? this.#connections : this.#connections.slice(index, index + 1)
    for (const connection of meant) this.#dismiss(connection, reason)
  }

  #dismiss(connection: Connection, reason: DisconnectReason): void {
    const frame = { type: 'disconnect', reason, debug_info: { host: 'applink-local' } }
    connection.socket.send(JSON.stringify(frame))
    if (reason === 'warning') return
    connection.retired = true
    this.#options.timers.after(warnedBefore, () => connection.socket.terminate())
  }

  /** Says goodbye to all connections; those that do not answer soon are broken. */
  async stop(): Promise<void> {
    clearInterval(this.#pinging)
    const gone = this.#connections.map((one) => new Promise((resolve) => one.socket.once('close', resolve)))
    for (const { socket } of this.#connections) socket.close(1001)
    const impatient = setTimeout(() => this.cut(), patience)
    await Promise.all(gone)
    clearTimeout(impatient)
    this.#server.close()
  }

  #welcome(socket: WebSocket, life: number): void {
    const { timers } = this.#options
    const cancelWarning = timers.after(Math.max(0, life - warnedBefore), () =>
      this.#dismiss(connection, 'warning'),
    )
    const cancelRefresh = timers.after(life, () => this.#dismiss(connection, 'refresh_requested'))
    const forget = () => {
      cancelWarning()
      cancelRefresh()
    }
    const connection: Connection = { socket, forget, retired: false }
    this.#connections = [...this.#connections, connection]
    socket.on('message', (data) => this.#receive(String(data)))
    socket.on('close', () => this.#lost(connection))
    socket.on('error', () => socket.terminate())
    const debug = {
      host: 'applink-local',
      build_number: 1,
      approximate_connection_time: Math.round(life / 1000),
    }
    const hello = { type: 'hello', num_connections: this.count, debug_info: debug }
    socket.send(JSON.stringify({ ...hello, connection_info: { app_id: app.id } }))
    this.#options.counted()
  }

  #lost(connection: Connection): void {
    connection.forget()
    this.#connections = this.#connections.filter((one) => one !== connection)
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
    const next = this.#next()
    if (!next) return
    this.#turn += 1
    next.socket.send(frame)
  }

  /** Whose turn it is: any envelope may come on any connection (same page). */
  #next(): Connection | undefined {
    const usable = this.#connections.filter(
      ({ socket, retired }) => !retired && socket.readyState === socket.OPEN,
    )
    return usable[this.#turn % usable.length]
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
