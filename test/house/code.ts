import { join, relative } from 'node:path'
import type { Node, SourceFile } from 'typescript/unstable/ast'
import { API, type Checker, type Symbol as CodeSymbol } from 'typescript/unstable/sync'

/** The product as the compiler reads it. */
export interface Code {
  /** Folder of the project. */
  readonly root: string
  readonly files: readonly CodeFile[]
  readonly checker: Checker
}

export interface CodeFile {
  /** From the root of the project. */
  readonly path: string
  readonly tree: SourceFile
}

/** Names the product without its tests, which take as long to read again. */
const product = 'test/house/product.tsconfig.json'

/** Hands the code of src and commands to the work, and lets go of the compiler afterwards. */
export function readCode<T>(root: string, work: (code: Code) => T): T {
  const api = new API({ cwd: root })
  try {
    const config = join(root, product)
    const project = api.updateSnapshot({ openProjects: [config] }).getProject(config)
    if (!project) throw new Error(`the compiler does not open ${config}`)
    const files = project.rootFiles
      .map((file) => ({ path: relative(root, file), tree: project.program.getSourceFile(file) }))
      .filter(({ path }) => path.startsWith('src/') || path.startsWith('commands/'))
      .flatMap(({ path, tree }) => (tree ? [{ path, tree }] : []))
    return work({ root, files, checker: project.checker })
  } finally {
    api.close()
  }
}

/** Every node of the tree that `pick` makes something of, in the order of the text. */
export function pickAll<T>(tree: Node, pick: (node: Node) => T | undefined): readonly T[] {
  const picked: T[] = []
  const visit = (node: Node): void => {
    const one = pick(node)
    if (one !== undefined) picked.push(one)
    node.forEachChild(visit)
  }
  visit(tree)
  return picked
}

/** The files that declare it, from the root of the project; those of packages and of the language are not in src. */
export function homesOf({ root }: Code, symbol: CodeSymbol): readonly string[] {
  return symbol.declarations.map(({ path }) => relative(root, path))
}
