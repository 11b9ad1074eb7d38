import { execFile } from 'node:child_process'
import { access, mkdir, mkdtemp, readdir, readFile, rename, rm } from 'node:fs/promises'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)

/** A server's program and what must be in its environment. */
export interface ServerProgram {
  readonly path: string
  readonly env: Readonly<Record<string, string>>
}

/** Where the unpacked server is kept: one folder per distribution release and processor. */
export async function cacheFolder(env: NodeJS.ProcessEnv = process.env): Promise<string> {
  const base = env.XDG_CACHE_HOME || join(homedir(), '.cache')
  return join(base, 'drs-chatops', `redis-${await distribution()}-${process.arch}`)
}

/**
 * Redis from the package of Debian or Ubuntu, without root and without touching the system: the packages are
 * downloaded with a private list of packages, unpacked into `folder` once, and used from there.
 * Throws if apt or the network is missing.
 */
export async function unpackedRedis(folder: string): Promise<ServerProgram> {
  if (!(await isComplete(folder))) await unpack(folder)
  return programIn(folder)
}

/** Several first starts may unpack at once: each works in its own folder, the first rename wins. */
async function unpack(folder: string): Promise<void> {
  await mkdir(join(folder, '..'), { recursive: true })
  const work = await mkdtemp(`${folder}.`)
  try {
    const debs = await download(work)
    const root = join(work, 'root')
    for (const deb of debs) await run('dpkg', ['-x', deb, root])
    const program = await programIn(root)
    await run(program.path, ['--version'], { env: { ...process.env, ...program.env } })
    await moveInto(root, folder)
  } finally {
    await rm(work, { recursive: true, force: true })
  }
}

async function moveInto(from: string, to: string): Promise<void> {
  try {
    await rename(from, to)
  } catch (error) {
    // A rename onto a filled folder fails: somebody else was first, and theirs is as good.
    if (!(await isComplete(to))) throw error
  }
}

/** The .deb files of redis-server and of everything it needs that this machine lacks. */
async function download(work: string): Promise<readonly string[]> {
  const debs = join(work, 'debs')
  await mkdir(join(work, 'state', 'lists', 'partial'), { recursive: true })
  await mkdir(join(work, 'cache', 'archives', 'partial'), { recursive: true })
  await mkdir(debs)
  const options = aptOptions(work)
  // A foreign package source that cannot be reached makes apt fail as a whole although Debian's own were read;
  // whether enough was read shows in the next step.
  const updated = await run('apt-get', [...options, 'update']).catch((error: unknown) => error)
  const plan = await planned(options).catch((cause: unknown) => {
    throw updated instanceof Error ? updated : cause
  })
  await run('apt-get', [...options, 'download', ...plan], { cwd: debs })
  return (await readdir(debs)).map((name) => join(debs, name))
}

/** What apt would newly install; packages it would only upgrade (`Inst name [old] …`) are good as they are. */
async function planned(options: readonly string[]): Promise<readonly string[]> {
  const install = ['--simulate', '--no-install-recommends', 'install', 'redis-server']
  const { stdout } = await run('apt-get', [...options, ...install])
  return [...stdout.matchAll(/^Inst (\S+) \(/gm)].flatMap((match) => match[1] ?? [])
}

/** The system's package sources and keys, but lists, cache and lock of our own. */
function aptOptions(work: string): readonly string[] {
  const settings = {
    'Dir::State': join(work, 'state'),
    'Dir::State::status': '/var/lib/dpkg/status',
    'Dir::Cache': join(work, 'cache'),
    // As root, apt would download as a user who may not write into our folder.
    'APT::Sandbox::User': 'root',
    'Acquire::Retries': '2',
  }
  return ['-q', ...Object.entries(settings).flatMap(([name, value]) => ['-o', `${name}=${value}`])]
}

async function programIn(root: string): Promise<ServerProgram> {
  const folders = await libraryFolders(root)
  return { path: serverPath(root), env: { LD_LIBRARY_PATH: folders.join(':') } }
}

async function libraryFolders(root: string): Promise<readonly string[]> {
  const bases = [join(root, 'usr', 'lib'), join(root, 'lib')]
  const nested = await Promise.all(bases.map(subfolders))
  return [...nested.flat(), ...bases]
}

async function subfolders(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => [])
  return entries.filter((entry) => entry.isDirectory()).map((entry) => join(folder, entry.name))
}

function serverPath(root: string): string {
  return join(root, 'usr', 'bin', 'redis-server')
}

async function isComplete(folder: string): Promise<boolean> {
  return access(serverPath(folder)).then(
    () => true,
    () => false,
  )
}

/** For example `debian-12`, from os-release(5). */
async function distribution(): Promise<string> {
  const text = await readFile('/etc/os-release', 'utf8').catch(() => '')
  const field = (name: string) => new RegExp(`^${name}="?([\\w.-]+)`, 'm').exec(text)?.[1]
  return [field('ID') ?? process.platform, field('VERSION_ID')].filter(Boolean).join('-')
}
