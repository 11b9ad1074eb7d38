import type { ModalView } from '@slack/types'
import type { Text } from '../base/i18n.ts'
import type { Reply } from '../kit/reply.ts'
import type { Card } from '../views/card.ts'
import type { SampleData } from './sample-data.ts'

/** What one person sees at one place. */
export type Shown =
  | { readonly surface: 'message'; readonly card: Card }
  | { readonly surface: 'home'; readonly card: Card }
  | { readonly surface: 'modal'; readonly view: ModalView }
  /** A card in a modal. */
  | { readonly surface: 'pane'; readonly title: Text; readonly card: Card }

/** The states that a view can be in, by name; each is drawn with every kind of data and in every language. */
export type States<Made> = Readonly<Record<string, (data: SampleData) => Made>>

/** Samples of one view. `view` is the name of the exported function that draws it; the test of the gallery misses none. */
export interface ViewSamples {
  readonly view: string
  readonly states: States<readonly Shown[]>
}

type View<Args extends readonly unknown[], Drawn> = (...args: Args) => Drawn

/** Samples of a view that draws something that is not a card; `shown` says what people see of it. */
export function samplesOf<Args extends readonly unknown[], Drawn>(
  view: View<Args, Drawn>,
  shown: (drawn: Drawn) => readonly Shown[],
  states: States<Readonly<NoInfer<Args>>>,
): ViewSamples {
  const drawn = Object.entries(states).map(([state, args]) => {
    return [state, (data: SampleData) => shown(view(...args(data)))] as const
  })
  return { view: view.name, states: Object.fromEntries(drawn) }
}

/** Samples of a message: what its view is called with in each state. */
export function messageSamples<Args extends readonly unknown[]>(
  view: View<Args, Card>,
  states: States<Readonly<NoInfer<Args>>>,
): ViewSamples {
  return samplesOf(view, (card) => [{ surface: 'message', card }], states)
}

/** Samples of what a command answers. */
export function replySamples<Args extends readonly unknown[]>(
  view: View<Args, Reply>,
  states: States<Readonly<NoInfer<Args>>>,
): ViewSamples {
  return samplesOf(view, ({ card }) => [{ surface: 'message', card }], states)
}
