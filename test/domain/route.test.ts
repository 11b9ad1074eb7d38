import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { OutboxMessage } from '../../src/domain/delivery/outbox-message.ts'
import { planDelivery } from '../../src/domain/delivery/route.ts'
import {
  type DeliveryFacts,
  outboxMessagesOf,
  type PlannedMessage,
  settledByMessage,
} from '../../src/domain/delivery/route-facts.ts'
import type { WatchOptions } from '../../src/domain/watching/watch.ts'
import {
  drawn,
  ended,
  failed,
  happened,
  moved,
  noon,
  noticed,
  redrawn,
  started,
  watching,
} from './route-samples.ts'

const second = 1_000
const grouping = { groupMs: 2 * second }
const three = { a: {}, b: {}, c: {} }
const blocked = () => happened('a', { kind: 'precheck', passed: false, items: [] })

/** The message in short: its kind, and the entries it says. */
function brief(message: PlannedMessage | undefined) {
  return message && [message.kind, ...outboxMessagesOf(message)]
}

/** Everything that is sent from a queue at one moment, oldest first. */
function drain(queue: readonly OutboxMessage[], facts: DeliveryFacts, now = noon): readonly unknown[] {
  const { next, settle, deferred } = planDelivery(queue, facts, now)
  if (next === undefined) return []
  const gone = new Set<OutboxMessage>([
    ...outboxMessagesOf(next),
    ...[...settle, ...deferred].map(({ message }) => message),
  ])
  const rest = queue.filter((message) => !gone.has(message))
  return [brief(next), ...drain(rest, facts, now)]
}

describe('the report of a pre-check that stands in the channel', () => {
  const said = [blocked()]
  const withReport = watching(three, { reports: new Map([['a', { ts: '1.0', key: 'k', said }]]) })
  const accepted = { kind: 'checks', name: 'a', deed: 'accepted', items: ['one'], by: 'U1' } as const
  const assigned = { ...accepted, deed: 'assigned' } as const

  it('is edited once for all that was said of it, and shows what nobody has to be called for', () => {
    const [first, again] = [redrawn('a'), redrawn('a')]
    const notices = [noticed(accepted, 'a'), noticed({ ...assigned, to: 'U1' }, 'a')]
    const queue = [first, ...notices, again]
    expect(drain(queue, withReport)).toEqual([['report', first, again]])
    expect(planDelivery(queue, withReport, noon).settle.map(({ reason }) => reason)).toEqual([
      'on-report',
      'on-report',
    ])
  })

  it('does not keep from calling who has something to do', () => {
    const [again, call] = [redrawn('a'), noticed({ ...assigned, to: 'U2' }, 'a')]
    expect(drain([again, call], withReport)).toEqual([
      ['report', again],
      ['reply', call],
    ])
  })

  it('is told in words where there is none, and drawn last where the next one comes first', () => {
    const [again, told] = [redrawn('b'), noticed(accepted, 'b')]
    expect(drain([again, told], withReport)).toEqual([['reply', told]])
    const [next, redraw] = [blocked(), redrawn('a')]
    expect(drain([next, redraw], withReport)).toEqual([
      ['reply', next],
      ['report', redraw],
    ])
  })
})

