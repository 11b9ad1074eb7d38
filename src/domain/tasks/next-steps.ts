import { say, type Text } from '../../base/i18n.ts'
import { type FailureRemedyVerb, failureCauseOf } from '../../drs/failure-causes.ts'
import { statusOf } from '../../drs/statuses.ts'
import { permission } from '../actions/permission.ts'
import { actionNames, actionOf, isAction } from '../actions/rows.ts'
import { type CommandTarget, isCommandTarget, targetPrefix } from '../command-targets.ts'
import { checkStateOf, type TaskFacts } from './attention.ts'
import { phaseOf } from './object-progress.ts'

/** One thing to do next. */
export interface Step {
  readonly target: CommandTarget
  readonly label: Text
}

export interface NextSteps {
  readonly primary?: Step
  /** At most two. */
  readonly more: readonly Step[]
  readonly menu: readonly Step[]
}

interface StepRow {
  readonly verb: string
  readonly act?: string
  /** The action's own word, where it is left out. */
  readonly label?: Text
}

/** Every step that a task may ask for. One whose command does not exist is left out, and comes with the command. */
const stepRows = {
  'enter-databases': { verb: 'test', act: 'form', label: say('Enter databases', '填写数据库信息') },
  test: { verb: 'test' },
  edit: { verb: 'edit', label: say('Edit', '修改') },
  policy: { verb: 'policy', act: 'form', label: say('Set the sync policy', '设置同步策略') },
  precheck: { verb: 'precheck', label: say('Run pre-check', '预检查') },
  'precheck-again': { verb: 'precheck', label: say('Run pre-check again', '重新预检查') },
  fixes: { verb: 'precheck', act: 'fixes', label: say('Fixes', '处理建议') },
  objects: { verb: 'objects', label: say('Objects', '迁移对象') },
  settings: { verb: 'settings', label: say('Settings', '任务设置') },
  start: { verb: 'start' },
  'start-at': { verb: 'start', act: 'form', label: say('Start at…', '定时启动…') },
  'start-anyway': { verb: 'start', label: say('Start anyway', '仍然启动') },
  progress: { verb: 'progress', label: say('Progress', '进度') },
  dirty: { verb: 'dirty', label: say('Abnormal rows', '异常数据') },
  pause: { verb: 'pause' },
  resume: { verb: 'resume' },
  cause: { verb: 'show', label: say('Cause', '失败原因') },
  snooze: { verb: 'snooze', act: 'four-hours', label: say('Snooze 4 h', '静默 4 小时') },
  compare: { verb: 'compare', act: 'form', label: say('Compare data', '数据对比') },
  cutover: { verb: 'cutover', label: say('Cut over…', '业务割接…') },
  lag: { verb: 'lag', label: say('Delay', '时延') },
  timeline: { verb: 'timeline', label: say('Timeline', '时间线') },
  monitor: { verb: 'dr', label: say('Monitor', '灾备监控') },
  password: { verb: 'password' },
  clone: { verb: 'clone', label: say('Clone', '克隆') },
  details: { verb: 'show', act: 'details', label: say('Details', '详情') },
} as const satisfies Readonly<Record<string, StepRow>>
type StepName = keyof typeof stepRows

interface SituationRow {
  readonly primary?: StepName
  readonly more: readonly StepName[]
  readonly menu: readonly StepName[]
}

/**
 * What is worth doing in each situation, the most useful first. What the task does not allow is taken out afterwards, and
 * what needs approval comes to the menu by itself.
 */
const situationRows = {
  gone: { more: [], menu: [] },
  incomplete: { primary: 'enter-databases', more: [], menu: ['details', 'edit'] },
  untested: { primary: 'test', more: ['edit'], menu: ['details', 'enter-databases'] },
  unset: {
    primary: 'policy',
    more: ['objects', 'settings'],
    menu: ['details', 'test', 'precheck'],
  },
  unchecked: {
    primary: 'precheck',
    more: ['objects', 'settings'],
    menu: ['details', 'test', 'start-anyway'],
  },
  checking: { more: ['details'], menu: [] },
  'check-failed': {
    primary: 'precheck-again',
    more: ['fixes'],
    menu: ['details', 'test', 'objects', 'settings'],
  },
  checked: {
    primary: 'start',
    more: ['start-at'],
    menu: ['details', 'precheck-again', 'test', 'settings'],
  },
  moving: { more: ['progress', 'pause'], menu: ['details', 'settings', 'timeline'] },
  paused: { primary: 'resume', more: [], menu: ['details', 'progress', 'settings', 'password', 'timeline'] },
  failed: {
    primary: 'resume',
    more: ['cause', 'snooze'],
    menu: ['progress', 'dirty', 'password', 'timeline'],
  },
  // It has to begin anew: going on would fail again.
  spoilt: { more: ['cause', 'snooze'], menu: ['progress', 'resume', 'timeline'] },
  healthy: {
    primary: 'compare',
    more: ['pause'],
    menu: ['details', 'dirty', 'settings', 'cutover', 'password', 'lag', 'timeline'],
  },
  replicating: {
    more: ['monitor'],
    menu: ['details', 'pause', 'compare', 'settings', 'password', 'lag', 'timeline'],
  },
  ended: { more: ['details'], menu: ['clone', 'timeline'] },
  unknown: { more: ['details'], menu: [] },
} as const satisfies Readonly<Record<string, SituationRow>>
export type Situation = keyof typeof situationRows

