import { describe, expect, it } from 'vitest'
import * as z from 'zod'
import { noContent } from '../../src/drs/fields.ts'
import { operation } from '../../src/drs/operation.ts'
import { signatureFault } from '../../src/local-drs/auth.ts'
import { errorOf, fetchOne, look } from './sample-operations.ts'
import { type Step, scriptedServer, secretKey, testClient } from './scripted-server.ts'

const download = operation({ ...fetchOne, id: 'download', download: true, response: noContent })
const params = { job_id: 'j1' }

const upload = operation({
  ...fetchOne,
  id: 'upload',
  method: 'POST',
  risk: 'change',
  upload: { file: 'sheet', endings: ['.xls', '.xlsx'], maxBytes: 1000 },
  request: z.strictObject({ note: z.string().optional(), level: z.number().optional() }),
  response: z.looseObject({ async_job_id: z.string() }),
})

/** Every byte there is, so that a lossy reading shows. */
const bytes = Buffer.from(Array.from({ length: 256 }, (_, byte) => byte))

function fileStep(headers: Record<string, string>, content: Buffer = bytes): Step {
  return (_, response) => void response.writeHead(200, headers).end(content)
}

describe('a download', () => {
  it('comes byte by byte, with its name and type', async () => {
    const headers = {
      'content-type': 'application/zip',
      'content-disposition': 'attachment; filename="a.zip"',
    }
    const { endpoint } = await scriptedServer(fileStep(headers))
    const file = await testClient(endpoint).client.callForFile(download, { params })
    expect(file).toMatchObject({ name: 'a.zip', contentType: 'application/zip' })
    expect(Buffer.from(file.bytes).equals(bytes)).toBe(true)
  })

  it.each([
    ['attachment; filename=result.xlsx', 'result.xlsx'],
    ['attachment; filename="a \\"b\\".zip"', 'a b.zip'],
    ["attachment; filename=x.zip; filename*=UTF-8''%E7%BB%93%E6%9E%9C.zip", '结果.zip'],
    ['attachment;filename=%E7%BB%93%E6%9E%9C.zip', '结果.zip'],
    ['attachment; filename="100%.zip"', '100%.zip'],
    ['attachment; filename="../../etc/passwd"', 'passwd'],
    ['attachment; filename="C:\\\\temp\\\\..hidden.zip"', 'hidden.zip'],
    ['attachment; filename=".."', 'download.zip'],
    ['attachment', 'download.zip'],
  ])('named by %s is called %s', async (disposition, name) => {
    const headers = { 'content-type': 'application/zip', 'content-disposition': disposition }
    const { endpoint } = await scriptedServer(fileStep(headers))
    expect((await testClient(endpoint).client.callForFile(download, { params })).name).toBe(name)
  })

  it.each([
    ['application/vnd.openxmlformats-officedocument.spreadsheetml.sheet', 'download.xlsx'],
    ['application/octet-stream', 'download'],
  ])('of the type %s without a name is called %s', async (type, name) => {
    const { endpoint } = await scriptedServer(fileStep({ 'content-type': type }))
    expect((await testClient(endpoint).client.callForFile(download, { params })).name).toBe(name)
  })

  it('of 50 MB passes, one of a byte more is refused without being asked for again', async () => {
    const [limit, over] = [Buffer.alloc(50 * 1024 * 1024), Buffer.alloc(50 * 1024 * 1024 + 1)]
    const { endpoint, seen } = await scriptedServer(fileStep({}, limit), fileStep({}, over))
    const { client } = testClient(endpoint)
    expect((await client.callForFile(download, { params })).bytes).toHaveLength(limit.length)
    const error = await errorOf(client.callForFile(download, { params }))
    expect(error).toMatchObject({ code: 'malformed', message: 'The answer is too large to be taken.' })
    expect(seen).toHaveLength(2)
  })

  it.each<[string, Step, object]>([
    ['nothing', {}, { code: 'malformed' }],
    ['204', { status: 204 }, { code: 'malformed', httpStatus: 204 }],
    ['an error with 200', { body: { error_code: 'DRS.M00202', error_msg: 'no' } }, { code: 'DRS.M00202' }],
    ['an error', { status: 400, body: { error_code: 'DRS.M00202', error_msg: 'no' } }, { message: 'no' }],
  ])('with %s for an answer fails', async (_, step, expected) => {
    const { endpoint } = await scriptedServer(
      'body' in step ? step : (_, response) => void response.writeHead('status' in step ? 204 : 200).end(),
    )
    expect(await errorOf(testClient(endpoint).client.callForFile(download, { params }))).toMatchObject(
      expected,
    )
  })

  it('may take longer than other calls', async () => {
    const { endpoint } = await scriptedServer(() => undefined)
    const { client } = testClient(endpoint, { options: { timeoutMs: 60_000, fileTimeoutMs: 40 } })
    const error = await errorOf(client.callForFile({ ...download, risk: 'change' }, { params }))
    expect(error).toMatchObject({ code: 'timeout', message: expect.stringContaining('40 ms') })
  })

  it('is a call of its own', async () => {
    const { client } = testClient('http://127.0.0.1:9')
    expect(await errorOf(client.call(download, { params }))).toMatchObject({ code: 'invalid-request' })
    expect(await errorOf(client.callForFile(fetchOne, { params }))).toMatchObject({ code: 'invalid-request' })
  })
})

