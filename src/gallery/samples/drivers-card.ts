import type { Driver } from '../../domain/tasks/drivers.ts'
import { driverDoneCard, driverGivenCard, driversCard } from '../../views/drivers-card.ts'
import { day, type SampleData } from '../sample-data.ts'
import { messageSamples } from '../samples.ts'

function driversOf({ names, now }: SampleData): readonly Driver[] {
  return names.map((name, at) => ({
    name: `${name}.jar`,
    ...(at > 0 && { size: 2_400_000, changedAt: now - at * day }),
  }))
}

export const driversCardSamples = messageSamples(driversCard, {
  none: (data) => [data.connection, [], { changes: true, locale: data.locale }],
  some: (data) => [data.connection, driversOf(data), { changes: true, locale: data.locale }],
  'for a viewer': (data) => [data.connection, driversOf(data), { changes: false, locale: data.locale }],
})

export const driverDoneCardSamples = messageSamples(driverDoneCard, {
  uploaded: (data) => ['upload' as const, `${data.names[0]}.jar`, driversOf(data), data.locale],
  'deleted, unknown afterwards': (data) => [
    'remove' as const,
    `${data.names[0]}.jar`,
    undefined,
    data.locale,
  ],
})

export const driverGivenCardSamples = messageSamples(driverGivenCard, {
  given: (data) => [`${data.names[1]}.jar`, data.names[0] ?? '', data.locale],
})
