import * as z from 'zod'
import { requireAllowed } from '../src/app/actions.ts'
import {
  type DatabaseTestRead,
  databaseTestReads,
  knownTo,
  sideWords,
  type TestStep,
  testDatabases,
  testSeveral,
} from '../src/app/database-tests.ts'
import {
  destinationArgs,
  destinationFields,
  fieldsOf,
  fieldsOfSide,
  missingDetails,
  missingFields,
  setupOf,
  showsDestinationField,
  sourceArgs,
  sourceFields,
  vpcFields,
} from '../src/app/databases.ts'
import { isPattern } from '../src/app/find-task.ts'
import {
  inspectKafka,
  kafkaFields,
  kafkaLines,
  kafkaSecurityTitle,
  requireSayable,
  showsKafkaField,
} from '../src/app/kafka-fields.ts'
import {
  askForSecrets,
  continueWithSecrets,
  databaseAccessOf,
  type PasswordCapability,
  passwordCapabilities,
  passwordFields,
  withPasswordReferences,
} from '../src/app/secret-page.ts'
import { say, type Text, type TextTemplate } from '../src/base/i18n.ts'
import type { InvalidField } from '../src/base/user-error.ts'
import { permission } from '../src/domain/actions/permission.ts'
import { commandTarget } from '../src/domain/command-targets.ts'
import { type DatabaseSide, databaseSides } from '../src/domain/secrets/stored-secret.ts'
import type { Task } from '../src/domain/tasks/task.ts'
import { formatRef, parseRef, splitList } from '../src/domain/tasks/task-ref.ts'
import type { TaskSetup } from '../src/domain/tasks/task-setup.ts'
import { endTypes } from '../src/drs/engines.ts'
import { arg } from '../src/kit/args.ts'
import { command } from '../src/kit/command.ts'
import type { CommandContext, Context } from '../src/kit/context.ts'
import { type Reply, reply } from '../src/kit/reply.ts'
import type { Button, Line, Section } from '../src/views/card.ts'
import { drsErrorLines } from '../src/views/problem-card.ts'
import { actionButton } from '../src/views/task-card.ts'

