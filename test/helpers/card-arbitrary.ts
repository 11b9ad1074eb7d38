import fc from 'fast-check'
import type { Button, Card, Line, MenuEntry, Section, SelectMenu } from '../../src/views/card.ts'

/** Words as people, databases and attackers write them: markup, entities, emoji, several scripts, sometimes very long. */
const anyWords: fc.Arbitrary<string> = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 40 }),
  fc.constantFrom('<!channel>', '&lt;', '*bold*', '`code`', '```', '迁移任务', '👩‍👩‍👧‍👦'),
  fc
    .tuple(fc.constantFrom('x', '<', '&', '😀', '迁', '\n', 'a b '), fc.nat(4000))
    .map(([s, n]) => s.repeat(n)),
)
const someWords = anyWords.map((text) => `x${text}`)

const id = fc.oneof(fc.constantFrom('U024BE7LH', 'C024BE7LR'), fc.string({ maxLength: 12 }))
const inline = fc.oneof(
  anyWords,
  anyWords.map((bold) => ({ bold })),
  anyWords.map((italic) => ({ italic })),
  anyWords.map((code) => ({ code })),
  id.map((user) => ({ user })),
  id.map((group) => ({ group })),
  id.map((channel) => ({ channel })),
  fc.integer({ min: 0, max: 4_000_000_000_000 }).map((time) => ({ time })),
)
const line: fc.Arbitrary<Line> = fc.oneof(inline, fc.array(inline, { maxLength: 4 }))

const section: fc.Arbitrary<Section> = fc.record(
  {
    heading: anyWords,
    folded: fc.constant(true as const),
    quote: line,
    lines: fc.array(line, { maxLength: 4 }),
    list: fc.array(line, { maxLength: 4 }),
    code: anyWords,
  },
  { requiredKeys: [] },
)

const button: fc.Arbitrary<Button> = fc.record(
  {
    label: someWords,
    action: fc.constantFrom('cmd:start:ask', 'cmd:stop:do', 'cmd:list:page'),
    value: fc.constant('prod/a1b2-jb101'),
    style: fc.constantFrom('primary', 'danger'),
    confirm: fc.record({ title: someWords, text: someWords, yes: someWords, no: someWords }),
  },
  { requiredKeys: ['label', 'action', 'value'] },
)

const entry: fc.Arbitrary<MenuEntry> = fc
  .tuple(button, fc.nat())
  .map(([{ label, action }, value]) => ({ label, action, value: String(value) }))

const choice: fc.Arbitrary<SelectMenu> = fc
  .array(someWords, { maxLength: 130, size: 'max' })
  .map((labels) => ({
    placeholder: 'Choose',
    action: 'cmd:show:ask',
    options: labels.map((label, i) => ({ label, value: `prod/${i}` })),
  }))

/** Any card that a view could make, and many that none would. */
export const anyCard: fc.Arbitrary<Card> = fc.record(
  {
    title: anyWords,
    tone: fc.constantFrom('neutral', 'good', 'working', 'warning', 'bad'),
    lines: fc.array(line, { maxLength: 6 }),
    facts: fc.array(fc.record({ label: someWords, said: line }), { maxLength: 23, size: 'max' }),
    mark: fc.constantFrom('🔴', '⏸️'),
    state: line,
    filters: fc.array(choice, { maxLength: 3 }),
    course: fc.record({
      title: someWords,
      steps: fc.array(
        fc.record({
          title: someWords,
          state: fc.constantFrom('pending', 'in_progress', 'complete', 'error'),
        }),
        { minLength: 1, maxLength: 60, size: 'max' },
      ),
    }),
    sections: fc.array(section, { maxLength: 60, size: 'max' }),
    choice,
    buttons: fc.array(button, { maxLength: 60, size: 'max' }),
    menu: fc.uniqueArray(entry, { maxLength: 7, size: 'max', selector: ({ value }) => value }),
    footer: line,
  },
  { requiredKeys: ['title'] },
)
