import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { nameWords, nearest, parseText } from '../../src/kit/parse-text.ts'

describe('parseText', () => {
  it.each([
    ['', undefined, [], {}],
    ['   ', undefined, [], {}],
    ['list', 'list', [], {}],
    ['  SHOW   order-db ', 'show', ['order-db'], {}],
    ['show "order db"', 'show', ['order db'], {}],
    ["show 'order db'", 'show', ['order db'], {}],
    ['show “order db”', 'show', ['order db'], {}],
    ['show ‘order db’', 'show', ['order db'], {}],
    ['show «order db»', 'show', ['order db'], {}],
    ['show ""', 'show', [''], {}],
    ['start x --at 22:00', 'start', ['x'], { at: '22:00' }],
    ['start x --at=22:00', 'start', ['x'], { at: '22:00' }],
    ['start x at=22:00', 'start', ['x'], { at: '22:00' }],
    ['start x at="tomorrow 22:00"', 'start', ['x'], { at: 'tomorrow 22:00' }],
    ["start x at='tomorrow 22:00'", 'start', ['x'], { at: 'tomorrow 22:00' }],
    ['start x --at "tomorrow 22:00"', 'start', ['x'], { at: 'tomorrow 22:00' }],
    ['start x --at=', 'start', ['x'], { at: '' }],
    ['start —at 22:00', 'start', [], { at: '22:00' }],
    ['start ––at 22:00', 'start', [], { at: '22:00' }],
    ['stop x --force', 'stop', ['x'], { force: 'true' }],
    ['stop --force --wait x', 'stop', [], { force: 'true', wait: 'x' }],
    ['list a=1=2', 'list', [], { a: '1=2' }],
    ['list a=1 a=2', 'list', [], { a: '2' }],
    ['show -x - --', 'show', ['-x', '-', '--'], {}],
    ['show order_1-a/b', 'show', ['order_1-a/b'], {}],
    ['show 订单库', 'show', ['订单库'], {}],
  ])('reads %j', (text, verb, words, options) => {
    expect(parseText(text)).toEqual({ verb, words, options })
  })

  it('keeps apostrophes that quote nothing', () => {
    expect(parseText("switchover x it's Bob's turn").words).toEqual(['x', "it's", "Bob's", 'turn'])
    expect(parseText("show 'order").words).toEqual(["'order"])
    expect(parseText('show 5" disk').words).toEqual(['5"', 'disk'])
  })

  it('takes a quoted word as a word, whatever it looks like', () => {
    expect(parseText('show "--force" \'a=b\'')).toEqual({
      verb: 'show',
      words: ['--force', 'a=b'],
      options: {},
    })
    expect(parseText('reject --why "lag=5"').options).toEqual({ why: 'lag=5' })
  })

  it('leaves the next word alone when the option is a flag of that verb', () => {
    const takesValue = (verb: string, name: string) => !(verb === 'stop' && name === 'force')
    expect(parseText('stop --force order-db', takesValue)).toEqual({
      verb: 'stop',
      words: ['order-db'],
      options: { force: 'true' },
    })
    expect(parseText('start --force order-db', takesValue).options).toEqual({ force: 'order-db' })
  })

  it('never throws, and finds a verb wherever there is anything', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (text) => {
        const { verb, words, options } = parseText(text)
        const given = text.trim()
        expect(verb === undefined).toBe(given === '')
        if (verb === undefined) expect([words, options]).toEqual([[], {}])
      }),
    )
  })

  it('gives back plain words as they were', () => {
    const word = fc.stringMatching(/^[a-z0-9][a-z0-9_/.:-]{0,12}$/)
    fc.assert(
      fc.property(fc.array(word, { maxLength: 8 }), (words) => {
        expect(parseText(`show ${words.join('  ')}`).words).toEqual(words)
      }),
    )
  })

  it('gives back any quoted value without quotation marks of its own', () => {
    const value = fc.string().filter((text) => !/["'“”„«»‘’—–]/.test(text))
    fc.assert(
      fc.property(value, (text) => {
        expect(parseText(`reject why="${text}" "${text}"`)).toEqual({
          verb: 'reject',
          words: [text],
          options: { why: text },
        })
      }),
    )
  })
})

describe('nameWords', () => {
  const named = (text: string, ...positional: string[]) =>
    nameWords(
      parseText(text),
      positional.map((name) => ({ name })),
    )

  it('names words by their place, and the last one takes the rest', () => {
    expect(named('reject 42 lag is too high', 'id', 'why')).toEqual({
      values: { id: '42', why: 'lag is too high' },
      left: [],
    })
  })

  it('skips places that an option has filled', () => {
    expect(named('reject too high id=42', 'id', 'why').values).toEqual({ id: '42', why: 'too high' })
  })

  it('leaves out what was not said', () => {
    expect(named('reject', 'id', 'why')).toEqual({ values: {}, left: [] })
    expect(named('reject 42', 'id', 'why').values).toEqual({ id: '42' })
  })

  it('takes several words for tasks, and behind them only what is certainly meant', () => {
    const places = [
      { name: 'task', several: true },
      { name: 'what', values: ['target', 'all'] },
    ]
    const values = (text: string) => nameWords(parseText(text), places).values
    expect(values('pause a b, c')).toEqual({ task: 'a b, c' })
    expect(values('pause a b all')).toEqual({ task: 'a b', what: 'all' })
    expect(values('pause a b all --what target')).toEqual({ task: 'a b all', what: 'target' })
    expect(values('pause all')).toEqual({ task: 'all' })
    expect(values('pause wave1-* everything')).toEqual({ task: 'wave1-* everything' })
  })

  it('hands back words that have no place', () => {
    expect(named('watches of this channel').left).toEqual(['of', 'this', 'channel'])
    expect(named('show a b task=c', 'task')).toEqual({ values: { task: 'c' }, left: ['a', 'b'] })
  })
})

describe('nearest', () => {
  const verbs = ['list', 'show', 'precheck', 'switchover', 'dr', 'start', 'stop']

  it.each([
    ['lits', 'list'],
    ['lst', 'list'],
    ['listt', 'list'],
    ['hsow', 'show'],
    ['prechekc', 'precheck'],
    ['pre-chec', 'precheck'],
    ['swtichovr', 'switchover'],
    ['rd', 'dr'],
    ['list', 'list'],
  ])('takes %s for %s', (word, meant) => {
    expect(nearest(word, verbs)).toBe(meant)
  })

  it.each(['', 'x', 'migrate', 'lost-and-found', '迁移'])('does not guess at %j', (word) => {
    expect(nearest(word, verbs)).toBeUndefined()
  })

  it('has nothing to offer when nothing is known', () => {
    expect(nearest('list', [])).toBeUndefined()
  })

  it('finds a word again after any two neighbours were swapped', () => {
    const long = verbs.filter((verb) => verb.length > 3)
    fc.assert(
      fc.property(fc.constantFrom(...long), fc.nat(), (verb, at) => {
        const i = at % (verb.length - 1)
        const swapped = verb.slice(0, i) + verb.slice(i + 1, i + 2) + verb.slice(i, i + 1) + verb.slice(i + 2)
        expect(nearest(swapped, verbs)).toBe(verb)
      }),
    )
  })

  it('a pair behind the bare name of an option is its value, another option is none', () => {
    expect(parseText('tags orders --add env=prod --reason why').options).toEqual({
      add: 'env=prod',
      reason: 'why',
    })
    expect(parseText('tags orders --add --reason=why').options).toEqual({ add: 'true', reason: 'why' })
  })
})
