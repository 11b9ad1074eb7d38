import type { Exhibit } from '../../src/gallery/exhibits.ts'

/** A text that people read, as Slack is sent it. */
export interface VisibleText {
  readonly text: string
  /** `mrkdwn` has markup and entities; `plain` is shown as it is. */
  readonly kind: 'mrkdwn' | 'plain'
}

type Node = Readonly<Record<string, unknown>>

const isNode = (value: unknown): value is Node => typeof value === 'object' && value !== null

const kinds: Readonly<Record<string, VisibleText['kind']>> = {
  mrkdwn: 'mrkdwn',
  markdown: 'mrkdwn',
  plain_text: 'plain',
  raw_text: 'plain',
  text: 'plain',
}

/** Every text below a node, in the order in which it is shown; what a rich text marks as code is left out. */
function textsIn(value: unknown): readonly VisibleText[] {
  if (!isNode(value)) return []
  if (value.type === 'rich_text_preformatted') return []
  const kind = kinds[String(value.type)]
  if (kind && typeof value.text === 'string') {
    return isNode(value.style) && value.style.code === true ? [] : [{ text: value.text, kind }]
  }
  const named = ['title', 'alt_text', 'caption']
    .map((key) => value[key])
    .flatMap((text) => (typeof text === 'string' ? [{ text, kind: 'plain' as const }] : []))
  return [...named, ...Object.values(value).flatMap(textsIn)]
}

/** All that people read of an exhibit; a notification says the same without marking what is code. */
export function visibleTexts(exhibit: Exhibit): readonly VisibleText[] {
  return textsIn(exhibit.surface === 'modal' ? exhibit.view : exhibit.blocks)
}

const entities: Readonly<Record<string, string>> = { '&lt;': '<', '&gt;': '>', '&amp;': '&' }

/** The words of a text: without code, mentions, addresses and pictures. */
export function wordsOf({ text, kind }: VisibleText): string {
  const prose = kind === 'plain' ? text : withoutMarkup(text)
  return prose.replaceAll(/:[a-z0-9_+-]+:/g, ' ')
}

function withoutMarkup(text: string): string {
  return text
    .replaceAll(/```[\s\S]*?```/g, ' ')
    .replaceAll(/`[^`\n]*`/g, ' ')
    .replaceAll(/<!date\^[^|>]*\|([^>]*)>/g, ' ')
    .replaceAll(/<[^|>]*\|([^>]*)>/g, '$1')
    .replaceAll(/<[@#!][^>]*>/g, ' ')
    .replaceAll(/<https?:[^>]*>/g, ' ')
    .replaceAll(/&(?:lt|gt|amp);/g, (entity) => entities[entity] ?? entity)
}

type Block = Node

/** How many lines a message has when nothing is folded out, however wide it is. */
export function linesOf(blocks: readonly unknown[]): number {
  return blocks.filter(isNode).reduce<number>((sum, block) => sum + linesOfBlock(block), 0)
}

function linesOfBlock(block: Block): number {
  switch (block.type) {
    case 'divider':
      return 0
    case 'section': {
      const fields = Array.isArray(block.fields) ? block.fields : []
      const rows = Array.from({ length: Math.ceil(fields.length / 2) }, (_, i) =>
        Math.max(...fields.slice(2 * i, 2 * i + 2).map((field) => lineCount(field))),
      )
      return (isNode(block.text) ? lineCount(block.text) : 0) + rows.reduce((sum, one) => sum + one, 0)
    }
    case 'container': {
      const folded = block.is_collapsible === true && block.default_collapsed === true
      return 1 + (folded || !Array.isArray(block.child_blocks) ? 0 : linesOf(block.child_blocks))
    }
    case 'data_table': {
      const shown = typeof block.page_size === 'number' ? block.page_size : 5
      return 2 + Math.min(shown, Array.isArray(block.rows) ? block.rows.length - 1 : 0)
    }
    case 'plan':
      return 1 + (Array.isArray(block.tasks) ? block.tasks.length : 0)
    case 'data_visualization':
      return 6
    default:
      return Math.max(1, ...textsIn(block).map(lineCount))
  }
}

function lineCount({ text }: { readonly text?: unknown }): number {
  return typeof text === 'string' ? text.split('\n').length : 0
}

/** Buttons and menus of a message: menus are all that one chooses from. */
export function controlsOf(blocks: readonly unknown[]): { readonly buttons: number; readonly menus: number } {
  const found = (value: unknown): readonly string[] => {
    if (!isNode(value)) return []
    const own = typeof value.action_id === 'string' ? [String(value.type)] : []
    return [...own, ...Object.values(value).flatMap(found)]
  }
  const all = found(blocks)
  const buttons = all.filter((type) => type === 'button').length
  return { buttons, menus: all.length - buttons }
}
