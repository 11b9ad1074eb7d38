import { describe, expect, it } from 'vitest'
import { defaultSeed } from '../../src/local-drs/server.ts'
import { aDrs, ask, call, idOf, minutes } from './a-drs.ts'
import { send } from './signed-request.ts'
import { form } from './v5/rest-world.ts'

/**
 * How the vendor's SDK for Node.js (huaweicloud-sdk-core 3.1.211 and its generated DRS clients for v3 and v5) writes its
 * requests and reads the answers. Each request here is written as the SDK writes it, without the SDK.
 */

const seeded = () => aDrs({ seed: defaultSeed })

/** The SDK signs every header it sets: the project, the type of the content (bodiless calls have one, too), the language. */
const sdkHeaders = (projectId: string) => ({
  'content-type': 'application/json',
  'x-language': 'zh-cn',
  'x-project-id': projectId,
})

const userAgent = { 'user-agent': 'huaweicloud-usdk-nodejs/3.0; os/linux', accept: 'application/json' }

describe('what the vendor’s SDK sends', () => {
  it('is a signature over project, type and language, also of a GET', async () => {
    const drs = await seeded()
    const alsoSigned = sdkHeaders(drs.projectId)
    const { status, json } = await send(drs, { path: '/quotas', alsoSigned, headers: userAgent })
    expect([status, Object.keys(json)]).toEqual([200, ['quotas']])
  })

  it.each<[string, string, string, string, number]>([
    ['POST', 'v5', '/jobs/{job_id}/operation-statistics/export', 'billing-sync', 200],
    ['POST', 'v3', '/jobs/{job_id}/object/compare', 'billing-sync', 202],
    ['DELETE', 'v5', '/jobs/{job_id}', 'finished', 200],
  ])('is %s without a body, but with its type: %s %s', async (method, root, template, name, expected) => {
    const drs = await seeded()
    drs.control.create({
      name: 'finished',
      scenario: 'sync',
      engine: 'mysql',
      status: 'RELEASE_RESOURCE_COMPLETE',
      source: '192.168.0.28:3306',
      destination: '192.168.0.131:3306',
    })
    const path = template.replace('{job_id}', idOf(drs, name))
    const alsoSigned = sdkHeaders(drs.projectId)
    const { status, text } = await send(drs, { root, method, path, alsoSigned, headers: userAgent })
    expect(status, text).toBe(expected)
  })

  it('is a body with DELETE, signed as it is', async () => {
    const drs = await seeded()
    const jobs = [{ job_id: idOf(drs, 'billing-sync'), delete_type: 'terminate' }]
    const alsoSigned = sdkHeaders(drs.projectId)
    const sent = { method: 'DELETE', path: '/jobs/batch-jobs', body: { jobs }, alsoSigned }
    const { status, json } = await send(drs, sent)
    expect([status, json.results]).toMatchObject([202, [{ status: 'success' }]])
  })

  it('is a form whose content and type are not signed', async () => {
    const drs = await seeded()
    const alsoSigned = { 'x-project-id': drs.projectId, 'x-sdk-content-sha256': 'UNSIGNED-PAYLOAD' }
    const driver = form('driver-8.jar', 'PK')
    const { status, text } = await ask(drs, 'upload-jdbc-driver', undefined, { ...driver, alsoSigned })
    expect(status, text).toBe(200)
    expect(await call(drs, 'list-jdbc-drivers')).toMatchObject({ items: [{ driver_name: 'driver-8.jar' }] })
  })

  it('is a query whose values come as text, whatever their type', async () => {
    const drs = await seeded()
    const query = { job_type: 'sync', limit: '10', offset: '0', sort_dir: 'desc', sort_key: 'create_time' }
    expect(await call(drs, 'v5-list-jobs', undefined, { query })).toMatchObject({ total_count: 1 })
    const types = {
      db_use_type: 'sync',
      engine_type: 'mysql',
      is_use_sellout_info: 'true',
      job_direction: 'up',
    }
    expect(await call(drs, 'list-node-types', undefined, { query: types })).toHaveProperty('node_types')
  })
})

describe('what the vendor’s SDK reads', () => {
  it('is code, sentence and request id of an error', async () => {
    const drs = await seeded()
    const { status, headers, json } = await ask(drs, 'job-actions-allowed', undefined, {
      params: { job_id: 'nobody' },
    })
    expect(status).toBe(400)
    expect(json).toEqual({ error_code: 'DRS.10000010', error_msg: expect.stringMatching(/./) })
    expect(headers['x-request-id']).toMatch(/^[0-9a-f]{32}$/)
  })

  it('is a file only if it comes as an octet stream, a zip archive or an image', async () => {
    const drs = await seeded()
    const params = { job_id: idOf(drs, 'billing-sync') }
    await call(drs, 'create-object-compare-job', {}, { params })
    drs.control.advance(minutes(1))
    const compared = { compare_type: 'objects_comparison' }
    const region = { headers: { region: 'eu-west-7' } }
    await call(drs, 'export-compare-result', compared, { params, ...region })
    drs.control.advance(minutes(1))
    const files = [
      await ask(drs, 'download-compare-result', undefined, { params, query: compared, ...region }),
      await ask(drs, 'export-operation-statistics', undefined, { params }),
      await ask(drs, 'download-job-template'),
    ]
    for (const { status, headers, bytes } of files) {
      expect(status).toBe(200)
      expect(headers['content-type']).toMatch(/^(application\/(octet-stream|zip)|image\/.*)$/)
      expect(headers['content-disposition']).toMatch(/filename="[^"]+\.(xlsx|zip)"/)
      expect(bytes.subarray(0, 2).toString()).toBe('PK')
    }
  })
})
