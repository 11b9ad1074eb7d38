import {
  isCallExpression,
  isPropertyAccessExpression,
  isStringLiteral,
  type Node,
} from 'typescript/unstable/ast'
import { type CodeFile, homesOf, pickAll, readCode } from '../house/code.ts'
import { root } from '../house/sources.ts'

/** Where the product calls the Web API. */
export interface PlatformCall {
  /** Slack's name, for example `chat.postMessage`. */
  readonly method: string
  readonly path: string
}

/** Helpers of the client that stand for several methods. */
const helpers: Readonly<Record<string, readonly string[]>> = {
  filesUploadV2: ['files.getUploadURLExternal', 'files.completeUploadExternal'],
}

/** Every call that the product makes through Slack's client, and those of the doctor, which asks over plain HTTP. */
export function platformCalls(): readonly PlatformCall[] {
  return readCode(root, (code) =>
    code.files
      .filter(({ path }) => !/^src\/local-/.test(path))
      .flatMap(({ path, tree }) => {
        const names = pickAll(tree, calledName)
        const symbols = code.checker.getSymbolAtLocation(names)
        const own = names.filter((_, i) => {
          const symbol = symbols[i]
          return symbol && homesOf(code, symbol).some((home) => home.includes('@slack/web-api'))
        })
        return [...own.flatMap(methodsOf), ...plainCalls({ path, tree })].map((method) => ({ method, path }))
      }),
  )
}

function calledName(node: Node): Node | undefined {
  if (!isCallExpression(node) || !isPropertyAccessExpression(node.expression)) return undefined
  return node.expression.name
}

function methodsOf(name: Node): readonly string[] {
  const called = name.getText()
  const [family] = /\w+(?=\??\.\w+$)/.exec(name.parent.getText()) ?? []
  return helpers[called] ?? [`${family}.${called}`]
}

function plainCalls({ path, tree }: CodeFile): readonly string[] {
  if (!path.startsWith('src/doctor/') || path === 'src/doctor/manifest.ts') return []
  return pickAll(tree, (node) =>
    isStringLiteral(node) && /^[a-z]+(?:\.\w+)+$/.test(node.text) && isCallExpression(node.parent)
      ? node.text
      : undefined,
  )
}
