import { describe, expect, it } from 'vitest'
import type { LocalDrs } from '../../../src/local-drs/server.ts'
import { ask, call, minutes } from '../a-drs.ts'
import { about, aSync, aWorld, form, refusal, refusedAs } from './rest-world.ts'

const setting = (parameter_name: string, parameter_value: string) => ({ parameter_name, parameter_value })

describe('parameters of a task', () => {
  const change = (...values: readonly object[]) => ({ values })

  it('are changed all or none, and remembered', async () => {
    const drs = await aWorld()
    const id = aSync(drs, 'mysql')
    await about(drs, id, 'modify-configuration', change(setting('applier_thread_num', '20'), setting('', '')))
    drs.control.advance(minutes(1))
    await about(drs, id, 'modify-configuration', change(setting('applier_thread_num', '30')))
    const bad = change(setting('read_task_num', '20'), setting('applier_thread_num', '513'))
    expect(await refusal(drs, id, 'modify-configuration', bad)).toBe('400 DRS.10020002')

    const { count, parameter_config_list: list } = await about(drs, id, 'list-configurations')
    expect(count).toBe(2)
    expect(list).toMatchObject([
      { name: 'applier_thread_num', value: '30', default_value: '10', value_range: '1-512' },
      { name: 'read_task_num', value: '10' },
    ])
    const { parameter_history_config_list: history } = await about(drs, id, 'configuration-histories')
    expect(history).toMatchObject([
      { old_value: '20', new_value: '30', is_update_success: true, is_applied: false },
      { old_value: '10', new_value: '20' },
    ])
    const since = { begin_time: history[0].update_time, name: 'applier_thread_num' }
    expect((await about(drs, id, 'configuration-histories', undefined, since)).count).toBe(1)
    const other = { name: 'read_task_num' }
    expect((await about(drs, id, 'configuration-histories', undefined, other)).count).toBe(0)
  })

  it('are at work after the next start', async () => {
    const drs = await aWorld()
    const id = aSync(drs, 'mysql', { status: 'INCRE_TRANSFER_STARTED' })
    await about(drs, id, 'modify-configuration', change(setting('read_task_num', '5')))
    drs.control.advance(minutes(1))
    drs.control.act({ task: id, action: 'pause' })
    drs.control.advance(minutes(1))
    drs.control.act({ task: id, action: 'resume' })
    const { parameter_history_config_list: history } = await about(drs, id, 'configuration-histories')
    expect(history[0].is_applied).toBe(true)
    expect(Date.parse(history[0].apply_time) - Date.parse(history[0].update_time)).toBe(120_000)
  })

  it('are at work at once when they are reloaded', async () => {
    const drs = await aWorld()
    const id = aSync(drs, 'mysql', { status: 'INCRE_TRANSFER_STARTED' })
    await about(drs, id, 'modify-configuration', change(setting('read_task_num', '5')))
    await ask(drs, 'job-action', { job: { action_name: 'reload_parameters' } }, { params: { job_id: id } })
    const { parameter_history_config_list: history } = await about(drs, id, 'configuration-histories')
    expect(history).toMatchObject([{ new_value: '5', is_applied: true }])
  })

  it('exist for synchronizations from MySQL in some statuses', async () => {
    const drs = await aWorld()
    const oracle = aSync(drs, 'oracle')
    expect(await refusal(drs, oracle, 'list-configurations')).toBe('400 DRS.10010025')
    const starting = aSync(drs, 'mysql', { status: 'STARTJOBING' })
    expect(await refusal(drs, starting, 'list-configurations')).toBe('400 DRS.M00304')
    expect(await refusal(drs, 'nobody', 'configuration-histories')).toBe('400 DRS.10000010')
  })
})

