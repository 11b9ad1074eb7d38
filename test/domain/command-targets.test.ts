import { describe, expect, it } from 'vitest'
import {
  type CommandTarget,
  type CommandWith,
  commandsWith,
  commandTarget,
  numberedTarget,
  ownActs,
  parseCommandTarget,
} from '../../src/domain/command-targets.ts'
import type { Button, Card } from '../../src/views/card.ts'

const shared = ['ask', 'form', 'pick', 'again', 'directly']
const everyPair = Object.entries(ownActs).flatMap(([name, own]) =>
  [...shared, ...own].map((act) => ({ name, act })),
)

describe('a target', () => {
  it('is written as Slack gets it, with a number if a block has it twice', () => {
    expect(commandTarget('approve', 'ask')).toBe('cmd:approve:ask')
    expect(commandTarget('snooze', 'four-hours')).toBe('cmd:snooze:four-hours')
    expect(numberedTarget('cmd:list:page', 1)).toBe('cmd:list:page:1')
  })

  it('is read as it is written, whatever its number', () => {
    const written = everyPair.map(({ name, act }) => `cmd:${name}:${act}`)
    expect(new Set(written).size).toBe(written.length)
    expect(written.map(parseCommandTarget)).toEqual(everyPair)
    expect(written.map((target) => parseCommandTarget(`${target}:12`))).toEqual(everyPair)
  })

  it.each([
    ['a command that there is not', 'cmd:sudo:ask'],
    ['an act that there is not', 'cmd:stop:doitnow'],
    ['the act of another command', 'cmd:pause:force'],
    ['the inside of the language', 'cmd:constructor:ask'],
    ['the inside of the language as an act', 'cmd:stop:constructor'],
    ['a command without an act', 'cmd:stop'],
    ['nothing but the prefix', 'cmd:'],
    ['more than a number behind it', 'cmd:stop:do:now'],
    ['the form’s own button', 'form:back'],
    ['nothing', ''],
  ])('is not read from %s', (_, text) => {
    expect(parseCommandTarget(text)).toBeUndefined()
  })
})

describe('the commands with an act of their own', () => {
  it('are those that list it', () => {
    expect(commandsWith('resume')).toEqual(['create', 'test', 'users', 'password'])
    expect(commandsWith('force')).toEqual(['stop'])
  })
})

/** Checked by tsc: a line that compiles is an error there. */
describe('what leads nowhere does not compile', () => {
  it('in a button or a choice', () => {
    const right: Button = { label: 'Stop', action: 'cmd:stop:force', value: '-' }
    // @ts-expect-error: `pause` cannot be forced.
    const act: Button = { ...right, action: 'cmd:pause:force' }
    // @ts-expect-error: there is no such command.
    const name: Button = { ...right, action: 'cmd:halt:ask' }
    // @ts-expect-error: any text at all.
    const text: Button = { ...right, action: `cmd:${right.label}:ask` }
    // @ts-expect-error: a choice leads somewhere as well.
    const choice: Card = { title: '', choice: { placeholder: '', action: 'cmd:show', options: [] } }
    expect([act, name, text, choice]).toHaveLength(4)
  })

  it('from the helper', () => {
    // @ts-expect-error: `pause` cannot be forced.
    const act: string = commandTarget('pause', 'force')
    // @ts-expect-error: there is no such command.
    const name: string = commandTarget('halt', 'ask')
    const either = (): CommandWith<'force' | 'page'> => 'list'
    // @ts-expect-error: an act that only some of several commands have.
    const some: CommandTarget = commandTarget(either(), 'force')
    expect([act, name, some]).toEqual(['cmd:pause:force', 'cmd:halt:ask', 'cmd:list:force'])
  })
})
