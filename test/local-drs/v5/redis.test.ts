import { describe, expect, it } from 'vitest'
import { instances, projectId, region, subnetId, vpcId } from '../../../src/local-drs/databases.ts'
import { aDrs, ask, call, minutes, statusOf } from '../a-drs.ts'

/** The links that v5 alone has: Redis and Redis Cluster to GeminiDB Redis (7.1.1). */

const passwords = { so: 'source-secret', ta: 'destination-secret' } as const

function end(role: 'so' | 'ta', db_type: string, where: object, config: object = {}) {
  const account = { db_user: 'drs_user', db_password: passwords[role] }
  return {
    db_type,
    endpoint_type: role === 'so' ? 'offline' : 'cloud',
    endpoint_role: role,
    endpoint: { endpoint_name: role === 'so' ? db_type : 'cloud_gaussdb_redis', ...where, ...account },
    ...(role === 'ta' ? { cloud: { region, project_id: projectId } } : {}),
    ...config,
  }
}

const destination = end('ta', 'gaussredis', { instance_id: instances.geminiRedis })
const links = {
  'redis-to-gaussredis': end('so', 'redis', { ip: '192.168.0.35', db_port: '6379' }),
  'rediscluster-to-gaussredis': end(
    'so',
    'rediscluster',
    { ip: '192.168.0.36:6379' },
    { config: { node_num: 2 } },
  ),
} as const

function job(engine_type: keyof typeof links) {
  const base = { job_type: 'migration', job_direction: 'up', task_type: 'FULL_INCR_TRANS', net_type: 'eip' }
  return {
    base_info: { name: 'sessions-move', engine_type, ...base },
    source_endpoint: [links[engine_type]],
    target_endpoint: [destination],
    node_info: { spec: { node_type: 'high' }, vpc: { vpc_id: vpcId, subnet_id: subnetId } },
  }
}

describe.each(['redis-to-gaussredis', 'rediscluster-to-gaussredis'] as const)('%s', (engine) => {
  it('is among the links', async () => {
    const drs = await aDrs()
    const query = { job_type: 'migration', offset: '0', limit: '100' }
    const { job_links } = await call(drs, 'list-links', undefined, { query })
    expect(job_links.map(({ engine_type }: { engine_type: string }) => engine_type)).toContain(engine)
  })

  it('runs, with both ends tested in one call', async () => {
    const drs = await aDrs()
    const { id } = (await call(drs, 'create-job', { job: job(engine) })).job
    const act = async (action_name: string, action_params: object) => {
      const asked = { job: { action_name, action_params } }
      const { status, json } = await ask(drs, 'job-action', asked, { params: { job_id: id } })
      expect(status, JSON.stringify(json)).toBeLessThan(300)
      drs.control.advance(minutes(2))
    }
    drs.control.advance(minutes(2))
    await act('network', { endpoints: [links[engine], destination] })
    await act('precheck', { precheck_mode: 'forStartJob' })
    await act('start', {})
    expect(await statusOf(drs, id)).toBe('FULL_TRANSFER_STARTED')
    const list = await call(drs, 'v5-list-jobs', undefined, {
      query: { job_type: 'migration', engine_type: engine },
    })
    const statuses = list.jobs[0].children.map(({ status }: { status: string }) => status)
    expect(statuses).toEqual(engine.startsWith('rediscluster') ? Array(2).fill('FULL_TRANSFER_STARTED') : [])
  })
})
