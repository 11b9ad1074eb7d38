import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { commands } from '../../commands/index.ts'
import { operationsOf } from '../../src/domain/tasks/service-operations.ts'
import * as v3Operations from '../../src/drs/index.ts'
import type { Generation } from '../../src/drs/operation.ts'
import * as v5Operations from '../../src/drs/v5/index.ts'
import { coverageOf } from '../../src/kit/coverage.ts'
import { seedTask, stage } from './stage.ts'

const coverage = coverageOf(v3Operations.operations, commands)

/** Operations that still wait for a verb. It may only get shorter. */
const notYet: readonly string[] = []

describe('every call of DRS', () => {
  it('has a verb, or a reason why it has none, or waits for one', () => {
    const without = coverage.filter(({ verbs, onlyByApi }) => verbs.length === 0 && onlyByApi === undefined)
    expect(without.map(({ operation }) => operation.id).sort()).toEqual(notYet.toSorted())
  })

  it('that is left to /drs api is asked for by no verb, and they are few', () => {
    const left = coverage.filter(({ onlyByApi }) => onlyByApi !== undefined)
    expect(left.filter(({ verbs }) => verbs.length > 0).map(({ operation }) => operation.id)).toEqual([])
    // What one documented call does by its field action_name counts with that call.
    const calls = left.filter(({ operation }) => operation.actionOf === undefined)
    expect(calls.length).toBeLessThanOrEqual(15)
  })

  it('is counted once, and that of an action for the call that it is an action of', () => {
    expect(coverage.map(({ operation }) => operation)).toEqual(v3Operations.operations)
    const verbsOf = (id: string) => coverage.find(({ operation }) => operation.id === id)?.verbs ?? []
    expect(verbsOf('job-action')).toEqual(expect.arrayContaining([...verbsOf('job-action-reset')]))
  })
})

const declaredNames = Object.entries({ ...v3Operations, ...v5Operations }).flatMap(([name, value]) =>
  typeof value === 'object' && 'id' in value ? [{ name, id: value.id }] : [],
)

it.each(commands.filter(({ name }) => name !== 'api').map((command) => [command.name, command] as const))(
  '%s declares the calls that its file names',
  (name, { operations }) => {
    const [imports = ''] = readFileSync(`commands/${name}.ts`, 'utf8').split(/\n\nconst |\n\ntype /)
    const named = declaredNames.filter((one) => new RegExp(`\\b${one.name}\\b`).test(imports))
    expect(operations.map(({ id }) => id)).toEqual(expect.arrayContaining(named.map(({ id }) => id)))
  },
)

/** Verbs as they are typed; what DRS says to them is not what counts here. */
const played = [
  ...[
    'list',
    'show fresh',
    'progress running',
    'dirty running',
    'quota',
    'links',
    'nodes',
    'tags fresh',
    'settings fresh',
    'precheck fresh',
    'start fresh',
  ],
  ...[
    'speed fresh --limit 15',
    'pause running --what target',
    'resume paused',
    'retry failed',
    'assign fresh',
  ],
  ...[
    'policy fresh --ddl true',
    'alarm fresh --topic none --delay 5',
    'tags fresh --add a=b',
    'stop failed',
    'unwatch running',
  ],
]

/** What looking for a task and the fresh look before an action ask, whichever verb it is. */
const looks = operationsOf(['list', 'listPage', 'details', 'statuses', 'progress', 'recovery'])

describe.each<{ api: readonly Generation[] }>([{ api: ['v3'] }, { api: ['v5'] }, { api: ['v3', 'v5'] }])(
  'over $api',
  ({ api }) => {
    it.each(played)('/drs %s asks DRS for nothing that it does not declare', async (text) => {
      const nobody = { need: [], answerWithinMs: 1, useWithinMs: 1, preconditions: {} }
      const { dispatch, drs } = await stage(
        {
          prod: [
            seedTask('fresh', 'CONFIGURATION'),
            seedTask('running', 'INCRE_TRANSFER_STARTED'),
            seedTask('paused', 'PAUSING'),
            seedTask('failed', 'INCRE_TRANSFER_FAILED'),
          ],
        },
        { generations: api, approvals: { policy: async () => nobody } },
      )
      await dispatch(text, 'UALICE')
      const [verb] = text.split(' ')
      const { operations = [] } = commands.find(({ name }) => name === verb) ?? {}
      const declared = new Set([...operations, ...looks].flatMap(({ id, actionOf }) => [id, actionOf ?? id]))
      const asked = drs('prod')
        .control.requests(1000)
        .flatMap(({ operation }) => operation ?? [])
      // One generation alone may have no call for it.
      if (api.length === 2) expect(asked).not.toEqual([])
      expect([...new Set(asked)].filter((id) => !declared.has(id))).toEqual([])
    })
  },
)
