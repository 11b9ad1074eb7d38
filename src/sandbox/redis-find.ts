import { execFile } from 'node:child_process'
import { access, constants } from 'node:fs/promises'
import { delimiter, join } from 'node:path'
import { promisify } from 'node:util'
import { cacheFolder, type ServerProgram, unpackedRedis } from './redis-unpack.ts'

const run = promisify(execFile)

/** BullMQ and the store's scripts need this version. */
const oldest = [6, 2] as const

const names = ['redis-server', 'valkey-server'] as const

/**
 * A Redis or Valkey server of 6.2 or newer: from PATH, else unpacked from the distribution's package.
 * Throws an error that names the one command to run.
 */
export async function findServer(env: NodeJS.ProcessEnv = process.env): Promise<ServerProgram> {
  const onPath = await serversOnPath(env.PATH ?? '')
  for (const path of onPath) {
    if (await isNewEnough(path)) return { path, env: {} }
  }
  return findUnpacked(onPath, env)
}

async function findUnpacked(tooOld: readonly string[], env: NodeJS.ProcessEnv): Promise<ServerProgram> {
  try {
    return await unpackedRedis(await cacheFolder(env))
  } catch (cause) {
    const found = tooOld.length === 0 ? 'no redis-server on PATH' : `too old: ${tooOld.join(', ')}`
    const message = `Redis ${oldest.join('.')} or newer is needed (${found}). Run: ${await installCommand(env)}`
    throw new Error(`${message} (or set REDIS_URL to a server that runs)`, { cause })
  }
}

async function serversOnPath(path: string): Promise<readonly string[]> {
  const folders = path.split(delimiter).filter(Boolean)
  const candidates = names.flatMap((name) => folders.map((folder) => join(folder, name)))
  const runnable = await Promise.all(candidates.map(isRunnable))
  return candidates.filter((_, index) => runnable[index])
}

async function isRunnable(file: string): Promise<boolean> {
  return access(file, constants.X_OK).then(
    () => true,
    () => false,
  )
}

/** A program that cannot even tell its version is not one to start. */
async function isNewEnough(path: string): Promise<boolean> {
  const answer = await run(path, ['--version']).catch(() => ({ stdout: '' }))
  const version = /v=(\d+)\.(\d+)/.exec(answer.stdout)
  const major = Number(version?.[1] ?? 0)
  const minor = Number(version?.[2] ?? 0)
  return major > oldest[0] || (major === oldest[0] && minor >= oldest[1])
}

const installers = [
  ['apt-get', 'sudo apt-get install redis-server'],
  ['brew', 'brew install redis'],
  ['dnf', 'sudo dnf install valkey'],
  ['apk', 'sudo apk add redis'],
  ['pacman', 'sudo pacman -S valkey'],
] as const

async function installCommand(env: NodeJS.ProcessEnv): Promise<string> {
  const folders = (env.PATH ?? '').split(delimiter).filter(Boolean)
  for (const [tool, command] of installers) {
    const found = await Promise.all(folders.map((folder) => isRunnable(join(folder, tool))))
    if (found.includes(true)) return command
  }
  return 'your package manager to install redis'
}
