import { say } from '../../base/i18n.ts'
import { objectsChange } from '../../domain/objects/diff.ts'
import type { LineProblem } from '../../domain/objects/read-text.ts'
import { everything, type ObjectSelection } from '../../domain/objects/selection.ts'
import {
  editAppliedCard,
  editCheckCard,
  objectsFileCard,
  objectsPreviewCard,
  objectsProblemsCard,
  objectsSavedCard,
  sameObjectsCard,
} from '../../views/objects-card.ts'
import { type SampleData, taskOf } from '../sample-data.ts'
import { messageSamples } from '../samples.ts'

const id = '0d3c8f6e-4a1b-4c7d-9a52-3f1e8b7c6d50'

function selection({ parts }: SampleData): ObjectSelection {
  const [first = 'shop', second = 'books'] = parts
  return {
    scope: 'some',
    objects: [
      { path: [first], whole: true },
      { path: [second, 'orders'], to: [second, 'sold'] },
      { path: [second, first], kind: 'view' },
    ],
  }
}

function many({ parts: [database = 'shop'] }: SampleData): ObjectSelection {
  return {
    scope: 'some',
    objects: Array.from({ length: 400 }, (_, i) => ({ path: [database, `orders_${i}`] })),
  }
}

function renamed(data: SampleData): ObjectSelection {
  const [first = 'shop', second = 'books'] = data.parts
  return { scope: 'some', objects: [{ path: [second, 'orders'], to: [second, first] }] }
}

const problems: readonly LineProblem[] = [
  { line: 2, text: say('The closing quote is missing.', '缺少右引号。') },
  { line: 14, text: say('It is already in line 3.', '与第 3 行重复。') },
]
const manyProblems = Array.from(
  { length: 60 },
  (_, i): LineProblem => ({
    line: i + 1,
    text: say('A name is missing before or after a dot.', '点号前后缺少名称。'),
  }),
)

export const objectsPreviewSamples = messageSamples(objectsPreviewCard, {
  'some change': (data) => [
    {
      ...{ task: taskOf(data), now: renamed(data), id, checked: true },
      change: objectsChange(renamed(data), selection(data)),
    },
    data.locale,
  ],
  'nothing before, source unknown': (data) => [
    { task: taskOf(data), now: undefined, id, checked: false, change: objectsChange(undefined, many(data)) },
    data.locale,
  ],
  'from everything to some': (data) => [
    {
      ...{ task: taskOf(data), now: everything, id, checked: true },
      change: objectsChange(everything, selection(data)),
    },
    data.locale,
  ],
  'from many to everything, changed meanwhile': (data) => [
    {
      ...{ task: taskOf(data), now: many(data), id, checked: true, meanwhile: true },
      change: objectsChange(many(data), everything),
    },
    data.locale,
  ],
})

export const sameObjectsSamples = messageSamples(sameObjectsCard, {
  'nothing would change': (data) => [taskOf(data), selection(data), data.locale],
})

export const objectsProblemsSamples = messageSamples(objectsProblemsCard, {
  'a few lines': (data) => [taskOf(data), problems, id, data.locale],
  'many lines': (data) => [taskOf(data), manyProblems, id, data.locale],
})

export const objectsSavedSamples = messageSamples(objectsSavedCard, {
  'before the start': (data) => [
    { task: taskOf(data), after: selection(data), same: true, running: false, undo: true },
    data.locale,
  ],
  'while it runs': (data) => [
    { task: taskOf(data), after: everything, same: true, running: true, undo: true },
    data.locale,
  ],
  'DRS shows something else': (data) => [
    { task: taskOf(data), after: undefined, same: false, running: false, undo: false },
    data.locale,
  ],
})

export const objectsFileSamples = messageSamples(objectsFileCard, {
  'sent as a file': (data) => [taskOf(data), data.locale],
})

export const editCheckSamples = messageSamples(editCheckCard, {
  'pre-check begun': (data) => [taskOf(data), data.locale],
})

export const editAppliedSamples = messageSamples(editAppliedCard, {
  applied: (data) => [taskOf(data), ['- shop.orders', '+ shop.items -> shop.goods'], data.locale],
  'change not known': (data) => [taskOf(data), [], data.locale],
})
