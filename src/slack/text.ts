import type { Inline, Line } from '../views/card.ts'

/**
 * Raw text → Slack mrkdwn. Slack reads `<…>` as mentions and links, so the three control characters become entities
 * (Slack docs, Formatting message text); after that nothing from users or DRS can ping or fake a link.
 */
export function escapeText(raw: string): string {
  return raw.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}

/** Styling marks around text that holds the same mark would end too early; a look-alike keeps it readable. */
function styled(mark: '*' | '_' | '`', raw: string, lookAlike: string): string {
  const text = escapeText(raw.replaceAll(mark, lookAlike).replace(/\s+/g, ' ').trim())
  return text === '' ? '' : `${mark}${text}${mark}`
}

function isoMinute(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 16).replace('T', ' ')} UTC`
}

const idPattern = /^[A-Z0-9]{2,30}$/

/** An id that is not one would open a way to write raw mrkdwn. */
function mention(sign: '@' | '#', id: string): string {
  return idPattern.test(id) ? `<${sign}${id}>` : escapeText(id)
}

export function inlineToMrkdwn(inline: Inline): string {
  if (typeof inline === 'string') return escapeText(inline)
  if ('bold' in inline) return styled('*', inline.bold, '∗')
  if ('italic' in inline) return styled('_', inline.italic, '＿')
  if ('code' in inline) return styled('`', inline.code, 'ˋ')
  if ('user' in inline) return mention('@', inline.user)
  if ('channel' in inline) return mention('#', inline.channel)
  const seconds = Math.floor(inline.time / 1000)
  return `<!date^${seconds}^{date_short_pretty} {time}|${isoMinute(inline.time)}>`
}

function isSequence(line: Line): line is readonly Inline[] {
  return Array.isArray(line)
}

export function lineToMrkdwn(line: Line): string {
  return isSequence(line) ? line.map(inlineToMrkdwn).join('') : inlineToMrkdwn(line)
}

/** For screen readers and notifications: no styling, mentions kept as mentions. */
export function lineToPlain(line: Line): string {
  const parts = isSequence(line) ? line : [line]
  return parts
    .map((part) => {
      if (typeof part === 'string') return escapeText(part)
      if ('bold' in part) return escapeText(part.bold)
      if ('italic' in part) return escapeText(part.italic)
      if ('code' in part) return escapeText(part.code)
      return inlineToMrkdwn(part)
    })
    .join('')
}

/**
 * Cuts to at most `max` UTF-16 units without halving a character or an entity, and says so with an ellipsis.
 * Slack does not document its unit, so limits are kept a little under the documented ones.
 */
export function cut(text: string, max: number): string {
  if (text.length <= max) return text
  const head = text.slice(0, max - 1).replace(/[\uD800-\uDBFF]$/, '')
  return `${head.replace(/&[a-z]{0,4}$/, '').replace(/<[^>]*$/, '')}…`
}
