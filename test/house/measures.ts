import {
  isCallExpression,
  isIdentifier,
  isInterfaceDeclaration,
  isNoSubstitutionTemplateLiteral,
  isPropertyAccessExpression,
  isPropertyAssignment,
  isStringLiteral,
  isVariableStatement,
  type Node,
  type Statement,
  SyntaxKind,
} from 'typescript/unstable/ast'
import { type Code, type CodeFile, homesOf, pickAll } from './code.ts'
import { roomOf } from './rooms.ts'
import { circlesIn, graphOf, type Source } from './sources.ts'

/** One line of what the house must show. */
export interface Measure {
  readonly check: string
  readonly today: number
  /** At most so many. */
  readonly goal: number
  readonly ok: boolean
  /** What was counted. */
  readonly list: readonly string[]
}

export function measure(check: string, list: readonly string[], goal: number, today = list.length): Measure {
  return { check, today, goal, ok: today <= goal, list }
}

const contract = /^src\/drs\//

/** The stand-ins, what runs them, and the samples that it shows. */
export function isStandIn(path: string): boolean {
  return /^src\/(?:local-drs|local-slack|sandbox|gallery)\//.test(path)
}

/** What knows actions, without the contract, whose business they are. */
function ownFiles({ files }: Code): readonly CodeFile[] {
  return files.filter(({ path }) => !contract.test(path) && !isStandIn(path))
}

/** Actions that need approval as a rule. */
const guardedActions = ['switchover', 'stop', 'delete', 'reset'] as const

/**
 * The guarded action that most files of the product name: its row, its command, the line of that in the index, and the
 * client of a generation that needs a call of its own should be all of them.
 *
 * A file names an action where its code has
 *  - a string that is the action's name, or the address of its button (`cmd:stop:ask`); sentences for people are none;
 *  - an identifier, a key or a member of that name. Its type tells false friends: what a package or the language declares
 *    (`Map.delete`, `stream.pause`) is none, nor is a function of ours that ends with nothing and is not about a list of
 *    tasks (`bot.stop()`, `drafts.delete(id)`). Rows of tables count whatever they hold.
 */
export function guardedActionNames(code: Code): Measure {
  const files = ownFiles(code)
  const named = guardedActions.map((action) => ({
    action,
    paths: files.filter((file) => namesAction(code, file, action)).map(({ path }) => path),
  }))
  const most = Math.max(...named.map(({ paths }) => paths.length))
  const list = named.flatMap(({ action, paths }) => paths.map((path) => `${action} ${path}`))
  return measure('product files that name a guarded action', list, 4, most)
}

