import {
  isCallExpression,
  isIdentifier,
  isNoSubstitutionTemplateLiteral,
  isPropertyAssignment,
  isStringLiteral,
  isTemplateExpression,
  type Node,
} from 'typescript/unstable/ast'
import { type Code, pickAll } from './code.ts'

/** A piece of a text that people read, where it stands. */
export interface TextLiteral {
  /** From the root of the project. */
  readonly path: string
  readonly text: string
}

const isLiteral = (node: Node) =>
  isStringLiteral(node) || isNoSubstitutionTemplateLiteral(node) || isTemplateExpression(node)

/** The whole of a text stands in a language’s property, or is handed to `say`. */
function holdsText(node: Node): boolean {
  if (isPropertyAssignment(node)) return /^(?:en|'zh-CN'|zh)$/.test(node.name.getText())
  return isCallExpression(node) && isIdentifier(node.expression) && node.expression.text === 'say'
}

/** Every literal within the texts of the product, in the order of the files. */
export function textLiterals({ files }: Code): readonly TextLiteral[] {
  return files
    .filter(({ path }) => !path.startsWith('src/local-'))
    .flatMap(({ path, tree }) =>
      pickAll(tree, (node) => (holdsText(node) ? node : undefined))
        .flatMap((node) => pickAll(node, (one) => (isLiteral(one) ? one.getText() : undefined)))
        .map((text) => ({ path, text })),
    )
}
