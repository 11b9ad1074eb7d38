import { describe, expect, it } from 'vitest'
import { offeredActions, permission } from '../../src/domain/actions/permission.ts'
import { type ActionName, actions } from '../../src/domain/actions/rows.ts'
import { statuses } from '../../src/drs/statuses.ts'

const verbsIn = (status: string, scenario = 'migration') => offeredActions({ status, scenario })

/** What DRS API reference 6.1.2 to 6.1.14 and 6.4.1 ask for, status by status, for tasks outside disaster recovery. */
const table: Readonly<Record<(typeof statuses)[number]['status'], readonly string[]>> = {
  CREATING: [],
  CREATE_FAILED: ['delete'],
  CONFIGURATION: ['test', 'precheck', 'start', 'stop'],
  STARTJOBING: ['stop'],
  WAITING_FOR_START: ['stop'],
  START_JOB_FAILED: ['resume', 'stop'],
  PAUSING: ['resume', 'stop'],
  FULL_TRANSFER_STARTED: ['pause', 'stop'],
  FULL_TRANSFER_FAILED: ['resume', 'stop'],
  FULL_TRANSFER_COMPLETE: ['stop'],
  INCRE_TRANSFER_STARTED: ['pause', 'stop', 'compare'],
  INCRE_TRANSFER_FAILED: ['resume', 'stop'],
  RELEASE_RESOURCE_STARTED: [],
  RELEASE_RESOURCE_FAILED: ['stop'],
  RELEASE_RESOURCE_COMPLETE: ['delete'],
  REBUILD_NODE_STARTED: ['stop'],
  REBUILD_NODE_FAILED: ['stop'],
  CHANGE_JOB_STARTED: ['stop'],
  CHANGE_JOB_FAILED: ['stop'],
  DELETED: [],
  CHILD_TRANSFER_STARTING: ['stop'],
  CHILD_TRANSFER_STARTED: ['stop'],
  CHILD_TRANSFER_COMPLETE: ['stop'],
  CHILD_TRANSFER_FAILED: ['stop'],
  RELEASE_CHILD_TRANSFER_STARTED: [],
  RELEASE_CHILD_TRANSFER_COMPLETE: ['delete'],
  NODE_UPGRADE_START: ['stop'],
  NODE_UPGRADE_COMPLETE: ['stop'],
  NODE_UPGRADE_FAILED: ['stop'],
}

describe('what a status allows', () => {
  it.each(Object.entries(table))('%s: %j', (status, verbs) => {
    expect(verbsIn(status)).toEqual(verbs)
    expect(verbsIn(status, 'sync')).toEqual(verbs)
  })

  it('adds the switchover in disaster recovery, and nothing else', () => {
    for (const { status } of statuses) {
      const expected = ['INCRE_TRANSFER_STARTED', 'INCRE_TRANSFER_FAILED'].includes(status)
      const added = verbsIn(status, 'cloudDataGuard').filter((verb) => !table[status].includes(verb))
      expect([status, added]).toEqual([status, expected ? ['switchover'] : []])
    }
  })

  it('is nothing in a status that the documents do not name', () => {
    expect(verbsIn('BEING_TELEPORTED')).toEqual([])
  })

  it('reads the documents’ other spellings', () => {
    expect(verbsIn('STARTJOB_FAILED')).toEqual(table.START_JOB_FAILED)
    expect(verbsIn('INCR_TRANSFER_STARTED')).toEqual(table.INCRE_TRANSFER_STARTED)
  })

  it('never allows to stop and to delete at once', () => {
    for (const { status } of statuses) {
      expect(verbsIn(status).filter((verb) => verb === 'stop' || verb === 'delete').length).toBeLessThan(2)
    }
  })
})

describe('a refused action', () => {
  const why = (verb: ActionName, state: Parameters<typeof permission>[1]) => {
    const answer = permission(verb, state)
    return answer.ok ? undefined : answer.why
  }

  it('says the action, the state and the states that would do, in both languages', () => {
    expect(why('start', { status: 'INCRE_TRANSFER_STARTED', scenario: 'migration' })).toEqual({
      en: '“Start” is not possible while the task is in “Incremental phase running”. It needs: Waiting for configuration.',
      'zh-CN': '任务当前为“增量迁移中”，不能执行“启动”。需要的状态：配置中。',
    })
  })

  it('uses the words of disaster recovery there', () => {
    expect(why('start', { status: 'INCRE_TRANSFER_STARTED', scenario: 'cloudDataGuard' })?.en).toContain(
      'Disaster recovery in progress',
    )
  })

  it('says that there are more states than it names', () => {
    expect(why('stop', { status: 'DELETED', scenario: 'sync' })?.en).toMatch(/, …$/)
    expect(why('stop', { status: 'DELETED', scenario: 'sync' })?.['zh-CN']).toMatch(/等。$/)
  })

  it('names the scenario before the status', () => {
    const refusal = why('switchover', { status: 'CONFIGURATION', scenario: 'sync' })
    expect(refusal?.en).toBe('Only a disaster recovery task can be switched over.')
  })

  it('keeps dual-active tasks from a switchover only', () => {
    const state = { status: 'INCRE_TRANSFER_STARTED', scenario: 'cloudDataGuard', dualActive: true }
    expect(why('switchover', state)?.en).toContain('Dual-active')
    expect(offeredActions(state)).toEqual(['pause', 'stop', 'compare'])
  })

  it('has words for every action in both languages', () => {
    for (const { words } of Object.values(actions)) {
      expect(words.button.en).toMatch(/^[A-Z]/)
      expect(words.button['zh-CN']).toMatch(/\p{Script=Han}/u)
    }
  })
})