describe('without a window', () => {
  it('cards and replies go out in the order in which they came, and card entries of a task as one edit', () => {
    const [card, event, again] = [drawn('a'), started('a'), drawn('a')]
    const other = started('b')
    expect(drain([card, event, other, again], watching(three))).toEqual([
      ['card', card, again],
      ['reply', event],
      ['reply', other],
    ])
  })

  it('three changes of status are one reply, two are two', () => {
    const [a, b, c] = [
      moved('a', 'STARTJOBING', 'FULL_TRANSFER_STARTED'),
      moved('a', 'FULL_TRANSFER_STARTED', 'FULL_TRANSFER_FAILED'),
      moved('a', 'FULL_TRANSFER_FAILED', 'FULL_TRANSFER_STARTED'),
    ]
    expect(drain([a, b, c], watching(three))).toEqual([['merged', a, b, c]])
    expect(drain([a, b], watching(three))).toEqual([
      ['reply', a],
      ['reply', b],
    ])
  })

  it('an event of another kind keeps its place among changes of status', () => {
    const direction = happened('a', { kind: 'direction', from: 'up', to: 'down' })
    const [a, b, c] = [started('a'), started('a'), started('a')]
    expect(drain([a, b, direction, c], watching(three))).toEqual([
      ['reply', a],
      ['reply', b],
      ['reply', direction],
      ['reply', c],
    ])
  })

  it('nothing is grouped', () => {
    const queue = [started('a'), started('b'), started('c')]
    expect(drain(queue, watching(three))).toHaveLength(3)
  })

  it('what concerns the channel is a message of its own, what concerns a task a reply', () => {
    const blind = noticed({ kind: 'blind', since: 1, cause: { en: 'no network', 'zh-CN': '网络不通' } })
    const repeat = noticed({ kind: 'repeat', since: 1, snapshot: failed('a').snapshot }, 'a')
    expect(drain([blind, repeat], watching(three))).toEqual([
      ['notice', blind],
      ['reply', repeat],
    ])
  })
})

describe('under pressure', () => {
  const crowded = watching(three, { throttled: true })

  it('all events of a task are one reply', () => {
    const direction = happened('a', { kind: 'direction', from: 'up', to: 'down' })
    const event = started('a')
    const other = started('b')
    expect(drain([event, other, direction], crowded)).toEqual([
      ['merged', event, direction],
      ['reply', other],
    ])
  })

  it('but what blocks a pre-check is told in full, in its place', () => {
    const [before, precheck, after, last] = [started('a'), blocked(), started('a'), started('a')]
    expect(drain([before, precheck, after, last], crowded)).toEqual([
      ['reply', before],
      ['reply', precheck],
      ['merged', after, last],
    ])
  })

  it('a crowd of events is pressure', () => {
    const tasks = Object.fromEntries(Array.from({ length: 10 }, (_, index) => [`t${index}`, {}]))
    const queue = Object.keys(tasks).flatMap((task) => [started(task), started(task)])
    const kinds = [1, 2].map(
      (times) => planDelivery(queue.slice(0, 10 * times), watching(tasks), noon).next?.kind,
    )
    expect(kinds).toEqual(['reply', 'merged'])
  })
})

describe('the window', () => {
  const facts = watching(three, grouping)

  it('keeps events from the first one on, and no card', () => {
    const [event, card] = [started('a', noon), drawn('b')]
    expect(planDelivery([event], facts, noon + second)).toEqual({
      settle: [],
      deferred: [],
      waitUntil: noon + 2 * second,
    })
    expect(brief(planDelivery([event, card], facts, noon + second).next)).toEqual(['card', card])
  })

  it('makes one message of events of three tasks, and replies of those of two', () => {
    const [a, b, c] = [started('a', noon), started('b', noon + second), started('c', noon + 2 * second)]
    const closed = noon + 2 * second
    expect(drain([a, b, c], facts, closed)).toEqual([['group', a, b, c]])
    const both = [a, started('b', noon)] as const
    expect(drain(both, facts, closed)).toEqual([
      ['reply', both[0]],
      ['reply', both[1]],
    ])
  })

  it('lists events in the order in which they came', () => {
    const [a, b, again, c] = [started('a'), started('b'), failed('a'), started('c')]
    expect(drain([a, b, again, c], facts, noon + 2 * second)).toEqual([['group', a, b, again, c]])
  })

  it('does not hold up an outcome, which calls out what came before it', () => {
    const [event, outcome, waiting] = [started('a'), ended('a'), started('b')]
    expect(drain([event, waiting, outcome], facts, noon)).toEqual([
      ['reply', event],
      ['ongoing', outcome],
    ])
  })

  it('leaves a failed pre-check out of the list, and keeps what came after it', () => {
    const [precheck, after] = [blocked(), started('a')]
    const [b, c] = [started('b'), started('c')]
    expect(drain([precheck, after, b, c], facts, noon + 2 * second)).toEqual([
      ['reply', precheck],
      ['group', after, b, c],
    ])
  })

  it('is not longer because a clock was put back', () => {
    const event = started('a', noon + 3_600 * second)
    expect(planDelivery([event], facts, noon).waitUntil).toBe(noon + 2 * second)
  })
})

