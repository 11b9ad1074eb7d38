import { strToU8, unzipSync, zipSync } from 'fflate'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { UserError } from '../../src/base/user-error.ts'
import type { PolicyRule } from '../../src/domain/approvals/policy.ts'
import { defaultRules, policyDefaults } from '../../src/domain/approvals/rules.ts'
import { secretsInSheet, withSheetSecretsRead } from '../../src/domain/secrets/sheet-secrets.ts'
import {
  databaseUser,
  destinationPassword,
  instances,
  region,
  sourcePassword,
} from '../../src/local-drs/databases.ts'
import { defaultSeed } from '../../src/local-drs/server.ts'
import { readWorkbook } from '../../src/local-drs/sheet.ts'
import { templateRows } from '../../src/local-drs/v5/job-sheet.ts'
import { workbook } from '../../src/local-drs/xlsx.ts'
import { everythingKept } from '../helpers/redis.ts'
import { buttonOf, channel, startTarget, type Target } from './target.ts'

/** A sheet to import tasks from, with passwords in its cells: it lies in Slack, and whoever reads it there has them. */
let target: Target
const alice = () => target.people.as('U01ALICE')

beforeAll(async () => {
  const everywhere = { connections: ['*'], roles: [] }
  // Imports need nobody here, so that only the passwords decide.
  const free: PolicyRule = {
    verbs: ['api'],
    connections: ['*'],
    policy: { ...policyDefaults, need: [] },
  }
  const secrets = [
    { ...everywhere, references: ['env:DB_SOURCE_PASSWORD'], hosts: ['192.168.0.28'] },
    { ...everywhere, references: ['env:DB_DESTINATION_PASSWORD'], hosts: [instances.mysql] },
  ]
  target = await startTarget(defaultSeed, { config: { secrets, approvals: [free, ...defaultRules] } })
})

afterAll(() => target?.stop())

const filling: Readonly<Record<string, string>> = {
  'base_info.name': 'imported',
  'source_endpoint.endpoint.ip': '192.168.0.28',
  'source_endpoint.endpoint.db_user': databaseUser,
  'source_endpoint.endpoint.db_password': 'env:DB_SOURCE_PASSWORD',
  'target_endpoint.endpoint.instance_id': instances.mysql,
  'target_endpoint.endpoint.db_user': databaseUser,
  'target_endpoint.endpoint.db_password': 'env:DB_DESTINATION_PASSWORD',
  'target_endpoint.cloud.region': region,
}

const rowsWith = (change: Readonly<Record<string, string>> = {}) => {
  const project = { 'target_endpoint.cloud.project_id': target.drs.projectId }
  const values: Readonly<Record<string, string>> = { ...filling, ...project, ...change }
  const [head = [], ...rows] = templateRows('en')
  return [
    head,
    ...rows.map(([job = '', key = '', value = '', words = '']) => [job, key, values[key] ?? value, words]),
  ]
}
const sheet = (change?: Readonly<Record<string, string>>) => workbook('sheet0', rowsWith(change))
const imports = () =>
  target.drs.control.requests().filter(({ operation }) => operation === 'import-jobs').length

/** Hands the file over in the form; what the person is told. */
async function hand(bytes: Uint8Array, text: string, name = 'tasks.xlsx') {
  const after = (await alice().transcript(channel)).at(-1)?.ts ?? '0'
  const file = target.slack.control.upload('U01ALICE', name, Buffer.from(bytes))
  await alice().command(channel, '/drs api import-jobs')
  const form = await alice().waitForView({ actionId: 'field' })
  expect(await alice().submit(form.id, { file: [file], Reason: 'moving' })).toMatchObject({ ok: true })
  return alice().waitFor(channel, { text, after })
}

