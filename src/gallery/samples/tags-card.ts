import { tagsCard } from '../../views/tags-card.ts'
import { messageSamples } from '../samples.ts'

export const tagsCardSamples = messageSamples(tagsCard, {
  some: (data) => [data.names[0], [data.connection, `note=${data.names[1]}`], data.locale],
  none: (data) => [data.names[0], [], data.locale],
  'as many as possible': (data) => [
    data.names[0],
    Array.from({ length: 20 }, (_, i) => `${i + 1}=${data.names[2]}`),
    data.locale,
  ],
})