describe('JDBC drivers', () => {
  const upload = (drs: LocalDrs, name: string, content = 'bytes') =>
    ask(drs, 'upload-jdbc-driver', undefined, form(name, content))

  it('are uploaded, replaced, given to a task and deleted', async () => {
    const drs = await aWorld()
    for (const name of ['jcc-11.5.jar', 'other.jar', 'third.jar']) {
      expect(await upload(drs, name)).toMatchObject({ status: 200, json: expect.any(Object) })
    }
    await upload(drs, 'other.jar', 'more bytes')
    const { count, items } = await call(drs, 'list-jdbc-drivers', undefined, { query: { limit: '2' } })
    expect(count).toBe(3)
    expect(items).toMatchObject([{ driver_name: 'jcc-11.5.jar', size: 5 }, { size: 10 }])

    const id = aSync(drs, 'db2')
    await about(drs, id, 'sync-jdbc-driver', { driver_name: 'jcc-11.5.jar' })
    expect(drs.control.tasks()[0]).toMatchObject({ extras: { driver: 'jcc-11.5.jar' } })
    await call(drs, 'delete-jdbc-drivers', { driver_names: ['other.jar', 'third.jar'] })
    expect((await call(drs, 'list-jdbc-drivers')).count).toBe(1)
  })

  it('have names and endings, and belong to sources of DB2', async () => {
    const drs = await aWorld()
    expect(refusedAs(await upload(drs, 'driver.zip'))).toBe('400 DRS.10030006')
    expect(refusedAs(await upload(drs, `${'x'.repeat(61)}.jar`))).toBe('400 DRS.10020002')
    const gone = { driver_names: ['gone-away.jar'] }
    expect(refusedAs(await ask(drs, 'delete-jdbc-drivers', gone))).toBe('400 DRS.10020002')
    expect(refusedAs(await ask(drs, 'delete-jdbc-drivers', { driver_names: [] }))).toBe('400 DRS.10020002')
    const missing = { driver_name: 'gone-away.jar' }
    expect(await refusal(drs, aSync(drs, 'db2'), 'sync-jdbc-driver', missing)).toBe('400 DRS.10020002')
    expect(await refusal(drs, aSync(drs, 'mysql'), 'sync-jdbc-driver', missing)).toBe('400 DRS.10010025')
  })
})

