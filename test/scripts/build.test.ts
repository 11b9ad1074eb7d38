import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { copyFile, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { bundle } from '../../src/scripts/bundle.ts'
import { billOfMaterials, bundledPackages, licenseNotices } from '../../src/scripts/bundled-packages.ts'
import { startWorld } from '../e2e/world.ts'

const root = fileURLToPath(new URL('../../', import.meta.url))
const beforeStart = join(root, 'src/scripts/before-start.mjs')

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'drs-chatops-build-'))
})
afterAll(() => rm(folder, { recursive: true }))

function node(...args: readonly string[]) {
  const env = { PATH: process.env.PATH ?? '', LANG: 'en_US.UTF-8' }
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { cwd: folder, env, encoding: 'utf8' })
  return { status, stdout, stderr }
}

describe('what was built', () => {
  it('refuses to start while nothing was built and nothing can build, and names the command', () => {
    expect(node(beforeStart)).toMatchObject({ status: 1, stderr: expect.stringContaining('npm run build') })
  })

  it('runs in a folder without any package beside it', async () => {
    const { files } = await bundle(root, { main: 'src/main.ts', doctor: 'src/scripts/doctor.ts' })
    await mkdir(join(folder, 'dist'))
    await Promise.all(
      files.map(({ path, contents }) => writeFile(join(folder, path.slice(root.length)), contents)),
    )
    await Promise.all(
      ['manifest.yml', 'package.json'].map((name) => copyFile(join(root, name), join(folder, name))),
    )

    expect(node(beforeStart)).toMatchObject({ status: 0, stderr: '' })
    // One letter beyond would double the memory of the text.
    expect(files.filter(({ path, text }) => path.endsWith('.js') && /[^\0-\x7f]/.test(text))).toEqual([])
    const start = node('dist/main.js')
    expect(start).toMatchObject({ status: 1, stderr: expect.stringContaining('SLACK_BOT_TOKEN is missing') })
    const [first] = JSON.parse(node('dist/doctor.js', '--json').stdout)
    expect(first).toMatchObject({ ok: false, found: expect.stringContaining('SLACK_BOT_TOKEN is missing') })
  })

  it.each(['socket', 'http'] as const)(
    'serves as the image starts it, over %s: lives, is ready, and ends in order',
    {
      timeout: 60_000,
    },
    async (transport) => {
      const [, command = '[]'] = /^CMD (\[.*\])$/m.exec(readFileSync(join(root, 'Dockerfile'), 'utf8')) ?? []
      const [, ...args]: readonly string[] = JSON.parse(command)
      const world = await startWorld()
      const port = await freePort()
      const slackPort = await freePort()
      const { slack, drs, config } = world
      const ways = {
        socket: { SLACK_APP_TOKEN: slack.appToken },
        http: { SLACK_SIGNING_SECRET: slack.signingSecret, PORT: String(slackPort) },
      }
      const child = spawn(process.execPath, args, {
        cwd: folder,
        stdio: ['ignore', 'pipe', 'inherit'],
        env: {
          PATH: process.env.PATH,
          SLACK_BOT_TOKEN: slack.botToken,
          ...ways[transport],
          SLACK_API_URL: slack.apiUrl,
          REDIS_URL: config.redisUrl,
          HUAWEICLOUD_SDK_AK: drs.ak,
          HUAWEICLOUD_SDK_SK: drs.sk,
          DRS_PROJECT_ID: drs.projectId,
          DRS_REGION: config.connections[0]?.region,
          DRS_ENDPOINT: drs.endpoint,
          DRS_CHATOPS_MONITORING_PORT: String(port),
        },
      })
      const ended = once(child, 'exit')
      const status = (path: string) =>
        fetch(`http://127.0.0.1:${port}${path}`).then(
          (answer) => answer.status,
          () => undefined,
        )
      try {
        await expect.poll(() => status('/readyz'), { timeout: 30_000 }).toBe(200)
        expect(await status('/healthz')).toBe(200)
        if (transport === 'http')
          expect(await slack.control.deliverTo(`http://127.0.0.1:${slackPort}/slack/events`)).toBe(true)
        child.kill('SIGTERM')
        expect(await ended).toEqual([0, null])
      } finally {
        child.kill('SIGKILL')
        await world.stop()
      }
    },
  )
})

describe('the packages in what was built', () => {
  /** Whoever passes the program on has to pass their texts on, and nothing else. */
  const permissive = ['0BSD', 'Apache-2.0', 'BSD-2-Clause', 'BSD-3-Clause', 'BlueOak-1.0.0', 'ISC', 'MIT']

  it('are those of npm’s own list, each with a licence that asks for no more than its text', async () => {
    const { meta } = await bundle(root, { main: 'src/main.ts' })
    const packages = bundledPackages(root, meta)
    const { components } = billOfMaterials(packages, { name: 'drs-chatops', version: '1.0.0' })
    const args = ['sbom', '--sbom-format=cyclonedx', '--package-lock-only']
    const npm = JSON.parse(spawnSync('npm', args, { cwd: root, encoding: 'utf8' }).stdout)
    const known = npm.components.map(({ purl }: { purl: string }) => purl)
    expect(components.length).toBeGreaterThan(20)
    expect(components.map(({ purl }) => purl).filter((purl) => !known.includes(purl))).toEqual([])
    expect(packages.filter(({ license }) => !permissive.includes(license))).toEqual([])
    const names = packages.map(({ name }) => name)
    expect(names).toEqual(expect.arrayContaining(['@slack/bolt', 'axios', 'bullmq', 'ioredis', 'zod']))
    expect(names).not.toContain('express')
    const notices = licenseNotices(packages)
    for (const { name, version } of packages) expect(notices).toContain(`${name} ${version} (`)
    expect(notices).toContain('WITHOUT WARRANTY OF ANY KIND')
  })
})

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  return typeof address === 'object' && address !== null ? address.port : 0
}
