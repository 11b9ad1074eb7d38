import { pictureCard, pictureTitle } from '../../views/picture-card.ts'
import { chartSamples } from '../chart-data.ts'
import type { SampleData } from '../sample-data.ts'
import { type States, samplesOf, type ViewSamples } from '../samples.ts'

type Args = Parameters<typeof pictureCard>

const commands = {
  delay: 'lag',
  'delay-several': 'lag',
  'full-phase': 'progress',
  'slow-tables': 'progress',
  'rpo-rto': 'dr',
  'abnormal-rows': 'dirty',
  statuses: 'timeline',
} as const satisfies Record<keyof typeof chartSamples, Args[0]>

const names = Object.keys(commands) as (keyof typeof commands)[]
const task = 'prod-eu/a1b2c3d4'

/** `file`: what the pictures are called in Slack once they are there; the page of the gallery draws them by that name. */
function samplesWith(file: string | undefined, states: States<Args>): ViewSamples {
  const uploaded = file === undefined ? {} : { file }
  return samplesOf(
    pictureCard,
    ({ pictures, ...card }) => {
      const shown = pictures && { pictures: pictures.map(({ chart }) => ({ chart, ...uploaded })) }
      return [{ surface: 'pane', title: pictureTitle, card: { ...card, ...shown } }]
    },
    states,
  )
}

function argsOf(name: keyof typeof commands) {
  return (data: SampleData): Args => {
    const chart = chartSamples[name](data)
    return [commands[name], chart ? [chart] : [], task, data.locale]
  }
}

/** Each picture as it stands in a modal; and what stands there where it could not be uploaded, or where there is none. */
export const pictureCardSamples: ViewSamples = {
  view: pictureCard.name,
  states: {
    ...Object.assign({}, ...names.map((name) => samplesWith(name, { [name]: argsOf(name) }).states)),
    ...samplesWith(undefined, {
      'not uploaded': argsOf('delay'),
      'nothing to draw': ({ locale }) => ['lag', [], task, locale],
    }).states,
  },
}