describe('an upload', () => {
  const file = { name: 'tasks.xlsx', bytes }
  const accepted = { body: { async_job_id: 'b1' } }

  it('is a form with the file and the fields of the body', async () => {
    const { endpoint, seen } = await scriptedServer(accepted)
    const odd = { name: '任务 "1"\r\nX: y.XLSX', bytes }
    const body = { note: 'für', level: 3 }
    const answer = await testClient(endpoint).client.call(upload, { params, body, file: odd })
    expect(answer).toEqual({ async_job_id: 'b1' })
    const [request] = seen
    if (!request) throw new Error('nothing was sent')
    const headers = { 'content-type': request.headers['content-type'] ?? '' }
    const form = await new Response(new Uint8Array(request.bytes), { headers }).formData()
    expect([form.get('note'), form.get('level')]).toEqual(['für', '3'])
    const sent = form.get('sheet')
    if (!(sent instanceof File)) throw new Error('no file was sent')
    expect(sent.name).toBe('任务 "1"\r\nX: y.XLSX')
    expect(Buffer.from(await sent.arrayBuffer()).equals(bytes)).toBe(true)
    expect([...form.keys()]).toEqual(['note', 'level', 'sheet'])
  })

  it('is signed as an unsigned payload, without its type', async () => {
    const { endpoint, seen } = await scriptedServer(accepted)
    await testClient(endpoint).client.call(upload, { params, file })
    const [request] = seen
    if (!request) throw new Error('nothing was sent')
    expect(request.headers['x-sdk-content-sha256']).toBe('UNSIGNED-PAYLOAD')
    const names = /SignedHeaders=([^,]+)/.exec(request.headers.authorization ?? '')?.[1]
    expect(names).toBe('host;x-language;x-project-id;x-sdk-content-sha256;x-sdk-date')
    const { method, path: target, headers, bytes: body } = request
    const keys = [{ ak: 'AKTEST', sk: secretKey }]
    expect(
      signatureFault({ method, target, headers, body }, keys, Date.UTC(2025, 10, 19, 8, 30)),
    ).toBeUndefined()
  })

  it.each([
    ['no file', {}, 'missing'],
    ['an empty file', { file: { name: 'a.xls', bytes: Buffer.alloc(0) } }, 'empty'],
    ['a file that is too large', { file: { name: 'a.xls', bytes: Buffer.alloc(1001) } }, '1000'],
    ['a file of another kind', { file: { name: 'a.csv', bytes } }, '.xls, .xlsx'],
  ])('with %s is refused before sending', async (_, input, reason) => {
    const { endpoint, seen } = await scriptedServer(accepted)
    const error = await errorOf(testClient(endpoint).client.call(upload, { params, ...input }))
    expect(error).toMatchObject({ code: 'invalid-request', message: expect.stringContaining(reason) })
    expect(error.message).toContain('sheet')
    expect(seen).toHaveLength(0)
  })

  it('is refused where the operation takes no file', async () => {
    const { client } = testClient('http://127.0.0.1:9')
    const error = await errorOf(client.call(look, { body: { jobs: ['a'] }, file }))
    expect(error).toMatchObject({ code: 'invalid-request' })
  })
})
