import { Redis as Client, type RedisOptions } from 'ioredis'
import type { Log } from '../base/log.ts'

/** A handle to the one Redis; functions of this room take it as their first argument. */
export interface Redis extends Client {
  /** Told of what is stored and cannot be read. */
  readonly log?: Log
}

export interface OpenRedisOptions {
  /** Told of what is stored and cannot be read. */
  readonly log?: Log
  /** Told about lost connections; ioredis reconnects by itself. */
  readonly onError?: (error: Error) => void
  /** For the job queue, whose blocking commands must wait however long Redis is away. */
  readonly patient?: boolean
  /** A command fails that is not answered within this time (ms), or when the connection is lost, without a second try. */
  readonly commandMs?: number
}

/** A handle that connects with its first command. */
export function openRedis(url: string, options: OpenRedisOptions = {}): Redis {
  const { log } = options
  const redis = Object.assign(new Client(url, connection(options)), log && { log })
  redis.on('error', options.onError ?? ignore)
  return redis
}

/** A handle that is connected. Throws an error that names the server, without its password, if it cannot be reached. */
export async function connectRedis(url: string, options: OpenRedisOptions = {}): Promise<Redis> {
  const redis = openRedis(url, options)
  try {
    await redis.connect()
    return redis
  } catch (cause) {
    redis.disconnect()
    throw new Error(`Cannot reach Redis at ${withoutPassword(url)}: ${reasonOf(cause)}`, { cause })
  }
}

/** Ends a handle after its open commands; a server that is away does not hold it up. */
export async function closeRedis(redis: Redis): Promise<void> {
  if (redis.status !== 'ready') return redis.disconnect()
  await redis.quit()
}

function connection({ patient = false, commandMs }: OpenRedisOptions) {
  return {
    connectionName: 'drs-chatops',
    lazyConnect: true,
    connectTimeout: 5_000,
    ...(commandMs !== undefined && { commandTimeout: commandMs }),
    maxRetriesPerRequest: patient ? null : commandMs === undefined ? 3 : 0,
    retryStrategy: (attempt) => Math.min(50 * 2 ** Math.min(attempt, 6), 2_000),
    // A replica that was promoted elsewhere answers READONLY: reconnect, and send the command again.
    reconnectOnError: (error) => (error.message.startsWith('READONLY') ? 2 : false),
  } satisfies RedisOptions
}

function withoutPassword(url: string): string {
  if (!URL.canParse(url)) return 'the address in REDIS_URL, which is not a URL'
  const { protocol, host, pathname } = new URL(url)
  return `${protocol}//${host}${pathname}`
}

function reasonOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause)
}

/** Commands fail by themselves when the connection is lost; without a listener the process would die as well. */
function ignore(): void {}