describe('a sheet with references', () => {
  it.each([
    ['as a workbook', 'tasks.xlsx', () => sheet()],
    ['in an archive', 'tasks.zip', () => zipSync({ 'drs-job-template.xlsx': new Uint8Array(sheet()) })],
  ])('%s reaches DRS with the passwords, which nobody else sees', async (_, name, bytes) => {
    const before = imports()
    const answer = await hand(bytes(), 'async_job_id', name)
    expect(imports()).toBe(before + 1)
    expect(await target.audited()).toContainEqual(expect.stringContaining('reads env:DB_SOURCE_PASSWORD'))
    for (const password of [sourcePassword, destinationPassword]) {
      expect(answer.plain).not.toContain(password)
      expect(JSON.stringify(await target.people.calls())).not.toContain(password)
    }
    expect(await everythingKept(target.redisUrl)).not.toContain(sourcePassword)
  })

  it('keeps all other texts, and fills in no reference that stands elsewhere', async () => {
    const bytes = sheet({ 'base_info.description': 'env:DB_SOURCE_PASSWORD & <more>' })
    const use: unknown[] = []
    const filled = await withSheetSecretsRead(
      'prod',
      { name: 'x.xlsx', bytes },
      async (reference, { addresses }) => {
        use.push([reference, addresses])
        return `<&"of ${reference}`
      },
    )
    expect(use).toEqual([
      ['env:DB_SOURCE_PASSWORD', ['192.168.0.28']],
      ['env:DB_DESTINATION_PASSWORD', [instances.mysql]],
    ])
    const [{ rows = [] } = {}] = readWorkbook(Buffer.from(filled.bytes))
    const wanted = rowsWith({
      'base_info.description': 'env:DB_SOURCE_PASSWORD & <more>',
      'source_endpoint.endpoint.db_password': '<&"of env:DB_SOURCE_PASSWORD',
      'target_endpoint.endpoint.db_password': '<&"of env:DB_DESTINATION_PASSWORD',
    })
    expect(rows.map((row) => row.slice(0, 3))).toEqual(wanted.map((row) => row.slice(0, 3)))
  })

  it('with another address goes on only with the approval that a new password needs, as the very file that was approved', async () => {
    const before = imports()
    const request = await hand(sheet({ 'source_endpoint.endpoint.ip': '192.168.0.66' }), 'Approval needed')
    expect(request.plain).toContain('sha256')
    expect(imports()).toBe(before)
    await target.click({ user: 'U02BOB', ...buttonOf(request, 'cmd:approve:ask') })
    const ready = await alice().waitFor(channel, { ts: request.ts, actionId: 'cmd:execute:ask' })
    expect(imports()).toBe(before)
    await target.click({ user: 'U01ALICE', ...buttonOf(ready, 'cmd:execute:ask') })
    await vi.waitFor(() => expect(imports()).toBe(before + 1), { timeout: 10_000 })
  })
})

