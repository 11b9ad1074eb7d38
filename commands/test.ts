import * as z from 'zod'
import { requireAllowed } from '../src/app/actions.ts'
import {
  destinationArgs,
  destinationFields,
  requireComplete,
  setupOf,
  sourceArgs,
  sourceFields,
} from '../src/app/databases.ts'
import {
  askForSecrets,
  continueWithSecrets,
  type DatabaseAccessPair,
  databaseAccessOf,
  type PasswordCapability,
  passwordCapabilities,
  passwordFields,
  withPasswordReferences,
} from '../src/app/secret-page.ts'
import { say, type Text, type TextTemplate } from '../src/base/i18n.ts'
import { commandTarget } from '../src/domain/command-targets.ts'
import type { Task } from '../src/domain/tasks/task.ts'
import { formatRef } from '../src/domain/tasks/task-ref.ts'
import type { ItemResult } from '../src/domain/tasks/task-service.ts'
import type { TaskSetup } from '../src/domain/tasks/task-setup.ts'
import { arg } from '../src/kit/args.ts'
import { command } from '../src/kit/command.ts'
import type { CommandContext, Context } from '../src/kit/context.ts'
import { type Reply, reply } from '../src/kit/reply.ts'
import type { Button, Line, Section } from '../src/views/card.ts'
import { drsErrorLines } from '../src/views/problem-card.ts'
import { actionButton } from '../src/views/task-card.ts'

type Uses = 'testConnection' | 'configure' | 'selectObjects'

const words = {
  source: { en: 'Source database', 'zh-CN': '源库' },
  destination: { en: 'Destination database', 'zh-CN': '目标库' },
  configure: { en: 'Database information saved', 'zh-CN': '数据库信息已保存' },
  objects: { en: 'Objects selected', 'zh-CN': '对象已选择' },
  ok: { en: 'connected', 'zh-CN': '连接成功' },
  failed: { en: 'failed', 'zh-CN': '失败' },
  enter: { en: 'Enter the databases', 'zh-CN': '填写数据库信息' },
} satisfies Record<string, Text>

const title: TextTemplate<[name: string, ok: boolean]> = {
  en: (name, ok) =>
    ok ? `${name}: both databases answer, the task is configured` : `${name}: the connection test failed`,
  'zh-CN': (name, ok) => (ok ? `${name}：两端数据库连接成功，任务已完成配置` : `${name}：连接测试失败`),
}

/**
 * Tests the connections to both databases, and if they answer, hands DRS the database information and the objects:
 * the steps that the reference wants before a pre-check (6.1.2, 6.1.4, 6.1.5).
 */
export const testCommand = command({
  name: 'test',
  group: 'setup',
  summary: { en: 'Test the connections and save the configuration', 'zh-CN': '测试连接并保存配置' },
  uses: ['testConnection', 'configure', 'selectObjects'],
  capabilities: passwordCapabilities,
  args: z.strictObject({ task: arg.task(), ...sourceArgs, ...destinationArgs }),
  positional: ['task'],
  pages: [
    { title: { en: 'Source database', 'zh-CN': '源库' }, fields: ['task', ...sourceFields] },
    { title: { en: 'Destination database', 'zh-CN': '目标库' }, fields: destinationFields },
  ],
  async run(ctx, { task: given, ...databases }) {
    const task = await ctx.task(given)
    requireAllowed('test', task)
    const setup = setupOf(task.engine, databases, (await ctx.setups.of(task)) ?? knownTo(task))
    return begin(ctx, task, setup)
  },
  actions: {
    resume: (ctx, id) =>
      continueWithSecrets(ctx, 'test', id, async (given) => {
        const task = await ctx.task(given.values.task ?? '')
        requireAllowed('test', task)
        return begin(
          ctx,
          task,
          withPasswordReferences(setupOf(task.engine, {}, await ctx.setups.of(task)), given),
        )
      }),
  },
})

/** Tests at once, or first has the passwords handed over that nobody gave a reference for. */
async function begin(
  ctx: CommandContext<Uses, PasswordCapability>,
  task: Task,
  setup: TaskSetup,
): Promise<Reply> {
  await ctx.setups.save(task, setup)
  requireComplete(setup, { passwordsLater: ctx.secretPage !== undefined })
  const access = await databaseAccessOf(ctx, task, setup)
  const fields = passwordFields(task, setup, access)
  if (fields.length === 0) return testBoth(ctx, task, setup, access)
  return askForSecrets(ctx, {
    verb: 'test',
    connection: task.connection,
    purpose: say(purpose.en(task.name), purpose['zh-CN'](task.name)),
    fields,
    values: { task: formatRef(task) },
    afterwards: 'keep',
  })
}

const purpose: TextTemplate<[name: string]> = {
  en: (name) => `Test the connections of ${name}`,
  'zh-CN': (name) => `测试 ${name} 的连接`,
}

/** What DRS itself knows of the databases; everything but the passwords. */
function knownTo(task: Task): TaskSetup | undefined {
  if (!task.source || !task.destination) return undefined
  return { source: task.source, destination: task.destination }
}

async function testBoth(
  ctx: CommandContext<Uses, PasswordCapability>,
  task: Task,
  setup: TaskSetup,
  { source, destination }: DatabaseAccessPair,
): Promise<Reply> {
  const setUp = ctx.setups.steps(task.connection)
  const tested = [
    { label: words.source, result: await setUp.testDatabase(task, 'source', source) },
    { label: words.destination, result: await setUp.testDatabase(task, 'destination', destination) },
  ]
  if (tested.some(({ result }) => !result.ok)) return answer(ctx, task, tested)
  const configured = await setUp.storeDatabases(task, source, destination)
  if (configured.ok) await ctx.setups.save(task, { ...setup, testedAt: ctx.now })
  const steps = [...tested, { label: words.configure, result: configured }]
  if (!configured.ok || task.scenario === 'cloudDataGuard') return answer(ctx, task, steps)
  const choice = setup.databases ? { databases: setup.databases } : {}
  const selected = await setUp.chooseObjects(task, choice)
  return answer(ctx, task, [...steps, { label: words.objects, result: selected }])
}

interface Step {
  readonly label: Text
  readonly result: ItemResult
}

function answer({ locale }: Pick<Context, 'locale'>, task: Task, steps: readonly Step[]): Reply {
  const ok = steps.every(({ result }) => result.ok)
  const ref = formatRef(task)
  const enter: Button = { label: words.enter[locale], action: commandTarget('test', 'form'), value: ref }
  return reply.toMe({
    title: title[locale](task.name, ok),
    tone: ok ? 'good' : 'bad',
    sections: steps.map((step) => stepSection(step, locale)),
    buttons: ok
      ? [{ ...actionButton('precheck', ref, locale), style: 'primary' }]
      : [actionButton('test', ref, locale), enter],
  })
}

function stepSection({ label, result }: Step, locale: Context['locale']): Section {
  const head: Line = [{ bold: label[locale] }, `: ${(result.ok ? words.ok : words.failed)[locale]}`]
  return result.ok ? { lines: [head] } : { lines: [head, ...drsErrorLines(result.error, locale)] }
}
