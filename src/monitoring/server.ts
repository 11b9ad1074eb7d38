import { once } from 'node:events'
import { createServer } from 'node:http'
import type { Log } from '../base/log.ts'
import type { Metrics } from './metrics.ts'
import type { Readiness } from './readiness.ts'

export interface MonitoringDeps {
  readonly port: number
  readonly host: string
  readonly metrics: Pick<Metrics, 'contentType' | 'text'>
  readonly log: Log
  /** Never rejects. */
  readiness(): Promise<Readiness>
  /** Brings what Redis knows into the metrics. Rejects if Redis does not answer. */
  refresh(): Promise<void>
}

export interface MonitoringServer {
  readonly port: number
  close(): Promise<void>
}

interface Said {
  readonly status: number
  readonly type: string
  readonly body: string
}

/**
 * `/healthz`: the process answers. `/readyz`: it can do its work, or 503 and what is missing. `/metrics`: for Prometheus.
 * Nothing that is said here comes from people or names a secret; whoever reaches the port may read it.
 */
export async function startMonitoring(deps: MonitoringDeps): Promise<MonitoringServer> {
  const { port, host, log } = deps
  const server = createServer((request, response) => {
    const [path = ''] = (request.url ?? '').split('?')
    const reads = request.method === 'GET' || request.method === 'HEAD'
    const send = ({ status, type, body }: Said) => {
      response.writeHead(status, { 'content-type': type, 'cache-control': 'no-store' })
      response.end(request.method === 'HEAD' ? undefined : body)
    }
    if (!reads) return send(wrongMethod)
    answer(deps, path).then(send, (err: unknown) => {
      log.error({ err, path }, 'a question of the monitoring could not be answered')
      send({ status: 500, type: plain, body: 'The log says what went wrong.\n' })
    })
  })
  server.listen(port, host)
  await once(server, 'listening')
  const address = server.address()
  return {
    port: typeof address === 'object' && address !== null ? address.port : port,
    close: async () => {
      const closed = once(server, 'close')
      server.close()
      server.closeAllConnections()
      await closed
    },
  }
}

const plain = 'text/plain; charset=utf-8'
const wrongMethod: Said = { status: 405, type: plain, body: 'Only GET and HEAD.\n' }

async function answer({ metrics, readiness, refresh, log }: MonitoringDeps, path: string): Promise<Said> {
  switch (path) {
    case '/healthz':
      return { status: 200, type: plain, body: 'ok\n' }
    case '/readyz': {
      const { ready, checks } = await readiness()
      const body = `${JSON.stringify({ ready, checks }, undefined, 2)}\n`
      return { status: ready ? 200 : 503, type: 'application/json', body }
    }
    case '/metrics':
      // What this replica has counted is worth having, also while Redis is away.
      await refresh().catch((err: unknown) => log.warn({ err }, 'Redis did not answer for the metrics'))
      return { status: 200, type: metrics.contentType, body: await metrics.text() }
    default:
      return { status: 404, type: plain, body: 'There are /healthz, /readyz and /metrics.\n' }
  }
}
