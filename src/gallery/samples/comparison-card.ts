import { type ComparedPlace, type Comparison, worstFirst } from '../../domain/tasks/comparison.ts'
import { verdicts } from '../../drs/comparison-verdicts.ts'
import { errorOf } from '../../drs/errors.ts'
import {
  comparedPlacesCard,
  comparisonChangedCard,
  comparisonFileCard,
  comparisonHistoryCard,
  comparisonRunCard,
  differingRowsCard,
} from '../../views/comparison-card.ts'
import { day, hour, people, place, type SampleData, taskOf } from '../sample-data.ts'
import { messageSamples } from '../samples.ts'

const ids = { object: 'c-object', row: 'c-row', value: 'c-value' } as const
type Kind = keyof typeof ids

const tables = (data: SampleData): readonly ComparedPlace[] =>
  data.parts.flatMap((database, at) => [
    {
      database,
      table: 'orders_3',
      verdict: 'missing' as const,
      source: 48_200,
      target: 0,
      differing: 48_200,
    },
    {
      database,
      table: data.parts[at] ?? database,
      verdict: 'different' as const,
      source: 960,
      target: 957,
      differing: 3,
    },
    { database, table: 'orders_4', verdict: 'too-large' as const, note: data.description },
  ])

function comparison(kind: Kind, { now }: SampleData, fields: Partial<Comparison> = {}): Comparison {
  return { id: ids[kind], kind, status: 'SUCCESSFUL', startedAt: now - hour, ...fields }
}

const clean = { clean: true, differences: 0, uncomparable: 0 } as const

const found = (...places: readonly ComparedPlace[]) => places

type Run = Parameters<typeof comparisonRunCard>

function run(
  kinds: readonly Kind[],
  found: (data: SampleData) => readonly Comparison[],
  more: Partial<Run[0]['begun'][number]> = {},
): (data: SampleData) => Run {
  return (data) => [
    {
      task: taskOf(data),
      begun: kinds.map((kind) => ({ kind, ...more })),
      comparisons: found(data),
      ...{ since: data.now - hour, by: people.alice, tail: [data.person] },
    },
    data.locale,
  ]
}

export const comparisonRunSamples = messageSamples(comparisonRunCard, {
  'begun a moment ago': run(['object', 'row'], () => []),
  planned: (data) => run(['value'], () => [], { at: data.now + hour, id: 'c-value' })(data),
  'half done': run(['object', 'row'], (data) => [
    comparison('object', data, { ...clean, compared: 340, unit: 'objects', endedAt: data.now }),
    comparison('row', data, { status: 'RUNNING', percent: 43 }),
  ]),
  equal: run(['object', 'row'], (data) => [
    comparison('object', data, { ...clean, compared: 340, unit: 'objects' }),
    comparison('row', data, { ...clean, compared: 16, unit: 'tables', endedAt: data.now }),
  ]),
  different: run(['row'], (data) => [
    comparison('row', data, {
      ...{ clean: false, differences: 2 * data.parts.length, uncomparable: data.parts.length },
      ...{ compared: 15, unit: 'tables', worst: worstFirst(tables(data)).slice(0, 4) },
    }),
  ]),
  'nothing compared': run(['row'], (data) => [
    comparison('row', data, {
      ...{ clean: false, differences: 0, uncomparable: 0, nothingCompared: true },
      ...{ compared: 0, unit: 'databases' },
    }),
  ]),
  'one refused': (data) => {
    const refused = errorOf('DRS.10000024')?.meaning
    const [shown, locale] = run(['row'], () => [
      comparison('row', data, { ...clean, compared: 2, unit: 'databases' }),
    ])(data)
    const begun = [...shown.begun, { kind: 'object' as const, ...(refused && { refused }) }]
    return [{ ...shown, begun }, locale]
  },
  'follows changes': run(['value'], (data) => [
    comparison('value', data, { status: 'INCRE_DOING', ...clean, compared: 3, unit: 'tables' }),
  ]),
  failed: run(['value'], (data) => [
    comparison('value', data, { status: 'FAILED', error: data.unknownError, endedAt: data.now }),
  ]),
  cancelled: run(['value'], (data) => [comparison('value', data, { status: 'CANCELLED' })]),
})

