import { say, type TextTemplate } from '../base/i18n.ts'
import { AccessDenied, type InvalidField, UserError } from '../base/user-error.ts'
import { textOfFile } from '../domain/text/file-text.ts'
import type { Operation } from '../drs/operation.ts'
import type { CommandContext } from '../kit/context.ts'
import { fileFieldOf, largestJsonFile } from '../kit/json-file-fields.ts'
import { jsonFilesGiven, type ParsedOperationInput, parseOperationInput } from '../kit/operation-input.ts'
import type { ReceivedFile } from '../ports/drs.ts'

/** Requests of `/drs api` whose JSON was handed over as files: taken exactly as if it had been typed. */

type Inputs = Pick<CommandContext<never, 'inputs'>, 'inputs'>
type RawValues = Readonly<Record<string, string>>

/** What was both typed and handed over: nobody can tell which of the two is meant. */
export function typedAndFile(op: Operation, values: RawValues): readonly InvalidField[] {
  return jsonFilesGiven(op, values)
    .filter(({ field }) => field in values)
    .map(({ field }) => ({ field: fileFieldOf(field), text: both }))
}

/** The request that the filled form stands for; what is wrong with a file is said at its field, with its name. */
export async function parseWithFiles(
  { inputs }: Inputs,
  op: Operation,
  values: RawValues,
): Promise<ParsedOperationInput> {
  const read = await Promise.all(
    jsonFilesGiven(op, values).map(async ({ field, id }) => ({
      field,
      ...(await textIn(inputs, field, id)),
    })),
  )
  const unread = read.flatMap((one) => ('invalid' in one ? [one.invalid] : []))
  if (unread.length > 0) return { ok: false, invalid: unread }
  const files = new Map(read.flatMap((one) => ('text' in one ? [[one.field, one] as const] : [])))
  const texts = Object.fromEntries([...files].map(([field, { text }]) => [field, text]))
  const parsed = parseOperationInput(op, { ...values, ...texts })
  if (parsed.ok) return parsed
  return {
    ok: false,
    invalid: parsed.invalid.map((issue) => {
      const file = files.get(issue.field)
      return file ? inFile(issue.field, file.name, issue.text) : issue
    }),
  }
}

type Read = { readonly name: string; readonly text: string } | { readonly invalid: InvalidField }

async function textIn(inputs: Inputs['inputs'], field: string, id: string): Promise<Read> {
  const file = await received(inputs, id)
  if (file instanceof UserError) return { invalid: { field: fileFieldOf(field), text: file.text } }
  const { name, bytes } = file
  if (bytes.length > largestJsonFile) return { invalid: inFile(field, name, tooLarge(bytes.length)) }
  const text = textOfFile(bytes)
  if (text === undefined) return { invalid: inFile(field, name, noText) }
  return text.trim() === '' ? { invalid: inFile(field, name, empty) } : { name, text }
}

/** A file that cannot be had is for the person to put right; one of somebody else is for the audit. */
async function received(inputs: Inputs['inputs'], id: string): Promise<ReceivedFile | UserError> {
  try {
    return await inputs.file(id)
  } catch (error) {
    if (error instanceof UserError && !(error instanceof AccessDenied)) return error
    throw error
  }
}

/** As much of a file's name as is repeated. */
const longestName = 60

function inFile(field: string, name: string, text: InvalidField['text']): InvalidField {
  const shown = name.length > longestName ? `${name.slice(0, longestName)}…` : name
  return {
    field: fileFieldOf(field),
    text: say(`${shown}: ${text.en}`, `${shown}：${text['zh-CN']}`),
  }
}

const both = say(
  'The field above is filled in as well. Empty it, or remove this file.',
  '上方也填写了内容。请清空上方内容，或移除该文件。',
)

const noText = say(
  'This file is no text. Save the JSON as a text file in UTF-8, then upload it again.',
  '该文件不是文本文件。请将 JSON 另存为 UTF-8 文本文件后重新上传。',
)

const empty = say('This file is empty.', '该文件为空。')

const largest = largestJsonFile / 1024

const sizeText: TextTemplate<[kilobytes: number]> = {
  en: (kilobytes) =>
    `The file has ${kilobytes} KB; at most ${largest} KB are allowed. Send several requests, or use an operation that takes a file: upload-object-template for objects, import-jobs for tasks.`,
  'zh-CN': (kilobytes) =>
    `文件大小为 ${kilobytes} KB，最大 ${largest} KB。请分多次请求，或使用可上传文件的接口：upload-object-template（对象）、import-jobs（任务）。`,
}

function tooLarge(bytes: number): InvalidField['text'] {
  const kilobytes = Math.ceil(bytes / 1024)
  return say(sizeText.en(kilobytes), sizeText['zh-CN'](kilobytes))
}
