import { type Locale, say, type Text, type TextTemplate } from '../base/i18n.ts'
import type { InvalidField } from '../base/user-error.ts'
import { arg, strangeCharacters } from '../kit/args.ts'
import type { CommandContext } from '../kit/context.ts'

/** What a task may be called and how it may be described (DRS API reference 6.1.1, 7.2.3, 7.6.8). */

const hints = {
  name: say(
    '4 to 50 characters: a letter first, then letters, digits, hyphens and underscores.',
    '4 到 50 个字符，以字母开头，可包含字母、数字、中划线和下划线。',
  ),
  description: say(
    'At most 256 characters, without ! < > \' & " \\',
    '最多 256 个字符，不能包含 ! < > \' & " \\',
  ),
} satisfies Record<string, Text>

function wrongName(name: string): Text {
  const strange = strangeCharacters(name, /[A-Za-z0-9_-]/)
  if (strange.en !== '') return say(`The name has ${strange.en}`, `名称中有${strange['zh-CN']}`)
  const [first = ''] = name
  return say(`The name begins with “${first}”, not with a letter`, `名称以“${first}”开头，而不是字母`)
}

export const taskNameArg = arg.text({
  label: say('Name', '任务名称'),
  min: 4,
  max: 50,
  pattern: { regex: /^[A-Za-z][A-Za-z0-9_-]*$/, hint: hints.name, wrong: wrongName },
})

export const taskDescriptionArg = arg.text({
  label: say('Description', '描述'),
  max: 256,
  pattern: {
    regex: /^[^!<>'&"\\]*$/,
    hint: hints.description,
    wrong: (value) => {
      const strange = strangeCharacters(value, /[^!<>'&"\\]/)
      return say(`DRS does not take ${strange.en} here`, `此处不能包含${strange['zh-CN']}`)
    },
  },
})

const nameTaken: TextTemplate<[name: string, connection: string]> = {
  en: (name, connection) => `${connection} already has a task named “${name}”. Choose another name.`,
  'zh-CN': (name, connection) => `${connection} 中已有名为“${name}”的任务，请换一个名称。`,
}

/** By the index of names, which costs no call; DRS itself answers when the name is given. `own`: the task that may have it. */
export async function takenName(
  ctx: CommandContext<'list', never>,
  connection: string,
  name: string | undefined,
  own?: string,
): Promise<readonly InvalidField[]> {
  if (name === undefined) return []
  const { tasks } = await ctx.service(connection).list({ named: name })
  const taken = tasks.find((task) => task.id !== own && task.name.toLowerCase() === name.toLowerCase())
  const said = (locale: Locale) => nameTaken[locale](taken?.name ?? name, connection)
  return taken ? [{ field: 'name', text: say(said('en'), said('zh-CN')) }] : []
}
