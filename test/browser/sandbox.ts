import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'

/** `npm run sandbox` as a newcomer starts it, on a free port and with a folder of its own. */
export interface Sandbox {
  readonly url: string
  stop(): Promise<void>
}

export async function startSandbox(): Promise<Sandbox> {
  const folder = await mkdtemp(join(tmpdir(), 'drs-chatops-browser-'))
  const child = spawn('npm', ['run', 'sandbox'], {
    env: { ...process.env, SANDBOX_PORT: String(await freePort()), SANDBOX_FOLDER: folder },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  })
  const end = () => terminate(child)
  process.once('exit', end)
  const closed = once(child, 'close')
  const stop = async () => {
    process.off('exit', end)
    end()
    await closed
    await rm(folder, { recursive: true, force: true })
  }
  try {
    return { url: await printedUrl(child), stop }
  } catch (error) {
    await stop()
    throw error
  }
}

/** npm does not hand a signal on to what its shell started; the group gets it whole. */
function terminate(child: ChildProcess): void {
  if (child.pid === undefined) return
  try {
    process.kill(-child.pid, 'SIGTERM')
  } catch (error) {
    // ESRCH: it has ended by itself.
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  if (address === null || typeof address === 'string') throw new Error('no port was given')
  return address.port
}

/** The one URL that the sandbox prints once everything answers; what it complained of otherwise. */
async function printedUrl(child: ChildProcess): Promise<string> {
  const complaints: string[] = []
  child.stderr?.on('data', (chunk) => complaints.push(String(chunk)))
  for await (const line of createInterface({ input: child.stdout ?? process.stdin })) {
    const [url] = /http:\S+/.exec(line) ?? []
    if (url) return url
  }
  throw new Error(`npm run sandbox ended before it was ready:\n${complaints.join('')}`)
}
