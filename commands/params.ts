import * as z from 'zod'
import { type ApprovalRead, approvalReads, reasonArg } from '../src/app/ask-approval.ts'
import {
  comparedParameters,
  differingParameters,
  type PresentParameters,
  parameterCalls,
  readParameters,
  tuningParameters,
  wantedValues,
} from '../src/app/parameters.ts'
import { askOrCall, askOrCallEach } from '../src/app/raw-call.ts'
import { offersChange, requireChangeable } from '../src/app/task-settings.ts'
import { say, type Text } from '../src/base/i18n.ts'
import { UserError } from '../src/base/user-error.ts'
import { type ParameterValue, parseParameters } from '../src/domain/tasks/parameters.ts'
import { modifyParams, updateTuningParams } from '../src/drs/index.ts'
import { jobActionReloadParameters, modifyConfiguration } from '../src/drs/v5/index.ts'
import { arg } from '../src/kit/args.ts'
import { command } from '../src/kit/command.ts'
import type { CommandContext } from '../src/kit/context.ts'
import { type Reply, reply } from '../src/kit/reply.ts'
import type { Card, Line } from '../src/views/card.ts'
import { parameterHistoryCard, parametersCard, reloadButton } from '../src/views/parameters-card.ts'
import { settingCard } from '../src/views/setting-card.ts'

const words = {
  name: say('Parameters', '参数'),
  set: say('New values', '新的值'),
  setHint: say(
    'One per line, as name = value. For the destination database or the task.',
    '每行一个，格式为“参数名 = 值”，可填写目标库参数或任务参数。',
  ),
  copy: say('Copy from the source', '按源库设置'),
  copyHint: say(
    'These parameters of the destination get the value of the source.',
    '目标库的这些参数将设置为源库的值。',
  ),
  reason: say(
    'Needed for parameters of the database, if approval rules ask for it.',
    '修改数据库参数且审批规则要求时需要填写。',
  ),
  change: say('Change the parameters', '修改参数'),
  restart: say(
    'Restart the destination database for all changes to take effect.',
    '须重启目标库后，修改才能全部生效。',
  ),
  reload: say(
    'Some changes take effect after the task restarts or the parameters are reloaded.',
    '部分修改须在任务重启或重新加载参数后生效。',
  ),
  reloaded: say('The parameters were reloaded', '已重新加载参数'),
  defaults: say('There is nothing to reset: DRS shows no other default.', 'DRS 未返回可恢复默认值的参数。'),
} satisfies Record<string, Text>

type Ctx = CommandContext<
  'databaseParameters' | 'tuning' | 'tuningHistory' | ApprovalRead,
  'rawCalls' | 'approvals' | 'roles'
>

/** Parameters of the databases (DRS API reference 6.1.9, 6.1.10) and of the task (6.3.3, 6.3.4, 7.10). */
export const paramsCommand = command({
  name: 'params',
  group: 'setup',
  summary: say(
    'Compare and change parameters of the databases and the task',
    '查看和修改数据库参数与任务参数',
  ),
  uses: ['databaseParameters', 'tuning', 'tuningHistory', ...approvalReads],
  calls: [modifyParams, updateTuningParams, modifyConfiguration, jobActionReloadParameters],
  capabilities: ['rawCalls', 'approvals', 'roles'],
  args: z.strictObject({
    task: arg.task(),
    set: arg.multiline({ label: words.set, hint: words.setHint }).optional(),
    copy: arg.clouds({ label: words.copy, hint: words.copyHint }).optional(),
    reason: reasonArg.meta({ ...reasonArg.meta(), hint: words.reason }).optional(),
  }),
  positional: ['task'],
  pages: [{ title: words.name, fields: ['task', 'set', 'copy', 'reason'], about: aboutParameters }],
  deed: words.change,
  inspect: ({ set }) => {
    const parsed = set === undefined ? undefined : parseParameters(set)
    return parsed && !parsed.ok ? [{ field: 'set', text: parsed.why }] : []
  },
  options: {
    copy: async (ctx, { task = '' }) =>
      differingParameters(await readParameters(ctx, await ctx.task(task))).map(
        ({ name, source, destination }) => ({
          value: name,
          label: `${name}: ${destination} → ${source}`,
        }),
      ),
  },
  async run(ctx, { task: given, set, copy = [], reason = '' }) {
    const task = await ctx.task(given)
    const present = await readParameters(ctx, task)
    if (set === undefined && copy.length === 0) return shown(ctx, present)
    requireChangeable(ctx, 'params', task)
    return change(ctx, present, wantedValues(present, set, copy), reason)
  },
  looks: ['history'],
  actions: {
    defaults: async (ctx, ref) => {
      const present = await readParameters(ctx, await ctx.task(ref))
      requireChangeable(ctx, 'params', present.task)
      return restoreDefaults(ctx, present)
    },
    reload: async (ctx, ref) => {
      const task = await ctx.task(ref)
      requireChangeable(ctx, 'params', task)
      const input = { params: { job_id: task.id }, body: { job: { action_params: {} } } }
      await askOrCall(ctx, task, { operation: jobActionReloadParameters, input }, '')
      return reply.toMe({ title: `${words.reloaded[ctx.locale]}: ${task.name}`, tone: 'good' })
    },
    history: async (ctx, ref) => {
      const task = await ctx.task(ref)
      const changes = await ctx.service(task.connection).tuningHistory(task.id)
      return reply.toMe(parameterHistoryCard(task, changes, ctx.locale))
    },
  },
})

