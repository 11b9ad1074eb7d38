import * as z from 'zod'
import { roleForRisk } from '../domain/access/roles.ts'
import { byArea } from '../drs/areas.ts'
import { type CallEffect, effectIn, type Operation } from '../drs/operation.ts'
import type { Coverage } from './coverage.ts'

/** `docs/api.md`: every operation with its request, made from the contract. */

interface Node {
  readonly type?: string | readonly string[]
  readonly enum?: readonly unknown[]
  readonly const?: unknown
  readonly anyOf?: readonly Node[]
  readonly items?: Node
  readonly properties?: Readonly<Record<string, Node>>
  readonly required?: readonly string[]
  readonly additionalProperties?: Node | boolean
  readonly description?: string
  readonly minLength?: number
  readonly maxLength?: number
  readonly minItems?: number
  readonly maxItems?: number
  readonly minimum?: number
  readonly maximum?: number
  readonly secret?: boolean
}

interface Row {
  readonly name: string
  readonly type: string
  readonly required: boolean
  readonly meaning: string
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll('\n', ' ')
}

/** The first alternative is the documented one; the others are tolerated spellings. */
function documented(node: Node): Node {
  const [first] = node.anyOf ?? []
  return first ? { ...first, ...(node.description !== undefined && { description: node.description }) } : node
}

function range(low: number | undefined, high: number | undefined, unit: string): string {
  const largest = high !== undefined && high < Number.MAX_SAFE_INTEGER ? String(high) : ''
  const least = low !== undefined && low > -Number.MAX_SAFE_INTEGER ? String(low) : ''
  if (least === '' && largest === '') return ''
  if (largest === '') return `, at least ${least}${unit}`
  return `, ${least === '' ? 'at most ' : `${least} to `}${largest}${unit}`
}

function typeOf(given: Node): string {
  const node = documented(given)
  if (node.const !== undefined) return `\`${node.const}\``
  if (node.enum)
    return node.enum
      .filter((value) => value !== '')
      .map((value) => `\`${value}\``)
      .join(' ')
  if (node.type === 'array') {
    return `list of ${node.items ? typeOf(node.items) : 'anything'}${range(node.minItems, node.maxItems, ' items')}`
  }
  if (node.type === 'string')
    return `text${range(node.minLength, node.maxLength, ' characters')}${node.secret ? ', secret' : ''}`
  if (node.type === 'integer' || node.type === 'number')
    return `${node.type}${range(node.minimum, node.maximum, '')}`
  return [node.type ?? 'anything'].flat().join(' or ')
}

/** Fields of nested structures follow theirs, with the path as name. */
function rowsOf(given: Node, path: string): readonly Row[] {
  const node = documented(given)
  if (node.items) return rowsOf(node.items, `${path}[]`)
  return Object.entries(node.properties ?? {}).flatMap(([name, child]) => {
    const full = path === '' ? name : `${path}.${name}`
    const required = node.required?.includes(name) ?? false
    const row = { name: full, type: typeOf(child), required, meaning: child.description ?? '' }
    return [row, ...rowsOf(child, full)]
  })
}

function tableOf(schema: z.ZodType | undefined, title: string): readonly string[] {
  if (!schema) return []
  const json = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any', reused: 'inline' })
  const rows = rowsOf(json as Node, '')
  if (rows.length === 0) return []
  const line = ({ name, type, required, meaning }: Row) =>
    `| \`${name}\` | ${cell(type)} | ${required ? 'yes' : ''} | ${cell(meaning)} |`
  return [
    '',
    `${title}:`,
    '',
    '| field | type | required | meaning |',
    '|---|---|---|---|',
    ...rows.map(line),
  ]
}

function facts(op: Operation): string {
  const parts = [
    `section ${op.section}`,
    `risk ${op.risk}`,
    `role ${roleForRisk(op.risk)}`,
    `answers ${op.success}`,
  ]
  if (op.batch) parts.push(`at most ${op.batch.limit} ${op.batch.list} per call`)
  if (op.paging) parts.push(`pages (\`${op.paging.style}\`)`)
  if (op.actionOf) parts.push(`one action of \`${op.actionOf}\``)
  if (op.download) parts.push('answers with a file')
  if (op.upload) parts.push('takes a file')
  return parts.join(' · ')
}

/** Those of all calls first; then those that hang on what the body asks for, each once. */
function effectLines({ effects = [] }: Operation): readonly string[] {
  const always = effects.filter((one) => !('effect' in one)).map(effectIn)
  const asked = effects.map(effectIn).filter((one) => !always.includes(one))
  const line = (condition: string) => (effect: CallEffect) => {
    const { risk, why, untilStart } = effect
    return `- ${risk}${untilStart ? ', until the start a change' : ''}${condition}: ${why}`
  }
  const lines = [...always.map(line('')), ...[...new Set(asked)].map(line(', if asked for'))]
  return lines.length > 0 ? ['', ...lines] : []
}

/** The verbs that make the call, or why none does. */
function verbLines({ verbs = [], onlyByApi }: Partial<Coverage> = {}): readonly string[] {
  if (onlyByApi !== undefined) return ['', `Only \`/drs api\`: ${onlyByApi}`]
  const links = verbs.map(({ name }) => `[/drs ${name}](commands.md#${name})`)
  return links.length > 0 ? ['', `Made by ${links.join(', ')}`] : []
}

function entry(op: Operation, covered: Coverage | undefined): readonly string[] {
  return [
    '',
    `### ${op.id}`,
    '',
    `${op.title.en} · ${op.title['zh-CN']}`,
    '',
    `\`${op.method} ${op.path}\``,
    '',
    facts(op),
    ...effectLines(op),
    ...verbLines(covered),
    ...tableOf(op.params, 'Path'),
    ...tableOf(op.query, 'Query'),
    ...tableOf(op.request, 'Body'),
  ]
}

export function apiReference(operations: readonly Operation[], coverage: readonly Coverage[] = []): string {
  const covered = new Map(coverage.map((one) => [one.operation, one]))
  const areas = byArea(operations)
  const lines = areas.flatMap((area) => [
    '',
    `## ${area.words.en} · ${area.words['zh-CN']}`,
    ...area.operations.flatMap((op) => entry(op, covered.get(op))),
  ])
  const head = [
    '# DRS operations',
    '',
    'Made from the contract in `src/drs` by `npm run docs`; do not edit. Every operation can be called with',
    '`/drs api <operation>`; lists and nested structures are pasted as JSON, or uploaded as a JSON file where',
    'they may be long; secrets are references (`env:NAME`, `file:/path`).',
    '',
    'The risk is that of the gravest thing that a call can do; each is listed with its reason. A call needs approval for what it',
    'asks for that is destructive: what its body does not ask for does not count, and settings count from the start of the task on.',
  ]
  return `${[...head, ...lines].join('\n')}\n`
}