describe('a password in the clear', () => {
  const typed = 'Hunter2-typed-by-hand'

  it('is refused with sheet, row and column before DRS sees it, and kept nowhere', async () => {
    const before = imports()
    const refused = await hand(
      sheet({ 'source_endpoint.endpoint.db_password': typed }),
      'this cell contains a password',
    )
    const row = rowsWith().findIndex(([, key]) => key === 'source_endpoint.endpoint.db_password') + 1
    expect(refused.plain).toContain(`Sheet “sheet0”, row ${row}, column C`)
    expect(refused.plain).toContain('env:NAME')
    expect(refused.plain).not.toContain(typed)
    expect(imports()).toBe(before)
    expect(await everythingKept(target.redisUrl)).not.toContain(typed)
  })

  const refusalOf = (bytes: Uint8Array, name = 'tasks.xlsx'): string => {
    try {
      secretsInSheet({ name, bytes })
    } catch (error) {
      if (error instanceof UserError) return error.text.en
      throw error
    }
    return 'taken'
  }
  const table = (head: readonly string[], row: readonly string[]) => workbook('S', [head, row])
  /** The same workbook with its parts changed as texts. */
  const changed = (change: (parts: Record<string, Uint8Array>) => void) => {
    const parts = unzipSync(new Uint8Array(sheet()))
    change(parts)
    return zipSync(parts)
  }

  it.each([
    [
      'below a telling name',
      () => table(['task', 'db_password'], ['a', typed]),
      'row 2, column B (db_password)',
    ],
    ['below a Chinese name', () => table(['任务', '源库密码'], ['a', typed]), 'row 2, column B (源库密码)'],
    [
      'beside a name, without a column of values',
      () => table(['a', 'b'], ['db_password', typed]),
      'row 2, column B',
    ],
    ['in JSON', () => sheet({ policy_config: `{"password":"${typed}"}` }), 'this cell contains a password'],
    [
      'in an address',
      () => sheet({ 'source_endpoint.endpoint.ip': `mysql://root:${typed}@db` }),
      'this cell contains a password',
    ],
    [
      'in a hidden sheet',
      () =>
        changed((parts) => {
          const rows = `<row r="9"><c r="B9" t="inlineStr"><is><t>db_password</t></is></c><c r="C9" t="str"><v>${typed}</v></c></row>`
          const main = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main'
          parts['xl/worksheets/hidden.xml'] = strToU8(
            `<worksheet xmlns="${main}"><sheetData><row r="1"><c r="B1" t="str"><v>key</v></c><c r="C1" t="str"><v>value</v></c></row>${rows}</sheetData></worksheet>`,
          )
          const edit = (path: string, from: string, to: string) => {
            parts[path] = strToU8(new TextDecoder().decode(parts[path]).replace(from, to))
          }
          edit(
            'xl/workbook.xml',
            '</sheets>',
            '<sheet name="H" sheetId="2" state="hidden" r:id="rId2"/></sheets>',
          )
          edit(
            'xl/_rels/workbook.xml.rels',
            '</Relationships>',
            '<Relationship Id="rId2" Type="x" Target="worksheets/hidden.xml"/></Relationships>',
          )
        }),
      'Sheet “H”, row 9, column C',
    ],
    [
      'in several runs of a shared text',
      () =>
        changed((parts) => {
          const path = 'xl/worksheets/sheet1.xml'
          const main = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main'
          parts['xl/sharedStrings.xml'] = strToU8(
            `<sst xmlns="${main}"><si><r><t>Hunter2</t></r><r><t>-x</t></r></si></sst>`,
          )
          parts[path] = strToU8(
            new TextDecoder()
              .decode(parts[path])
              .replace(
                /<c t="inlineStr"><is><t xml:space="preserve">env:DB_SOURCE_PASSWORD<\/t><\/is><\/c>/,
                '<c t="s"><v>0</v></c>',
              ),
          )
        }),
      'column C (source_endpoint.endpoint.db_password)',
    ],
  ])('%s is found', (_, bytes, said) => expect(refusalOf(bytes())).toContain(said))

  it.each([
    ['a file of another kind', () => strToU8(`name,db_password\na,${typed}`), 'tasks.csv'],
    ['an old workbook', () => strToU8('x'), 'tasks.xls'],
    ['no workbook', () => strToU8('x'), 'tasks.xlsx'],
    [
      'an archive with something else in it',
      () => zipSync({ 'a.xlsx': new Uint8Array(sheet()), 'b.txt': strToU8(typed) }),
      'a.zip',
    ],
    ['an empty archive', () => zipSync({}), 'a.zip'],
    [
      'what unpacks without end',
      () => zipSync({ 'xl/workbook.xml': new Uint8Array(40 * 1024 * 1024) }),
      'a.xlsx',
    ],
    [
      'a declared type',
      () =>
        changed((parts) => {
          parts['xl/workbook.xml'] = strToU8(
            `<!DOCTYPE x [<!ENTITY y "z">]>${new TextDecoder().decode(parts['xl/workbook.xml']).replace(/<\?xml.*?\?>/, '')}`,
          )
        }),
      'a.xlsx',
    ],
  ])('may be in what cannot be looked into, so that it is refused: %s', (_, bytes, name) => {
    expect(refusalOf(bytes(), name)).toMatch(/cannot be read|can be checked for passwords/)
  })
})
