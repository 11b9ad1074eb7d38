import { isModeOffered, isNetworkOffered } from '../../src/drs/conditions.ts'
import { directions, type EnginePair, enginePairs, modes, networks } from '../../src/drs/engines.ts'
import type { Generation } from '../../src/drs/operation.ts'
import { subnetId, vpcId } from '../../src/local-drs/databases.ts'
import { v5Pairs } from '../../src/local-drs/v5/pairs.ts'
import { type StageOptions, stage } from '../commands/stage.ts'

/**
 * The life of a task of each kind that the documents allow (6.1.1, 7.1.1; conditions.ts), through the verbs that people use:
 * created in the wizard, tested and stored, given what a start needs, pre-checked, started, stopped. What is typed follows from
 * the declarations; DRS decides whether it is enough.
 */
export interface Variant {
  readonly generation: Generation
  readonly engine: string
  readonly scenario: string
  readonly network: string
  readonly direction: string
  readonly mode: string
}

/** v5 has no call for topics and partitions (policy_config of 7.2.3), without which nothing starts that fills Kafka. */
function pairsOf(generation: Generation): readonly EnginePair[] {
  return generation === 'v3' ? enginePairs : v5Pairs.filter(({ destination }) => destination !== 'kafka')
}

/** Every kind that the documents allow over that generation. */
export function variantsOf(generation: Generation): readonly Variant[] {
  return pairsOf(generation).flatMap(({ engine, scenarios }) =>
    scenarios.flatMap((scenario) =>
      networks
        .filter(({ value: network }) => isNetworkOffered({ scenario, network }))
        .flatMap(({ value: network }) =>
          directions.flatMap(({ value: direction }) =>
            modes
              .filter(({ value: mode }) => isModeOffered({ scenario, mode }))
              .map(({ value: mode }) => ({ generation, engine, scenario, network, direction, mode })),
          ),
        ),
    ),
  )
}

/** One of each pair and scenario, so that between them every network, direction and mode comes up. */
export function oneOfEach(generation: Generation): readonly Variant[] {
  const all = variantsOf(generation)
  const kinds = [...new Set(all.map(({ engine, scenario }) => `${engine} ${scenario}`))]
  return kinds.flatMap((kind, at) => {
    const own = all.filter(({ engine, scenario }) => `${engine} ${scenario}` === kind)
    return own[(at * 7) % own.length] ?? []
  })
}

const account = { user: 'walker', password: 'a password of the walk' }
const ports: Readonly<Record<string, number>> = { mongodb: 8635, kafka: 9092 }
const names: Readonly<Record<string, string>> = { mongodb: 'admin', oracle: 'ORCL' }

const types = [...new Set(v5Pairs.flatMap(({ source, destination }) => [source, destination]))]

/** Of every kind of database one at each end, of its own and as an instance of the cloud. */
const databases = types.flatMap((engine, at) =>
  (['source', 'destination'] as const).map((side, end) => ({
    ...{ name: `${engine}-${side}`, engine, host: `10.${end}.${at}.1`, port: ports[engine] ?? 3306 },
    ...{ ...account, instanceId: `${engine}-${side}-in`, instanceName: `${engine}-${side}` },
    ...(names[engine] !== undefined && { dbName: names[engine] }),
  })),
)

/** Both ends as somebody fills them in who knows them. */
function endFields({ engine, direction, scenario, network }: Variant): Readonly<Record<string, string>> {
  const pair = v5Pairs.find((one) => one.engine === engine)
  const fields = (['source', 'destination'] as const).flatMap((side) => {
    const type = pair?.[side] ?? ''
    const found = databases.find((one) => one.name === `${type}-${side}`)
    if (!found) throw new Error(`there is no ${side} for ${engine}`)
    const { host, port, instanceId, dbName } = found
    const withPort = type === 'mongodb' || type === 'kafka' || type === 'rediscluster'
    // The side that is on this cloud is named as an instance; Kafka never is.
    const here = scenario === 'cloudDataGuard' && direction === 'non-dbs' ? 'up' : direction
    const isInstance = type !== 'kafka' && here === (side === 'source' ? 'down' : 'up')
    return Object.entries({
      Host: withPort ? `${host}:${port}` : host,
      ...(!withPort && { Port: String(port) }),
      ...(type !== 'kafka' && { User: account.user, Password: 'env:WALK' }),
      ...(isInstance && { Instance: instanceId }),
      ...(dbName !== undefined && { Name: dbName }),
      ...(network === 'vpc' && { Vpc: vpcId, Subnet: subnetId }),
    }).map(([field, value]) => [`${side}${field}`, value] as const)
  })
  return Object.fromEntries(fields)
}

export interface Journey extends Variant {
  /** Where it came to an end too early, and what was said there. */
  readonly failed?: { readonly step: string; readonly told: string }
}

type Stage = Awaited<ReturnType<typeof stage>>

