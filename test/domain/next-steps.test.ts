import { describe, expect, it } from 'vitest'
import { permission } from '../../src/domain/actions/permission.ts'
import { isAction } from '../../src/domain/actions/rows.ts'
import { isCommandTarget, parseCommandTarget } from '../../src/domain/command-targets.ts'
import { checkStateOf, type TaskFacts } from '../../src/domain/tasks/attention.ts'
import { nextSteps } from '../../src/domain/tasks/next-steps.ts'
import { scenarios } from '../../src/drs/engines.ts'
import { statuses } from '../../src/drs/statuses.ts'
import { noon } from '../helpers/samples.ts'

const words = (facts: TaskFacts) => {
  const { primary, more, menu } = nextSteps(facts)
  const en = (steps: typeof more) => steps.map(({ label }) => label.en)
  return { primary: primary?.label.en, more: en(more), menu: en(menu) }
}

const configuring = { status: 'CONFIGURATION', scenario: 'migration' } as const
const tested = { state: 'tested', at: noon } as const
const passed = { finished: true, passed: true }
const failed = { finished: true, passed: false }
const needsReset = 'service LOGMANAGER failed, cause by: binlog is not existed'

/** Steps whose command does not exist yet are not here; they come with it. */
describe('the next step', () => {
  it.each<[string, TaskFacts, string | undefined, readonly string[], readonly string[]]>([
    [
      'created, databases incomplete',
      { ...configuring, setup: { state: 'incomplete' } },
      'Enter databases',
      [],
      ['Details', 'Edit', 'Stop'],
    ],
    [
      'databases complete, not tested',
      { ...configuring, setup: { state: 'untested' } },
      'Test connections',
      ['Edit'],
      ['Details', 'Enter databases', 'Stop'],
    ],
    [
      'tested, pre-check unknown',
      { ...configuring, setup: tested },
      'Run pre-check',
      ['Objects', 'Settings'],
      ['Details', 'Test connections', 'Start anyway', 'Stop'],
    ],
    [
      'tested, the policy lacks what the start needs',
      { ...configuring, scenario: 'sync', setup: { ...tested, unset: true } },
      'Set the sync policy',
      ['Objects', 'Settings'],
      ['Details', 'Test connections', 'Run pre-check', 'Stop'],
    ],
    [
      'tested, pre-check outdated',
      { ...configuring, setup: tested, precheck: passed, precheckAt: noon - 1 },
      'Run pre-check',
      ['Objects', 'Settings'],
      ['Details', 'Test connections', 'Start anyway', 'Stop'],
    ],
    [
      'pre-check runs',
      { ...configuring, setup: tested, precheck: { finished: false, passed: false } },
      undefined,
      ['Details'],
      ['Stop'],
    ],
    [
      'pre-check failed',
      { ...configuring, setup: tested, precheck: failed, precheckAt: noon },
      'Run pre-check again',
      ['Fixes'],
      ['Details', 'Test connections', 'Objects', 'Settings', 'Stop'],
    ],
    [
      'pre-check passed',
      { ...configuring, setup: tested, precheck: passed, precheckAt: noon },
      'Start',
      ['Start at…'],
      ['Details', 'Run pre-check again', 'Test connections', 'Settings', 'Stop'],
    ],
    [
      'moving',
      { status: 'FULL_TRANSFER_STARTED', scenario: 'sync' },
      undefined,
      ['Progress', 'Pause'],
      ['Details', 'Settings', 'Timeline', 'Stop'],
    ],
    [
      'starting',
      { status: 'STARTJOBING', scenario: 'sync' },
      undefined,
      [],
      ['Details', 'Settings', 'Timeline', 'Stop'],
    ],
    [
      'stopping',
      { status: 'RELEASE_RESOURCE_STARTED', scenario: 'sync' },
      undefined,
      ['Progress'],
      ['Details', 'Settings', 'Timeline'],
    ],
    [
      'paused',
      { status: 'PAUSING', scenario: 'sync' },
      'Resume',
      [],
      ['Details', 'Progress', 'Settings', 'Change password', 'Timeline', 'Stop'],
    ],
    [
      'failed',
      { status: 'INCRE_TRANSFER_FAILED', scenario: 'sync' },
      'Resume',
      ['Cause', 'Snooze 4 h'],
      ['Progress', 'Abnormal rows', 'Change password', 'Timeline', 'Stop'],
    ],
    [
      'failed so that it has to begin anew',
      { status: 'INCRE_TRANSFER_FAILED', scenario: 'sync', engine: 'mysql', error: needsReset },
      undefined,
      ['Reset', 'Cause'],
      ['Progress', 'Resume', 'Timeline', 'Stop'],
    ],
    [
      'could not be created',
      { status: 'CREATE_FAILED', scenario: 'sync' },
      undefined,
      ['Cause', 'Snooze 4 h'],
      ['Timeline', 'Delete'],
    ],
    [
      'incremental, healthy',
      { status: 'INCRE_TRANSFER_STARTED', scenario: 'migration' },
      'Compare data',
      ['Pause'],
      ['Details', 'Abnormal rows', 'Settings', 'Change password', 'Delay', 'Timeline', 'Stop'],
    ],
    [
      'DR, healthy',
      { status: 'INCRE_TRANSFER_STARTED', scenario: 'cloudDataGuard' },
      undefined,
      ['Monitor'],
      [
        'Details',
        'Pause',
        'Compare data',
        'Settings',
        'Change password',
        'Delay',
        'Timeline',
        'Switch over',
        'Stop',
      ],
    ],
    [
      'dual-active DR',
      { status: 'INCRE_TRANSFER_STARTED', scenario: 'cloudDataGuard', dualActive: true },
      undefined,
      ['Monitor'],
      ['Details', 'Pause', 'Compare data', 'Settings', 'Delay', 'Timeline', 'Stop'],
    ],
    [
      'ended',
      { status: 'RELEASE_RESOURCE_COMPLETE', scenario: 'sync' },
      undefined,
      ['Details'],
      ['Clone', 'Timeline', 'Delete'],
    ],
    ['gone', { status: null }, undefined, [], []],
    ['not documented', { status: 'BEING_TELEPORTED', scenario: 'sync' }, undefined, ['Details'], []],
  ])('%s', (_, facts, primary, more, menu) => {
    expect(words(facts)).toEqual({ primary, more, menu })
  })
})

