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