const words = {
  ok: { en: 'connected', 'zh-CN': '连接成功' },
  failed: { en: 'failed', 'zh-CN': '失败' },
  enter: { en: 'Enter the databases', 'zh-CN': '填写数据库信息' },
  correctSource: { en: 'Correct the source', 'zh-CN': '修改源库信息' },
  correctDestination: { en: 'Correct the destination', 'zh-CN': '修改目标库信息' },
  kept: {
    en: 'A field that you leave empty keeps what is stored, also the password.',
    'zh-CN': '留空的字段将沿用已保存的内容，密码也是如此。',
  },
  task: { en: 'Task', 'zh-CN': '任务' },
  ofOne: {
    en: 'Database details are for one task. For several, leave them empty: each is tested with what is stored.',
    'zh-CN': '数据库信息仅适用于单个任务。测试多个任务时请留空，各任务将使用已保存的信息。',
  },
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
  uses: [...databaseTestReads, 'homeOfNew'],
  capabilities: passwordCapabilities,
  args: z.strictObject({
    task: arg.tasks(),
    side: arg
      .choice(
        [
          { value: 'source', words: sideWords.source },
          { value: 'destination', words: sideWords.destination },
        ],
        { label: { en: 'Only this database', 'zh-CN': '仅此数据库' } },
      )
      .optional(),
    ...sourceArgs,
    ...destinationArgs,
  }),
  positional: ['task'],
  pages: [
    { title: sideWords.source, fields: ['task', ...sourceFields], about: whatIsKept },
    { title: sideWords.destination, fields: destinationFields, about: whatIsKept },
    { title: kafkaSecurityTitle, fields: kafkaFields, about: whatIsKept },
  ],
  deed: { en: 'Test', 'zh-CN': '测试' },
  shows,
  facts,
  needs,
  proposes,
  inspect,
  async run(ctx, { task: given, side: _, ...databases }) {
    if (areSeveral(given)) return testSeveral(ctx, given)
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

type Ctx = CommandContext<DatabaseTestRead | 'homeOfNew', PasswordCapability>
type RawValues = Readonly<Record<string, string>>

const databaseFields = [...fieldsOfSide.source, ...fieldsOfSide.destination]

function areSeveral(given: string): boolean {
  const [first = '', ...more] = splitList(given)
  return more.length > 0 || isPattern(first)
}

/** What is said of a database is of one task. */
function inspect({ task = '', ...given }: RawValues): readonly InvalidField[] {
  const field = databaseFields.find((name) => given[name] !== undefined)
  return field !== undefined && areSeveral(task) ? [{ field, text: words.ofOne }] : inspectKafka(given)
}

/** After a test that one side has failed, the form is about that side only; for several tasks, about none. */
function shows(field: string, values: RawValues): boolean {
  const { side, task = '', destination, generation } = values
  if (areSeveral(task) && databaseFields.includes(field)) return false
  const other = databaseSides.find((one) => side !== undefined && one !== side)
  if (other !== undefined && fieldsOfSide[other].includes(field)) return false
  if (!showsDestinationField(field, { destination, generation })) return false
  if (kafkaFields.includes(field)) return showsKafkaField(field, values)
  return !vpcFields.includes(field)
}

/** The task that is meant, as the index has it: a form must not wait for DRS. */
async function indexedTask(ctx: Ctx, given: string): Promise<Task | undefined> {
  const ref = parseRef(given)
  const connection = ref?.connection ?? ctx.connection
  const { tasks } = await ctx.service(connection).list(ref ? { ids: [ref.id] } : { named: given })
  return tasks.find(({ id, name }) => (ref ? id === ref.id : name.toLowerCase() === given.toLowerCase()))
}

/** What kind of database the destination is, and how much can be said of it. */
async function facts(ctx: Ctx, { task: given = '' }: RawValues): Promise<RawValues> {
  const task = given === '' || areSeveral(given) ? undefined : await indexedTask(ctx, given)
  if (!task) return {}
  const { destination } = setupOf(task.engine, {}, (await ctx.setups.of(task)) ?? knownTo(task))
  return {
    destination: destination.dbType,
    generation: ctx.service(task.connection).homeOfNew(task.engine),
  }
}

/** What is missing of what the bot has been told before, or DRS knows. */
async function needs(ctx: Ctx, values: RawValues): Promise<readonly string[]> {
  const { task: given = '' } = values
  const task = given === '' || areSeveral(given) ? undefined : await indexedTask(ctx, given)
  // Whoever may not test it hears that, and not what is missing.
  if (!task || !permission('test', task).ok) return []
  const known = (await ctx.setups.of(task)) ?? knownTo(task)
  const what = { passwordsLater: ctx.secretPage !== undefined, network: task.network }
  const missing = (given: RawValues) => {
    const setup = setupOf(task.engine, given, known)
    return databaseSides.flatMap((side) => missingFields(side, setup[side], what))
  }
  // What Kafka needs hangs on the protocol that was chosen on the page before.
  return [...missing({}), ...missing(values).filter((field) => kafkaFields.includes(field))]
}

/** What is known of the databases, for the person to correct. */
async function proposes(ctx: Ctx, { task: given }: RawValues): Promise<RawValues> {
  if (given === undefined || areSeveral(given)) return {}
  const ref = parseRef(given) ?? (await ctx.task(given))
  const known = (await ctx.setups.of(ref)) ?? knownTo(await ctx.task(given))
  return known ? { ...fieldsOf('source', known.source), ...fieldsOf('destination', known.destination) } : {}
}

async function whatIsKept(ctx: Ctx, { task: given }: RawValues): Promise<readonly Line[]> {
  const task = given === undefined || areSeveral(given) ? undefined : await indexedTask(ctx, given)
  const named = task ? [`${words.task[ctx.locale]}: ${task.name}`] : []
  const generation = task && ctx.service(task.connection).homeOfNew(task.engine)
  const ofKafka =
    task && generation && endTypes(task.engine)?.destination === 'kafka'
      ? kafkaLines(generation, ctx.locale)
      : []
  return [...named, words.kept[ctx.locale], ...ofKafka]
}

/** Tests at once, or first has the passwords handed over that nobody gave a reference for. */
async function begin(ctx: Ctx, task: Task, setup: TaskSetup): Promise<Reply> {
  requireSayable(setup.destination, ctx.service(task.connection).homeOfNew(task.engine))
  await ctx.setups.save(task, setup)
  const what = { passwordsLater: ctx.secretPage !== undefined, network: task.network }
  const missing = missingDetails(setup, what)
  if (missing) return lacking(ctx, task, missing)
  const access = await databaseAccessOf(ctx, task, setup)
  const fields = passwordFields(task, setup, access)
  if (fields.length === 0) return answer(ctx, task, await testDatabases(ctx, task, setup, access))
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

/** The form asks for it, with everything that is known. */
function lacking({ locale }: Pick<Context, 'locale'>, task: Task, missing: Text): Reply {
  return reply.toMe({
    title: incomplete[locale](task.name),
    tone: 'warning',
    lines: [missing[locale]],
    buttons: [{ ...enterButton(formatRef(task), [], locale), style: 'primary' }],
  })
}

const incomplete: TextTemplate<[name: string]> = {
  en: (name) => `${name} can’t be tested yet`,
  'zh-CN': (name) => `${name} 暂无法测试`,
}

function answer({ locale }: Pick<Context, 'locale'>, task: Task, steps: readonly TestStep[]): Reply {
  const failed = steps.flatMap(({ side, result }) => (side === undefined || result.ok ? [] : [side]))
  const ok = steps.every(({ result }) => result.ok)
  const ref = formatRef(task)
  const enter = enterButton(ref, failed, locale)
  return reply.toMe({
    title: title[locale](task.name, ok),
    tone: ok ? 'good' : 'bad',
    sections: steps.map((step) => stepSection(step, locale)),
    buttons: ok
      ? [{ ...actionButton('precheck', ref, locale), style: 'primary' }]
      : [actionButton('test', ref, locale), enter],
  })
}

/** The way to what is wrong: to the one side that did not answer, or to both. */
function enterButton(ref: string, failed: readonly DatabaseSide[], locale: Context['locale']): Button {
  const [side, ...more] = failed
  const action = commandTarget('test', 'form')
  if (side === undefined || more.length > 0) return { label: words.enter[locale], action, value: ref }
  const label = side === 'source' ? words.correctSource : words.correctDestination
  return { label: label[locale], action, value: `--task ${ref} --side ${side}` }
}

function stepSection({ label, done = words.ok, result }: TestStep, locale: Context['locale']): Section {
  const head: Line = [{ bold: label[locale] }, `: ${(result.ok ? done : words.failed)[locale]}`]
  return result.ok ? { lines: [head] } : { lines: [head, ...drsErrorLines(result.error, locale)] }
}
