import * as z from 'zod'
import {
  destinationArgs,
  destinationFields,
  fieldsOf,
  networkId,
  setupOf,
  showsDestinationField,
  sourceArgs,
  sourceFields,
  vpcFields,
} from '../src/app/databases.ts'
import {
  inspectInstances,
  instanceArgs,
  instanceCount,
  instancesOf,
  neededInstanceFields,
  showsInstanceField,
  zoneFields,
  zoneOptions,
  zonesTitle,
} from '../src/app/instances.ts'
import {
  inspectNewKafka,
  kafkaFields,
  kafkaLines,
  kafkaSecurityTitle,
  missingKafkaFields,
  requireSayable,
  showsKafkaField,
} from '../src/app/kafka-fields.ts'
import { engineOptions, engineSourceLines, offeredLines } from '../src/app/offered-links.ts'
import { quotaLines } from '../src/app/quota.ts'
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
import { takenName, taskDescriptionArg, taskNameArg } from '../src/app/task-names.ts'
import { say, type Text, type TextTemplate } from '../src/base/i18n.ts'
import { type DatabaseSide, databaseSides, newTaskId } from '../src/domain/secrets/stored-secret.ts'
import type { Task } from '../src/domain/tasks/task.ts'
import type { DatabaseAccess, NewTask } from '../src/domain/tasks/task-service.ts'
import type { TaskSetup } from '../src/domain/tasks/task-setup.ts'
import {
  endNamedAsInstance,
  isDisasterRecovery,
  isModeOffered,
  isNetworkOffered,
  needsAccount,
  needsVpcOfEnds,
  needsVpcOfNode,
  type TaskShape,
} from '../src/drs/conditions.ts'
import {
  directions,
  endTypes,
  enginePair,
  enginePairs,
  modes,
  networks,
  requestEngine,
  type Scenario,
  scenarios,
  usualPorts,
} from '../src/drs/engines.ts'
import { arg } from '../src/kit/args.ts'
import { command, type SelectOption } from '../src/kit/command.ts'
import type { CommandContext, Context } from '../src/kit/context.ts'
import { type Reply, reply } from '../src/kit/reply.ts'
import type { Line } from '../src/views/card.ts'
import { newTaskLines } from '../src/views/new-task.ts'

const subnetHint: Text = {
  en: 'Network ID (UUID) of the subnet for the replication instance.',
  'zh-CN': '复制实例所在子网的网络 ID（UUID）。',
}

const vpcHint: Text = {
  en: 'ID (UUID) of the VPC of that subnet.',
  'zh-CN': '该子网所属虚拟私有云（VPC）的 ID（UUID）。',
}

/** Words and limits of DRS API reference 6.1.1. */
const args = z
  .strictObject({
    name: taskNameArg,
    scenario: arg.choice(scenarios, { label: { en: 'Scenario', 'zh-CN': '场景' } }),
    from: arg
      .task({
        label: { en: 'Begin with the values of a task', 'zh-CN': '沿用已有任务的设置' },
        hint: {
          en: 'Its databases, network and size are filled in; passwords are not.',
          'zh-CN': '自动填入该任务的数据库、网络和规格；密码除外。',
        },
      })
      .optional(),
    description: taskDescriptionArg.optional(),
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
    subnet: networkId({ label: { en: 'Subnet', 'zh-CN': '子网' }, hint: subnetHint }),
    project: arg.cloud({ label: { en: 'Enterprise project', 'zh-CN': '企业项目' } }).optional(),
    vpc: networkId({ label: { en: 'VPC', 'zh-CN': '虚拟私有云' }, hint: vpcHint }).optional(),
    ...instanceArgs,
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
    // A region may offer pairs that are not in 6.1.1; DRS has the last word on those (7.1.1).
    const fits = pair ? pair.scenarios.includes(task.scenario) : endTypes(task.engine) !== undefined
    if (!fits) issue('engine', wrongEngine(task.scenario))
    if (!isNetworkOffered(task)) issue('network', words.noVpc)
    if (!isModeOffered(task)) issue('mode', words.drMode)
  })
type NewTaskArgs = z.output<typeof args>

