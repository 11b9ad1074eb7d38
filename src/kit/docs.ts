import { locales } from '../base/i18n.ts'
import type { FailureCause } from '../drs/failure-causes.ts'
import { type Command, commandGroups, commandUsage } from './command.ts'

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
