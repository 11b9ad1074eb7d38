import { describe, expect, it } from 'vitest'
import { defaultSeed } from '../../../src/local-drs/server.ts'
import { aDrs, ask, call, idOf } from '../a-drs.ts'
import { create, details } from './task-world.ts'

describe('v5-list-jobs', () => {
  const list = async (drs: Awaited<ReturnType<typeof aDrs>>, query: Record<string, string>) => {
    const { jobs } = await call(drs, 'v5-list-jobs', undefined, { query: { job_type: 'sync', ...query } })
    return jobs.map(({ name }: { name: string }) => name)
  }

  it('filters, sorts and pages', async () => {
    const drs = await aDrs()
    for (const name of ['bravo', 'alpha', 'charlie']) {
      await create(drs, { name })
      drs.control.advance({ ms: 1_000 })
    }
    expect(await list(drs, {})).toEqual(['charlie', 'alpha', 'bravo'])
    expect(await list(drs, { sort_key: 'name', sort_dir: 'asc' })).toEqual(['alpha', 'bravo', 'charlie'])
    expect(await list(drs, { offset: '1', limit: '1' })).toEqual(['alpha'])
    expect(await list(drs, { name: 'ALPH' })).toEqual(['alpha'])
    expect(await list(drs, { name: idOf(drs, 'bravo') })).toEqual(['bravo'])
    expect(await list(drs, { status: 'CONFIGURATION,CREATE_FAILED' })).toEqual([])
    expect(await list(drs, { status: 'CREATING,CREATE_FAILED', instance_ip: '192.168.0.28' })).toHaveLength(3)
    expect(await list(drs, { engine_type: 'oracle-to-gaussdbv5' })).toEqual([])
    expect(await list(drs, { enterprise_project_id: '1' })).toEqual([])
    expect(await list(drs, { job_type: 'cloudDataGuard' })).toEqual([])
  })

  it('takes an instance id several times', async () => {
    const drs = await aDrs({ seed: defaultSeed })
    const { target } = drs.control.tasks().find(({ name }) => name === 'billing-sync') ?? {}
    const path = `/jobs?instance_ids=${target?.inst_id}&instance_ids=other&job_type=sync`
    const { json } = await ask(drs, 'v5-list-jobs', undefined, { path })
    expect(json.jobs).toMatchObject([{ name: 'billing-sync' }])
  })
})

describe('what is there', () => {
  it('links of a scenario, page by page', async () => {
    const drs = await aDrs()
    const links = (query: Record<string, string>) => call(drs, 'list-links', undefined, { query })
    const all = await links({ job_type: 'sync', limit: '1000' })
    expect(all.job_links).toHaveLength(all.total_count)
    expect(all.job_links).toContainEqual(
      expect.objectContaining({ engine_type: 'oracle-to-gaussdbv5', net_type: 'eip', job_direction: 'up' }),
    )
    const second = await links({ job_type: 'sync', offset: '1', limit: '1' })
    expect(second.job_links).toEqual([all.job_links[1]])
    const dr = await links({ job_type: 'cloudDataGuard' })
    expect(dr.job_links.map(({ net_type }: { net_type: string }) => net_type)).not.toContain('vpc')
  })

  it('enterprise projects, the default first', async () => {
    const drs = await aDrs()
    const { count, enterprise_project_list: projects } = await call(drs, 'list-enterprise-projects')
    expect(projects).toHaveLength(count)
    expect(projects[0]).toMatchObject({ id: '0', name: 'default' })
    const found = await call(drs, 'list-enterprise-projects', undefined, { query: { name: 'TES' } })
    expect(found.enterprise_project_list).toMatchObject([{ name: 'test' }])
    const id = await create(drs, { enterprise_project_id: projects[1].id })
    expect((await details(drs, id, 'detail')).base_info.enterprise_project_id).toBe(projects[1].id)
  })

  it('names that can be used', async () => {
    const drs = await aDrs()
    await create(drs)
    expect(await call(drs, 'validate-job-name', { name: 'DRS-1235', type: 'trans' })).toEqual({
      is_valid: true,
    })
    const taken = await ask(drs, 'validate-job-name', { name: 'drs-1234', type: 'trans' })
    expect([taken.status, taken.json.error_code]).toEqual([422, 'DRS.M00277'])
    expect((await ask(drs, 'validate-job-name', { name: 'drs-1234', type: 'subscription' })).status).toBe(200)
    const short = await ask(drs, 'validate-job-name', { name: 'x', type: 'trans' })
    expect([short.status, short.json.error_code]).toEqual([400, 'DRS.10020002'])
  })
})