describe('a failure that absorbs others', () => {
  it('stands for them in its message', () => {
    const [whole, part, other] = [failed('a'), failed('b', { parentId: 'a' }), failed('c', { parentId: 'a' })]
    const { next } = planDelivery([part, whole, other], watching(three), noon)
    expect(next).toMatchObject({ kind: 'reply', announcement: whole, absorbed: [part, other] })
    expect(next && settledByMessage(next).map(({ reason }) => reason)).toEqual([
      'sent',
      'absorbed',
      'absorbed',
    ])
  })

  it('does so in a group', () => {
    const [whole, part] = [failed('a'), failed('part', { parentId: 'a' })]
    const [b, c] = [started('b'), started('c')]
    const facts = watching({ ...three, part: {} }, grouping)
    const { next } = planDelivery([part, whole, b, c], facts, noon + 2 * second)
    expect(next).toMatchObject({ kind: 'group', events: [whole, b, c], absorbed: [part] })
  })

  it('does not where its own message is held back', () => {
    const [whole, part] = [failed('a'), failed('b', { parentId: 'a' })]
    const snoozes = [{ connection: 'prod', taskId: 'a', since: 0, until: noon + second, by: 'U1' }]
    const { next, deferred } = planDelivery([whole, part], watching(three, { snoozes }), noon)
    expect(brief(next)).toEqual(['reply', part])
    expect(deferred.map(({ message }) => message)).toEqual([whole])
  })
})

describe('what Slack does not allow now', () => {
  it('waits, and edits do not keep posts from going out', () => {
    const [card, event] = [drawn('a'), started('a')]
    const facts = watching(three, { held: { edit: noon + 9 * second } })
    expect(drain([card, event], facts)).toEqual([['reply', event]])
    expect(planDelivery([card], facts, noon).waitUntil).toBe(noon + 9 * second)
  })

  it('waits, and posts do not keep edits from being made', () => {
    const [card, event] = [drawn('a'), started('a')]
    const facts = watching(three, { held: { post: noon + 9 * second } })
    expect(drain([event, card], facts)).toEqual([['card', card]])
    const unseen = { ...facts, cards: new Set<string>() }
    expect(planDelivery([event, card], unseen, noon)).toMatchObject({ waitUntil: noon + 9 * second })
  })
})

describe('a message that was begun', () => {
  const [a, b, c, d] = [failed('a'), started('b'), started('c'), started('d')]
  const part = failed('part', { parentId: 'a' })
  const tasks = { ...three, d: {}, part: {} }
  const attempts = [{ key: 'group:a:3', ids: [a.id, b.id, c.id], absorbed: [part.id] }]

  it('is made again of the same entries, whatever has come since', () => {
    const facts = watching(tasks, { ...grouping, attempts })
    const { next } = planDelivery([a, part, b, c, d], facts, noon)
    expect(next).toEqual({ kind: 'group', key: 'group:a:3', events: [a, b, c], absorbed: [part] })
  })

  it('goes before its stages: it may have been sent already', () => {
    const snoozes = [{ connection: 'prod', since: 0, until: noon + second, by: 'U1' }]
    const one = [{ key: a.id, ids: [a.id], absorbed: [] }]
    const { next, deferred } = planDelivery([a, b], watching(tasks, { attempts: one, snoozes }), noon)
    expect(brief(next)).toEqual(['reply', a])
    expect(deferred.map(({ message }) => message)).toEqual([b])
  })

  it('stays one message with what is left of it', () => {
    const facts = watching(tasks, { ...grouping, attempts })
    expect(planDelivery([b], facts, noon).next).toMatchObject({
      kind: 'group',
      key: 'group:a:3',
      events: [b],
    })
    expect(planDelivery([d], facts, noon + 2 * second).next).toMatchObject({ kind: 'reply', key: d.id })
  })
})

