import * as z from 'zod'
import {
  destinationArgs,
  destinationFields,
  setupOf,
  sourceArgs,
  sourceFields,
} from '../src/app/databases.ts'
import {
  adoptSecrets,
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
import { newTaskId } from '../src/domain/secrets/stored-secret.ts'
import type { DatabaseAccess, NewTask } from '../src/domain/tasks/task-service.ts'
import type { TaskSetup } from '../src/domain/tasks/task-setup.ts'
import {
  directions,
  enginePair,
  enginePairs,
  modes,
  networks,
  type Scenario,
  scenarios,
} from '../src/drs/engines.ts'
import { arg } from '../src/kit/args.ts'
import { command, type SelectOption } from '../src/kit/command.ts'
import type { CommandContext, Context } from '../src/kit/context.ts'
import { type Reply, reply } from '../src/kit/reply.ts'

const uuidHint: Text = {
  en: 'Network ID (UUID) of the subnet for the replication instance.',
  'zh-CN': '复制实例所在子网的网络 ID（UUID）。',
}

const nameHint: Text = {
  en: '4 to 50 characters: a letter first, then letters, digits, hyphens and underscores.',
  'zh-CN': '4 到 50 个字符，以字母开头，可包含字母、数字、中划线和下划线。',
}

/** Words and limits of DRS API reference 6.1.1. */
const args = z
  .strictObject({
    name: arg.text({
      label: { en: 'Name', 'zh-CN': '任务名称' },
      min: 4,
      max: 50,
      pattern: { regex: /^[A-Za-z][A-Za-z0-9_-]*$/, hint: nameHint },
    }),
    scenario: arg.choice(scenarios, { label: { en: 'Scenario', 'zh-CN': '场景' } }),
    description: arg
      .text({
        label: { en: 'Description', 'zh-CN': '描述' },
        max: 256,
        pattern: {
          regex: /^[^!<>'&"\\]*$/,
          hint: {
            en: 'At most 256 characters, without ! < > \' & " \\',
            'zh-CN': '最多 256 个字符，不能包含 ! < > \' & " \\',
          },
        },
      })
      .optional(),
    engine: arg.cloud({ label: { en: 'Databases', 'zh-CN': '引擎类型' } }),
    direction: arg.choice(directions, {
      label: { en: 'Direction', 'zh-CN': '任务方向' },
      hint: {
        en: 'In disaster recovery: “to the cloud” means that this cloud is the standby.',
        'zh-CN': '灾备场景中，“入云”表示本云为备。',
      },
    }),
    mode: arg.choice(modes, { label: { en: 'Task mode', 'zh-CN': '任务模式' } }).default('FULL_INCR_TRANS'),
    network: arg.choice(networks, { label: { en: 'Network', 'zh-CN': '网络类型' } }),
    nodeType: arg.cloud({ label: { en: 'Specifications', 'zh-CN': '规格' } }),
    subnet: arg.text({
      label: { en: 'Subnet', 'zh-CN': '子网' },
      pattern: { regex: /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i, hint: uuidHint },
    }),
    ...sourceArgs,
    ...destinationArgs,
    databases: arg
      .text({
        label: { en: 'Databases to be copied', 'zh-CN': '要复制的数据库' },
        hint: { en: 'Names separated by commas; empty: all.', 'zh-CN': '以逗号分隔的名称；留空表示全部。' },
      })
      .optional(),
    watch: arg.flag({
      label: { en: 'Watch the task in this channel', 'zh-CN': '在本频道关注该任务' },
      initial: true,
    }),
  })
  .superRefine((task, ctx) => {
    const issue = (path: string, message: Text) =>
      ctx.addIssue({ code: 'custom', path: [path], params: { text: message } })
    const pair = enginePair(task.engine)
    if (!pair?.scenarios.includes(task.scenario)) issue('engine', wrongEngine(task.scenario))
    if (task.scenario !== 'cloudDataGuard') return
    if (task.network === 'vpc') issue('network', words.noVpc)
    if (task.mode !== 'FULL_INCR_TRANS') issue('mode', words.drMode)
  })
type NewTaskArgs = z.output<typeof args>

const words = {
  noVpc: {
    en: 'The VPC network is not available in disaster recovery.',
    'zh-CN': '灾备场景不能选择 VPC 网络。',
  },
  drMode: {
    en: 'Disaster recovery has one mode only: full + incremental.',
    'zh-CN': '灾备场景只支持“全量+增量”模式。',
  },
  next: {
    en: 'Creation takes a few minutes. Then: test the connections, pre-check, start.',
    'zh-CN': '创建需要几分钟。之后请依次测试连接、预检查、启动。',
  },
} satisfies Record<string, Text>

const done: TextTemplate<[name: string]> = {
  en: (name) => `DRS accepted the new task ${name}`,
  'zh-CN': (name) => `DRS 已接受创建任务 ${name}`,
}

function wrongEngine(scenario: Scenario): Text {
  const fits = enginePairs.filter((pair) => pair.scenarios.includes(scenario)).map((pair) => pair.engine)
  return { en: `Use one of: ${fits.join(', ')}`, 'zh-CN': `可选值：${fits.join('、')}` }
}

export const createCommand = command({
  name: 'create',
  group: 'setup',
  summary: { en: 'Create a task (wizard)', 'zh-CN': '创建任务（向导）' },
  uses: ['create', 'nodeTypes'],
  capabilities: [...passwordCapabilities, 'watching'],
  args,
  positional: ['name'],
  pages: [
    { title: { en: 'New task', 'zh-CN': '新建任务' }, fields: ['name', 'scenario', 'description'] },
    {
      title: { en: 'What is replicated', 'zh-CN': '复制内容' },
      fields: ['engine', 'direction', 'mode', 'databases'],
    },
    { title: { en: 'Replication instance', 'zh-CN': '复制实例' }, fields: ['network', 'nodeType', 'subnet'] },
    { title: { en: 'Source database', 'zh-CN': '源库' }, fields: sourceFields },
    { title: { en: 'Destination database', 'zh-CN': '目标库' }, fields: [...destinationFields, 'watch'] },
  ],
  shows,
  options: {
    engine: async (ctx, values) => engineOptions(values.scenario, ctx.locale),
    nodeType: (ctx, values) => nodeTypeOptions(ctx, values),
  },
  run: (ctx, task) => begin(ctx, task, setupFor(task)),
  actions: {
    resume: (ctx, id) =>
      continueWithSecrets(ctx, 'create', id, async (given) => {
        const task = args.parse(given.values)
        return begin(ctx, task, withPasswordReferences(setupFor(task), given))
      }),
  },
})

/** Only what the chosen kind of task has: no objects and modes in DR, no login for Kafka, no names for MySQL. */
function shows(field: string, values: Readonly<Record<string, string>>): boolean {
  const pair = enginePair(values.engine ?? '')
  switch (field) {
    case 'mode':
    case 'databases':
      return values.scenario !== 'cloudDataGuard'
    case 'sourceInstance':
      return values.direction === 'down'
    case 'destinationInstance':
      return values.direction === 'up' && pair?.destination !== 'kafka'
    case 'sourcePort':
      return pair?.source !== 'mongodb'
    case 'destinationPort':
      return pair?.destination !== 'mongodb' && pair?.destination !== 'kafka'
    case 'sourceName':
      return pair?.source === 'mongodb' || pair?.source === 'oracle'
    case 'destinationName':
      return pair?.destination === 'mongodb' || pair?.destination === 'oracle'
    default:
      return true
  }
}

function engineOptions(scenario: string | undefined, locale: Context['locale']): readonly SelectOption[] {
  return enginePairs
    .filter((pair) => pair.scenarios.some((name) => name === scenario))
    .map((pair) => ({ value: pair.engine, label: pair.words[locale] }))
}

async function nodeTypeOptions(
  ctx: Context<'nodeTypes'>,
  { scenario = '', engine = '', direction = '' }: Readonly<Record<string, string>>,
): Promise<readonly SelectOption[]> {
  const types = await ctx.service(ctx.connection).nodeTypes({ scenario, engine, direction })
  return types.map((type) => ({ value: type, label: type }))
}

function setupFor(given: NewTaskArgs): TaskSetup {
  const databases = given.databases
    ?.split(/[,，]/)
    .map((name) => name.trim())
    .filter(Boolean)
  return { ...setupOf(given.engine, given), ...(databases?.length && { databases }) }
}

type Ctx = CommandContext<'create' | 'nodeTypes', PasswordCapability | 'watching'>

/** Creates at once, or first has the passwords handed over of the accounts that were given without. */
async function begin(ctx: Ctx, given: NewTaskArgs, setup: TaskSetup): Promise<Reply> {
  const { connection } = ctx
  const task = { connection, id: newTaskId }
  // A reference that leads nowhere is told now, not after minutes of creation; v5 also wants the accounts at once.
  const access = await databaseAccessOf(ctx, task, setup)
  const fields = ctx.secretPage ? passwordFields(task, setup, access) : []
  if (fields.length === 0) return createTask(ctx, given, setup, access)
  const values = Object.entries(given).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, String(value)] as const],
  )
  return askForSecrets(ctx, {
    verb: 'create',
    connection,
    purpose: say(purpose.en(given.name), purpose['zh-CN'](given.name)),
    fields,
    values: Object.fromEntries(values),
    afterwards: 'keep',
  })
}

