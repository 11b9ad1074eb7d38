import { describe, expect, it } from 'vitest'
import { instances } from '../../src/local-drs/databases.ts'
import { workbook } from '../../src/local-drs/xlsx.ts'
import { oddDrs } from '../helpers/odd-drs.ts'
import { grant, type StageOptions, seedTask, stage } from './stage.ts'

const world = {
  prod: [
    seedTask('erp-sync', 'CONFIGURATION', {
      ...{ scenario: 'sync', engine: 'oracle-to-gaussdbv5' },
      ...{ source: '192.168.0.33:1521', destination: instances.gaussdb },
    }),
    seedTask('orders', 'CONFIGURATION', { scenario: 'sync' }),
  ],
}

const heading = ['Source database', 'Source table', 'Destination database', 'Destination table']

async function staged(options: StageOptions = {}) {
  const nobody = { need: [], answerWithinMs: 1, useWithinMs: 1, preconditions: {} }
  const staging = await stage(world, {
    ...{ generations: ['v3', 'v5'], approvals: { policy: async () => nobody } },
    ...options,
  })
  const add = (name: string, rows: readonly (readonly string[])[]) =>
    staging.files.set(name, { name, bytes: workbook('objects', [heading, ...rows]) })
  add('good.xlsx', [
    ['erp', 'items', 'store', 'goods'],
    ['erp', 'events'],
  ])
  add('bad.xlsx', [['erp', 'nosuch', '', '']])
  const ref = (name: string) => `prod/${staging.taskId('prod', name)}`
  const uploads = () =>
    staging
      .drs('prod')
      .control.requests(200)
      .filter(({ operation }) => operation === 'upload-object-template')
  return { ...staging, ref, uploads }
}

describe('the object file of DRS', () => {
  it('is downloaded, uploaded, read, and the names at both ends are told', async () => {
    const { say, click, ref, slack, uploads } = await staged()
    const shown = await say('template erp-sync')
    expect(shown.plain).toMatch(/Object file of DRS: erp-sync[\s\S]*at most 5 MB/)
    await click('cmd:template:download', ref('erp-sync'))
    expect(slack.files.at(-1)?.name).toBe('objects-table.zip')
    expect((await say('template erp-sync --file good.xlsx')).plain).toMatch(
      /Objects selected by file: erp-sync[\s\S]*could be read: 2/,
    )
    expect(uploads()).toHaveLength(1)
    await click('cmd:template:result', ref('erp-sync'))
    expect(slack.files.at(-1)?.name).toBe('objects-detail.zip')
    expect((await click('cmd:template:mappings', ref('erp-sync'))).plain).toContain(
      'erp.items -> store.goods',
    )
    expect((await say('template erp-sync', 'ULIWEI')).plain).toMatch(
      /DRS 对象文件：erp-sync[\s\S]*由文件导入/,
    )
  })

  it('with a wrong row selects nothing, and says where to look', async () => {
    const { say } = await staged()
    const read = await say('template erp-sync --file bad.xlsx', 'ULIWEI')
    expect(read.plain).toMatch(/DRS 未接受 erp-sync 的对象文件[\s\S]*未选择任何对象/)
    expect(read.json).toContain('cmd:template:result')
  })

  it('is refused for other links, without v5, for viewers, and where DRS refuses it', async () => {
    const { say, uploads } = await staged()
    expect((await say('template orders')).plain).toContain('DRS takes such files for')
    expect((await say('template orders --file good.xlsx')).plain).toContain('no object file for this link')
    const three = await staged({ generations: ['v3'] })
    expect((await three.say('template erp-sync', 'ULIWEI')).plain).toContain('仅 v5 接口支持对象文件')
    const viewers = await staged({ grants: [grant('viewer', '*')] })
    expect((await viewers.say('template erp-sync')).json).not.toContain('cmd:template:form')
    expect((await viewers.say('template erp-sync --file good.xlsx')).plain).toContain('operator')
    expect(uploads()).toEqual([])
    const odd = await staged({
      between: async (drs) => {
        const between = await oddDrs(drs)
        const body = { error_code: 'DRS.10030007', error_msg: '<!channel>' }
        between.instead('upload-object-template', () => ({ status: 400, body }))
        return between
      },
    })
    const refused = await odd.say('template erp-sync --file good.xlsx')
    expect(refused.plain).toContain('DRS.10030007')
    expect(refused.json).not.toContain('<!channel>')
  })

  it('has its way from the preview of objects', async () => {
    const { say } = await staged()
    const preview = await say('objects orders --scope names --names billing')
    expect(preview.json).toContain('cmd:template:ask')
  })

  it('with more names than a message shows sends them as a file', async () => {
    const rows = Array.from({ length: 12 }, (_, at) => ({
      ...{ source_db_name: 'shop', source_table_name: `t${at}` },
      ...{ target_db_name: '<@UEVE>', target_table_name: `t${at}` },
    }))
    const { click, ref, slack } = await staged({
      between: async (drs) => {
        const odd = await oddDrs(drs)
        odd.instead('list-object-mappings', () => ({
          status: 200,
          body: { count: 12, object_mapping_list: rows },
        }))
        return odd
      },
    })
    const told = await click('cmd:template:mappings', ref('erp-sync'))
    expect(told.plain).toContain('and 2 more')
    expect(told.json).not.toContain('"<@UEVE>')
    expect(slack.files.at(-1)?.name).toBe('erp-sync-mappings.txt')
  })
})
