import fc from 'fast-check'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { createSweeper } from '../../../src/approvals/index.ts'
import { closeRedis, connectRedis, type Redis } from '../../../src/store/redis.ts'
import { testRedis } from '../../helpers/redis.ts'
import { possibleTags, type TagCall, type Tags, tagCalls } from './tags.ts'
import {
  agree,
  ask,
  at,
  change,
  click,
  configured,
  type Index,
  lastAudited,
  lose,
  minute,
  newWorld,
  replica,
  ruleFor,
  save,
  setTags,
  tried,
  type World,
} from './world.ts'

/**
 * Random histories of raw calls, a switchover and changes of the tags that rules look at, over two replicas whose clocks
 * differ, with a Redis that loses writes. Rules and roles change at any time, also between the decision and the beginning.
 */
let redis: Redis

beforeAll(async () => {
  redis = await connectRedis((await testRedis()).url)
})
afterAll(() => closeRedis(redis))

type Step = readonly [name: string, run: (world: World) => Promise<unknown>]

const index = fc.constantFrom<Index>(0, 1)
/** Counts from the end over those that there are. */
const which = fc.nat(2)

function requestAt({ requests }: World, back: number): World['requests'][number] {
  const found = requests.at(-1 - (back % requests.length))
  if (!found) throw new Error('nothing was asked for')
  return found
}

function stepOf(name: string, run: (world: World) => unknown): Step {
  return [name, async (world) => run(world)]
}

const voted = (one: Index, back: number, who: string) =>
  stepOf(`vote(${one}, ${back}, ${who})`, (world) => agree(world, one, requestAt(world, back), who))
const clicked = (one: Index, back: number) =>
  stepOf(`click(${one}, ${back})`, (world) => click(world, one, requestAt(world, back)))
const askedFor = (one: Index, call: TagCall) =>
  stepOf(`ask(${one}, ${call.operation} ${JSON.stringify(call.input)})`, (world) => ask(world, one, call))
const tagged = (tags: Tags) => stepOf(`console(${tags})`, (world) => setTags(world, tags))
const ruled = (one: Index, seats: number, tags?: Tags) =>
  stepOf(`rule(${one}, ${seats}, ${tags ?? '-'})`, (world) =>
    change(world, one, (store, id) =>
      store.addRule({ id, by: 'UDANA', at: world.hand.now, value: ruleFor(seats, tags) }, configured(world)),
    ),
  )

const everybody = ['UBOB', 'UCAROL', 'UDAVE']
const someTags = fc.constantFrom(...possibleTags)
const tagCall = fc.tuple(fc.constantFrom(...tagCalls), someTags).map(([make, tags]) => make(tags))
const vote = fc.tuple(index, which, fc.constantFrom(...everybody)).map((given) => voted(...given))
const carryOut = fc.tuple(index, which).map((given) => clicked(...given))
const askForTags = fc.tuple(index, tagCall).map((given) => askedFor(...given))
const setInConsole = someTags.map(tagged)
const addRule = fc
  .tuple(index, fc.integer({ min: 1, max: 3 }), fc.constantFrom(undefined, ['env=prod']))
  .map((given) => ruled(...given))
const restart = index.map((one) =>
  stepOf(`restart(${one})`, (world) => world.replicas.splice(one, 1, replica(world, one))),
)
const sweep = index.map((one) => stepOf(`sweep(${one})`, (world) => createSweeper(at(world, one)).run()))
const skew = fc.tuple(index, fc.integer({ min: -90 * minute, max: 90 * minute })).map(([one, ms]) =>
  stepOf(`skew(${one}, ${ms})`, (world) => {
    world.skew[one] = ms
  }),
)
const wait = fc.nat(20 * minute).map((ms) =>
  stepOf(`wait(${ms})`, (world) => {
    world.hand.now += ms
  }),
)
const removeRule = index.map((one) =>
  stepOf(`no rule(${one})`, (world) =>
    change(world, one, async (store) => {
      const [newest] = await store.rules()
      if (newest) await store.removeRule(newest.id, configured(world))
    }),
  ),
)
const dave = { role: 'approver', users: ['UDAVE'], connections: ['*'], channels: ['*'] } as const
const granted = (one: Index) =>
  stepOf(`grant(${one})`, (world) =>
    change(world, one, (store, id) =>
      store.addGrant({ id, by: 'UDANA', at: world.hand.now, value: dave }, configured(world)),
    ),
  )
