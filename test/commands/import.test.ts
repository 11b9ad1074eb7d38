import { describe, expect, it } from 'vitest'
import {
  databaseUser,
  destinationPassword,
  instances,
  projectId,
  region,
  sourcePassword,
} from '../../src/local-drs/databases.ts'
import { templateRows } from '../../src/local-drs/v5/job-sheet.ts'
import { workbook } from '../../src/local-drs/xlsx.ts'
import { oddDrs } from '../helpers/odd-drs.ts'
import { grant, type StageOptions, seedTask, stage } from './stage.ts'

const filling: Readonly<Record<string, string>> = {
  'base_info.name': 'imported-one',
  'source_endpoint.endpoint.ip': '192.168.0.28',
  'source_endpoint.endpoint.db_user': databaseUser,
  'source_endpoint.endpoint.db_password': 'env:SOURCE',
  'target_endpoint.endpoint.instance_id': instances.mysql,
  'target_endpoint.endpoint.db_user': databaseUser,
  'target_endpoint.endpoint.db_password': 'env:DESTINATION',
  'target_endpoint.cloud.region': region,
  'target_endpoint.cloud.project_id': projectId,
}

function sheet(change: Readonly<Record<string, string>> = {}) {
  const values = { ...filling, ...change }
  const [head = [], ...rows] = templateRows('en')
  const filled = rows.map(([job = '', key = '', value = '', words = '']) => [
    job,
    key,
    values[key] ?? value,
    words,
  ])
  return workbook('sheet0', [head, ...filled])
}

async function staged(options: StageOptions = {}) {
  const nobody = { need: [], answerWithinMs: 1, useWithinMs: 1, preconditions: {} }
  const staging = await stage(
    { prod: [seedTask('orders', 'CONFIGURATION')] },
    { generations: ['v3', 'v5'], approvals: { policy: async () => nobody }, ...options },
  )
  staging.memory.heldSecrets.set('env:SOURCE', sourcePassword)
  staging.memory.heldSecrets.set('env:DESTINATION', destinationPassword)
  const add = (name: string, change?: Readonly<Record<string, string>>) =>
    staging.files.set(name, { name, bytes: sheet(change) })
  add('good.xlsx')
  add('nameless.xlsx', { 'base_info.name': '' })
  add('open.xlsx', { 'source_endpoint.endpoint.db_password': 'Tr0ub4dor&3' })
  add('unreachable.xlsx', { 'source_endpoint.endpoint.ip': '10.9.9.9' })
  const asked = (operation: string) =>
    staging
      .drs('prod')
      .control.requests(100)
      .filter((one) => one.operation === operation)
  const later = () => staging.drs('prod').control.advance({ ms: 10 * 60_000 })
  const idIn = (plain: string) => /[0-9a-f]{8}-[0-9a-f-]{27}/.exec(plain)?.[0] ?? ''
  return { ...staging, asked, later, idIn }
}

describe('tasks from a sheet', () => {
  it('are checked, and created once somebody commits them', async () => {
    const { say, click, asked, later, idIn, slack, statusOf } = await staged()
    const first = await say('import')
    expect(first.plain).toMatch(/Imported batches: prod[\s\S]*No batches yet/)
    await click('cmd:import:download', '-')
    expect(slack.files.at(-1)?.name).toBe('drs-job-template.zip')
    const uploaded = await say('import --file good.xlsx')
    expect(uploaded.plain).toMatch(/Imported batch: being checked[\s\S]*imported-one/)
    expect(uploaded.json).not.toContain(sourcePassword)
    later()
    const id = idIn(uploaded.plain)
    const checked = await click('cmd:import:look', id, 'ULIWEI')
    expect(checked.plain).toMatch(/导入批次：校验通过，待创建[\s\S]*创建这些任务/)
    expect(statusOf('prod', 'imported-one')).toBeUndefined()
    expect((await click('cmd:import:commit', id)).plain).toContain('Imported batch: created')
    expect(statusOf('prod', 'imported-one')).toBeDefined()
    expect(asked('commit-async-job')).toHaveLength(1)
    expect((await say('import')).plain).toContain(id)
  })

  it('that the check has found wrong say why, and can’t be committed', async () => {
    const { say, click, later, idIn } = await staged()
    const id = idIn((await say('import --file unreachable.xlsx')).plain)
    later()
    const checked = await click('cmd:import:look', id)
    expect(checked.plain).toMatch(/check failed[\s\S]*Correct the sheet[\s\S]*imported-one/)
    expect(checked.json).not.toContain('cmd:import:commit')
    expect((await click('cmd:import:commit', id)).plain).toContain('DRS.10010004')
  })

  it('with a wrong row are refused with the row, and with a password in a cell before DRS is asked', async () => {
    const { say, asked } = await staged()
    const wrong = await say('import --file nameless.xlsx')
    expect(wrong.plain).toMatch(/DRS\.10120001[\s\S]*sheet0 \d+/)
    const before = asked('import-jobs').length
    const open = await say('import --file open.xlsx')
    expect(open.json).not.toContain('Tr0ub4dor')
    expect(asked('import-jobs')).toHaveLength(before)
  })

  it('with wrong rows and a status of success are told by row, without what stands in them', async () => {
    const { say } = await staged({
      between: async (drs) => {
        const odd = await oddDrs(drs)
        const row = {
          sheet_name: 'sheet0',
          row_num: 7,
          value: 'hidden',
          error_message: '<!channel> is wrong',
        }
        odd.instead('import-jobs', () => ({ status: 200, body: { import_error_messages: [row] } }))
        return odd
      },
    })
    const told = await say('import --file good.xlsx', 'ULIWEI')
    expect(told.plain).toMatch(/未导入任何任务[\s\S]*sheet0 7: <!channel> is wrong/)
    expect(told.json).not.toMatch(/hidden|"<!channel>/)
  })

  it('need API v5, and the role operator', async () => {
    const three = await staged({ generations: ['v3'] })
    expect((await three.say('import')).plain).toContain('Only API v5 imports tasks')
    expect((await three.say('import --file good.xlsx', 'ULIWEI')).plain).toContain('仅 v5 接口支持批量导入')
    const viewers = await staged({ grants: [grant('viewer', '*')] })
    expect((await viewers.say('import')).json).not.toContain('cmd:import:form')
    expect((await viewers.say('import --file good.xlsx')).plain).toContain('operator')
    expect(viewers.asked('import-jobs')).toEqual([])
  })
})