const purpose: TextTemplate<[name: string]> = {
  en: (name) => `Create the task ${name}`,
  'zh-CN': (name) => `创建任务 ${name}`,
}

async function createTask(
  ctx: Ctx,
  given: NewTaskArgs,
  setup: TaskSetup,
  { source, destination }: DatabaseAccessPair,
): Promise<Reply> {
  const { connection, locale } = ctx
  const { id } = await ctx.setups.steps(connection).createTask(newTask(given, source, destination))
  const task = { connection, id }
  await ctx.setups.save(task, await adoptSecrets(ctx, task, setup))
  if (given.watch) await ctx.watching.watch(task)
  await ctx.setups.trackCreation(task)
  return reply.toMe({
    title: done[locale](given.name),
    tone: 'working',
    lines: [words.next[locale]],
    footer: [{ code: id }, ` · ${connection}`],
  })
}

function newTask(given: NewTaskArgs, source: DatabaseAccess, destination: DatabaseAccess): NewTask {
  const standby = given.scenario === 'cloudDataGuard' && given.direction === 'up'
  return {
    name: given.name,
    scenario: given.scenario,
    engine: given.engine,
    direction: given.direction,
    mode: given.mode,
    network: given.network,
    nodeType: given.nodeType,
    subnetId: given.subnet,
    source,
    destination,
    ...(given.description && { description: given.description }),
    ...(standby && { destinationReadOnly: true }),
  }
}
