import type { Inline, Line } from '../views/card.ts'

/** Marks that turn the direction of what follows: with them `exe.png` is read as `gnp.exe`. */
const turningMarks = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g

/** Text in which nothing hides: a mark that would change how the rest is read shows as `�`. */
function withoutTurns(raw: string): string {
  return raw.replaceAll(turningMarks, '\ufffd')
}

/**
 * Raw text → Slack mrkdwn. Slack reads `<…>` as mentions and links, so the three control characters become entities
 * (Slack docs, Formatting message text); after that nothing from users or DRS can ping or fake a link.
 */
export function escapeText(raw: string): string {
  return withoutTurns(raw).replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}

/** Slack knows no way to escape its styling marks; these look the same in every client and mean nothing. */
const lookAlikes = { '*': '∗', _: '＿', '~': '∼', '`': 'ˋ', '>': '﹥' } as const

/** Two marks with words between them. Inside names a low line is none, and one alone is not worth a name to be spoilt. */
const italicised = /(?<![a-z0-9])_(?=\S)[^\n]*(?<=\S)_(?![a-z0-9])/i
const outerLines = /(?<![a-z0-9])_+|_+(?![a-z0-9])/gi
const opening = { '*': /(?<!\w)\*(?=\S)/, '~': /(?<!\w)~(?=\S)/ } as const

/** The words of others, to be shown as they were typed: what Slack would take for style becomes its look-alike. */
function asTyped(raw: string): string {
  const shown = raw.replaceAll('`', lookAlikes['`']).replace(/^>/gm, lookAlikes['>'])
  const plain = (['*', '~'] as const).reduce(
    (text, mark) => (opening[mark].test(text) ? text.replaceAll(mark, lookAlikes[mark]) : text),
    shown,
  )
  if (!italicised.test(plain)) return plain
  return plain.replace(outerLines, (lines) => lines.replaceAll('_', lookAlikes._))
}

/**
 * Styling marks around text that holds the same mark would end too early; a look-alike keeps it readable. Slack ends a
 * style only before a space or a sign, so blanks at the ends stay, outside the marks.
 */
function styled(mark: '*' | '_' | '`', raw: string): string {
  const own = raw.replaceAll(mark, lookAlikes[mark]).replace(/\s+/g, ' ')
  // Nothing is a mark in code.
  const flat = mark === '`' ? own : asTyped(own)
  const text = escapeText(flat.trim())
  if (text === '') return ''
  return `${flat.startsWith(' ') ? ' ' : ''}${mark}${text}${mark}${flat.endsWith(' ') ? ' ' : ''}`
}

function isoMinute(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 16).replace('T', ' ')} UTC`
}

const idPattern = /^[A-Z0-9]{2,30}$/

/** An id that is not one would open a way to write raw mrkdwn. */
function mention(sign: '@' | '#' | '!subteam^', id: string): string {
  return idPattern.test(id) ? `<${sign}${id}>` : escapeText(id)
}

/** Only an address of the web is one, and nothing in it can end the mark. */
function linkMark(address: string, text: string): string {
  if (!/^https?:\/\//.test(address) || !URL.canParse(address)) return escapeText(text)
  const { href } = new URL(address)
  return `<${escapeText(href).replaceAll('|', '%7C')}|${escapeText(asTyped(text)).replaceAll('|', '¦')}>`
}

/** Slack shows it in the reader's zone (Slack docs, Formatting message text, "Date formatting"). */
function dateMark(ms: number, format: string): string {
  return `<!date^${Math.floor(ms / 1000)}^${format}|${isoMinute(ms)}>`
}

export function inlineToMrkdwn(inline: Inline): string {
  if (typeof inline === 'string') return escapeText(asTyped(inline))
  if ('bold' in inline) return styled('*', inline.bold)
  if ('italic' in inline) return styled('_', inline.italic)
  if ('code' in inline) return styled('`', inline.code)
  if ('user' in inline) return mention('@', inline.user)
  if ('group' in inline) return mention('!subteam^', inline.group)
  if ('channel' in inline) return mention('#', inline.channel)
  if ('link' in inline) return linkMark(inline.link, inline.text)
  if ('deadline' in inline) return dateMark(inline.deadline, '{date_short_pretty} {time} ({ago})')
  return dateMark(inline.time, '{date_short_pretty} {time}')
}