const giveRole = index.map(granted)
const takeRole = index.map((one) =>
  stepOf(`no grant(${one})`, (world) =>
    change(world, one, async (store) => {
      for (const { id } of await store.grants()) await store.removeGrant(id, configured(world))
    }),
  ),
)
/** On the other replica, between the decision of the next click and the move of the request. */
const during = (one: Index, [name, run]: Step) =>
  stepOf(`meanwhile(${one}, ${name})`, (world) => {
    world.meanwhile[one] = () => run(world)
  })
const meanwhile = fc.tuple(index, fc.oneof(addRule, takeRole)).map((given) => during(...given))
const saved = stepOf('save', save)
const lost = stepOf('lose', lose)
const goOn = stepOf('go on', (world) =>
  tried(() =>
    at(world, 0).store.continueAfterBreak({
      expect: lastAudited(world),
      reason: 'restored',
      at: world.hand.now,
    }),
  ),
)

const history = fc.array(
  fc.oneof(
    { weight: 6, arbitrary: vote },
    { weight: 5, arbitrary: carryOut },
    { weight: 2, arbitrary: askForTags },
    { weight: 2, arbitrary: setInConsole },
    { weight: 2, arbitrary: restart },
    { weight: 1, arbitrary: sweep },
    { weight: 1, arbitrary: skew },
    { weight: 1, arbitrary: wait },
    { weight: 1, arbitrary: addRule },
    { weight: 1, arbitrary: removeRule },
    { weight: 1, arbitrary: giveRole },
    { weight: 1, arbitrary: takeRole },
    { weight: 1, arbitrary: meanwhile },
    { weight: 1, arbitrary: fc.constant(saved) },
    { weight: 2, arbitrary: fc.constant(lost) },
    { weight: 2, arbitrary: fc.constant(goOn) },
  ),
  { minLength: 6, maxLength: 24, size: 'max' },
)

/** Everybody who may agree does so to the newest request, or to the one before. */
const agreed = (back: number) => everybody.map((who) => voted(0, back, who))

/** What leads to a second click after a loss, or to one under a stricter rule, some of it left out: by chance alone it would be rare. */
const likely = fc.oneof(
  fc.subarray<Step>([...agreed(0), saved, clicked(0, 0), lost]),
  fc.subarray<Step>([...agreed(0), during(0, ruled(1, 3)), clicked(0, 0)]),
  fc.subarray<Step>([...agreed(0), tagged(['env=prod']), clicked(0, 0)]),
  {
    weight: 3,
    arbitrary: fc
      .tuple(tagCall, fc.subarray(everybody, { minLength: 1 }))
      .map(([call, who]) => [
        ...[granted(0), askedFor(0, call), ...who.map((one) => voted(0, 0, one)), clicked(0, 0)],
        ...[...agreed(1), clicked(0, 1)],
      ]),
  },
)

it('each raw call is made at most once, in time, and with the approval that rules and tags need', async () => {
  const made = { switchover: 0, tags: 0 }
  await fc.assert(
    fc.asyncProperty(someTags, likely, history, async (tags, first, steps) => {
      const world = await newWorld(redis, tags)
      for (const [, run] of [...first, ...steps]) await run(world)
      for (const { tagCall: call, calls } of world.requests) made[call ? 'tags' : 'switchover'] += calls
    }),
    { numRuns: 150 },
  )
  expect(made.switchover).toBeGreaterThan(5)
  expect(made.tags).toBeGreaterThan(3)
})
