import { say } from '../base/i18n.ts'
import type { ArgumentField } from './args.ts'
import { documented, type Property } from './request-properties.ts'

/**
 * JSON of a request that is longer than a person can type into a form of Slack (3,000 characters) comes as a file: beside each
 * such field of the body stands one for the file, and one of both may be filled.
 */
export function fileFieldOf(field: string): string {
  return `${field}.file`
}

/** Bytes of one file: objects and columns of more than a thousand tables, checked within some twenty milliseconds. */
export const largestJsonFile = 256 * 1024

/** Whether there is no telling how long its JSON becomes: it has a list in it, or an object with names of its own. */
export function mayBeLong(given: Property): boolean {
  const { type, items, properties } = documented(given)
  if (items !== undefined || type === 'array' || type === undefined) return true
  if (type !== 'object') return false
  return properties === undefined || Object.values(properties).some(mayBeLong)
}

/** Where the JSON of a required field may stand. */
export const requiredHereOrInFile = say('Required, here or as a file', '必填：在此填写或上传文件')

export const neitherTypedNorFile = say(
  'Enter the JSON here, or upload it as a file below.',
  '请在此填写 JSON，或在下方上传 JSON 文件。',
)

const fileHint = say(
  'In place of the field above, for JSON of more than 3,000 characters. At most 256 KB.',
  '用于超过 3,000 个字符的 JSON，代替上方的内容。最大 256 KB。',
)

export function jsonFileField({ name, label }: ArgumentField): ArgumentField {
  return {
    name: fileFieldOf(name),
    control: 'file',
    label: say(`${label.en} as a JSON file`, `${label['zh-CN']}：JSON 文件`),
    hint: fileHint,
    required: false,
  }
}
