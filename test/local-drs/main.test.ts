import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { compiled } from '../helpers/compiled.ts'
import { raw, send } from './signed-request.ts'

const program = await compiled('src/local-drs/main.ts')

function start(...options: readonly string[]) {
  const child = spawn(process.execPath, [program, ...options])
  onTestFinished(() => void child.kill('SIGKILL'))
  return child
}

async function textOf(stream: NodeJS.ReadableStream): Promise<string> {
  let text = ''
  for await (const chunk of stream) text += String(chunk)
  return text
}

describe('npm run local-drs', () => {
  it('prints one line of JSON and ends on SIGTERM', async () => {
    const child = start('--port', '0', '--speed', '60')
    const [line] = await once(child.stdout, 'data')
    const printed = JSON.parse(String(line))
    expect(Object.keys(printed)).toEqual(['endpoint', 'projectId', 'ak', 'sk', 'iamEndpoint'])
    const { json } = await raw(new URL(`${printed.endpoint}/control/clock`), 'GET', {}, '')
    expect(json.speed).toBe(60)
    child.kill('SIGTERM')
    expect(await once(child, 'exit')).toEqual([0, null])
  })

  it('explains itself', async () => {
    expect(await textOf(start('--help').stdout)).toContain('--dialect NAME')
  })

  it('answers in the dialect that it is told to', async () => {
    const child = start('--dialect', 'terraform')
    const [line] = await once(child.stdout, 'data')
    const { json } = await send(JSON.parse(String(line)), { path: '/jobs/batch-nothing', body: {} })
    expect(json.error_code).toBe('APIG.0101')
  })

  it('says what is wrong with its options and its seed', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'local-drs-'))
    onTestFinished(() => rm(folder, { recursive: true }))
    const file = join(folder, 'seed.json')
    await writeFile(file, '{"tasks":[{"name":"x"}]}')
    const outcomes = await Promise.all(
      [
        ['--port', 'many'],
        ['--seed', file],
        ['--dialect', 'klingon'],
      ].map(async (options) => {
        const child = start(...options)
        const [said, [code]] = await Promise.all([textOf(child.stderr), once(child, 'exit')])
        return { said, code }
      }),
    )
    expect(outcomes).toMatchObject([
      { code: 1, said: expect.stringContaining('--port') },
      { code: 1, said: expect.stringContaining('tasks[0].scenario') },
      { code: 1, said: expect.stringContaining('documents, sdk, terraform, mixed') },
    ])
  })
})