describe('tags', () => {
  const ofJob = (job_id: string, resource_type = 'sync') => ({ params: { job_id, resource_type } })
  const ofResource = (resource_id: string) => ({ params: { resource_id, resource_type: 'sync' } })
  const ofKind = (resource_type: string) => ({ params: { resource_type } })

  it('are the same for both families of calls and for v3', async () => {
    const drs = await aWorld()
    const id = aSync(drs, 'mysql')
    const tags = [{ key: 'team', value: 'billing' }, { key: 'test' }]
    await call(drs, 'job-tags-action', { action: 'create', tags }, ofJob(id))
    await call(
      drs,
      'create-resource-tags',
      { tags: [{ key: 'team', value: '账务' }, { key: 'x' }] },
      ofResource(id),
    )
    const all = [
      { key: 'test', value: '' },
      { key: 'team', value: '账务' },
      { key: 'x', value: '' },
    ]
    expect((await call(drs, 'list-job-tags', undefined, ofJob(id))).tags).toMatchObject(all)
    expect((await call(drs, 'list-resource-tags', undefined, ofResource(id))).tags).toMatchObject(all)
    const { results } = await call(drs, 'batch-job-details', { jobs: [id] })
    expect(results[0].tags).toMatchObject(all)

    await call(drs, 'delete-resource-tags', { tags: [{ key: 'team', value: 'billing' }] }, ofResource(id))
    await call(drs, 'job-tags-action', { action: 'delete', tags: [{ key: 'test' }] }, ofJob(id))
    expect((await call(drs, 'list-job-tags', undefined, ofJob(id))).tags).toMatchObject(all.slice(1))
  })

  it('answer with 204 and nothing', async () => {
    const drs = await aWorld()
    const id = aSync(drs, 'mysql')
    const { status, bytes } = await ask(drs, 'create-resource-tags', { tags: [] }, ofResource(id))
    expect([status, bytes.length]).toEqual([204, 0])
  })

  it('are at most 20 per task, each key once, none of the system', async () => {
    const drs = await aWorld()
    const id = aSync(drs, 'mysql')
    const some = (from: number, count: number) =>
      Array.from({ length: count }, (_, at) => ({ key: `key${from + at}`, value: 'v' }))
    await call(drs, 'create-resource-tags', { tags: some(0, 20) }, ofResource(id))
    await call(drs, 'create-resource-tags', { tags: some(0, 20) }, ofResource(id))
    const add = async (...tags: readonly object[]) =>
      refusedAs(await ask(drs, 'create-resource-tags', { tags }, ofResource(id)))
    expect(await add({ key: 'one-more' })).toBe('400 DRS.10020002')
    expect(await add({ key: 'onemore' })).toBe('400 DRS.M00271')
    expect(await add({ key: 'a' }, { key: 'a' })).toBe('400 DRS.M00269')
    expect(await add({ key: '_sys_eps' })).toBe('400 DRS.10010016')
    expect(await add(...some(0, 21))).toBe('400 DRS.10020002')
    expect(await add({ key: ' a' })).toBe('400 DRS.10020002')
    const wrongKind = await ask(drs, 'list-job-tags', undefined, ofJob(id, 'migration'))
    expect(refusedAs(wrongKind)).toBe('400 DRS.10000010')
  })

  it('find tasks of a kind', async () => {
    const drs = await aWorld()
    const team = { key: 'team', value: 'a' }
    const tagged: readonly (readonly [string, readonly object[]])[] = [
      ['first-one', [team, { key: 'env', value: 'test' }]],
      ['second-one', [{ ...team, value: 'b' }]],
      ['third', []],
    ]
    for (const [name, tags] of tagged) {
      const id = aSync(drs, 'mysql', { name })
      await call(drs, 'create-resource-tags', { tags }, ofResource(id))
    }
    aSync(drs, 'mysql', { name: 'another-kind', scenario: 'migration' })
    const found = async (search: object, query: Record<string, string> = {}) => {
      const { resources, total_count } = await call(drs, 'filter-resource-instances', search, {
        ...ofKind('sync'),
        query,
      })
      const counted = await call(drs, 'count-resource-instances', search, ofKind('sync'))
      expect(counted.total_count).toBe(total_count)
      return resources.map(({ resource_name }: { resource_name: string }) => resource_name)
    }
    expect(await found({})).toEqual(['third', 'second-one', 'first-one'])
    expect(await found({}, { limit: '1', offset: '1' })).toEqual(['second-one'])
    expect(await found({ without_any_tag: true, tags: [{ key: 'team', values: ['a'] }] })).toEqual(['third'])
    const teams = { key: 'team', values: ['a', 'b'] }
    expect(await found({ tags: [teams] })).toEqual(['second-one', 'first-one'])
    expect(await found({ tags: [teams, { key: 'env', values: [] }] })).toEqual(['first-one'])
    expect(await found({ matches: [{ key: 'resource_name', value: 'one' }] })).toHaveLength(2)
    const odd = { matches: [{ key: 'colour', value: 'red' }] }
    expect(refusedAs(await ask(drs, 'count-resource-instances', odd, ofKind('sync')))).toBe(
      '400 DRS.10020002',
    )
  })

  it('of a project are listed by key', async () => {
    const drs = await aWorld()
    for (const value of ['a', 'b', 'a']) {
      const id = aSync(drs, 'mysql', { name: `task-${value}${drs.control.tasks().length}` })
      await call(drs, 'create-resource-tags', { tags: [{ key: 'team', value }] }, ofResource(id))
    }
    for (const operation of ['list-project-job-tags', 'list-project-resource-tags']) {
      const { tags } = await call(drs, operation, undefined, ofKind('sync'))
      expect(tags).toMatchObject([{ key: 'team', values: ['a', 'b'] }])
      expect((await call(drs, operation, undefined, ofKind('subscription'))).tags).toEqual([])
    }
  })
})
