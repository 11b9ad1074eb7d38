import type { Exhibit } from '../../src/gallery/exhibits.ts'
import { checkBlocks, checkView } from '../../src/local-slack/blocks/validate.ts'
import { controlsOf, linesOf, type VisibleText, visibleTexts, wordsOf } from './visible.ts'

/** What is wrong with an exhibit; nothing if it is fine. */
type Check = (exhibit: Exhibit) => string | undefined

const mostLines = 25
const mostButtons = 3

function strict(exhibit: Exhibit): string | undefined {
  const problems =
    exhibit.surface === 'modal' ? checkView(exhibit.view) : checkBlocks(exhibit.blocks, exhibit.surface)
  const [first] = problems
  return first && `${first.path}: ${first.message}`
}

function lines(exhibit: Exhibit): string | undefined {
  if (exhibit.surface !== 'message') return undefined
  const count = linesOf(exhibit.blocks)
  return count > mostLines ? `${count} lines` : undefined
}

function controls(exhibit: Exhibit): string | undefined {
  if (exhibit.surface !== 'message') return undefined
  const { buttons, menus } = controlsOf(exhibit.blocks)
  return buttons > mostButtons || menus > 1 ? `${buttons} buttons, ${menus} menus` : undefined
}

/** The first text in which the pattern is found outside code. */
function firstMatch(
  exhibit: Exhibit,
  pattern: RegExp,
  read: (text: VisibleText) => string,
): string | undefined {
  for (const text of visibleTexts(exhibit)) {
    const found = pattern.exec(read(text))
    if (found)
      return `“${found[0]}” in “${read(text)
        .slice(Math.max(0, found.index - 60), found.index + 60)
        .trim()}”`
  }
  return undefined
}

/** `INCRE_TRANSFER_STARTED`, `jobs.0.name`, `error_code`, `batchStartJobs`: what only a programmer reads. */
const apiWord = /\b(?:[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+|[a-z][a-z0-9]*(?:_[a-z0-9]+)+|[A-Za-z]\w*\.\d+\.\w+)\b/

function apiWords(exhibit: Exhibit): string | undefined {
  return exhibit.data === 'ordinary' ? firstMatch(exhibit, apiWord, proseOf) : undefined
}

/** Names that are the same in every language, beside those in capitals: products, engines, terms of the field. */
const international = new Set(
  'MySQL MariaDB PostgreSQL Oracle MongoDB Microsoft Server Slack Redis Kafka GaussDB TaurusDB GeminiDB Huawei Cloud IPv Excel Token Broker Avro Binlog Schema Windows Markdown Definer'.split(
    ' ',
  ),
)

/** What is typed as it stands, names of databases’ settings and files, and the names of the samples. */
const literals = [
  /\/drs(?: [a-z-]+)?|--[a-z-]+|!?\b(?:env|file|engine|name|tag|status):\S*/,
  /\bEnglish\b|简体中文/,
  /GaussDB ?\(for \w+\)|\b(?:viewer|operator|approver|admin)\b/,
  /\blog_bin\b|\.jar\b|\bExecuted_Gtid_Set\b|\$(?:database|schema|tablename)\$|\b(?:micro|small|medium|high)\b|\bpg_hba(?:\.conf)?\b/,
  /\b(?:orders|billing|dr)-(?:to-)?(?:rds|orders)\b|\b(?:prod|staging)-eu\b|\brds-orders\b|\bdba-approvers\b|\borders_\d\b/,
  /\bCHG-1234\b|\b[0-9a-f]{8}\b|#\d+/,
]
const literal = new RegExp(literals.map(({ source }) => source).join('|'), 'g')

function proseOf(text: VisibleText): string {
  return wordsOf(text).replaceAll(literal, ' ')
}

function languages(exhibit: Exhibit): string | undefined {
  if (exhibit.data !== 'ordinary' || exhibit.state === 'in two languages') return undefined
  if (exhibit.locale === 'en') return firstMatch(exhibit, /\p{Script=Han}+/u, proseOf)
  return firstMatch(exhibit, /[A-Za-z]{2,}/, (text) =>
    // In a form, what has to be typed exactly stands in quotation marks.
    (exhibit.surface === 'modal' ? proseOf(text).replaceAll(/“[^”]*”/g, ' ') : proseOf(text)).replaceAll(
      /[A-Za-z][A-Za-z0-9]+/g,
      (word) => (/^[A-Z][A-Z0-9]+$/.test(word) || international.has(word) ? '' : word),
    ),
  )
}

function junk(exhibit: Exhibit): string | undefined {
  return firstMatch(exhibit, /\bundefined\b|\bNaN\b|\[object |\bnull\b/, wordsOf)
}

/** Hostile data is shown as it was written: it calls nobody, leads nowhere and changes no letters. */
function escaped(exhibit: Exhibit): string | undefined {
  if (exhibit.data !== 'hostile') return undefined
  const markup = visibleTexts(exhibit)
    .filter(({ kind }) => kind === 'mrkdwn')
    .map(({ text }) => text.replaceAll(/```[\s\S]*?```/g, ' ').replaceAll(/`[^`\n]*`/g, ' '))
  const raw = ['<!channel', '<@U0EVIL', '<https://evil', '<script', '*bold*', '~gone~', '\u202E']
  const hit = raw.find((one) => markup.some((text) => text.includes(one)))
  return hit && `${hit} is not escaped`
}

/** By what they look at. */
export const checks = {
  /** Slack takes it. */
  blocks: strict,
  /** A message has at most 25 lines before anything is folded out. */
  size: lines,
  /** A message has at most three buttons and one menu. */
  controls,
  /** Nobody reads words of the API outside code. */
  words: apiWords,
  /** It is in one language. */
  language: languages,
  /** Nothing is left that was not filled in. */
  gaps: junk,
  /** What comes from outside stays text. */
  escaping: escaped,
} as const satisfies Readonly<Record<string, Check>>

export type CheckName = keyof typeof checks
export const checkNames = Object.keys(checks) as readonly CheckName[]
