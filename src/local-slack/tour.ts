import type { Text } from '../base/i18n.ts'
import type { JsonObject } from './json.ts'
import type { LoggedCall } from './web-api.ts'

/** One thing to do for a newcomer at the page; whoever starts the local Slack gives the steps. */
export interface TourStep {
  readonly title: Text
  readonly text: Text
  /** A command that the page offers to write into the channel. */
  readonly type?: string
  /** Who is to do it, if not anybody (a user id). */
  readonly by?: string
  /** What the page points at: the first of these that is there (see page/tour.js). */
  readonly at: readonly string[]
  /** Has it happened? Gets the app's calls of the Web API so far, oldest first. */
  readonly done: (calls: readonly LoggedCall[]) => boolean
}

/** What the page offers to fill into a form that is open: a text, or the value of an option, by block id. */
export type SampleValues = Readonly<Record<string, string>>

export interface Tour {
  /** Tells one start from another, so that a new sandbox begins its tour anew. */
  readonly id: string
  readonly steps: readonly TourStep[]
  readonly samples: SampleValues
}

/** A tour that notes what has happened once: what is undone later stays done. */
export function createTour(id: string, steps: readonly TourStep[], samples: SampleValues = {}): Tour {
  return { id, steps: steps.map(latched), samples }
}

function latched(step: TourStep): TourStep {
  let happened = false
  return {
    ...step,
    done(calls) {
      happened ||= step.done(calls)
      return happened
    },
  }
}

/** What the page may know of it. */
export function shownTour(tour: Tour | undefined, calls: readonly LoggedCall[]): JsonObject {
  if (!tour) return { id: '', steps: [], samples: {} }
  const { id, samples } = tour
  return { id, samples, steps: tour.steps.map(({ done, ...step }) => ({ ...step, done: done(calls) })) }
}
