import { type EnginePair, enginePairs } from '../../drs/engines.ts'

/** The links that only v5 has (7.1.1, A.8). */
const redisPairs: readonly EnginePair[] = [
  {
    engine: 'redis-to-gaussredis',
    scenarios: ['migration'],
    source: 'redis',
    destination: 'gaussredis',
    words: { en: 'Redis → GeminiDB Redis', 'zh-CN': 'Redis → GeminiDB Redis' },
  },
  {
    engine: 'rediscluster-to-gaussredis',
    scenarios: ['migration'],
    source: 'rediscluster',
    destination: 'gaussredis',
    words: { en: 'Redis Cluster → GeminiDB Redis', 'zh-CN': 'Redis集群 → GeminiDB Redis' },
  },
]

export const v5Pairs: readonly EnginePair[] = [...enginePairs, ...redisPairs]

export function v5Pair(engine: string): EnginePair | undefined {
  return v5Pairs.find((pair) => pair.engine === engine)
}
