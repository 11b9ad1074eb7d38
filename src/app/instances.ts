import { say, type Text } from '../base/i18n.ts'
import type { InvalidField } from '../base/user-error.ts'
import type { NewTask, NodeQuery } from '../domain/tasks/task-service.ts'
import { isDisasterRecovery, isInTwoZonesOffered } from '../drs/conditions.ts'
import { endTypes } from '../drs/engines.ts'
import { arg } from '../kit/args.ts'
import type { SelectOption } from '../kit/command.ts'
import type { Context } from '../kit/context.ts'

/** Where the replication instances of a new task run, and how many it takes (6.1.1, 7.2.1). */

const words = {
  zones: say('Availability zones', '可用区'),
  one: say('One zone', '单可用区'),
  two: say('Two zones, with a standby instance', '双可用区，含备实例'),
  zone: say('Zone of the primary instance', '主实例可用区'),
  standby: say('Zone of the standby instance', '备实例可用区'),
  same: say('Choose another zone than that of the primary instance.', '请选择与主实例不同的可用区。'),
  arch: say('CPU architecture', 'CPU 架构'),
  active: say('Which side is written to', '灾备类型'),
  single: say('One side (single-active)', '单主灾备'),
  dual: say('Both sides (dual-active)', '双主灾备'),
  shards: say('Shards of the source', '源库分片数'),
  shardsHint: say(
    'Only for a cluster: DRS makes a subtask, with an instance of its own, for so many.',
    '仅集群需要填写：DRS 按此数量创建子任务，每个子任务使用一个实例。',
  ),
  soldOut: say('sold out', '已售罄'),
} satisfies Record<string, Text>

export const zonesTitle = words.zones

export const instanceArgs = {
  active: arg
    .choice(
      [
        { value: 'single', words: words.single },
        { value: 'dual', words: words.dual },
      ],
      { label: words.active },
    )
    .default('single'),
  zones: arg
    .choice(
      [
        { value: 'one', words: words.one },
        { value: 'two', words: words.two },
      ],
      { label: words.zones },
    )
    .default('one'),
  shards: arg.number({ label: words.shards, hint: words.shardsHint, min: 1, max: 32 }).optional(),
  zone: arg.cloud({ label: words.zone }).optional(),
  standbyZone: arg.cloud({ label: words.standby }).optional(),
  arch: arg
    .choice(
      [
        { value: 'x86', words: say('x86', 'x86') },
        { value: 'arm', words: say('Arm', 'ARM') },
      ],
      { label: words.arch },
    )
    .default('x86'),
}

type RawValues = Readonly<Record<string, string>>

export const zoneFields = ['zone', 'standbyZone', 'arch']

function isDualActive({ scenario = '', active }: RawValues): boolean {
  return isDisasterRecovery({ scenario }) && active === 'dual'
}

function isInTwoZones(values: RawValues): boolean {
  const { engine = '', zones } = values
  return zones === 'two' && !isDualActive(values) && isInTwoZonesOffered({ engine })
}

/** Only v5 wants the architecture, and takes no more than 16 shards. */
export function showsInstanceField(field: string, values: RawValues): boolean {
  const { scenario = '', engine = '', generation } = values
  switch (field) {
    case 'active':
      return isDisasterRecovery({ scenario })
    case 'zones':
      return !isDualActive(values) && isInTwoZonesOffered({ engine })
    case 'shards':
      return hasShards(engine)
    case 'arch':
      return isInTwoZones(values) && generation === 'v5'
    default:
      return isInTwoZones(values)
  }
}

function hasShards(engine: string): boolean {
  const source = endTypes(engine)?.source
  return source === 'mongodb' || source === 'rediscluster'
}

/** In two zones both have to be named: one alone does not count (6.1.1). */
export function neededInstanceFields(values: RawValues): readonly string[] {
  return isInTwoZones(values) ? ['zone', 'standbyZone'] : []
}

export function inspectInstances(values: RawValues): readonly InvalidField[] {
  const { zone, standbyZone } = values
  const isSame = isInTwoZones(values) && standbyZone !== undefined && zone === standbyZone
  return isSame ? [{ field: 'standbyZone', text: words.same }] : []
}

/** The zones, those that have none of the size said to be so. */
export async function zoneOptions(
  ctx: Context<'zones'>,
  { nodeType = '', ...values }: RawValues,
): Promise<readonly SelectOption[]> {
  const { scenario = '', engine = '', direction = '' } = values
  const query: NodeQuery & { readonly nodeType: string } = { scenario, engine, direction, nodeType }
  const zones = await ctx.service(ctx.connection).zones(query)
  return zones.map(({ code, name, available }) => ({
    value: code,
    label: available ? name : `${name} · ${words.soldOut[ctx.locale]}`,
  }))
}

/** How many replication instances the task takes: DRS bills each. */
export function instanceCount(values: RawValues): number {
  const { shards, engine = '' } = values
  if (shards !== undefined && hasShards(engine)) return Number(shards)
  return isDualActive(values) || isInTwoZones(values) ? 2 : 1
}

/** What of it DRS is told. */
export function instancesOf(values: RawValues): Pick<NewTask, 'dualActive' | 'zones' | 'sourceShards'> {
  const { zone, standbyZone, arch = 'x86', shards, engine = '' } = values
  const inTwo = isInTwoZones(values) && zone !== undefined && standbyZone !== undefined
  return {
    ...(isDualActive(values) && { dualActive: true }),
    ...(inTwo && { zones: { primary: zone, standby: standbyZone, arch } }),
    ...(shards !== undefined && hasShards(engine) && { sourceShards: Number(shards) }),
  }
}
