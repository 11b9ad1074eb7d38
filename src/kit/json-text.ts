import type { Text } from '../base/i18n.ts'
import { jsonFault } from './json-fault.ts'

/** JSON that people paste into a field: bounded, before anything walks through it. */

/** Says to a person what is wrong with the JSON that they gave. */
export class UnusableJson extends Error {
  readonly text: Text

  constructor(text: Text) {
    super(text.en)
    this.text = text
  }
}

/** Throws `UnusableJson`. `field`: its name in the form; `most`: characters that are allowed. */
export function parseJson(field: string, text: string, most: number = mostTypedJson): unknown {
  if (text.length > most) throw new UnusableJson(tooLong(field, text.length, most))
  if (depthOf(text) > deepestJson) throw new UnusableJson(tooDeep(field))
  try {
    return JSON.parse(text)
  } catch {
    throw new UnusableJson(notJson(jsonFault(text)))
  }
}

/** Characters of one field; more than Slack lets anybody type, and than the examples of the references have. */
export const mostTypedJson = 20_000
/** Lists and objects inside each other; no documented request has half as many. */
const deepestJson = 32

/** Counted in the text, since the depth is what makes some readers fail. Brackets inside of strings do not count. */
function depthOf(text: string): number {
  let [depth, deepest, quoted] = [0, 0, false]
  for (let i = 0; i < text.length; i++) {
    const sign = text[i]
    if (quoted && sign === '\\') i++
    else if (sign === '"') quoted = !quoted
    else if (!quoted && (sign === '[' || sign === '{')) deepest = Math.max(deepest, ++depth)
    else if (!quoted && (sign === ']' || sign === '}')) depth--
  }
  return deepest
}

function tooLong(field: string, length: number, most: number): Text {
  return {
    en: `${field} has ${length} characters; ${most} are allowed. Upload the JSON as a file in the form, or send several requests.`,
    'zh-CN': `${field} 有 ${length} 个字符，最多 ${most} 个。请在表单中上传 JSON 文件，或分多次请求。`,
  }
}

function tooDeep(field: string): Text {
  return {
    en: `${field} has more than ${deepestJson} lists or objects inside each other. Leave out the inner ones, or use a file: upload-object-template takes objects.`,
    'zh-CN': `${field} 的嵌套超过 ${deepestJson} 层。请减少嵌套，或改用文件：upload-object-template 可上传对象。`,
  }
}

function notJson(fault: Text | undefined): Text {
  return {
    en: `This is not JSON.${fault ? ` ${fault.en}` : ''}`,
    'zh-CN': `不是有效的 JSON。${fault ? fault['zh-CN'] : ''}`,
  }
}
