import * as z from 'zod'
import { settingsOf, unlessRefused } from '../src/app/task-settings.ts'
import { say, type Text } from '../src/base/i18n.ts'
import { permission } from '../src/domain/actions/permission.ts'
import type { ActionName } from '../src/domain/actions/rows.ts'
import { commandTarget } from '../src/domain/command-targets.ts'
import { hasDefiners } from '../src/domain/tasks/definer.ts'
import { usesDrivers } from '../src/domain/tasks/drivers.ts'
import { hasSourceUsers } from '../src/domain/tasks/source-users.ts'
import { policyFields } from '../src/domain/tasks/sync-policy.ts'
import type { Task } from '../src/domain/tasks/task.ts'
import { formatRef } from '../src/domain/tasks/task-ref.ts'
import { arg } from '../src/kit/args.ts'
import { command } from '../src/kit/command.ts'
import type { CommandContext } from '../src/kit/context.ts'
import { reply } from '../src/kit/reply.ts'
import { alarmLines } from '../src/views/alarm-words.ts'
import type { Line } from '../src/views/card.ts'
import { definerText } from '../src/views/definer-words.ts'
import { eipText } from '../src/views/eip-words.ts'
import { logDeliveryLines } from '../src/views/log-delivery-words.ts'
import { objectsLines } from '../src/views/objects-card.ts'
import { ruleLines } from '../src/views/rule-words.ts'
import { basicLines, type SettingPart, settingsCard } from '../src/views/settings-card.ts'
import { speedLines } from '../src/views/speed-words.ts'
import { syncPolicyLines } from '../src/views/sync-policy-words.ts'
import { tagLines, tagsFixed } from '../src/views/tags-card.ts'

const words = {
  tags: say('Tags', '标签'),
  speed: say('Speed limit', '限速'),
  alarm: say('Alarm', '异常通知'),
  logs: say('Log delivery', '日志上报'),
  edit: say('Name, description, size', '名称、描述和规格'),
  objects: say('Objects', '对象'),
  policy: say('Sync policy', '同步策略'),
  params: say('Parameters', '参数'),
  definer: say('Definer', 'Definer'),
  transform: say('Data rules', '数据加工规则'),
  drivers: say('JDBC driver', 'JDBC 驱动'),
  position: say('Start position', '启动位点'),
  eip: say('EIP', '弹性公网 IP'),
  users: say('Users to migrate', '要迁移的用户'),
} satisfies Record<string, Text>

const seeParameters = say(
  'Of the task, and of its databases before the start',
  '任务参数，以及启动前的数据库参数',
)

const seePosition = say('Where in the log of the source the task begins', '任务从源库日志的哪个位点开始')

const seeDrivers = say('With which DRS reads DB2', 'DRS 用于读取 DB2 的驱动文件')

const seeUsers = say(
  'Database users and roles that are created in the destination',
  '将在目标库中创建的数据库用户和角色',
)

const reads = ['settings', 'tags', 'knownTags', 'selectedObjects', 'dataRules', 'logDelivery'] as const

type Ctx = CommandContext<(typeof reads)[number], 'setups' | 'rawCalls'>

/** Everything that can be set on a task, as it is now, each with the way to change it. */
export const settingsCommand = command({
  name: 'settings',
  group: 'setup',
  summary: say('Show what can be set on a task', '查看任务的各项设置'),
  uses: reads,
  capabilities: ['setups', 'rawCalls'],
  args: z.strictObject({ task: arg.task() }),
  positional: ['task'],
  pages: [{ title: say('Settings', '任务设置'), fields: ['task'] }],
  deed: say('Show', '查看'),
  async run(ctx, { task: given }) {
    const task = await ctx.task(given)
    const drs = ctx.service(task.connection)
    const [settings, tags, known, objects, logs, rules] = await Promise.all([
      settingsOf(ctx, [task]),
      drs.tags(task),
      drs.knownTags(task.scenario),
      task.scenario === 'cloudDataGuard' ? undefined : drs.selectedObjects(task),
      // A call of its own for something minor: what is wrong with it keeps the rest from nobody.
      unlessRefused(drs.logDelivery(task.id), undefined),
      task.scenario === 'sync' ? unlessRefused(drs.dataRules(task), undefined) : undefined,
    ])
    const { speed, alarm, policy, eips, definerReplaced } = settings.get(task.id) ?? {}
    const remembered = (await ctx.setups.of(task))?.policy ?? {}
    const part = partOf(ctx, task)
    const generations = ctx.rawCalls.generations(task.connection)
    const v5 = generations.includes('v5')
    const parts = [
      ...(objects ? [part('objects', objectsLines(objects.selection, ctx.locale))] : []),
      part('tags', tagLines(tags, ctx.locale), known === undefined ? tagsFixed : undefined),
      part('speed', speedLines(speed, ctx)),
      part('alarm', alarmLines(alarm, ctx.locale)),
      ...(policyFields.some((field) => (policy?.[field] ?? remembered[field]) !== undefined) ||
      permission('policy', task).ok
        ? [part('policy', syncPolicyLines(policy, remembered, ctx.locale))]
        : []),
      ...(hasDefiners(task) && generations.includes('v3') && definerReplaced !== undefined
        ? [part('definer', [definerText(definerReplaced, ctx.locale)])]
        : []),
      ...(rules ? [part('transform', ruleLines(rules.rules, ctx.locale, 3))] : []),
      ...(task.mode === 'INCR_TRANS' && task.scenario === 'sync'
        ? [part('position', [seePosition[ctx.locale]])]
        : []),
      ...(v5 && usesDrivers(task) ? [part('drivers', [seeDrivers[ctx.locale]])] : []),
      ...(v5 ? [part('eip', [eipText(eips, ctx.locale)])] : []),
      part('params', [seeParameters[ctx.locale]]),
      // Only v3 has calls for users; reading them here would make DRS ask the source.
      ...(hasSourceUsers(task) && generations.includes('v3') ? [part('users', [seeUsers[ctx.locale]])] : []),
      ...(logs ? [part('logs', logDeliveryLines(logs, ctx.locale))] : []),
      part('edit', basicLines(task, ctx.locale)),
    ]
    return reply.toMe(settingsCard(task, parts, ctx.locale))
  },
})

type SettingVerb = keyof typeof words

/** What each is held to: the action of its name, and for several in one that which most tasks allow. */
function actionFor(verb: SettingVerb): ActionName {
  if (verb === 'eip') return 'bind'
  if (verb === 'drivers') return 'configure'
  return verb === 'edit' ? 'describe' : verb
}

/** What these set is shown by the command itself. */
const shownFirst: ReadonlySet<SettingVerb> = new Set(['params', 'users', 'transform'])

/** With *Edit* for those who may, where the task allows it. */
function partOf({ may }: Ctx, task: Task) {
  const mayEdit = may({ open: false, anywhere: false, role: 'operator' })
  return (verb: SettingVerb, lines: readonly Line[], objection?: Text): SettingPart => {
    const allowed = permission(actionFor(verb), task)
    const why = objection ?? (allowed.ok ? undefined : allowed.why)
    const edit = {
      action: commandTarget(verb, shownFirst.has(verb) ? 'ask' : 'form'),
      value: verb === 'drivers' ? `--deed assign --task ${formatRef(task)}` : formatRef(task),
    }
    return {
      ...{ name: words[verb], lines },
      ...(why && { why }),
      ...(mayEdit && !why && { edit }),
    }
  }
}
