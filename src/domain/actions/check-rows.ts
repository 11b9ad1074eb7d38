import * as z from 'zod'
import { say } from '../../base/i18n.ts'
import { effects, isEntry } from '../../drs/effects.ts'
import { batchPrecheck } from '../../drs/index.ts'
import type { BodyEntry } from '../../drs/operation.ts'
import { statusOf } from '../../drs/statuses.ts'
import {
  batchJobActionPrecheck,
  batchJobActionSkipPrecheck,
  jobActionPrecheck,
  jobActionSkipPrecheck,
} from '../../drs/v5/index.ts'
import type { PrecheckItem } from '../tasks/task.ts'
import type { Action, OutcomeRule } from './action.ts'
import { interrupted, precheckMode } from './statuses.ts'

/** It keeps no task from starting. */
const isLeftAlone = ({ verdict, skipped }: PrecheckItem) =>
  skipped === true || verdict === 'PASSED' || verdict === 'ALARM'

/** A failed check is a finished check; only the task's own end makes its report impossible. */
const checkOutcome: OutcomeRule = {
  noun: say('Pre-check', '预检查'),
  going: say('Running the pre-check', '正在预检查'),
  done: say('Pre-check finished', '预检查已完成'),
  reached: (_, { precheck }) => precheck?.finished === true,
  failed: (status) => statusOf(status).terminal,
  whenGone: 'failed',
  awaits: 'precheck',
}

/** What tests and checks a task before it starts, or what is wrong with it. */
export const checkRows = {
  test: {
    words: { button: say('Test connections', '测试连接') },
    nature: 'moves',
    from: ['CONFIGURATION'],
  },
  configure: {
    words: { button: say('Configure', '配置') },
    nature: 'moves',
    from: ['CONFIGURATION'],
    offered: false,
  },
  precheck: {
    words: { button: say('Pre-check', '预检查') },
    nature: 'checks',
    from: ['CONFIGURATION'],
    drs: {
      commands: ['PRE_CHECK'],
      v3: {
        operation: batchPrecheck,
        job: (job_id, _, status) => ({ job_id, precheck_mode: precheckMode(status) }),
      },
      v5: {
        one: jobActionPrecheck,
        several: batchJobActionPrecheck,
        params: (_, status) => ({ precheck_mode: precheckMode(status) }),
      },
      statusCounts: () => true,
    },
    outcome: checkOutcome,
    traces: ['precheck'],
  },
  resetcheck: {
    words: { button: say('Pre-check for the reset', '重置前预检查') },
    nature: 'checks',
    from: interrupted,
    offered: false,
    drs: {
      commands: [],
      v5: {
        one: jobActionPrecheck,
        several: batchJobActionPrecheck,
        params: () => ({ precheck_mode: 'forResetJob' }),
      },
    },
    outcome: checkOutcome,
    traces: ['precheck'],
  },
  editcheck: {
    words: { button: say('Pre-check the changed objects', '对修改后的对象预检查') },
    nature: 'checks',
    from: ['INCRE_TRANSFER_STARTED'],
    offered: false,
    drs: {
      commands: [],
      v3: {
        operation: batchPrecheck,
        job: (job_id) => ({ job_id, precheck_mode: 'forRetryJob' }),
      },
      v5: {
        one: jobActionPrecheck,
        several: batchJobActionPrecheck,
        params: () => ({ precheck_mode: 'forRetryJob' }),
      },
    },
    outcome: checkOutcome,
    traces: ['precheck'],
  },
  skip: {
    words: {
      button: say('Skip check items', '跳过检查项'),
      effect: say(
        'The task can start though these checks have failed. DRS no longer protects from what they found.',
        '这些检查项未通过，任务仍可启动，DRS 不再防范其中的问题。',
      ),
    },
    nature: 'checks',
    // Names of items with commas between; DRS wants a reason (7.6.1, skip_reason).
    options: z.strictObject({ items: z.string().min(1), reason: z.string().min(1) }),
    from: ['CONFIGURATION'],
    // Only what the report lets be skipped; it is offered there.
    offered: false,
    style: 'danger',
    drs: {
      commands: [],
      v5: {
        one: jobActionSkipPrecheck,
        several: batchJobActionSkipPrecheck,
        params: ({ items = '', reason = '' }) => ({
          skip_precheck_info: { skipped_precheck_list: items.split(','), skip_reason: reason },
        }),
      },
    },
    outcome: {
      noun: say('Skipping of check items', '跳过检查项'),
      going: say('Skipping check items', '正在跳过检查项'),
      done: say('Check items skipped', '已跳过检查项'),
      aims: (params) => ({ items: skippedIn(params) }),
      // What does not fail any more, or is not checked any more, is nothing to be skipped.
      reached: (_, { precheck }, { items: asked = [] }) =>
        precheck?.finished === true &&
        (asked.length > 0
          ? precheck.items.every((one) => !asked.includes(one.item) || isLeftAlone(one))
          : precheck.items.some(({ skipped }) => skipped === true)),
      failed: (status) => statusOf(status).terminal,
      whenGone: 'failed',
    },
    traces: ['precheck'],
    guard: { approvals: 1, effects: [effects.checkSkipped] },
  },
} as const satisfies Readonly<Record<string, Action>>

function skippedIn({ skip_precheck_info: info }: BodyEntry): readonly string[] {
  const items: unknown = isEntry(info) ? info.skipped_precheck_list : undefined
  return Array.isArray(items) ? items.filter((one) => typeof one === 'string') : []
}