export const comparisonHistorySamples = messageSamples(comparisonHistoryCard, {
  none: (data) => [
    { task: taskOf(data), comparisons: [], regular: undefined, plans: [], mayCompare: true },
    data.locale,
  ],
  many: (data) => [
    {
      task: taskOf(data),
      comparisons: [
        comparison('value', data, { status: 'WAITING_FOR_RUNNING', startedAt: data.now + hour }),
        comparison('row', data, { clean: false, differences: 1, uncomparable: 2 }),
        ...Array.from({ length: 14 }, (_, at) =>
          comparison('object', data, { id: `old-${at}`, startedAt: data.now - at * day }),
        ),
      ],
      regular: {
        ...{ nextAt: data.now + day, everyHours: 24 },
        latest: [{ types: 'LINES,ACCOUNT', status: 'SUCCESSFUL', at: data.now - hour }],
      },
      plans: [
        {
          ...{ id: 'plan-1', connection: data.connection, taskId: 'task-0', name: data.names[0] },
          ...{ team: place.team, channel: place.channel, by: people.alice, locale: data.locale },
          ...{ options: { kinds: 'object,row' }, nextAt: data.now + hour },
          ...{ everyMs: day, until: data.now + 30 * day },
        },
      ],
      mayCompare: true,
    },
    data.locale,
  ],
  'for those who only look': (data) => [
    {
      task: taskOf(data),
      comparisons: [comparison('row', data, { ...clean, compared: 12, unit: 'databases' })],
      ...{ regular: undefined, plans: [], mayCompare: false },
    },
    data.locale,
  ],
})

export const comparedPlacesSamples = messageSamples(comparedPlacesCard, {
  databases: (data) => [
    {
      ...{ task: taskOf(data), comparison: comparison('row', data), kept: 'kept' },
      places: data.parts.map(
        (database, at): ComparedPlace => ({
          database,
          verdict: at === 0 ? 'different' : 'equal',
          ...(at === 0 && { differing: 2 }),
        }),
      ),
    },
    data.locale,
  ],
  tables: (data) => [
    {
      ...{ task: taskOf(data), comparison: comparison('value', data), kept: 'kept' },
      ...{ places: tables(data), database: data.parts[0] ?? '' },
    },
    data.locale,
  ],
  'every result': (data) => [
    {
      ...{ task: taskOf(data), comparison: comparison('row', data), kept: 'kept' },
      places: verdicts.map((verdict) => ({
        database: data.parts[0] ?? '',
        table: data.parts[1] ?? '',
        verdict,
      })),
      database: data.parts[0] ?? '',
    },
    data.locale,
  ],
  'kinds of objects': (data) => [
    {
      ...{ task: taskOf(data), comparison: comparison('object', data), kept: 'kept' },
      places: found(
        { database: 'TABLE', verdict: 'different', source: 12, target: 11 },
        { database: 'INDEX', verdict: 'equal', source: 30, target: 30 },
      ),
    },
    data.locale,
  ],
  'objects of a kind': (data) => [
    {
      ...{ task: taskOf(data), comparison: comparison('object', data), kept: 'kept' },
      ...{
        database: 'TABLE',
        places: found({ database: 'TABLE', table: data.parts[0] ?? '', verdict: 'missing' }),
      },
    },
    data.locale,
  ],
  'all equal': (data) => [
    {
      ...{ task: taskOf(data), comparison: comparison('row', data), kept: 'kept' },
      places: found({ database: data.parts[0] ?? '', verdict: 'equal' }),
    },
    data.locale,
  ],
  'not listed': (data) => [
    {
      task: taskOf(data),
      comparison: comparison('object', data),
      kept: 'kept',
      places: [],
      database: 'VIEW',
    },
    data.locale,
  ],
})

const placeOf = ({ parts: [database = '', table = ''] }: SampleData): ComparedPlace => ({
  ...{ database, table, verdict: 'different' },
})

export const differingRowsSamples = messageSamples(differingRowsCard, {
  some: (data) => {
    const sql = `select * from orders where id=5 -- ${data.names[1]}`
    return [
      {
        ...{ task: taskOf(data), place: placeOf(data), offset: 0, next: 'kept 0 2' },
        page: {
          total: 40,
          rows: [
            { sourceKeys: ['id=5'], targetKeys: ['id=5'], sourceSql: sql, targetSql: sql },
            { sourceKeys: ['id=6'], targetKeys: [], sourceSql: sql, targetSql: `${sql} ` },
          ],
        },
      },
      data.locale,
    ]
  },
  none: (data) => [
    { task: taskOf(data), place: placeOf(data), offset: 0, next: 'kept 0 5', page: { rows: [], total: 0 } },
    data.locale,
  ],
  'not told': (data) => [
    { task: taskOf(data), place: placeOf(data), offset: 0, next: 'kept 0 5', page: undefined },
    data.locale,
  ],
})

export const comparisonFileSamples = messageSamples(comparisonFileCard, {
  made: (data) => [taskOf(data), comparison('row', data), data.locale],
})

export const comparisonChangedSamples = messageSamples(comparisonChangedCard, {
  cancelled: (data) => [taskOf(data), 'cancelled' as const, data.locale],
  'begun now': (data) => [taskOf(data), 'begun' as const, data.locale],
})