const checks = [undefined, passed, failed, { finished: false, passed: false }]
const setups = [undefined, { state: 'incomplete' }, { state: 'untested' }, tested] as const

function* everyFacts(): Generator<TaskFacts> {
  for (const { status } of statuses)
    for (const { value: scenario } of scenarios)
      for (const precheck of checks)
        for (const setup of setups)
          for (const precheckAt of [noon - 1, noon + 1])
            for (const error of ['', needsReset])
              yield {
                ...{ status, scenario, precheckAt, error, engine: 'mysql' },
                ...(precheck && { precheck }),
                ...(setup && { setup }),
              }
}

describe('whatever is known of a task', () => {
  it('no step is offered that its status refuses, that no command answers, or twice', () => {
    for (const facts of everyFacts()) {
      const { primary, more, menu } = nextSteps(facts)
      const targets = [...(primary ? [primary] : []), ...more, ...menu].map(({ target }) => target)
      expect(more.length).toBeLessThanOrEqual(2)
      expect(new Set(targets).size, JSON.stringify(facts)).toBe(targets.length)
      for (const target of targets) {
        const name = parseCommandTarget(target)?.name ?? ''
        const state = { status: facts.status ?? '', scenario: facts.scenario ?? '' }
        expect(isCommandTarget(target)).toBe(true)
        if (isAction(name)) expect(permission(name, state).ok, `${name} in ${facts.status}`).toBe(true)
      }
    }
  })

  it('a start is the step to take only after a passed pre-check that is not outdated', () => {
    for (const facts of everyFacts()) {
      const { primary, more } = nextSteps(facts)
      const isStart = [primary, ...more].some((step) => step?.target.startsWith('cmd:start:'))
      if (isStart) expect(checkStateOf(facts)).toBe('passed')
    }
  })

  it('what needs approval is never the primary step', () => {
    for (const facts of everyFacts()) {
      const target = nextSteps(facts).primary?.target ?? ''
      expect(target).not.toMatch(/:(stop|delete|switchover|reset):/)
    }
  })
})
