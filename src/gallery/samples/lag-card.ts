import { addLagSample, type LagHistory } from '../../domain/tasks/lag-history.ts'
import { defaultLimits } from '../../domain/watching/usual-limits.ts'
import { lagCard, lagListCard, type ShownLag } from '../../views/lag-card.ts'
import { minute, type SampleData, taskOf } from '../sample-data.ts'
import { messageSamples } from '../samples.ts'
import { monitoringOf } from './dr-card.ts'

function historyOf({ now }: SampleData): LagHistory {
  return [1, 4, 30, 90, 84, 78, 72].reduce<LagHistory>(
    (history, lag, i) => addLagSample(history, lag * 1000, now - (6 - i) * 2 * minute),
    [],
  )
}

function lagOf(data: SampleData, more: Partial<ShownLag> = {}, which: 0 | 1 | 2 = 0): ShownLag {
  const [limit] = defaultLimits
  return {
    task: taskOf(data, { status: 'INCRE_TRANSFER_STARTED' }, which),
    lagMs: 72_000,
    lags: historyOf(data),
    limit,
    monitoring: monitoringOf(data),
    refused: [],
    ...more,
  }
}

const unknown = { lagMs: undefined, lags: undefined, monitoring: undefined }

export const lagCardSamples = messageSamples(lagCard, {
  'above its limit': (data) => [lagOf(data), data.now, data.locale, true],
  'not watched': (data) => [lagOf(data, { lags: undefined, limit: undefined }), data.now, data.locale, true],
  'refused now': (data) => [
    lagOf(data, { seenAt: data.now - 5 * minute, monitoring: undefined, refused: ['403'] }),
    data.now,
    data.locale,
    true,
  ],
  'no delay yet': (data) => [
    lagOf(data, { ...unknown, task: taskOf(data, { status: 'FULL_TRANSFER_STARTED' }) }),
    data.now,
    data.locale,
    false,
  ],
})

export const lagListCardSamples = messageSamples(lagListCard, {
  several: (data) => [
    [lagOf(data), lagOf(data, { seenAt: data.now - minute }, 1), lagOf(data, unknown, 2)],
    [data.names[0] ?? ''],
    { places: 2, now: data.now, locale: data.locale },
  ],
  none: (data) => [[], [data.names[0] ?? ''], { places: 10, now: data.now, locale: data.locale }],
})
