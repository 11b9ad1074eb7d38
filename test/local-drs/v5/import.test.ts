import { describe, expect, it } from 'vitest'
import { unzipped } from '../../../src/local-drs/archive.ts'
import { instances, projectId, region } from '../../../src/local-drs/databases.ts'
import type { LocalDrs } from '../../../src/local-drs/server.ts'
import { readWorkbook } from '../../../src/local-drs/sheet.ts'
import { workbook } from '../../../src/local-drs/xlsx.ts'
import { aDrs, ask, call, minutes } from '../a-drs.ts'
import { batchStatus, details, passwords, upload, user } from './task-world.ts'

type Row = readonly string[]

/** The rows of the template, out of the archive in which it comes. */
async function template(drs: LocalDrs, language = 'en-us'): Promise<readonly Row[]> {
  const { status, headers, bytes } = await ask(drs, 'download-job-template', undefined, {
    headers: { 'x-language': language },
  })
  expect(status).toBe(200)
  expect(headers['content-disposition']).toMatch(/filename="[\w-]+\.zip"/)
  const [entry] = unzipped(bytes, 1_000_000)
  expect(entry?.name).toMatch(/\.xlsx$/)
  const [sheet, ...others] = readWorkbook(entry?.content ?? Buffer.alloc(0))
  expect(others).toEqual([])
  return sheet?.rows ?? []
}

const filling: Readonly<Record<string, string>> = {
  'base_info.name': 'imported',
  'base_info.tags': '[{"key":"from","value":"file"}]',
  'source_endpoint.endpoint.ip': '192.168.0.28',
  'source_endpoint.endpoint.db_user': user,
  'source_endpoint.endpoint.db_password': passwords.source,
  'source_endpoint.ssl.ssl_link': 'false',
  'target_endpoint.endpoint.instance_id': instances.mysql,
  'target_endpoint.endpoint.db_user': user,
  'target_endpoint.endpoint.db_password': passwords.destination,
  'target_endpoint.cloud.region': region,
  'target_endpoint.cloud.project_id': projectId,
}

/** A template with its values put in; `job` numbers the task. */
function filled(
  rows: readonly Row[],
  change: Readonly<Record<string, string>> = {},
  job = '1',
): readonly Row[] {
  const values = { ...filling, ...change }
  return rows.slice(1).map(([, key = '', value = '']) => [job, key, values[key] ?? value])
}

function file(header: Row | undefined, ...tasks: readonly (readonly Row[])[]): Buffer {
  return workbook('sheet0', [header ?? [], ...tasks.flat()])
}