it('a failure is not repeated during a snooze', () => {
  const repeat = noticed({ kind: 'repeat', since: 1, snapshot: failed('a').snapshot }, 'a')
  const snoozes = [{ connection: 'prod', since: 0, until: noon + second, by: 'U1' }]
  expect(planDelivery([repeat], watching(three, { snoozes }), noon)).toEqual({
    settle: [{ message: repeat, reason: 'snoozed' }],
    deferred: [],
  })
})

describe('whatever waits and whatever is asked for', () => {
  const task = fc.constantFrom('a', 'b', 'c', 'd', 'e')
  const minutes = fc.integer({ min: 0, max: 5_000 }).map((ms) => noon - ms)
  const entry: fc.Arbitrary<() => OutboxMessage> = fc.oneof(
    task.map((id) => () => drawn(id)),
    fc.tuple(task, minutes).map(
      ([id, at]) =>
        () =>
          started(id, at),
    ),
    fc.tuple(task, minutes, fc.option(task, { nil: undefined })).map(
      ([id, at, parentId]) =>
        () =>
          failed(id, { at, ...(parentId && { parentId }) }),
    ),
    fc.constant(blocked),
    task.map((id) => () => ended(id)),
    fc.constant(() => noticed({ kind: 'blind', since: 1, cause: { en: 'x', 'zh-CN': 'x' } })),
  )
  const options: fc.Arbitrary<WatchOptions> = fc.record(
    {
      events: fc.subarray(['status', 'failure', 'precheck'] as const),
      quiet: fc.constant({ from: '11:00', to: '13:00', zone: 'UTC' }),
      digestMs: fc.constant(3_600_000),
    },
    { requiredKeys: [] },
  )
  const facts = fc.record({
    watches: fc.dictionary(task, options, { maxKeys: 5 }),
    groupMs: fc.constantFrom(0, 2_000),
    crowded: fc.boolean(),
    snoozed: fc.option(task, { nil: undefined }),
    edit: fc.option(fc.constant(noon + 500), { nil: undefined }),
    post: fc.option(fc.constant(noon + 700), { nil: undefined }),
  })

  it('no entry is lost or told twice, and the order per task is kept', () => {
    fc.assert(
      fc.property(fc.array(entry, { maxLength: 25 }), facts, (makers, given) => {
        const queue = makers.map((make) => make())
        const { snoozed, edit, post } = given
        const world = watching(given.watches, {
          groupMs: given.groupMs,
          throttled: given.crowded,
          snoozes: snoozed
            ? [{ connection: 'prod', taskId: snoozed, since: 0, until: noon + 1e9, by: 'U1' }]
            : [],
          held: { ...(edit && { edit }), ...(post && { post }) },
        })
        const told = run(queue, world)
        expect([...told.ended].sort(byPosition(queue))).toEqual(queue)
        for (const id of ['', 'a', 'b', 'c', 'd', 'e']) {
          const own = told.said.filter((said) => said.taskId === id && said.kind !== 'card')
          expect(own).toEqual(own.toSorted(byPosition(queue)))
        }
      }),
      { numRuns: 500 },
    )
  })

  function byPosition(queue: readonly OutboxMessage[]) {
    return (a: OutboxMessage, b: OutboxMessage) => queue.indexOf(a) - queue.indexOf(b)
  }

  /** Sends, settles and keeps until nothing waits any more; time goes on only where the plan waits for it. */
  function run(queue: readonly OutboxMessage[], world: DeliveryFacts) {
    const ended: OutboxMessage[] = []
    const said: OutboxMessage[] = []
    let waiting = queue
    let now = noon
    while (waiting.length > 0) {
      const { next, settle, deferred, waitUntil } = planDelivery(waiting, world, now)
      const message = next ? outboxMessagesOf(next) : []
      const absorbed = next && 'absorbed' in next ? next.absorbed : []
      said.push(...message.filter((one) => !absorbed.some((part) => part === one)))
      const gone = [...message, ...[...settle, ...deferred].map((fate) => fate.message)]
      ended.push(...gone)
      waiting = waiting.filter((one) => !gone.includes(one))
      if (next === undefined && waiting.length > 0) {
        expect(waitUntil).toBeGreaterThan(now)
        now = waitUntil ?? now
      }
    }
    return { ended, said }
  }
})
