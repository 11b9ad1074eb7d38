import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { createServer, type RequestListener } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { describe, expect, it, onTestFinished } from 'vitest'
import * as z from 'zod'

/** The step of .ci/run that asks a registry for known weaknesses: the real npm, and registries on this machine. */
const run = promisify(execFile)

/** Its own each time: npm remembers what it has made of an advisory. */
async function emptyFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'npm-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  return folder
}

async function audit(answer: RequestListener): Promise<{ code: number; said: string }> {
  const server = createServer(answer)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  const address = server.address()
  const port = typeof address === 'object' ? address?.port : undefined
  const cache = await emptyFolder()
  const env = {
    ...process.env,
    npm_config_registry: `http://127.0.0.1:${port}/`,
    npm_config_fetch_retries: '0',
    npm_config_cache: cache,
  }
  try {
    const { stdout } = await run('.ci/audit', { env })
    return { code: 0, said: stdout }
  } catch (error) {
    if (!(error instanceof Error) || !('code' in error) || !('stdout' in error)) throw error
    return { code: Number(error.code), said: String(error.stdout) }
  }
}

const { version } = z
  .object({ version: z.string() })
  .parse(JSON.parse(await readFile('node_modules/axios/package.json', 'utf8')))

/** Asked what is known, it answers with `found`; asked for a package, with the one version that is installed. */
const advisories =
  (found: object): RequestListener =>
  ({ method }, response) => {
    const dist = { tarball: 'http://127.0.0.1/none.tgz', shasum: '00' }
    const versions = { [version]: { name: 'axios', version, dist } }
    const about = { name: 'axios', 'dist-tags': { latest: version }, versions }
    response.writeHead(200, { 'content-type': 'application/json' })
    response.end(JSON.stringify(method === 'POST' ? found : about))
  }

function weakness(severity: string) {
  const about = { id: 1, url: 'https://advisories.example/1', title: 'a hole', cwe: [] }
  return { axios: [{ ...about, severity, vulnerable_versions: '*', cvss: { score: 0, vectorString: null } }] }
}

describe('the audit of dependencies', () => {
  it.each<[string, RequestListener, number, string]>([
    ['that cannot be asked is skipped', (_, response) => response.writeHead(405).end(), 0, 'skipped'],
    ['that hangs up is skipped', (request) => request.socket.destroy(), 0, 'skipped'],
    ['that knows of nothing is content', advisories({}), 0, 'no known weakness'],
    ['that knows of something small is content', advisories(weakness('moderate')), 0, 'no known weakness'],
    ['that knows of something grave fails, with its name', advisories(weakness('high')), 1, 'a hole'],
  ])('at a registry %s', { timeout: 30_000 }, async (_, answer, code, words) => {
    const result = await audit(answer)
    expect(result.said).toContain(words)
    expect(result.code).toBe(code)
  })
})
