import { type Locale, say, type Text, type TextTemplate } from '../base/i18n.ts'
import { anyConnection } from '../domain/access/person.ts'
import type { ApprovalRequest } from '../domain/approvals/request.ts'
import { formatRequestRef } from '../domain/approvals/request-ref.ts'
import { standingText } from '../domain/approvals/standing.ts'
import { commandTarget, withConnection } from '../domain/command-targets.ts'
import type { Attention } from '../domain/tasks/attention.ts'
import { formatRef, type TaskRef } from '../domain/tasks/task-ref.ts'
import type { Button, Card, Line, MenuEntry, Section, SelectMenu } from './card.ts'
import { andMore, problemInline, problemOf } from './check-words.ts'
import { formatList, plural } from './format.ts'
import { requestSubject } from './request-words.ts'
import type { ShownTask } from './task-card.ts'
import { alikeNames, taskChoices, taskLine } from './task-line.ts'

/** What a person finds on the Home tab. */
export interface HomeFacts {
  /** Requests that this person may decide. */
  readonly waiting: readonly ApprovalRequest[]
  readonly yours: readonly ApprovalRequest[]
  /** Tasks of the connections that the person may see, the worst first. */
  readonly tasks: readonly { readonly task: ShownTask; readonly attention: Attention }[]
  /** The connections that the person may see. */
  readonly connections: readonly string[]
  /** Only that one of them is shown; so many requests of the others wait for the person. */
  readonly narrowed?: { readonly to: string; readonly waitingElsewhere: number }
  /** Items of pre-checks that the person looks after. */
  readonly checks: readonly { readonly task: TaskRef & { readonly name: string }; readonly item: string }[]
  /** Connections whose tasks cannot be read now. */
  readonly unread: readonly string[]
  readonly mayCreate: boolean
  /** Everything else that the person may begin. */
  readonly menu: readonly MenuEntry[]
}

const words = {
  title: say('Your migrations', '您的迁移任务'),
  needs: say('Needs you', '待您处理'),
  calm: say('Nothing needs you right now.', '目前没有需要您处理的事项。'),
  running: say('Running', '进行中'),
  still: say('Nothing is moving.', '没有正在进行的任务。'),
  yours: say('Your requests', '您的请求'),
  decide: say('Decide: ', '待审批：'),
  check: say('Pre-check: ', '预检查：'),
  fix: say('How to fix…', '处理建议…'),
  pick: say('Show a task…', '查看任务…'),
  look: say('Open a request…', '打开请求…'),
  connection: say('Connection…', '连接…'),
  everywhere: say('All connections', '全部连接'),
  migration: say('New migration', '新建迁移'),
  sync: say('New synchronization', '新建同步'),
  recovery: say('New DR', '新建灾备'),
  list: say('All tasks', '全部任务'),
  help: say('Help', '帮助'),
} satisfies Record<string, Text>

const more: TextTemplate<[count: number]> = {
  en: (count) => `and ${count} more, see All tasks`,
  'zh-CN': (count) => `另有 ${count} 个，请查看全部任务`,
}

const healthyWords: TextTemplate<[count: number]> = {
  en: (count) => plural(count, 'healthy task', 'healthy tasks'),
  'zh-CN': (count) => `${count} 个正常任务`,
}

const unreadWords: TextTemplate<[connections: readonly string[]]> = {
  en: (connections) => `Can’t read the tasks of ${connections.join(', ')} right now.`,
  'zh-CN': (connections) => `目前无法读取以下连接的任务：${connections.join('、')}。`,
}

/** One alone needs no name; which those of a channel are is for its connection to say. */
const overWords: TextTemplate<[connections: string]> = {
  en: (connections) => `Tasks of ${connections}. /drs list in a channel shows those of its connection.`,
  'zh-CN': (connections) => `显示${connections}的任务。在频道中使用 /drs list 可只查看该频道所用连接的任务。`,
}

const onlyWords: TextTemplate<[connection: string, waitingElsewhere: number]> = {
  en: (connection, count) =>
    `Only ${connection} is shown.${count > 0 ? ` ${plural(count, 'request', 'requests')} of other connections also ${count === 1 ? 'waits' : 'wait'} for you.` : ''}`,
  'zh-CN': (connection, count) =>
    `仅显示连接 ${connection}。${count > 0 ? `其他连接还有 ${count} 个请求待您审批。` : ''}`,
}

/** So many lines of a section are read. */
const mostLines = 10