const words = {
  noVpc: {
    en: 'Disaster recovery has no VPC network. Choose the public network, or VPN or dedicated line.',
    'zh-CN': '灾备场景不支持 VPC 网络，请选择公网网络或 VPN、专线网络。',
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

const createUses = [
  'create',
  'homeOfNew',
  'links',
  'list',
  'nodeTypes',
  'enterpriseProjects',
  'quota',
  'zones',
] as const

export const createCommand = command({
  name: 'create',
  group: 'setup',
  summary: { en: 'Create a task (wizard)', 'zh-CN': '创建任务（向导）' },
  uses: createUses,
  capabilities: [...passwordCapabilities, 'watching'],
  args,
  positional: ['name'],
  pages: [
    {
      title: { en: 'New task', 'zh-CN': '新建任务' },
      fields: ['name', 'scenario', 'from', 'description'],
      about: (ctx) => quotaLines(ctx, ctx.connection),
    },
    {
      title: { en: 'What is replicated', 'zh-CN': '复制内容' },
      fields: ['engine', 'direction', 'active', 'mode', 'databases'],
      about: (ctx, { scenario }) => engineSourceLines(ctx, scenario),
    },
    {
      title: { en: 'Replication instance', 'zh-CN': '复制实例' },
      fields: ['network', 'nodeType', 'zones', 'shards', 'subnet', 'vpc', 'project'],
      about: (ctx, { scenario = '', engine = '' }) => offeredLines(ctx, scenario, engine),
    },
    { title: zonesTitle, fields: zoneFields },
    { title: { en: 'Source database', 'zh-CN': '源库' }, fields: sourceFields },
    {
      title: { en: 'Destination database', 'zh-CN': '目标库' },
      fields: destinationFields,
      about: async (ctx, { engine = '' }) =>
        endTypes(engine)?.destination === 'kafka' ? kafkaLines(homeOf(ctx, engine), ctx.locale) : [],
    },
    { title: kafkaSecurityTitle, fields: kafkaFields },
    { title: { en: 'Review', 'zh-CN': '确认' }, fields: ['watch'], about: review },
  ],
  deed: { en: 'Create', 'zh-CN': '创建' },
  recalls: ['network', 'nodeType', 'subnet', 'vpc'],
  shows,
  facts: async (ctx, { engine = '' }) => ({ generation: homeOf(ctx, engine) }),
  inspect: (values) => [...inspectNewKafka(values), ...inspectInstances(values)],
  // The name has to be free in a connection, so that one has to be chosen.
  opens: (ctx) => void ctx.connection,
  inspectKnown: (ctx, { name }) => takenName(ctx, ctx.connection, name),
  needs,
  proposes,
  options: {
    engine: (ctx, values) => engineOptions(ctx, values.scenario),
    nodeType: (ctx, values) => nodeTypeOptions(ctx, values),
    zone: zoneOptions,
    standbyZone: zoneOptions,
    project: async (ctx) =>
      ((await ctx.service(ctx.connection).enterpriseProjects()) ?? []).map(({ id, name }) => ({
        value: id,
        label: name,
      })),
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

type Ctx = CommandContext<(typeof createUses)[number], PasswordCapability | 'watching'>
type RawValues = Readonly<Record<string, string>>

/** What the conditions of a new task are told by, as far as it is known. */
function shapeOf({ scenario = '', direction = '', network = '' }: RawValues): TaskShape {
  return { scenario, direction, network }
}

/** Only what the chosen kind of task has: no objects and modes in DR, no login for Kafka, no names for MySQL. */
function shows(field: string, values: RawValues): boolean {
  const pair = enginePair(values.engine ?? '')
  const shape = shapeOf(values)
  switch (field) {
    case 'mode':
    case 'databases':
      return !isDisasterRecovery(shape)
    case 'sourceInstance':
      return values.direction === 'down' || endNamedAsInstance(shape) === 'source'
    case 'destinationInstance':
      return (
        endNamedAsInstance(shape) === 'destination' ||
        (values.direction === 'up' && pair?.destination !== 'kafka')
      )
    case 'sourcePort':
      return pair?.source !== 'mongodb'
    case 'destinationPort':
      return pair?.destination !== 'mongodb' && pair?.destination !== 'kafka'
    case 'sourceName':
      return pair?.source === 'mongodb' || pair?.source === 'oracle'
    case 'destinationName':
      return pair?.destination === 'mongodb' || pair?.destination === 'oracle'
    case 'vpc':
      return false
    default:
      return showsOfEnds(field, values, shape)
  }
}

function showsOfEnds(field: string, values: RawValues, shape: TaskShape): boolean {
  const destination = endTypes(values.engine ?? '')?.destination
  if (!showsDestinationField(field, { destination, generation: values.generation })) return false
  if (kafkaFields.includes(field)) return showsKafkaField(field, values)
  if (field in instanceArgs) return showsInstanceField(field, values)
  return !vpcFields.includes(field) || needsVpcOfEnds(shape)
}

function homeOf(ctx: Context<'homeOfNew'>, engine: string) {
  return ctx.service(ctx.connection).homeOfNew(engine)
}

/** What DRS would miss of what is optional in general; over v5 it wants accounts and the network at once (7.2.1). */
async function needs(ctx: Ctx, values: RawValues): Promise<readonly string[]> {
  const shape = shapeOf(values)
  const instance = endNamedAsInstance(shape)
  const ends = endTypes(values.engine ?? '')
  const inV5 = ends !== undefined && homeOf(ctx, values.engine ?? '') === 'v5'
  const accounts = databaseSides.filter((side) => inV5 && needsAccount(ends[side]))
  return [
    ...(instance ? [`${instance}Instance`] : []),
    ...(needsVpcOfEnds(shape) ? vpcFields : []),
    ...(inV5 && needsVpcOfNode(shape) ? ['vpc'] : []),
    ...accounts.map((side) => `${side}User`),
    ...neededInstanceFields(values),
    ...(ends?.destination === 'kafka' ? neededOfKafka(ctx, values) : []),
  ]
}

/** The account has been asked for by then; passwords may follow with the test. */
function neededOfKafka(ctx: Ctx, values: RawValues): readonly string[] {
  const { destination } = setupOf(values.engine ?? '', values)
  const passwordsLater = ctx.secretPage !== undefined
  return missingKafkaFields(destination, { passwordsLater }).filter((field) => kafkaFields.includes(field))
}

/** The usual ports, and what a task has that the new one is to resemble. */
async function proposes(ctx: Ctx, values: RawValues): Promise<RawValues> {
  const like = values.from === undefined ? {} : await valuesOf(ctx, await ctx.task(values.from), values)
  const ends = endTypes(values.engine ?? like.engine ?? '')
  const ports = databaseSides.flatMap((side) => {
    const port = ends && usualPorts[ends[side]]
    return port === undefined ? [] : [[`${side}Port`, String(port)] as const]
  })
  return { ...Object.fromEntries(ports), ...like }
}

/** What the form would say of a task. Databases of another engine are other databases. */
async function valuesOf(ctx: Ctx, task: Task, { scenario, engine }: RawValues): Promise<RawValues> {
  const own = requestEngine(task.engine)
  const fits = enginePair(own)?.scenarios.some((one) => one === scenario) ?? false
  const setup = await ctx.setups.of(task)
  const databases = {
    ...fieldsOf('source', { dbType: own, ...task.source, ...setup?.source }),
    ...fieldsOf('destination', { dbType: own, ...task.destination, ...setup?.destination }),
  }
  const { network, nodeType } = task
  return {
    ...(fits && { engine: own }),
    direction: task.direction,
    mode: task.mode,
    ...(network !== undefined && { network }),
    ...(nodeType !== undefined && { nodeType }),
    ...(setup?.databases && { databases: setup.databases.join(', ') }),
    ...(engine === undefined || engine === own ? databases : {}),
  }
}

/** What will be created, in words, before it is. */
async function review(ctx: Ctx, values: RawValues): Promise<readonly Line[]> {
  const place = (side: DatabaseSide) => {
    const { [`${side}Host`]: host, [`${side}Port`]: port, [`${side}Instance`]: instance } = values
    const address = host && port && shows(`${side}Port`, values) ? `${host}:${port}` : host
    return [shows(`${side}Instance`, values) ? instance : undefined, address]
  }
  return newTaskLines(
    {
      ...shapeOf(values),
      name: values.name ?? '',
      connection: ctx.connection,
      engine: values.engine ?? '',
      mode: isDisasterRecovery(shapeOf(values)) ? 'FULL_INCR_TRANS' : (values.mode ?? ''),
      nodeType: values.nodeType ?? '',
      instances: instanceCount(values),
      source: place('source'),
      destination: place('destination'),
      databases: databaseNames(values.databases),
    },
    ctx.locale,
  )
}

function databaseNames(given: string | undefined): readonly string[] {
  const names = given?.split(/[,，]/).map((name) => name.trim()) ?? []
  return names.filter(Boolean)
}

async function nodeTypeOptions(
  ctx: Context<'nodeTypes'>,
  { scenario = '', engine = '', direction = '' }: Readonly<Record<string, string>>,
): Promise<readonly SelectOption[]> {
  const types = await ctx.service(ctx.connection).nodeTypes({ scenario, engine, direction })
  return types.map((type) => ({ value: type, label: type }))
}

function setupFor(given: NewTaskArgs): TaskSetup {
  const databases = databaseNames(given.databases)
  return { ...setupOf(given.engine, given), ...(databases.length > 0 && { databases }) }
}

/** Creates at once, or first has the passwords handed over of the accounts that were given without. */
async function begin(ctx: Ctx, given: NewTaskArgs, setup: TaskSetup): Promise<Reply> {
  const { connection } = ctx
  const task = { connection, id: newTaskId }
  requireSayable(setup.destination, homeOf(ctx, given.engine))
  // A reference that leads nowhere is told now, not after minutes of creation; v5 also wants the accounts at once.
  const access = await databaseAccessOf(ctx, task, setup)
  const fields = ctx.secretPage ? passwordFields(task, setup, access) : []
  if (fields.length === 0) return createTask(ctx, given, setup, access)
  return askForSecrets(ctx, {
    verb: 'create',
    connection,
    purpose: say(purpose.en(given.name), purpose['zh-CN'](given.name)),
    fields,
    values: rawValues(given),
    afterwards: 'keep',
  })
}

/** As they were typed. */
function rawValues(given: NewTaskArgs): RawValues {
  const told = Object.entries(given).filter(([, value]) => value !== undefined)
  return Object.fromEntries(told.map(([name, value]) => [name, String(value)]))
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
  const standby = given.scenario === 'cloudDataGuard' && given.direction === 'up' && given.active === 'single'
  return {
    ...instancesOf(rawValues(given)),
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
    ...(given.vpc && { vpcId: given.vpc }),
    ...(given.description && { description: given.description }),
    ...(given.project && { enterpriseProject: given.project }),
    ...(standby && { destinationReadOnly: true }),
  }
}
