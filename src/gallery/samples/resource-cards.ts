import { enginePairs, scenarios } from '../../drs/engines.ts'
import { linksCard, nodesCard, quotaCard } from '../../views/resource-cards.ts'
import type { SampleData } from '../sample-data.ts'
import { messageSamples } from '../samples.ts'

export const quotaCardSamples = messageSamples(quotaCard, {
  'some left': (data) => [data.connection, { limit: 20, used: 7 }, data.locale],
  full: (data) => [data.connection, { limit: 20, used: 21 }, data.locale],
})

const query = { scenario: 'migration', engine: 'mysql', direction: 'up' }

const zones = ({ names: [first, second] }: SampleData) => [
  { code: 'a', name: first, available: true },
  { code: 'b', name: second, available: false },
]

export const nodesCardSamples = messageSamples(nodesCard, {
  'in zones': (data) => [
    query,
    [
      { type: 'micro', soldOut: false, zones: zones(data) },
      { type: 'high', soldOut: true, zones: [] },
    ],
    data.locale,
  ],
  'in zones, for those who create': (data) => [
    query,
    [
      { type: 'micro', soldOut: false, zones: zones(data) },
      { type: 'high', soldOut: true, zones: [] },
    ],
    data.locale,
    true,
  ],
  'zones not told': (data) => [
    query,
    ['micro', 'high'].map((type) => ({ type, zones: undefined })),
    data.locale,
  ],
  none: (data) => [query, [], data.locale],
})

export const linksCardSamples = messageSamples(linksCard, {
  told: ({ locale }) => [
    [
      {
        scenario: 'sync',
        documented: false,
        links: ['eip', 'vpc'].map((network) => ({
          ...{ engine: 'mysql', direction: 'up', network },
          modes: ['FULL_TRANS', 'FULL_INCR_TRANS'],
        })),
      },
      { scenario: 'cloudDataGuard', documented: false, links: [] },
    ],
    locale,
  ],
  documented: ({ locale }) => [
    scenarios.map(({ value }) => ({
      scenario: value,
      documented: true,
      links: enginePairs
        .filter((pair) => pair.scenarios.includes(value))
        .map(({ engine }) => ({ engine, modes: [] })),
    })),
    locale,
  ],
})
