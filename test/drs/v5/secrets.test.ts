import { describe, expect, it } from 'vitest'
import { secretNames } from '../../../src/client/redact.ts'
import { createJob, getAsyncJob, getJob, jobActionNetwork, updateJob } from '../../../src/drs/v5/index.ts'

describe('secrets of v5', () => {
  it.each([
    ['create-job', createJob.request, ['db_password', 'ssl_cert_key', 'ssl_cert_password']],
    ['job-action-network', jobActionNetwork.request, ['db_password', 'ssl_cert_key', 'ssl_cert_password']],
    ['update-job', updateJob.request, ['db_password', 'ssl_cert_key', 'ssl_cert_password', 'password']],
    ['get-job', getJob.response, ['db_password', 'ssl_cert_key', 'ssl_cert_password', 'password']],
    ['get-async-job', getAsyncJob.response, ['db_password', 'ssl_cert_key', 'ssl_cert_password', 'password']],
  ])('are known by name in %s', (_, schema, names) => {
    expect([...secretNames(schema)].sort()).toEqual([...names].sort())
  })
})
