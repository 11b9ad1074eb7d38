import { isInTwoZonesOffered, isModeOffered, isNetworkOffered } from '../../src/drs/conditions.ts'
import { directions, type EnginePair, enginePairs, modes, networks } from '../../src/drs/engines.ts'
import type { Generation } from '../../src/drs/operation.ts'
import { v5Pairs } from '../../src/local-drs/v5/pairs.ts'

/** Which kinds of tasks the documents allow (6.1.1, 7.1.1; conditions.ts). */

export interface Variant {
  readonly generation: Generation
  readonly engine: string
  readonly scenario: string
  readonly network: string
  readonly direction: string
  readonly mode: string
  /** What the kind has beside that. */
  readonly extra?: Extra
}

/** Made once for each pair that has it: it hangs on nothing else of the kind. */
type Extra = 'zones' | 'dual' | 'shards' | 'ssl' | 'stores'

/** v5 has no call for topics and partitions (policy_config of 7.2.3), without which nothing starts that fills Kafka. */
function pairsOf(generation: Generation): readonly EnginePair[] {
  return generation === 'v3' ? enginePairs : v5Pairs.filter(({ destination }) => destination !== 'kafka')
}

function plainKinds(generation: Generation): readonly Variant[] {
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

const extras: readonly { readonly extra: Extra; readonly has: (pair: EnginePair) => boolean }[] = [
  { extra: 'zones', has: isInTwoZonesOffered },
  { extra: 'dual', has: ({ engine }) => engine === 'cloudDataGuard-mysql' },
  { extra: 'shards', has: ({ source }) => source === 'mongodb' || source === 'rediscluster' },
  {
    extra: 'ssl',
    has: ({ source }) => source === 'mysql' || source === 'postgresql' || source === 'mongodb',
  },
  { extra: 'stores', has: ({ destination }) => destination === 'kafka' },
]

function withExtras(generation: Generation): readonly Variant[] {
  return extras.flatMap(({ extra, has }) =>
    pairsOf(generation)
      .filter(has)
      .flatMap(({ engine, scenarios: [scenario = ''] }) => {
        const network = 'eip'
        return { generation, engine, scenario, network, direction: 'up', mode: 'FULL_INCR_TRANS', extra }
      }),
  )
}

/** Every kind that the documents allow over that generation. */
export function variantsOf(generation: Generation): readonly Variant[] {
  return [...plainKinds(generation), ...withExtras(generation)]
}

/** One of each pair and scenario, so that between them every network, direction, mode and extra comes up. */
export function oneOfEach(generation: Generation): readonly Variant[] {
  const all = plainKinds(generation)
  const kinds = [...new Set(all.map(({ engine, scenario }) => `${engine} ${scenario}`))]
  const plain = kinds.flatMap((kind, at) => {
    const own = all.filter(({ engine, scenario }) => `${engine} ${scenario}` === kind)
    return own[(at * 7) % own.length] ?? []
  })
  const special = withExtras(generation)
  const first = extras.flatMap(({ extra }) => special.find((one) => one.extra === extra) ?? [])
  return [...plain, ...first]
}

/** The part of so many that a process takes. */
export function shardOf<T>(all: readonly T[], shard: number, shards: number): readonly T[] {
  return all.filter((_, at) => at % shards === shard)
}
