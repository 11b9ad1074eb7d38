import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { pause, until } from './measure.ts'
import { cpuMsOf } from './processes.ts'

interface Load {
  readonly changes: number
  readonly perSecond: number
  readonly folder: string
}

/**
 * What a plain Alertmanager uses of the CPU for one change that it delivers, beyond what it uses when nothing happens, in ms;
 * undefined where there is none on PATH.
 */
export async function alertmanagerCpuMs(load: Load): Promise<number | undefined> {
  if (!isThere()) {
    process.stderr.write('bench: no alertmanager on PATH, so that nothing is compared with it\n')
    return undefined
  }
  let delivered = 0
  const hook = await listen(() => {
    delivered += 1
  })
  const config = join(load.folder, 'alertmanager.yml')
  const template = readFileSync(new URL('./alertmanager.yml', import.meta.url), 'utf8')
  writeFileSync(config, template.replace('WEBHOOK', `http://127.0.0.1:${portOf(hook)}/`))
  const probe = await listen(() => undefined)
  const port = portOf(probe)
  probe.close()
  const child = spawn(
    'alertmanager',
    [
      `--config.file=${config}`,
      `--storage.path=${join(load.folder, 'alertmanager')}`,
      `--web.listen-address=127.0.0.1:${port}`,
      '--cluster.listen-address=',
    ],
    { stdio: 'ignore' },
  )
  const exited = once(child, 'exit')
  try {
    const base = `http://127.0.0.1:${port}`
    await until('Alertmanager is ready', () =>
      fetch(`${base}/-/ready`).then(
        ({ ok }) => ok,
        () => false,
      ),
    )
    const cpu = () => cpuMsOf(child.pid ?? 0)
    const [restMs, atRest] = [performance.now(), cpu()]
    await pause(5_000)
    const [beginMs, begin] = [performance.now(), cpu()]
    for (let index = 0; index < load.changes; index++) {
      await pause(beginMs + (index * 1_000) / load.perSecond - performance.now())
      await raise(base, index)
    }
    await until('Alertmanager has told all', () => delivered >= load.changes)
    const usual = (begin - atRest) / (beginMs - restMs)
    return (cpu() - begin - usual * (performance.now() - beginMs)) / load.changes
  } finally {
    child.kill('SIGTERM')
    await exited
    hook.close()
  }
}

function isThere(): boolean {
  try {
    execFileSync('alertmanager', ['--version'], { stdio: 'ignore' })
    return true
  } catch {
    return false // that is the answer
  }
}

async function raise(base: string, index: number): Promise<void> {
  const task = `bench-${index}`
  const alert = {
    labels: { alertname: 'failed', task, channel: `C${index % 200}` },
    annotations: { summary: `${task}: incremental phase failed: connection lost` },
  }
  const { status } = await fetch(`${base}/api/v2/alerts`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify([alert]),
  })
  if (status !== 200) throw new Error(`Alertmanager answered ${status}`)
}

async function listen(hear: () => void): Promise<Server> {
  const server = createServer((request, response) => {
    request.resume()
    request.on('end', () => {
      hear()
      response.end()
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return server
}

function portOf(server: Server): number {
  return (server.address() as AddressInfo).port
}
