import type { Text } from '../../base/i18n.ts'
import { statuses, statusOf, statusWords } from '../../drs/statuses.ts'
import type { CommandName } from '../command-targets.ts'

/**
 * What a task's status allows. v3 answers no list of allowed actions for a single task, so this table is the bot's
 * knowledge of the preconditions in DRS API reference 6.1.2 to 6.1.14 and 6.4.1; DRS itself has the last word.
 */
export interface ActionRule {
  readonly verb: CommandName
  /** On a button. */
  readonly words: Text
  readonly from: readonly string[]
  /** Not offered on cards. */
  readonly quiet?: true
  readonly only?: { readonly scenarios: readonly string[]; readonly why: Text }
}

const deletable = ['CREATE_FAILED', 'RELEASE_RESOURCE_COMPLETE', 'RELEASE_CHILD_TRANSFER_COMPLETE']

/** 6.1.14: a task in any other than the deletable statuses has to be stopped first. */
const stoppable = statuses
  .filter((row) => !row.terminal && row.kind !== 'stopping' && row.status !== 'CREATING')
  .map((row) => row.status)

export const actionRules = [
  { verb: 'test', words: { en: 'Test connections', 'zh-CN': '测试连接' }, from: ['CONFIGURATION'] },
  { verb: 'precheck', words: { en: 'Pre-check', 'zh-CN': '预检查' }, from: ['CONFIGURATION'] },
  { verb: 'start', words: { en: 'Start', 'zh-CN': '启动' }, from: ['CONFIGURATION'] },
  {
    verb: 'pause',
    words: { en: 'Pause', 'zh-CN': '暂停' },
    from: ['FULL_TRANSFER_STARTED', 'INCRE_TRANSFER_STARTED'],
  },
  {
    verb: 'resume',
    words: { en: 'Resume', 'zh-CN': '续传' },
    from: ['PAUSING', 'START_JOB_FAILED', 'FULL_TRANSFER_FAILED', 'INCRE_TRANSFER_FAILED'],
  },
  {
    verb: 'switchover',
    words: { en: 'Switch over', 'zh-CN': '主备倒换' },
    from: ['INCRE_TRANSFER_STARTED', 'INCRE_TRANSFER_FAILED'],
    only: {
      scenarios: ['cloudDataGuard'],
      why: {
        en: 'Only a disaster recovery task can be switched over.',
        'zh-CN': '只有灾备任务可以主备倒换。',
      },
    },
  },
  {
    // Only v5 has it (7.6.1); it wants a pre-check made for it, so that it is not offered on every card.
    verb: 'reset',
    words: { en: 'Reset', 'zh-CN': '重置' },
    from: ['PAUSING', 'START_JOB_FAILED', 'FULL_TRANSFER_FAILED', 'INCRE_TRANSFER_FAILED'],
    quiet: true,
  },
  { verb: 'stop', words: { en: 'Stop', 'zh-CN': '结束' }, from: stoppable },
  { verb: 'delete', words: { en: 'Delete', 'zh-CN': '删除' }, from: deletable },
] as const satisfies readonly ActionRule[]

export type ActionVerb = (typeof actionRules)[number]['verb']

/** What the rules look at. */
export interface TaskState {
  readonly status: string
  readonly scenario: string
  readonly dualActive?: boolean
  /** Of the last pre-check, if it is known; 6.1.7: a task can be started only after it has passed. */
  readonly precheckPassed?: boolean
}

export type Permission = { readonly ok: true } | { readonly ok: false; readonly why: Text }

export function actionRule(verb: ActionVerb): ActionRule {
  const rule = actionRules.find((r) => r.verb === verb)
  if (!rule) throw new Error(`no rule for the action ${verb}`)
  return rule
}

/** Whether the task's state allows the action, and if not, why in the reader's words. */
export function permission(verb: ActionVerb, task: TaskState): Permission {
  const rule = actionRule(verb)
  if (rule.only && !rule.only.scenarios.includes(task.scenario)) return { ok: false, why: rule.only.why }
  if (verb === 'switchover' && task.dualActive) {
    return {
      ok: false,
      why: { en: 'Dual-active disaster recovery has no switchover.', 'zh-CN': '双主灾备不支持主备倒换。' },
    }
  }
  if (!rule.from.includes(statusOf(task.status).status)) return { ok: false, why: wrongStatus(rule, task) }
  return verb === 'start' && task.precheckPassed === false ? { ok: false, why: notChecked } : { ok: true }
}

const notChecked: Text = {
  en: 'The last pre-check has not passed. Mend what it found and run it again.',
  'zh-CN': '最近一次预检查未通过。请处理其中的问题并重新预检查。',
}

function wrongStatus(rule: ActionRule, task: TaskState): Text {
  const now = statusWords(task.status, task.scenario)
  const wanted = rule.from.slice(0, 4).map((status) => statusWords(status, task.scenario))
  const more = rule.from.length > wanted.length
  return {
    en: `“${rule.words.en}” is not possible while the task is in “${now.en}”. It needs: ${wanted.map((w) => w.en).join(', ')}${more ? ', …' : '.'}`,
    'zh-CN': `任务当前为“${now['zh-CN']}”，不能执行“${rule.words['zh-CN']}”。需要的状态：${wanted.map((w) => w['zh-CN']).join('、')}${more ? '等。' : '。'}`,
  }
}

/** The actions worth offering on a card of a task in this state, in the order of the table. */
export function allowedActions(task: TaskState): readonly ActionRule[] {
  const offered: readonly (ActionRule & { readonly verb: ActionVerb })[] = actionRules
  return offered.filter((rule) => !rule.quiet && permission(rule.verb, task).ok)
}