/** The steps of one life, each with what must have come of it: a status of DRS, or words in the reply. */
async function live(on: Stage, variant: Variant, name: string): Promise<Journey> {
  const status = () => on.statusOf('prod', name)
  const later = () => on.drs('prod').control.advance({ ms: 60 * 60_000 })
  const told = () => on.slack.said.at(-1)?.text ?? ''
  const said = async (text: string) => {
    await on.say(text)
    return told()
  }
  const { engine, scenario, direction, network, mode } = variant
  const wizard = { name, engine, scenario, direction, network, mode, nodeType: 'high', watch: 'false' }
  const steps: readonly (readonly [step: string, take: () => Promise<boolean>])[] = [
    [
      'create',
      async () => {
        const ends = endFields(variant)
        const { errors } = await on.wizard('create', { ...wizard, subnet: subnetId, vpc: vpcId, ...ends })
        later()
        if (Object.keys(errors).length > 0) throw new Error(JSON.stringify(errors))
        return status() === 'CONFIGURATION'
      },
    ],
    ['test', async () => (await said(`test ${name}`)).includes('both databases answer')],
    ...configured(variant).map(
      ([step, options, words]) =>
        [step, async () => (await said(`${step} ${name} ${options}`)).includes(words)] as const,
    ),
    [
      'precheck',
      async () => {
        await on.say(`precheck ${name}`)
        later()
        return on
          .drs('prod')
          .control.tasks()
          .some((task) => task.name === name && task.precheck !== undefined)
      },
    ],
    [
      'start',
      async () => {
        later()
        on.memory.pendingActions.length = 0
        await on.say(`start ${name}`)
        on.drs('prod').control.advance({ ms: 5 * 60_000 })
        return status() !== 'CONFIGURATION' && !/FAILED/.test(status() ?? 'FAILED')
      },
    ],
    [
      'running',
      async () => {
        later()
        const wanted = mode === 'FULL_TRANS' ? 'FULL_TRANSFER_COMPLETE' : 'INCRE_TRANSFER_STARTED'
        return status() === wanted
      },
    ],
    [
      'stop',
      async () => {
        on.memory.pendingActions.length = 0
        await on.click('cmd:stop:do', `prod/${on.taskId('prod', name)}`)
        later()
        return status() === 'RELEASE_RESOURCE_COMPLETE'
      },
    ],
  ]
  for (const [step, take] of steps) {
    try {
      if (await take()) continue
      return { ...variant, failed: { step, told: `${status()}: ${told()}` } }
    } catch (error) {
      return { ...variant, failed: { step, told: error instanceof Error ? error.message : String(error) } }
    }
  }
  return variant
}

/** What a start needs beyond the databases (6.3.2, where it is called mandatory; 7.6.9). */
function configured({ engine, scenario, mode }: Variant): readonly (readonly [string, string, string])[] {
  const pair = v5Pairs.find((one) => one.engine === engine)
  const late = scenario === 'sync' && mode === 'INCR_TRANS'
  const slot = engine === 'gaussdbv5ha-to-kafka' ? ' --slot drs_slot' : ''
  return [
    ...(pair?.destination === 'kafka'
      ? [['policy', `--topics 1 --partition 1${slot}`, 'Sync policy set'] as const]
      : []),
    ...(late && (pair?.source === 'mysql' || pair?.source === 'taurus')
      ? [['position', 'mysql-bin.000001:4 --gtid "a-1"', 'Start position set'] as const]
      : []),
    ...(late && pair?.source === 'mongodb'
      ? [['position', '1700000000:1', 'Start position set'] as const]
      : []),
  ]
}

/** Lives them one after the other, in one DRS. */
export async function play(variants: readonly Variant[], options: StageOptions): Promise<readonly Journey[]> {
  const on = await stage(
    { prod: [] },
    { databases, approvals: { policy: async () => undefined }, ...options },
  )
  on.memory.heldSecrets.set('env:WALK', account.password)
  const lived: Journey[] = []
  for (const [at, variant] of variants.entries()) lived.push(await live(on, variant, `walk-${at}`))
  return lived
}

/** Pair by pair, how many lives of it came to their end. */
export function linksTable(lived: readonly Journey[]): string {
  const kinds = [...new Set(lived.map(kindOf))]
  const rows = kinds.map((kind) => {
    const own = lived.filter((one) => kindOf(one) === kind)
    const good = own.filter(({ failed }) => !failed).length
    return [kind, `${good} of ${own.length}`] as const
  })
  const width = Math.max(...rows.map(([kind]) => kind.length))
  const failures = lived.flatMap(({ failed, ...variant }) =>
    failed ? [`${Object.values(variant).join(' ')}: ${failed.step}: ${failed.told.slice(0, 300)}`] : [],
  )
  return [...rows.map(([kind, count]) => `${kind.padEnd(width)}  ${count}`), ...failures].join('\n')
}

function kindOf({ generation, engine, scenario }: Variant): string {
  return `${generation}  ${scenario}  ${engine}`
}
