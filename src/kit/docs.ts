import { locales } from '../base/i18n.ts'
import type { FailureCause } from '../drs/failure-causes.ts'
import type { ArgumentField } from './args.ts'
import { type Command, commandGroups, commandUsage } from './command.ts'
import type { Coverage } from './coverage.ts'

/** Documentation that follows from declarations. */

/** A table cell: `|` would end it. */
function cell(text: string): string {
  return text.replaceAll('|', '\\|')
}

/** Every verb by group, with how it is typed, what it does in both languages, and the role it needs. */
export function commandsTable(commands: readonly Command[]): string {
  const rows = commandGroups.flatMap(({ group, words }) =>
    commands
      .filter((command) => command.group === group)
      .map((command, i) => {
        const heading = i === 0 ? `**${words.en}**` : ''
        const { summary, role } = command
        return `| ${heading} | \`${cell(commandUsage(command))}\` | ${cell(summary.en)} | ${cell(summary['zh-CN'])} | ${role} |`
      }),
  )
  return ['| | command | | | role |', '|---|---|---|---|---|', ...rows].join('\n')
}

/** `docs/commands.md`: every verb with its arguments, an example, and the calls of DRS that it makes. */
export function commandReference(commands: readonly Command[], coverage: readonly Coverage[]): string {
  const head = [
    '# Commands',
    '',
    'Made from the declarations in `commands` by `npm run docs`; do not edit. What is left out is asked for by a form. The calls are',
    'those of both API generations; beside them, every verb may look for the task that it is about.',
  ]
  const groups = commandGroups.flatMap(({ group, words }) => [
    '',
    `## ${words.en} · ${words['zh-CN']}`,
    ...commands.filter((one) => one.group === group).flatMap(commandEntry),
  ])
  const left = coverage.flatMap(({ operation: { id }, onlyByApi }) =>
    onlyByApi === undefined ? [] : [`- ${operationLink(id)}: ${onlyByApi}`],
  )
  const rest = [
    '',
    '## Left to /drs api',
    '',
    '`/drs api` makes any call. No other verb makes these:',
    '',
    ...left,
  ]
  return `${[...head, ...groups, ...rest].join('\n')}\n`
}

function commandEntry(target: Command): readonly string[] {
  const { name, summary, role, fields, operations } = target
  const row = ({ name, label, required, hint }: ArgumentField) => {
    const meaning = [label, ...(hint ? [hint] : [])]
    const text = locales.map((locale) =>
      meaning.map((one) => one[locale]).join(locale === 'en' ? ': ' : '：'),
    )
    return `| \`${name}\` | ${required ? 'yes' : ''} | ${cell(text.join(' · '))} |`
  }
  const table = ['', '| argument | needed | meaning |', '|---|---|---|', ...fields.map(row)]
  return [
    ...['', `### ${name}`, '', `${summary.en} · ${summary['zh-CN']}`, ''],
    `\`${commandUsage(target)}\` · role ${role} · for example \`${commandExample(target)}\``,
    ...(fields.length > 0 ? table : []),
    ...(operations.length > 0
      ? ['', `Calls: ${operations.map(({ id }) => operationLink(id)).join(', ')}`]
      : []),
  ]
}

function operationLink(id: string): string {
  return `[${id}](api.md#${id})`
}

/** The text with the part between `<!-- name: … -->` and `<!-- /name -->` replaced. Throws if it has no such part. */
export function withSection(text: string, name: string, content: string): string {
  const pattern = new RegExp(`(<!-- ${name}:[^>]*-->\\n)[\\s\\S]*?(<!-- /${name} -->)`)
  if (!pattern.test(text)) throw new Error(`there is no generated part “${name}” in the text`)
  return text.replace(pattern, (_, begin: string, end: string) => `${begin}${content}\n${end}`)
}

/** `docs/failures.md`: what is known of failure texts. */
export function failureReference(causes: readonly FailureCause[]): string {
  const head = [
    '# Failure texts',
    '',
    'Made from `src/drs/failure-causes` by `npm run docs`; do not edit. When a task fails, its card, its thread and `/drs show` explain',
    'these texts. `…` stands for names and numbers; upper and lower case are the same.',
  ]
  return `${[...head, ...causes.flatMap(failureEntry)].join('\n')}\n`
}

function failureEntry({ id, matches, family, meaning, cause, remedy, verb, source }: FailureCause): string[] {
  const texts = matches.map((match) => `\`\` ${[match].flat().join(' … ')} \`\``)
  return [
    '',
    `## ${id}`,
    '',
    `${[...(family ? [family] : []), ...texts].join(' · ')}`,
    '',
    ...locales.map(
      (locale) =>
        `- ${[meaning, cause, remedy].map((text) => text[locale]).join(locale === 'en' ? ' ' : '')}`,
    ),
    `- ${verb ? `Then \`/drs ${verb}\`. ` : ''}Source: ${source}`,
  ]
}

/** What stands for each argument in an example. */
const sampleValues: Readonly<Record<string, string>> = {
  task: 'orders-to-rds',
  tasks: 'orders-to-rds',
  name: 'orders-to-rds',
  words: 'failed',
  for: '2h',
  since: '2h',
  connection: 'prod-eu',
  operation: 'list-jobs',
  request: 'a1b2c3d4',
  id: 'a1b2c3d4',
  verb: 'pause',
  reason: '"maintenance tonight"',
  why: '"maintenance tonight"',
}

/** `/drs snooze orders-to-rds 2h`: what must be given, and the first word where nothing must. */
export function commandExample(target: Command): string {
  const typed = target.fields.filter(({ name }) => target.positional.includes(name))
  const needed = typed.filter(({ required }) => required)
  const shown = needed.length > 0 ? needed : typed.slice(0, 1)
  const values = shown.map(({ name, typed: label, values: [first] = [] }) => {
    return first ?? sampleValues[label ?? name] ?? `<${label ?? name}>`
  })
  return ['/drs', target.name, ...values].join(' ')
}
