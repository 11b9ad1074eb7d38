import {
  isFunctionDeclaration,
  isIdentifier,
  isImportDeclaration,
  isMethodDeclaration,
  isNamedImports,
  isPropertyAccessExpression,
  isPropertyAssignment,
  isShorthandPropertyAssignment,
  isStringLiteral,
  isTypeAliasDeclaration,
  isTypeQueryNode,
  isVariableStatement,
  type Node,
} from 'typescript/unstable/ast'
import { callsOfAction } from '../../src/domain/actions/operations.ts'
import { type ActionName, isAction } from '../../src/domain/actions/rows.ts'
import * as v3Operations from '../../src/drs/index.ts'
import type { Generation } from '../../src/drs/operation.ts'
import * as v5Operations from '../../src/drs/v5/index.ts'
import { type Code, type CodeFile, pickAll } from './code.ts'
import { targetOf } from './sources.ts'

/**
 * Which operations the client's code for each word of the task service leads to, found by following names from function to
 * function. It knows nothing of src/domain/tasks/service-operations.ts, which says the same as a table.
 */
export function operationsAsked(code: Code, words: readonly string[]): Asked {
  const modules = new Map(
    code.files
      .filter(({ path }) => path.startsWith('src/client/'))
      .map((file) => [file.path, moduleOf(file)]),
  )
  const v3 = methodsIn(modules, servicesOf.v3)
  const v5 = methodsIn(modules, servicesOf.v5)
  // What v5 has no call of its own for.
  const borrowed = new Set(wordsOfType(modules, servicesOf.v5, 'Lacking'))
  const reached = (generation: Generation, word: string) => {
    const nodes = (generation === 'v3' ? v3 : v5).get(word) ?? []
    return [...operationsFrom(modules, nodes, generation)].sort()
  }
  return Object.fromEntries(
    words.map((word) => {
      const inV3 = reached('v3', word)
      return [word, { v3: inV3, v5: borrowed.has(word) ? inV3 : reached('v5', word) }]
    }),
  )
}

type Asked = Readonly<Record<string, Readonly<Record<Generation, readonly string[]>>>>

const servicesOf: Readonly<Record<Generation, string>> = {
  v3: 'src/client/v3/service.ts',
  v5: 'src/client/v5/service.ts',
}

interface Module {
  readonly path: string
  readonly tree: Node
  /** What stands at the top of the file, by name. */
  readonly declared: ReadonlyMap<string, Node>
  /** Values that it imports by name: from which file, or from the contract. */
  readonly imported: ReadonlyMap<string, { readonly from: string; readonly name: string }>
}

type Modules = ReadonlyMap<string, Module>

function moduleOf({ path, tree }: CodeFile): Module {
  const declared = new Map<string, Node>()
  const imported = new Map<string, { from: string; name: string }>()
  for (const statement of tree.statements) {
    if (isFunctionDeclaration(statement) && statement.name) declared.set(statement.name.text, statement)
    if (isVariableStatement(statement))
      for (const { name, initializer } of statement.declarationList.declarations)
        if (initializer && isIdentifier(name)) declared.set(name.text, initializer)
    if (!isImportDeclaration(statement) || !isStringLiteral(statement.moduleSpecifier)) continue
    const bindings = statement.importClause?.namedBindings
    const specifier = statement.moduleSpecifier.text
    if (!bindings || !isNamedImports(bindings) || !specifier.startsWith('.')) continue
    const from = targetOf({ path }, specifier)
    for (const { name, propertyName, isTypeOnly } of bindings.elements)
      if (!isTypeOnly) imported.set(name.text, { from, name: propertyName?.text ?? name.text })
  }
  return { path, tree, declared, imported }
}

/** The properties and methods of that name in the file; shorthands lead to what they name. */
function methodsIn(modules: Modules, path: string): ReadonlyMap<string, readonly Node[]> {
  const found = new Map<string, Node[]>()
  const tree = modules.get(path)?.tree
  if (!tree) throw new Error(`there is no ${path}: say where the task service is made now`)
  pickAll(tree, (node) => {
    if (!isPropertyAssignment(node) && !isMethodDeclaration(node) && !isShorthandPropertyAssignment(node))
      return
    const name = node.name.getText()
    found.set(name, [...(found.get(name) ?? []), node])
    return undefined
  })
  return found
}

function wordsOfType(modules: Modules, path: string, name: string): readonly string[] {
  const tree = modules.get(path)?.tree
  const [alias] = tree
    ? pickAll(tree, (node) => (isTypeAliasDeclaration(node) && node.name.text === name ? node : undefined))
    : []
  return alias ? pickAll(alias, (node) => (isStringLiteral(node) ? node.text : undefined)) : []
}

const contract = new Map(
  Object.entries({ ...v3Operations, ...v5Operations }).flatMap(([name, value]) =>
    typeof value === 'object' && 'id' in value && 'section' in value ? [[name, value.id] as const] : [],
  ),
)

function operationsFrom(
  modules: Modules,
  begin: readonly Node[],
  generation: Generation,
): ReadonlySet<string> {
  const operations = new Set<string>()
  const seen = new Set<Node>()
  const follow = (node: Node, at: Module): void => {
    if (seen.has(node)) return
    seen.add(node)
    for (const action of actionsIn(node))
      for (const { id } of callsOfAction(action)[generation]) operations.add(id)
    for (const name of namesIn(node)) {
      const own = at.declared.get(name)
      if (own) follow(own, at)
      const source = at.imported.get(name)
      if (!source) continue
      const operation = source.from.startsWith('src/drs/') ? contract.get(source.name) : undefined
      if (operation !== undefined) operations.add(operation)
      const home = modules.get(source.from)
      const target = home?.declared.get(source.name)
      if (home && target) follow(target, home)
    }
  }
  const at = modules.get(servicesOf[generation])
  if (at) for (const node of begin) follow(node, at)
  return operations
}

/** Actions whose rows the code takes: `actions.objects`. */
function actionsIn(tree: Node): readonly ActionName[] {
  return pickAll(tree, (node) => {
    if (!isPropertyAccessExpression(node) || node.expression.getText() !== 'actions') return undefined
    return isAction(node.name.text) ? node.name.text : undefined
  })
}

/** Names of values that the code uses; neither of members and keys, nor of an operation of which only the id is said. */
function namesIn(tree: Node): readonly string[] {
  const names: string[] = []
  const visit = (node: Node): void => {
    if (isTypeQueryNode(node)) return
    if (isPropertyAccessExpression(node)) {
      if (node.name.text !== 'id' || !isIdentifier(node.expression)) visit(node.expression)
      return
    }
    if (isIdentifier(node) && !isKey(node)) names.push(node.text)
    node.forEachChild(visit)
  }
  visit(tree)
  return names
}

function isKey(node: Node): boolean {
  const { parent } = node
  return (isPropertyAssignment(parent) || isMethodDeclaration(parent)) && parent.name === node
}
