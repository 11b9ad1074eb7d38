import { describe, expect, it } from 'vitest'
import { effects, effectsAsked } from '../../src/drs/effects.ts'
import { operationById, operations, risks } from '../../src/drs/index.ts'
import { effectIn, type Operation } from '../../src/drs/operation.ts'
import { indexRows } from './fixtures.ts'
import { indexRows as indexRowsV5 } from './v5/fixtures.ts'

/** What calls do to data, cost, alarms, logs and credentials, and that the same deed is the same in both generations. */

function known(id: string): Operation {
  const op = operationById(id)
  if (!op) throw new Error(id)
  return op
}

const names = new Map(Object.entries(effects).map(([name, effect]) => [effect, name]))

/** The names of the effects of a call with this entry. */
function doneBy(id: string, entry: Readonly<Record<string, unknown>>): readonly (string | undefined)[] {
  return effectsAsked(known(id).effects ?? [], entry).map((effect) => names.get(effect))
}

function gravity(risk: string | undefined): number {
  return risks.map(String).indexOf(risk ?? '')
}

const job_id = 'j1'
const action = (action_name: string, action_params: object = {}) => ({ action_name, action_params })
const change = (type: string, params: object) => ({ type, params })
const info = (base_info: object) => ({ base_info })

type TwinCall = readonly [id: string, entry: object]

/**
 * The same deed in both generations, as the entry of a body: first v3, then the calls of v5. What only one generation can
 * do is not here.
 */
const twins: readonly (readonly [deed: string, ...calls: TwinCall[]])[] = [
  ['create', ['batch-create-jobs', {}], ['create-job', {}]],
  [
    'create with a subscription',
    ['batch-create-jobs', { period_order: {} }],
    ['create-job', { period_order: {} }],
  ],
  ['rename', ['batch-modify-jobs', { name: 'x' }], ['update-job', change('name', info({ name: 'x' }))]],
  [
    'describe',
    ['batch-modify-jobs', { description: 'x' }],
    ['update-job', change('description', info({ description: 'x' }))],
  ],
  [
    'set databases',
    ['batch-modify-jobs', { source_endpoint: { ip: 'x', db_password: 'x' } }],
    ['update-job', change('endpoint', { source_endpoint: [{ endpoint: { db_password: 'x' } }] })],
  ],
  ['rebuild', ['batch-modify-jobs', { is_recreate: true }], ['update-job', change('re_create', {})]],
  ['replace tags', ['batch-modify-jobs', { tags: [] }], ['update-job', { params: info({ tags: [] }) }]],
  [
    'tag',
    ['job-tags-action-create', { tags: [] }],
    ['job-tags-action-delete', { tags: [] }],
    ['job-tags-action', { action: 'create', tags: [] }],
    ['create-resource-tags', { tags: [] }],
    ['delete-resource-tags', { tags: [] }],
  ],
  ['set alarms', ['batch-set-smn', { job_id }], ['update-job', { params: { alarm_notify: {} } }]],
  ['select objects', ['batch-select-objects', { job_id }], ['update-job', change('db_object', {})]],
  ['select objects by a file', ['batch-select-objects', { job_id }], ['upload-object-template', {}]],
  [
    'check',
    ['batch-precheck', { job_id }],
    ['job-action-precheck', action('precheck')],
    ['job-action', action('precheck')],
    ['batch-job-action', action('precheck')],
  ],
  ['limit the speed', ['batch-limit-speed', { job_id }], ['update-job', change('speed_limit', {})]],
  ['set database parameters', ['modify-params', {}], ['update-job', { params: { db_param: {} } }]],
  [
    'start',
    ['batch-start-jobs', { job_id }],
    ['job-action-start', action('start')],
    ['job-action', action('start')],
  ],
  [
    'go on',
    ['batch-retry-jobs', { job_id }],
    ['job-action-restart', action('restart')],
    ['batch-job-action', action('restart')],
  ],
  [
    'go on with an edited selection',
    ['batch-retry-jobs', { job_id, is_sync_re_edit: true }],
    ['job-action-restart', action('restart', { is_sync_re_edit: true })],
    ['job-action', action('restart', { is_sync_re_edit: true })],
  ],
  [
    'pause replay',
    ['batch-pause-jobs', { job_id, pause_mode: 'target' }],
    ['job-action-stop', action('stop')],
    ['job-action', action('stop', { pause_mode: 'target' })],
  ],
  [
    'pause capture',
    ['batch-pause-jobs', { job_id, pause_mode: 'all' }],
    ['job-action-stop', action('stop', { pause_mode: 'all' })],
    ['batch-job-action-stop', action('stop', { pause_mode: 'all' })],
    ['batch-job-action', action('stop', { pause_mode: 'all' })],
  ],
  [
    'stop',
    ['batch-stop-or-delete-jobs', { delete_type: 'terminate' }],
    ['stop-job', {}],
    ['batch-stop-jobs', { job_id }],
  ],
  [
    'delete',
    ['batch-stop-or-delete-jobs', { delete_type: 'delete' }],
    ['delete-job', {}],
    ['batch-delete-jobs', {}],
  ],
  [
    'cancel a comparison',
    ['cancel-compare-job', {}],
    ['job-action-cancel-compare', action('cancel_compare')],
    ['job-action', action('cancel_compare')],
  ],
  [
    'compare',
    ['create-table-compare-job', {}],
    ['create-object-compare-job', {}],
    ['create-compare-task', {}],
    ['job-action-create-compare', action('create_compare')],
  ],
  [
    'set users',
    ['batch-update-users', { is_migrate_user: true }],
    ['update-job', { params: { user_migration: { is_migrate_user: true } } }],
  ],
  [
    'set passwords of users',
    ['batch-update-users', { is_set_password: true, password: 'x' }],
    ['update-job', { params: { user_migration: { is_set_password: true, password: 'x' } } }],
  ],
  [
    'set processing rules',
    ['batch-transform-data', { job_id }],
    ['update-data-processing-rules', {}],
    ['job-action-column-limit', action('column_limit')],
  ],
  ['set the policy', ['batch-set-sync-policy', { job_id }], ['update-job', change('policy', {})]],
  [
    'tune',
    ['update-tuning-params', {}],
    ['modify-configuration', {}],
    ['update-job', change('tuning_params', {})],
  ],
]