/** What to do next, decided from all that is known: at most one primary step, at most two beside it, the rest for the menu. */
export function nextSteps(facts: TaskFacts): NextSteps {
  const row: SituationRow = situationRows[situationOf(facts)]
  const able = (names: readonly StepName[]) => names.flatMap((name) => stepOf(stepRows[name], facts) ?? [])
  const steps = (verbs: readonly string[]) => verbs.flatMap((verb) => stepOf({ verb }, facts) ?? [])
  const [primary] = able(row.primary ? [row.primary] : [])
  const remedy = steps([remedyOf(facts) ?? '']).filter(({ target }) => target !== primary?.target)
  const more = [...remedy, ...able(row.more)].slice(0, 2)
  const shown = [primary, ...more].map((step) => step?.target)
  const menu = [...able(row.menu), ...steps(graveVerbs)].filter(({ target }) => !shown.includes(target))
  return { ...(primary && { primary }), more, menu }
}

/** What needs approval wherever it is possible; it stands in the menu, never beside the usual steps. */
const graveVerbs = actionNames.filter((name) => {
  const { guard, offered } = actionOf(name)
  return guard !== undefined && guard.when === undefined && offered !== false
})

/** What helps with a failure whose cause is known. */
function remedyOf({ status, error = '', engine }: TaskFacts): FailureRemedyVerb | undefined {
  return status !== null && statusOf(status).kind === 'failed'
    ? failureCauseOf(error, engine)?.verb
    : undefined
}

function situationOf(facts: TaskFacts): Situation {
  const { status, scenario } = facts
  if (status === null) return 'gone'
  const row = statusOf(status)
  if (row.status === 'PAUSING') return 'paused'
  switch (row.kind) {
    case 'configuring':
      return beforeStart(facts)
    case 'pending':
    case 'running':
    case 'changing':
    case 'stopping':
      return 'moving'
    case 'failed':
      return actionOf(remedyOf(facts) ?? 'resume').style === 'danger' ? 'spoilt' : 'failed'
    case 'healthy':
      return scenario === 'cloudDataGuard' ? 'replicating' : 'healthy'
    case 'ended':
      return 'ended'
    case 'other':
      return 'unknown'
  }
}

function beforeStart(facts: TaskFacts): Situation {
  const check = checkStateOf(facts)
  const state = facts.setup?.state
  if (check === 'running') return 'checking'
  if (state === 'incomplete' && check === 'unknown') return 'incomplete'
  if (state === 'untested') return 'untested'
  if (check === 'passed') return 'checked'
  if (facts.setup?.state === 'tested' && facts.setup.unset) return 'unset'
  return check === 'failed' ? 'check-failed' : 'unchecked'
}

/** Nothing where the command does not exist, or DRS would refuse it. */
function stepOf({ verb, act = 'ask', label }: StepRow, facts: TaskFacts): Step | undefined {
  const target = `${targetPrefix}${verb}:${act}`
  if (!isCommandTarget(target) || !isPossible(verb, facts)) return undefined
  const words = label ?? (isAction(verb) ? actionOf(verb).words.button : undefined)
  return words && { target, label: words }
}

/** About what has been copied: nothing before a task has started. */
const copyVerbs: ReadonlySet<string> = new Set(['progress', 'dirty'])

function isPossible(verb: string, facts: TaskFacts): boolean {
  const { status, scenario = '', dualActive } = facts
  if (status === null) return false
  if (copyVerbs.has(verb) && phaseOf(status, '', {}) === 'before') return false
  if (!isAction(verb)) return true
  const check = checkStateOf(facts)
  const checked = check === 'passed' || check === 'failed' ? { precheckPassed: check === 'passed' } : {}
  const state = { status, scenario, ...(dualActive !== undefined && { dualActive }), ...checked }
  return permission(verb, state).ok
}
