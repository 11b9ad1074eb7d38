import { describe, expect, it, onTestFinished } from 'vitest'
import { pagesOf, type TokenCredentials } from '../../src/client/index.ts'
import {
  batchJobStatus,
  createObjectCompareJob,
  downloadCompareResult,
  exportCompareResult,
  listJobs,
  listQuotas,
} from '../../src/drs/index.ts'
import { defaultSeed, type Seed, startLocalDrs } from '../../src/local-drs/server.ts'
import { errorOf } from './sample-operations.ts'
import { testClient } from './scripted-server.ts'

/** What the client does besides calling, against a DRS and an IAM that know nothing of it. */

const minute = 60_000
const now = () => Date.UTC(2025, 10, 19, 8, 30, 0)

async function local(tasks = 0) {
  const seed: Seed = {
    tasks: Array.from({ length: tasks }, (_, index) => ({ ...running, name: `task-${index}` })),
  }
  const drs = await startLocalDrs({ speed: 0, now, seed })
  onTestFinished(drs.stop)
  return drs
}

const running = {
  scenario: 'sync',
  engine: 'mysql',
  status: 'INCRE_TRANSFER_STARTED',
  source: '192.168.0.28:3306',
  destination: defaultSeed.tasks?.[1]?.destination ?? '',
} as const

type Local = Awaited<ReturnType<typeof local>>

function keyClient({ endpoint, projectId, ak, sk }: Local) {
  return testClient(endpoint, { connection: { projectId, credentials: { ak, sk } }, options: { now } })
}

function userClient(drs: Local, changes: Partial<TokenCredentials> = {}) {
  const credentials: TokenCredentials = {
    kind: 'token',
    user: drs.iamUser,
    domain: drs.domainName,
    project: drs.projectName,
    password: () => drs.iamPassword,
    iamEndpoint: drs.iamEndpoint,
    ...changes,
  }
  const { projectId, endpoint } = drs
  return testClient(endpoint, { connection: { projectId, credentials }, options: { now } })
}

describe('a user with a password', () => {
  it('gets a token that DRS takes, and another when all have ended', async () => {
    const drs = await local()
    const { client } = userClient(drs)
    const quotas = await client.call(listQuotas)
    drs.control.expireTokens()
    expect(await client.call(listQuotas)).toEqual(quotas)
  })

  it('with the wrong password is told so by IAM', async () => {
    const wrong = { password: () => 'not-the-password' }
    const error = await errorOf(userClient(await local(), wrong).client.call(listQuotas))
    expect(error).toMatchObject({ code: 'token-refused', httpStatus: 401 })
    expect(error.message).not.toContain('not-the-password')
  })
})

it('the pages of a list hold every task once', async () => {
  const { client } = keyClient(await local(230))
  const names: unknown[] = []
  const body = { db_use_type: 'sync', cur_page: 1, per_page: 10 }
  for await (const page of pagesOf(client, listJobs, { body }))
    names.push(...(page.jobs ?? []).map((job) => job.name))
  expect(names).toHaveLength(230)
  expect(new Set(names).size).toBe(230)
})

it('any operation shows the answer as it came, in the form that the documents have', async () => {
  const { client } = keyClient(await local())
  const answer = await client.callAny(batchJobStatus, { body: { jobs: ['no-such-task'] } })
  expect(answer).toMatchObject({ status: 200, unexpected: [], raw: { results: [{ id: 'no-such-task' }] } })
})

it('the result of a comparison is exported and downloaded as the file that it is', async () => {
  const drs = await local(1)
  const { client } = keyClient(drs)
  const list = await client.call(listJobs, { body: { db_use_type: 'sync', cur_page: 1, per_page: 10 } })
  const params = { job_id: list.jobs?.[0]?.id ?? '' }
  await client.call(createObjectCompareJob, { params, body: {} })
  drs.control.advance({ ms: 60 * minute })
  await client.call(exportCompareResult, { params, body: { compare_type: 'objects_comparison' } })
  drs.control.advance({ ms: minute })
  const query = { compare_type: 'objects_comparison' }
  const file = await client.callForFile(downloadCompareResult, { params, query })
  expect(file.name).toMatch(/^objects_comparison_.*\.xlsx$/)
  // A zip file, which is what .xlsx files are.
  expect(Buffer.from(file.bytes.subarray(0, 2)).toString()).toBe('PK')
})