function namesAction(code: Code, { tree }: CodeFile, action: string): boolean {
  const { checker } = code
  const names = pickAll(tree, (node) => (isNameOf(node, action) ? node : undefined))
  if (names.some((node) => !isIdentifier(node))) return true
  const types = checker.getTypeAtLocation(names)
  return names.some((node, i) => {
    const type = types[i]
    const symbol = checker.getSymbolAtLocation(node)
    if (symbol && !homesOf(code, symbol).some((home) => /^(?:src|commands)\//.test(home))) return false
    return type === undefined || !isHousekeeping(checker.typeToString(type))
  })
}

function isNameOf(node: Node, action: string): boolean {
  if (isIdentifier(node)) return node.text === action
  if (!isStringLiteral(node) && !isNoSubstitutionTemplateLiteral(node)) return false
  if (isSentence(node)) return false
  return node.text === action || node.text.startsWith(`cmd:${action}:`)
}

/** The value of a language in a `Text`. */
function isSentence({ parent }: Node): boolean {
  return isPropertyAssignment(parent) && /^(?:en|'zh-CN')$/.test(parent.name.getText())
}

/** A function, as its type is written, that ends with nothing and does not take ids of tasks first. */
function isHousekeeping(type: string): boolean {
  const aboutTasks = /^\((?:on: On, )?ids: /.test(type)
  return !aboutTasks && /^\(.*\) => (?:void|Promise<(?:void|unknown)>)$/.test(type)
}

/** Groups of files that import each other, type imports included. */
export function importCircles(sources: readonly Source[]): Measure {
  const circles = circlesIn(graphOf(sources)).map((circle) => circle.join(', '))
  return measure('import circles, type imports included', circles, 0)
}

/** Words of the task vocabulary that only look. */
const readingCalls = new Set([
  'list',
  'listPage',
  'details',
  'statuses',
  'homeOfNew',
  'settings',
  'tags',
  'knownTags',
  'dataRules',
  'tableColumns',
  'checkRules',
  'requireRulesSaved',
  'drivers',
  'objectSupport',
  'objectImport',
  'objectMappings',
  'importBatches',
  'batchTasks',
  'enterpriseProjects',
  'metering',
  'tagged',
  'logDelivery',
  'sourceUsers',
  'databaseParameters',
  'tuning',
  'tuningHistory',
  'isNameFree',
  'logPosition',
  'toldByListsOnly',
  'progress',
  'progressProbes',
  'recovery',
  'selectedObjects',
  'sourceObjects',
  'appliedObjects',
  'failedSubtasks',
  'precheckReports',
  'allowedActions',
  'comparisons',
  'comparedPlaces',
  'differingRows',
  'monitoring',
  'subtasks',
  'taskLog',
  'comparisonFile',
  'regularComparisons',
  'fullProgress',
  'initialization',
  'objectProgress',
  'components',
  'abnormalRows',
  'quota',
  'nodeTypes',
  'nodeStock',
  'links',
  'zones',
])
const vocabulary = 'src/domain/tasks/task-service.ts'

/**
 * Rooms beyond the client whose files ask DRS to change something: they reach for a changing word of the task vocabulary,
 * or make any single call of an operation.
 */
export function roomsThatAct(code: Code): Measure {
  const changing = new Set(
    membersOf(code, vocabulary, 'TaskService').filter((word) => !readingCalls.has(word)),
  )
  const acting = ownFiles(code)
    .filter((file) => actsOnDrs(code, file, changing))
    .map(({ path }) => ({ path, room: roomOf(path)?.name ?? path }))
    .filter(({ room }) => room !== 'client')
  const list = acting.map(({ path, room }) => `${room} ${path}`)
  return measure('rooms that act on DRS', list, 1, new Set(acting.map(({ room }) => room)).size)
}

function actsOnDrs(code: Code, { tree }: CodeFile, changing: ReadonlySet<string>): boolean {
  const { checker } = code
  const words = pickAll(tree, (node) =>
    isPropertyAccessExpression(node) && changing.has(node.name.text) ? node.name : undefined,
  )
  const symbols = checker.getSymbolAtLocation(words)
  if (symbols.some((symbol) => symbol && homesOf(code, symbol).includes(vocabulary))) return true
  const calls = pickAll(tree, (node) =>
    isCallExpression(node) && /\bcall$/.test(node.expression.getText()) ? node.expression : undefined,
  )
  const types = checker.getTypeAtLocation(calls)
  return types.some((type) => type !== undefined && isDrsCall(checker.typeToString(type)))
}

function isDrsCall(type: string): boolean {
  return type === 'DrsCall' || (type.includes('op: Operation') && type.endsWith('=> Promise<Called>'))
}

/** Names that two or more files of the product export for things of their own. */
export function repeatedNames(code: Code): Measure {
  const homes = new Map<string, string[]>()
  for (const { path, tree } of ownFiles(code)) {
    for (const name of exportedNames(tree.statements)) homes.set(name, [...(homes.get(name) ?? []), path])
  }
  const repeated = [...homes].filter(([, paths]) => new Set(paths).size > 1)
  const list = repeated.map(([name, paths]) => `${name} ${[...new Set(paths)].join(' ')}`)
  return measure('exported names that exist twice', list.sort(), 5)
}

/** Of declarations; what is only handed on (`export … from`) is declared elsewhere. */
function exportedNames(statements: readonly Statement[]): ReadonlySet<string> {
  const exported = statements.filter(
    (statement) =>
      'modifiers' in statement &&
      Array.isArray(statement.modifiers) &&
      statement.modifiers.some(({ kind }) => kind === SyntaxKind.ExportKeyword),
  )
  return new Set(exported.flatMap(declaredNames))
}

function declaredNames(statement: Statement): readonly string[] {
  if (!isVariableStatement(statement))
    return 'name' in statement && isNode(statement.name) ? [statement.name.getText()] : []
  return statement.declarationList.declarations.flatMap(({ name }) =>
    isIdentifier(name) ? [name.text] : pickAll(name, (node) => (isIdentifier(node) ? node.text : undefined)),
  )
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && 'kind' in value && 'pos' in value
}

/** What every command is handed, or what that is made of: members of the interface, inherited ones included. */
export function membersHandedOut(code: Code, path: string, name: string): Measure {
  return measure(`members of ${name}`, membersOf(code, path, name), 12)
}

function membersOf({ files, checker }: Code, path: string, name: string): readonly string[] {
  const statements = files.find((file) => file.path === path)?.tree.statements ?? []
  const declared = statements
    .flatMap((statement) => (isInterfaceDeclaration(statement) ? [statement] : []))
    .find((one) => one.name.text === name)
  const type = declared && checker.getTypeAtLocation(declared.name)
  if (!type) throw new Error(`${path} declares no interface ${name}: say where its members stand now`)
  return checker.getPropertiesOfType(type).map((member) => member.name)
}

/**
 * Files that gather their siblings into one list and do little else: the commands, the operations of an API generation,
 * the rows of a catalogue, the checks of the doctor. That a verb, an operation family or a check has a file of its own is
 * the order of the house, and adds nothing to what a reader has to open; so whoever reads the list reads its rows.
 */
export const registries: readonly string[] = [
  'commands/index.ts',
  'src/doctor/run-checks.ts',
  'src/drs/errors.ts',
  'src/drs/index.ts',
  'src/drs/precheck-items.ts',
  'src/drs/v5/index.ts',
  'src/gallery/registry.ts',
  'src/local-drs/v3/index.ts',
  'src/local-drs/v5/index.ts',
  'src/local-drs/v5/rest.ts',
  'src/local-slack/methods/index.ts',
]

/** The share, in per cent, of files that one other file imports; rows of a registry count as imported by its importers. */
export function singlyImported(sources: readonly Source[]): Measure {
  const importers = importersIn(sources)
  const single = sources.flatMap(({ path }) => {
    const [only, ...more] = readersOf(path, importers)
    return only !== undefined && more.length === 0 ? [`${path} (${only})`] : []
  })
  const share = Math.round((1_000 * single.length) / sources.length) / 10
  return measure('per cent of files with one importer only', single, 25, share)
}

/** Files by path, with those that import each. */
function importersIn(sources: readonly Source[]): ReadonlyMap<string, readonly string[]> {
  const importers = new Map<string, Set<string>>()
  for (const [path, targets] of graphOf(sources))
    for (const target of targets) importers.set(target, (importers.get(target) ?? new Set()).add(path))
  return new Map([...importers].map(([path, found]) => [path, [...found]]))
}

function readersOf(path: string, importers: ReadonlyMap<string, readonly string[]>): readonly string[] {
  const found = importers.get(path) ?? []
  const [only, ...more] = found
  const isRow = only !== undefined && more.length === 0 && registries.includes(only)
  return isRow ? readersOf(only, importers) : found
}
