import { spawnSync } from 'node:child_process'
import { copyFile, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { bundle } from '../../src/scripts/bundle.ts'

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
    const start = node('dist/main.js')
    expect(start).toMatchObject({ status: 1, stderr: expect.stringContaining('SLACK_BOT_TOKEN is missing') })
    const [first] = JSON.parse(node('dist/doctor.js', '--json').stdout)
    expect(first).toMatchObject({ ok: false, found: expect.stringContaining('SLACK_BOT_TOKEN is missing') })
  })
})
