import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
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
  const complaints: string[] = []
  child.stderr?.on('data', (chunk) => complaints.push(String(chunk)))
  let wanted = false
  void closed.then(() => (wanted ? undefined : tellOfTheEnd(folder, complaints)))
  const stop = async () => {
    wanted = true
    process.off('exit', end)
    end()
    await closed
    await rm(folder, { recursive: true, force: true })
  }
  try {
    return { url: await printedUrl(child, complaints), stop }
  } catch (error) {
    await stop()
    throw error
  }
}

/** A sandbox that ends in the middle of a story says why, or the story could not be understood. */
async function tellOfTheEnd(folder: string, complaints: readonly string[]): Promise<void> {
  const log = await readFile(join(folder, 'bot.log'), 'utf8').catch(() => 'no log of the bot')
  const last = log.trim().split('\n').slice(-5)
  process.stderr.write(['The sandbox has ended by itself.', ...complaints, ...last, ''].join('\n'))
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
async function printedUrl(child: ChildProcess, complaints: readonly string[]): Promise<string> {
  for await (const line of createInterface({ input: child.stdout ?? process.stdin })) {
    const [url] = /http:\S+/.exec(line) ?? []
    if (url) return url
  }
  throw new Error(`npm run sandbox ended before it was ready:\n${complaints.join('')}`)
}
