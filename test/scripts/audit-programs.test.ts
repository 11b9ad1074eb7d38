import { execFile } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { openApprovalStore } from '../../src/store/approval-store.ts'
import { approvalKeys } from '../../src/store/keys.ts'
import { closeRedis, connectRedis, type Redis } from '../../src/store/redis.ts'
import { compiled } from '../helpers/compiled.ts'
import { testLog } from '../helpers/log.ts'
import { testRedis } from '../helpers/redis.ts'
import { auditRecord } from '../store/ledger-samples.ts'

/** audit:verify and audit:export as they are run, over an audit of five records. */
const root = new URL('../..', import.meta.url).pathname
/** Each starts a process or several, on machines of any speed. */
vi.setConfig({ testTimeout: 120_000 })

const programs = {
  verify: await compiled('src/scripts/audit-verify.ts'),
  export: await compiled('src/scripts/audit-export.ts'),
  seal: await compiled('src/scripts/audit-seal.ts'),
  continue: await compiled('src/scripts/audit-continue.ts'),
}
const key = randomBytes(32)
let redis: Redis
let url: string
let folder: string

beforeAll(async () => {
  ;({ url } = await testRedis())
  redis = await connectRedis(url)
  folder = await mkdtemp(join(tmpdir(), 'drs-chatops-audit-'))
  const names = ['one', 'two', 'three', 'four', 'five']
  await openApprovalStore(redis, { keys: [key], log: testLog() }).append(
    ...names.map((what) => auditRecord(what)),
  )
})
afterAll(async () => {
  await closeRedis(redis)
  await rm(folder, { recursive: true })
})

interface Ended {
  readonly code: number
  readonly out: string
  readonly err: string
}

function audit(name: keyof typeof programs, ...args: readonly string[]): Promise<Ended> {
  const env = { ...process.env, REDIS_URL: url, DRS_CHATOPS_KEY: key.toString('base64'), LC_ALL: 'C' }
  return new Promise((done) => {
    const child = execFile(process.execPath, [programs[name], ...args], { cwd: root, env }, (_, out, err) =>
      done({ code: child.exitCode ?? -1, out, err }),
    )
  })
}

async function fileOf(name: string, lines: readonly string[]): Promise<string> {
  const path = join(folder, name)
  await writeFile(path, lines.map((line) => `${line}\n`).join(''))
  return path
}

it('a whole audit is found whole, and its head and its export can be checked elsewhere', async () => {
  const verified = await audit('verify')
  expect(verified).toMatchObject({ code: 0, err: '' })
  expect(verified.out).toContain('5 records, none changed')
  const [head = ''] = /5:[0-9a-f]{64}/.exec(verified.out) ?? []
  const exported = await audit('export')
  const lines = exported.out.trimEnd().split('\n')
  expect(lines.map((line) => JSON.parse(line).what)).toEqual(['one', 'two', 'three', 'four', 'five'])

  const whole = await audit('verify', '--file', await fileOf('whole.jsonl', lines), '--expect', head)
  expect(whole).toMatchObject({ code: 0, err: '' })

  const cut = await fileOf('cut.jsonl', lines.slice(0, 4))
  expect((await audit('verify', '--file', cut)).out).toContain('give --expect')
  const missing = await audit('verify', '--file', cut, '--expect', head)
  expect(missing.code).toBe(1)
  expect(missing.out).toContain('BROKEN at record 5: the end of the chain is missing')

  const changed = lines.map((line) => line.replace('"three"', '"3"'))
  const found = await audit('verify', '--file', await fileOf('changed.jsonl', changed))
  expect(found.code).toBe(1)
  expect(found.out).toContain('BROKEN at record 3')
})

it('a damaged audit ends the program with 1 and the place; what cannot be checked with 2', async () => {
  await redis.xdel(approvalKeys.audit, '4-0')
  const damaged = await audit('verify')
  expect(damaged.code).toBe(1)
  expect(damaged.out).toContain('BROKEN at record 4: a record is missing here')
  const odd = await audit('verify', '--file', await fileOf('odd.jsonl', ['{"seq":1}']))
  expect(odd.code).toBe(2)
  expect(odd.err).toContain('Line 1')
  expect((await audit('verify', '--expect', 'yesterday')).err).toContain('--expect needs')
})

it('an audit that was emptied goes on by the last line of the log, and an audit without a key is sealed', async () => {
  await redis.flushdb()
  const expect4 = `4:${'ab'.repeat(32)}`
  expect((await audit('continue', '--expect', expect4)).err).toContain('--reason')
  expect((await audit('continue', '--expect', '0:0', '--reason', 'x')).code).toBe(2)
  const resumed = await audit('continue', '--expect', expect4, '--reason', 'the disk was lost')
  expect(resumed).toMatchObject({ code: 0, err: '' })
  expect(resumed.out).toMatch(/ 5:[0-9a-f]{64}/)
  expect((await audit('verify')).out).toContain('LOST: what was written after record 0 up to 4')

  await redis.flushdb()
  await openApprovalStore(redis, { log: testLog() }).append(auditRecord('without a key'))
  expect((await audit('verify')).out).toContain('BROKEN at record 1')
  const [end = ''] = /"hash":"([0-9a-f]{64})/.exec((await audit('export')).out)?.slice(1) ?? []
  expect(await audit('seal', '--expect', `1:${end}`)).toMatchObject({ code: 0, err: '' })
  expect((await audit('verify')).out).toContain('Sealed with a key from record 2 on')
})
