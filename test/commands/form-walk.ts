import type { InputBlock } from '@slack/types'
import { commands } from '../../commands/index.ts'
import type { TaskSetup } from '../../src/domain/tasks/task-setup.ts'
import { DrsError } from '../../src/drs/drs-error.ts'
import type { Generation } from '../../src/drs/operation.ts'
import { instances, subnetId, vpcId } from '../../src/local-drs/databases.ts'
import type { Dialect } from '../../src/local-drs/dialects.ts'
import { fieldCodes } from '../../src/local-drs/handler.ts'
import { type Chance, chanceOf } from '../soak/random.ts'
import { seedTask, stage } from './stage.ts'

/**
 * Forms filled in by chance: with what they offer, what their hints show, and what there is in the sandbox. What a form lets
 * through, DRS must not refuse for a field that is missing or wrong.
 */

const kinds = [
  { engine: 'mysql', scenario: 'migration', destination: instances.mysql },
  { engine: 'mysql', scenario: 'sync', destination: instances.mysql },
  { engine: 'mysql-to-kafka', scenario: 'sync', destination: '192.168.0.40:9092' },
  { engine: 'mongodb', scenario: 'migration', destination: instances.mongodb },
  { engine: 'postgresql', scenario: 'sync', destination: instances.postgresql },
  { engine: 'cloudDataGuard-mysql', scenario: 'cloudDataGuard', destination: instances.mysql },
] as const

const statuses = [
  'CONFIGURATION',
  'FULL_TRANSFER_STARTED',
  'INCRE_TRANSFER_STARTED',
  'INCRE_TRANSFER_FAILED',
  'PAUSING',
] as const

/** Verbs about tasks that may change something, and the wizard. */
export const walkedVerbs = commands
  .filter(
    ({ role, fields }) => role !== 'viewer' || fields.some(({ name }) => name === 'set' || name === 'reason'),
  )
  .filter(({ fields, name }) => name === 'create' || fields.some(({ control }) => /^tasks?$/.test(control)))
  .map(({ name }) => name)

/** Every task that a form of this walk can be about. */
export const walkedTasks = kinds.flatMap((kind) => statuses.map((status) => ({ ...kind, status })))

type WalkedTask = (typeof walkedTasks)[number]

/** One form to fill in: of the verb, about the task. */
export interface Walked {
  readonly verb: string
  readonly task: WalkedTask
}

/** What somebody of the sandbox would know, where a field shows no example. */
const known: Readonly<Record<string, string>> = {
  ...{ name: 'renamed', description: 'moved by chance', reason: 'a walk', watch: 'false' },
  ...{ subnet: subnetId, vpc: vpcId, sourceVpc: vpcId, destinationVpc: vpcId },
  ...{ sourceSubnet: subnetId, destinationSubnet: subnetId, sourceUser: 'root', destinationUser: 'root' },
  ...{
    sourceHost: '192.168.0.28',
    destinationHost: '192.168.0.28',
    sourceName: 'shop',
    destinationName: 'shop',
  },
  ...{ sourceInstance: instances.mysql, destinationInstance: instances.mysql },
  ...{
    sourcePassword: 'env:DB_PASSWORD',
    destinationPassword: 'env:DB_PASSWORD',
    password: 'env:DB_PASSWORD',
  },
  ...{
    databases: 'shop',
    names: 'shop.orders',
    root: 'shop',
    limit: '10',
    add: 'wave=1',
    set: 'read_task_num=3',
  },
  ...{ topic: 'orders', topicnames: 'orders', ddltopic: 'ddl', slot: 'drs_slot', to: 'UALICE' },
  ...{ table: 'billing.accounts', condition: 'id > 5', column: 'copied', key: 'id', index: 'id' },
  ...{ position: 'mysql-bin.000001:4', at: '2030-01-01 10:00' },
}

