import type { ModalView } from '@slack/types'
import { type Locale, locales } from '../base/i18n.ts'
import { type RenderedMessage, renderCard } from '../slack/blocks.ts'
import { paneView } from '../slack/forms.ts'
import { formSamples } from './form-samples.ts'
import { viewSamples } from './registry.ts'
import { type DataKind, dataKinds, type SampleData, sampleData } from './sample-data.ts'
import type { Shown } from './samples.ts'

/** What Slack is sent. */
type Rendered =
  | ({ readonly surface: 'message' } & RenderedMessage)
  | { readonly surface: 'home'; readonly blocks: RenderedMessage['blocks'] }
  | { readonly surface: 'modal'; readonly view: ModalView }

/** A sample as Slack is sent it. */
export type Exhibit = Rendered & {
  /** The view, or the command whose form it is. */
  readonly group: string
  readonly state: string
  readonly data: DataKind
  readonly locale: Locale
}

function rendered(shown: Shown, locale: Locale): Rendered {
  switch (shown.surface) {
    case 'message':
      return { surface: 'message', ...renderCard(shown.card) }
    case 'home':
      return { surface: 'home', blocks: renderCard(shown.card).blocks }
    case 'modal':
      return shown
    case 'pane':
      return { surface: 'modal', view: paneView('draft', shown.title[locale], shown.card, locale) }
  }
}

function viewExhibits(data: SampleData): readonly Exhibit[] {
  const { locale, kind } = data
  return viewSamples.flatMap(({ view, states }) =>
    Object.entries(states).flatMap(([state, show]) =>
      show(data).map((shown) => ({ group: view, state, data: kind, locale, ...rendered(shown, locale) })),
    ),
  )
}

async function formExhibits(data: SampleData): Promise<readonly Exhibit[]> {
  const { locale, kind } = data
  const samples = await formSamples(sampleData('ordinary', locale, data.now))
  return Promise.all(
    samples.map(async ({ command, state, draw }) => ({
      ...{ group: `/drs ${command}`, state, data: kind, locale },
      surface: 'modal' as const,
      view: await draw(data),
    })),
  )
}

/** Everything that people can see, in one language and with one kind of data: messages by view, then forms by command. */
export async function exhibitsOf(locale: Locale, kind: DataKind, now: number): Promise<readonly Exhibit[]> {
  const data = sampleData(kind, locale, now)
  return [...viewExhibits(data), ...(await formExhibits(data))]
}

/** Everything that people can see. */
export async function allExhibits(now: number): Promise<readonly Exhibit[]> {
  const all = await Promise.all(
    locales.flatMap((locale) => dataKinds.map((kind) => exhibitsOf(locale, kind, now))),
  )
  return all.flat()
}
