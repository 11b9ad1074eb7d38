import { describe, expect, it } from 'vitest'
import { projectId } from '../../../src/local-drs/databases.ts'
import { route } from '../../../src/local-drs/route.ts'
import { documented } from '../../drs/v5/fixtures.ts'

describe('paths', () => {
  const at = (method: string, path: string) => {
    const found = route(
      method,
      path.replace('/v5/', `/v5/${projectId}/`).replace('/v5.1/', `/v5.1/${projectId}/`),
    )
    return found.kind === 'operation' ? [found.operation.id, found.params] : found.kind
  }

  it.each([
    ['GET', '/v5/jobs/template', 'download-job-template', {}],
    ['POST', '/v5/jobs/template', 'import-jobs', {}],
    ['GET', '/v5/jobs/some-id', 'get-job', { job_id: 'some-id' }],
    ['GET', '/v5/jobs/tags', 'get-job', { job_id: 'tags' }],
    ['POST', '/v5/jobs/action', 'batch-job-action', {}],
    ['POST', '/v5/jobs/some-id/action', 'job-action', { job_id: 'some-id' }],
    ['GET', '/v5/jobs/sync/tags', 'list-project-job-tags', { resource_type: 'sync' }],
    ['GET', '/v5/sync/some-id/tags', 'list-resource-tags', { resource_type: 'sync', resource_id: 'some-id' }],
    ['GET', '/v5/sync/tags', 'list-project-resource-tags', { resource_type: 'sync' }],
    ['GET', '/v5/batch-async-jobs/tags', 'get-async-job', { async_job_id: 'tags' }],
    ['GET', '/v5/jobs/sync/some-id/tags', 'list-job-tags', { resource_type: 'sync', job_id: 'some-id' }],
    [
      'GET',
      '/v5/jobs/some-id/progress-data/table',
      'list-progress-data',
      { job_id: 'some-id', type: 'table' },
    ],
    ['DELETE', '/v5/jobs', 'batch-delete-jobs', {}],
    ['POST', '/v5/jobs/batch-stop', 'batch-stop-jobs', {}],
  ])('%s %s is %s', (method, path, id, params) => {
    expect(at(method, path)).toEqual([id, { project_id: projectId, ...params }])
  })

  it('of v5.1 are others than those of v5', () => {
    const newer = documented.filter(({ path }) => path.startsWith('/v5.1/'))
    expect(newer).toHaveLength(2)
    for (const { id, method, path } of newer) {
      const found = route(method, path.replace('{project_id}', projectId).replace('{job_id}', 'some-id'))
      expect(found.kind === 'operation' && found.operation.id).toBe(id)
    }
  })

  it('lead to every documented operation', () => {
    for (const { id, method, path } of documented) {
      const found = route(method, path.replaceAll(/\{\w+\}/g, 'some'))
      expect([id, found.kind === 'operation' && found.operation.id]).toEqual([id, id])
    }
  })
})
