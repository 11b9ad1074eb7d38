import { expect, it } from 'vitest'
import { progressCard } from '../../src/views/progress-card.ts'
import { noon, sampleTask } from '../helpers/samples.ts'

/** How far a task is, in one line. */
it.each([
  ['FULL_TRANSFER_STARTED', true],
  ['RELEASE_RESOURCE_COMPLETE', false],
])('a task in %s has time left: %s', (status, isLeft) => {
  const full = { progress: { percent: 40 }, parts: [], partsRemaining: {}, remaining: { ms: 7_200_000 } }
  const { state } = progressCard(
    { task: sampleTask({ status }), full, kinds: undefined },
    { now: noon, locale: 'en' },
  )
  expect(JSON.stringify(state).includes('about 2 hr left')).toBe(isLeft)
})