describe('the same deed', () => {
  it.each(twins.map(([deed, ...calls]) => [deed, calls] as const))(
    '%s has the same effects and risk in both generations',
    (_, calls) => {
      const [first, ...others] = calls.map(([id, entry]) => doneBy(id, { ...entry }))
      expect(first?.length).toBeGreaterThan(0)
      for (const other of others) expect(other).toEqual(first)
    },
  )
})

/** What spoils, ends or replaces something, though it was once taken for a change that can be changed back. */
const attacks: readonly (readonly [id: string, entry: object, effect: string])[] = [
  ['batch-modify-jobs', { tags: [] }, 'tagsReplaced'],
  ['job-tags-action-create', {}, 'tagged'],
  ['create-resource-tags', {}, 'tagged'],
  ['batch-modify-jobs', { name: 'other' }, 'renamed'],
  ['batch-modify-jobs', { alarm_notify: { alarm_to_user: false } }, 'alarmsSet'],
  ['batch-modify-jobs', { target_endpoint: { db_password: 'x' } }, 'passwordsGiven'],
  ['batch-modify-jobs', { is_recreate: true }, 'rebuilt'],
  ['batch-test-connections-cluster', { property: 'x' }, 'passwordsGiven'],
  ['batch-select-objects', {}, 'objectsSelected'],
  ['batch-pause-jobs', { pause_mode: 'all' }, 'capturePaused'],
  ['batch-retry-jobs', { is_sync_re_edit: true }, 'editApplied'],
  ['batch-replace-definer', {}, 'definersSet'],
  ['batch-update-users', { list: [{ password: 'x' }] }, 'userPasswordsSet'],
  ['batch-set-smn', {}, 'alarmsSet'],
  ['batch-set-sync-policy', { conflict_policy: 'overwrite' }, 'policySet'],
  ['batch-set-sync-policy', { file_and_position: 'mysql-bin.000277:805' }, 'startMoved'],
  ['batch-transform-data', {}, 'rulesSet'],
  ['modify-params', {}, 'parametersSet'],
  ['update-lts-config', { lts_enabled: false }, 'logsMoved'],
  ['update-start-position', {}, 'startMoved'],
  ['update-job', change('expired_days', info({ expired_days: '14' })), 'endSet'],
  ['update-job', change('description', { db_object: {} }), 'objectsSelected'],
  ['update-async-job', { params: { period_order: {} } }, 'subscribed'],
  ['batch-async-create', { db_param: {} }, 'parametersSet'],
  ['import-jobs', {}, 'batchImported'],
  ['upload-object-template', {}, 'objectsSelected'],
  ['upload-jdbc-driver', {}, 'driverReplaced'],
  ['sync-jdbc-driver', {}, 'driverSet'],
  ['update-data-processing-rules', {}, 'rulesSet'],
  ['job-action', action('column_limit'), 'rulesSet'],
  // It names none, so that it may do what any of them does.
  ['job-action', {}, 'begunAnew'],
  ['job-action', action('skip_precheck'), 'checkSkipped'],
  ['batch-job-action-unbind-eip', action('unbind_eip'), 'addressUnbound'],
]

describe('an effect that cannot be changed back', () => {
  it.each(attacks)('of %s with %j is %s', (id, entry, effect) => {
    expect(doneBy(id, { ...entry })).toContain(effect)
    expect(known(id).risk).toBe('destructive')
    expect(Object.entries(effects).find(([name]) => name === effect)?.[1].risk).toBe('destructive')
  })
})

describe('every operation', () => {
  it('reads, or says what it does', () => {
    for (const op of operations) expect(op.effects !== undefined, op.id).toBe(op.risk !== 'read')
  })

  it('has the risk of its gravest effect', () => {
    for (const op of operations) {
      const found = (op.effects ?? []).map((one) => risks.indexOf(effectIn(one).risk))
      expect(risks.indexOf(op.risk), op.id).toBe(Math.max(0, ...found))
    }
  })

  it('is judged at least as strictly as the index of the reference has it', () => {
    // A cancelled comparison can be made again; neither data nor logs are touched.
    const milder = ['cancel-compare-job']
    const printed = [...indexRows, ...indexRowsV5].filter(({ id }) => !milder.includes(id))
    for (const { id, risk } of printed) {
      const op = operationById(id) ?? operationById(`v5-${id}`)
      expect(gravity(op?.risk), id).toBeGreaterThanOrEqual(gravity(risk))
    }
  })
})

describe('every effect', () => {
  it('is that of some operation, and says why it has its risk', () => {
    const declared = new Set(operations.flatMap((op) => (op.effects ?? []).map(effectIn)))
    for (const [name, effect] of Object.entries(effects)) {
      expect(declared.has(effect), name).toBe(true)
      expect(effect.why.length, name).toBeGreaterThan(10)
    }
  })
})
