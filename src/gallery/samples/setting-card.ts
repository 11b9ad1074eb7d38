import { say } from '../../base/i18n.ts'
import { DrsError } from '../../drs/drs-error.ts'
import { settingCard } from '../../views/setting-card.ts'
import { speedLines } from '../../views/speed-words.ts'
import type { SampleData } from '../sample-data.ts'
import { messageSamples } from '../samples.ts'

const name = say('Speed limit', '限速')

const clocks = ({ now, locale }: SampleData) => ({ now, locale, zone: 'Europe/Berlin' })

const wholeDay = (data: SampleData) => speedLines([{ from: 16, hours: 24, speed: 15 }], clocks(data))
const inHours = (data: SampleData) =>
  speedLines(
    [
      { from: 7, hours: 10, speed: 15 },
      { from: 20, hours: 9, speed: 9999 },
    ],
    clocks(data),
  )

const refused = (data: SampleData) =>
  new DrsError({ code: 'DRS.M00403', message: data.unknownError, operation: 'batch-limit-speed' })

export const settingCardSamples = messageSamples(settingCard, {
  'one task': (data) => [
    name,
    [{ name: data.names[0], before: speedLines([], clocks(data)), after: inHours(data) }],
    data.locale,
  ],
  'one task, unknown afterwards': (data) => [
    name,
    [{ name: data.names[0], before: wholeDay(data), after: speedLines(undefined, clocks(data)) }],
    data.locale,
  ],
  'several tasks': (data) => [
    name,
    [
      { name: data.names[0], before: wholeDay(data), after: inHours(data) },
      { name: data.names[1], before: wholeDay(data), after: wholeDay(data) },
      { name: data.names[2], error: refused(data) },
    ],
    data.locale,
  ],
  'none of several': (data) => [
    name,
    data.names.map((one) => ({ name: one, error: refused(data) })),
    data.locale,
  ],
})