function shown(ctx: Ctx, present: PresentParameters): Reply {
  const changeable = offersChange(ctx, 'params', present.task)
  return reply.toMe(parametersCard({ ...present, mayChange: changeable }, ctx.locale))
}

async function aboutParameters(
  ctx: Ctx,
  { task: given }: Readonly<Record<string, string>>,
): Promise<readonly Line[]> {
  if (given === undefined) return []
  const task = await ctx.task(given)
  requireChangeable(ctx, 'params', task)
  return [[{ bold: task.name }]]
}

async function change(
  ctx: Ctx,
  before: PresentParameters,
  values: readonly ParameterValue[],
  reason: string,
): Promise<Reply> {
  return askOrCallEach(ctx, before.task, parameterCalls(before, values), reason, () =>
    changedCard(ctx, before, values),
  )
}

async function changedCard(
  ctx: Ctx,
  before: PresentParameters,
  values: readonly ParameterValue[],
): Promise<Card> {
  const { task } = before
  const after = await readParameters(ctx, task)
  const names = values.map(({ name }) => name)
  const lines = (present: PresentParameters) => {
    const all = [
      ...comparedParameters(present).map(({ name, destination }) => ({ name, value: destination })),
      ...tuningParameters(present),
    ]
    return all.filter(({ name }) => names.includes(name)).map(({ name, value = '' }) => `${name} = ${value}`)
  }
  const result = { name: task.name, before: lines(before), after: lines(after) }
  const card = settingCard(words.name, [result], ctx.locale)
  const restart = comparedParameters(after).some((one) => one.restart && names.includes(one.name))
  const reload = tuningParameters(after).some((one) => one.restart === true && names.includes(one.name))
  const notes = [...(restart ? [words.restart] : []), ...(reload ? [words.reload] : [])]
  return {
    ...card,
    ...(notes.length > 0 && { lines: notes.map((text) => text[ctx.locale]) }),
    ...(reload && { buttons: [reloadButton(task, ctx.locale)] }),
  }
}

/** v3 has a word for all of them (6.3.3); over v5 each gets the default that DRS tells. */
async function restoreDefaults(ctx: Ctx, present: PresentParameters): Promise<Reply> {
  const tuning = tuningParameters(present)
  const params = { job_id: present.task.id }
  if (tuning.some(({ phase }) => phase !== undefined)) {
    await askOrCall(
      ctx,
      present.task,
      { operation: updateTuningParams, input: { params, body: { recovery: true } } },
      '',
    )
    return reply.toMe(await changedCard(ctx, present, tuning))
  }
  const values = tuning.flatMap(({ name, value, standard }) =>
    standard === undefined || standard === value ? [] : [{ name, value: standard }],
  )
  if (values.length === 0) throw new UserError(words.defaults, 'task')
  return change(ctx, present, values, '')
}