/** What needs the person, what runs, what they have asked for, and what they may begin. */
export function homeCard(
  facts: HomeFacts,
  { now, locale }: { readonly now: number; readonly locale: Locale },
): Card {
  const { waiting, yours, tasks, connections, checks, unread, mayCreate, menu } = facts
  const alike = alikeNames(tasks.map(({ task }) => task))
  const of = (...wanted: readonly Attention[]) => tasks.filter(({ attention }) => wanted.includes(attention))
  const taskLines = (some: HomeFacts['tasks']): readonly Line[] => [
    ...some
      .slice(0, mostLines)
      .map(({ task, attention }) => taskLine(task, { now, locale, alike, attention })),
    ...(some.length > mostLines ? [more[locale](some.length - mostLines)] : []),
  ]
  const troubled = of('failed', 'needs')
  const needs = [
    ...waiting.map((request): Line => [words.decide[locale], ...requestLine(request, locale)]),
    ...checks.slice(0, mostLines).map((check) => checkLine(check, locale)),
    ...(checks.length > mostLines ? [andMore[locale](checks.length - mostLines)] : []),
    ...taskLines(troubled),
  ]
  const moving = taskLines(of('moving'))
  const healthy = of('healthy')
  return {
    title: words.title[locale],
    mark: '🏠',
    ...(connections.length > 1 && { lines: [scopeLine(facts, locale)] }),
    sections: [
      { heading: words.needs[locale], lines: needs.length > 0 ? needs : [words.calm[locale]] },
      { heading: words.running[locale], lines: moving.length > 0 ? moving : [words.still[locale]] },
      ...(healthy.length > 0
        ? [
            {
              heading: healthyWords[locale](healthy.length),
              folded: true as const,
              lines: taskLines(healthy),
            },
          ]
        : []),
      ...yourSection(yours, locale),
    ],
    filters: [
      connectionMenu(facts, locale),
      requestMenu([...waiting, ...yours], locale),
      checkMenu(checks, locale),
      taskMenu([...troubled, ...of('moving')], now, locale),
    ],
    buttons: buttons(mayCreate, locale).map((one) => onShown(one, facts)),
    menu: menu.map((one) => onShown(one, facts)),
    ...(unread.length > 0 && { footer: unreadWords[locale](unread) }),
  }
}

function scopeLine({ connections, narrowed }: HomeFacts, locale: Locale): Line {
  return narrowed === undefined
    ? overWords[locale](formatList(connections, locale))
    : onlyWords[locale](narrowed.to, narrowed.waitingElsewhere)
}

/** Where there are several, one may be enough. */
function connectionMenu({ connections, narrowed }: HomeFacts, locale: Locale): SelectMenu {
  const all = { label: words.everywhere[locale], value: anyConnection }
  const each = connections.map((name) => ({ label: name, value: name }))
  return {
    placeholder: words.connection[locale],
    action: commandTarget('list', 'home'),
    options: connections.length > 1 ? [all, ...each] : [],
    chosen: narrowed?.to ?? anyConnection,
  }
}

function yourSection(yours: readonly ApprovalRequest[], locale: Locale): readonly Section[] {
  if (yours.length === 0) return []
  const lines = yours.slice(0, mostLines).map((request) => requestLine(request, locale))
  return [{ heading: words.yours[locale], lines }]
}

function requestLine(request: ApprovalRequest, locale: Locale): readonly Exclude<Line, readonly unknown[]>[] {
  const { action, of } = requestSubject(request)
  const until = request.state === 'approved' ? request.useBy : request.answerBy
  return [
    { bold: `${action} ${of}` },
    ` · ${standingText(request)[locale]}`,
    ...(until === undefined ? [] : [' · ', { deadline: until }]),
  ]
}

function checkLine({ task, item }: HomeFacts['checks'][number], locale: Locale): Line {
  return [words.check[locale], problemInline(item, locale), ` · ${task.name}`]
}

function checkMenu(checks: HomeFacts['checks'], locale: Locale): SelectMenu {
  const options = checks.map(({ task, item }) => ({
    label: `${problemOf(item, locale)} · ${task.name}`,
    value: `${formatRef(task)} ${item}`,
  }))
  return { placeholder: words.fix[locale], action: commandTarget('precheck', 'fixes'), options }
}

function requestMenu(requests: readonly ApprovalRequest[], locale: Locale): SelectMenu {
  const options = requests.map((request) => {
    const { action, of } = requestSubject(request)
    return { label: `${action} ${of}`, value: formatRequestRef(request) }
  })
  return { placeholder: words.look[locale], action: commandTarget('approvals', 'look'), options }
}

function taskMenu(tasks: HomeFacts['tasks'], now: number, locale: Locale): SelectMenu {
  const options = taskChoices(
    tasks.map(({ task }) => task),
    { now, locale },
  )
  return { placeholder: words.pick[locale], action: commandTarget('show', 'ask'), options }
}

/** What is begun here is begun on the connection that is shown; where several are, it is asked which. */
function onShown<Pressed extends { readonly value: string }>(
  pressed: Pressed,
  { connections, narrowed }: HomeFacts,
): Pressed {
  const connection = narrowed?.to ?? (connections.length > 1 ? anyConnection : undefined)
  return connection === undefined ? pressed : { ...pressed, value: withConnection(pressed.value, connection) }
}

/** A button's value may say what is known already, as it would be typed. */
function buttons(mayCreate: boolean, locale: Locale): readonly Button[] {
  const creates = [
    { label: words.migration, value: '--scenario migration' },
    { label: words.sync, value: '--scenario sync' },
    { label: words.recovery, value: '--scenario cloudDataGuard' },
  ]
  const action = commandTarget('create', 'ask')
  return [
    ...(mayCreate ? creates.map(({ label, value }) => ({ label: label[locale], action, value })) : []),
    { label: words.list[locale], action: commandTarget('list', 'ask'), value: '-' },
    { label: words.help[locale], action: commandTarget('help', 'ask'), value: '-' },
  ]
}