function isSequence(line: Line): line is readonly Inline[] {
  return Array.isArray(line)
}

/** A blank of no width. Slack ends a style only at a blank or a mark, and Chinese has neither between its words. */
const seam = '\u200b'

const isStyled = (inline: Inline | undefined): boolean =>
  typeof inline === 'object' && ('bold' in inline || 'italic' in inline || 'code' in inline)

/** Beyond ASCII there is no telling what Slack takes for the end of a word. */
const isWordLike = (character: string): boolean => /\w/.test(character) || character > '\u007f'
const isMark = (character: string): boolean => '*_`'.includes(character) && character !== ''

function joint(left: string, right: string): string {
  const [before, after] = [left.slice(-1), right.charAt(0)]
  const touching = (isMark(before) && isWordLike(after)) || (isWordLike(before) && isMark(after))
  return touching ? seam : ''
}

export function lineToMrkdwn(line: Line): string {
  if (!isSequence(line)) return inlineToMrkdwn(line)
  const texts = line.map((part) => ({ text: inlineToMrkdwn(part), styled: isStyled(part) }))
  return texts.reduce((all, { text, styled }, i) => {
    const seamed = styled || texts[i - 1]?.styled
    return `${all}${seamed ? joint(all, text) : ''}${text}`
  }, '')
}

function unstyled(inline: Inline): string | undefined {
  if (typeof inline === 'string') return inline
  if ('bold' in inline) return inline.bold
  if ('italic' in inline) return inline.italic
  return 'code' in inline ? inline.code : undefined
}

/** For screen readers and notifications: no styling, mentions kept as mentions. */
export function lineToPlain(line: Line): string {
  const parts = isSequence(line) ? line : [line]
  return parts
    .map((part) => {
      const raw = unstyled(part)
      return raw === undefined ? inlineToMrkdwn(part) : escapeText(raw)
    })
    .join('')
}

/** For `plain_text` objects, which know neither markup nor entities: the words as they are. */
export function lineToLabel(line: Line): string {
  return lineForReader(line, { clock: isoMinute, nameOf: (user) => `@${user}` })
}

/** How words without any marks tell moments and people. */
interface LabelReader {
  clock(ms: number): string
  nameOf(user: string): string
}

/** The same, with moments and people as `reader` tells them. */
export function lineForReader(line: Line, reader: LabelReader): string {
  const parts = isSequence(line) ? line : [line]
  return parts.map((part) => unstyled(part) ?? inlineToLabel(part, reader)).join('')
}

function inlineToLabel(inline: Inline, { clock, nameOf }: LabelReader): string {
  if (typeof inline === 'string') return inline
  if ('user' in inline) return nameOf(inline.user)
  if ('group' in inline) return `@${inline.group}`
  if ('channel' in inline) return `#${inline.channel}`
  if ('link' in inline) return inline.text
  if ('deadline' in inline) return clock(inline.deadline)
  return 'time' in inline ? clock(inline.time) : ''
}

/**
 * Cuts raw text to at most `max` UTF-16 units without halving a character, and says so with an ellipsis.
 * Slack does not document its unit, so limits are kept a little under the documented ones.
 */
export function cutText(raw: string, max: number): string {
  const text = withoutTurns(raw)
  if (text.length <= max) return text
  return `${text.slice(0, max - 1).replace(/[\uD800-\uDBFF]$/, '')}…`
}

/** Cuts mrkdwn; entities, mentions and dates stay whole too. */
export function cutMrkdwn(text: string, max: number): string {
  if (text.length <= max) return text
  const head = text.slice(0, max - 1).replace(/[\uD800-\uDBFF]$/, '')
  return `${head.replace(/&[a-z]{0,4}$/, '').replace(/<[^>]*$/, '')}…`
}