function answerTo(
  { block_id: name = '', element, optional, hint }: InputBlock,
  chance: Chance,
): string | undefined {
  if (optional && chance.next() < 0.5) return undefined
  switch (element.type) {
    case 'static_select':
      return element.options && chance.oneOf(element.options).value
    case 'multi_static_select': {
      const options = element.options ?? []
      const from = chance.between(0, options.length - 1)
      return options
        .slice(from, chance.between(from + 1, options.length))
        .map(({ value }) => value)
        .join(',')
    }
    case 'checkboxes':
      return chance.oneOf(['true', 'false'])
    case 'number_input': {
      const [least, most] = [Number(element.min_value ?? 0), Number(element.max_value ?? 100)]
      return String(chance.oneOf([least, most, chance.between(least, most)]))
    }
    case 'plain_text_input': {
      const shown = /For example ([^\s,;]+[^\s,;.])/i.exec(hint?.text ?? '')?.[1]
      const texts = [known[name], shown].filter((text) => text !== undefined)
      return chance.oneOf(texts.length > 0 ? texts : ['walk'])
    }
    default:
      return known[name]
  }
}

const kafkaSetup: TaskSetup = {
  source: { dbType: 'mysql', ip: '192.168.0.28', port: 3306, user: 'root' },
  destination: { dbType: 'kafka', ip: '192.168.0.40:9092' },
  testedAt: 1,
}

/** The codes with which DRS refuses a field. */
const wrongField = new RegExp(
  `"(?:DRS\\.)?(${[...new Set(Object.values(fieldCodes).flatMap((codes) => Object.values(codes)))].join('|').replaceAll('.', '\\.')})"`,
)

interface Walk {
  readonly generation: Generation
  readonly dialect: Dialect
  readonly seed: number
  /** The bot knows the databases of tasks that copy to Kafka, as if it had set them up; otherwise DRS alone knows what they lack. */
  readonly setUp?: boolean
}

/** What DRS found wrong with fields, what broke in the bot, and how many forms led to a call. */
export async function walk(walked: readonly Walked[], { generation, dialect, seed, setUp = true }: Walk) {
  const nameOf = (i: number) => `walk-${i}`
  const seeds = walked.map(({ task: { status, ...kind } }, i) => seedTask(nameOf(i), status, kind))
  const approvals = { policy: async () => undefined }
  const on = await stage({ prod: seeds }, { generations: [generation], dialect, approvals })
  on.memory.heldSecrets.set('env:DB_PASSWORD', 'a password of the walk')
  for (const [i, { task }] of walked.entries()) {
    if (setUp && task.engine === 'mysql-to-kafka')
      on.setups.set(`prod/${on.taskId('prod', nameOf(i))}`, kafkaSetup)
  }
  const { control } = on.drs('prod')
  const chance = chanceOf(seed)
  const odd: unknown[] = []
  let through = 0
  for (const [i, { verb, task }] of walked.entries()) {
    const given: Record<string, string> = {}
    const before = control.requests(1).at(-1)?.requestId
    const { errors } = await on.wizard(verb === 'create' ? verb : `${verb} ${nameOf(i)}`, (field) => {
      const answer = answerTo(field, chance)
      if (answer !== undefined) given[field.block_id ?? ''] = answer
      return answer
    })
    if (Object.keys(errors).length > 0) continue
    const calls = control.requests(1000)
    const since = calls.slice(calls.findIndex(({ requestId }) => requestId === before) + 1)
    if (since.some(({ method }) => method !== 'GET')) through += 1
    for (const { operation, requestId, body, status } of since) {
      const answer = JSON.stringify(control.answer(requestId)) ?? ''
      if (wrongField.test(answer) || status >= 500)
        odd.push({ verb, task, given, operation, body, answer: answer.slice(0, 600) })
    }
    const defects = on.log.lines.splice(0).flatMap(({ level, facts }) => {
      const [err] = Object.values(facts)
      return level === 'error' && err instanceof Error && !(err instanceof DrsError) ? [err.stack] : []
    })
    if (defects.length > 0) odd.push({ verb, task, given, defects })
  }
  return { odd, through }
}