describe('tasks from a file', () => {
  it('go round: the template is downloaded, filled, uploaded, checked and committed', async () => {
    const drs = await aDrs()
    const rows = await template(drs)
    const content = file(rows[0], filled(rows), filled(rows, { 'base_info.name': 'second' }, '2'))
    const { status, json } = await upload(drs, 'tasks.xlsx', content)
    expect(status).toBe(200)
    drs.control.advance(minutes(1))
    expect(await batchStatus(drs, json.async_job_id)).toBe('AUTO_PARAM_VALIDATE_SUCCESS')
    await call(drs, 'commit-async-job', undefined, { params: { async_job_id: json.async_job_id } })
    expect(drs.control.tasks().map(({ name }) => name)).toEqual(['second', 'imported'])
    const [, imported] = drs.control.tasks()
    expect(await details(drs, imported?.id ?? '', 'detail')).toMatchObject({
      base_info: { job_type: 'migration', tags: [{ key: 'from', value: 'file' }], expired_days: '14' },
      source_endpoint: [{ endpoint: { ip: '192.168.0.28', db_port: '3306' } }],
      target_endpoint: [{ endpoint_type: 'cloud', cloud: { region } }],
      node_info: { spec: { node_type: 'high' } },
    })
  })

  it('are described in the language of the caller', async () => {
    const drs = await aDrs()
    const words = (rows: readonly Row[]) => rows.find(([, key]) => key === 'base_info.name')?.[3]
    expect(words(await template(drs))).toBe('Task name')
    expect(words(await template(drs, 'zh-cn'))).toBe('任务名称')
  })

  it('may come in an archive, as the template does', async () => {
    const drs = await aDrs()
    const { bytes } = await ask(drs, 'download-job-template')
    const { status, json } = await upload(drs, 'template.zip', bytes)
    expect(status).toBe(400)
    const missing = json.import_error_messages.map(
      ({ error_message }: { error_message: string }) => error_message,
    )
    expect(missing).toContainEqual(expect.stringContaining('source_endpoint.endpoint.db_user'))
  })

  it('are refused row by row, and then none is made', async () => {
    const drs = await aDrs()
    const rows = await template(drs)
    const wrong = filled(rows, { 'base_info.tags': 'test', 'base_info.name': 'wrong' }, '2')
    const late = filled(rows, { 'base_info.net_type': 'pigeon', 'node_info.spec.node_type': '' }, '3')
    const content = file(rows[0], filled(rows), wrong, late)
    const { status, json } = await upload(drs, 'tasks.xlsx', content)
    expect([status, json.error_code]).toEqual([400, 'DRS.10120001'])
    const size = rows.length - 1
    const rowOf = (key: string, task: number) =>
      String(rows.findIndex(([, name]) => name === key) + 1 + task * size)
    expect(json.import_error_messages).toEqual([
      {
        sheet_name: 'sheet0',
        row_num: rowOf('base_info.tags', 1),
        value: 'test',
        error_message: 'base_info.tags parse object failed.',
      },
      {
        sheet_name: 'sheet0',
        row_num: rowOf('base_info.net_type', 2),
        value: 'pigeon',
        error_message: 'The value of parameter base_info.net_type is invalid.',
      },
      expect.objectContaining({ error_message: expect.stringContaining('node_info.spec') }),
    ])
    expect((await call(drs, 'list-async-jobs')).total_count).toBe(0)
  })

  it('never repeat a password', async () => {
    const drs = await aDrs()
    const rows = await template(drs)
    const odd = [
      ['1', 'base_info.secret', 'hidden'],
      ['1', 'source_endpoint.endpoint.db_password', passwords.source],
    ]
    const { text } = await upload(drs, 'tasks.xlsx', file(rows[0], odd))
    expect(text).toContain('base_info.secret')
    expect(text).not.toContain(passwords.source)
    const requests = JSON.stringify(drs.control.requests())
    expect(requests).not.toContain(passwords.source)
  })

  it('are only MySQL migrations and synchronizations', async () => {
    const drs = await aDrs()
    const rows = await template(drs)
    const { json } = await upload(
      drs,
      'tasks.xlsx',
      file(rows[0], filled(rows, { 'base_info.engine_type': 'mongodb' })),
    )
    expect(json.import_error_messages).toMatchObject([{ value: 'mongodb' }])
  })

  it.each([
    ['of another kind', 'tasks.csv', () => Buffer.from('job,key,value'), 'DRS.10030007'],
    ['that is no workbook', 'tasks.xlsx', () => Buffer.from('job,key,value'), 'DRS.10030012'],
    ['without anything', 'tasks.xlsx', () => workbook('sheet0', []), 'DRS.10030000'],
    ['without tasks', 'tasks.xlsx', () => file(['job', 'key', 'value']), 'DRS.10030000'],
    ['with other columns', 'tasks.xlsx', () => workbook('sheet0', [['name', 'host']]), 'DRS.10030012'],
  ])('do not come from a file %s', async (_what, name, content, code) => {
    const drs = await aDrs()
    const { status, json } = await upload(drs, name, content())
    expect([status, json.error_code]).toEqual([400, code])
  })

  it('need a form with a file', async () => {
    const drs = await aDrs()
    const json = await ask(drs, 'import-jobs', { file: 'x' })
    expect([json.status, json.json.error_code]).toEqual([415, 'DRS.10020002'])
    const empty = await ask(drs, 'import-jobs', undefined, {
      text: '--edge--\r\n',
      headers: { 'content-type': 'multipart/form-data; boundary=edge' },
    })
    expect([empty.status, empty.json.error_code]).toEqual([400, 'DRS.10020001'])
  })
})
