import type { Text } from '../../base/i18n.ts'
import { UserError } from '../../base/user-error.ts'
import { holdsSecretForm } from '../../security/secret-forms.ts'
import { isSecretName } from '../../security/secret-names.ts'
import {
  type OpenWorkbook,
  openWorkbook,
  pack,
  type SheetCell,
  type SheetRow,
  UnreadableWorkbook,
  unpack,
} from '../../sheets/workbook.ts'
import { isAddressName, type SecretInRequest } from './input-secrets.ts'
import { secretReference } from './secret-reference.ts'
import type { SecretUse } from './secret-scope.ts'

/**
 * Passwords in the sheet that tasks are imported from (7.3.7): people write references into its cells, and only the call
 * itself sees what they lead to. The reference does not say which columns there are, only that one is called `value` and that
 * parameters are named as in 7.3.1; so a password is what stands beside or below a telling name.
 */

interface UploadedSheet {
  readonly name: string
  readonly bytes: Uint8Array
}

interface SheetSecret extends SecretInRequest {
  readonly cell: SheetCell
}

/**
 * The references in the sheet. Throws `UserError` where a password stands in the clear, naming its place, and for a file that
 * cannot be looked into.
 */
export function secretsInSheet(file: UploadedSheet): readonly SecretInRequest[] {
  return [...booksIn(file).values()].flatMap(secretsOf)
}

/** The sheet with every password that it refers to, read at this moment; lives only for the length of the call. */
export async function withSheetSecretsRead(
  connection: string,
  file: UploadedSheet,
  read: (reference: string, use: SecretUse) => Promise<string>,
): Promise<UploadedSheet> {
  const filled: [string, Uint8Array][] = []
  for (const [name, book] of booksIn(file)) {
    const texts = new Map<SheetCell, string>()
    for (const { cell, text, addresses } of secretsOf(book))
      texts.set(cell, await read(text, { connection, about: '', addresses }))
    filled.push([name, book.withTexts(texts)])
  }
  const [only] = filled
  const bytes = isArchive(file) ? pack(Object.fromEntries(filled)) : only?.[1]
  return { ...file, bytes: bytes ?? file.bytes }
}

function isArchive({ name }: UploadedSheet): boolean {
  return /\.zip$/i.test(name)
}

/** The workbooks by their names: the template comes in an archive, and may go back in one. */
function booksIn(file: UploadedSheet): ReadonlyMap<string, OpenWorkbook> {
  try {
    const files = isArchive(file) ? unpack(file.bytes) : { [file.name]: file.bytes }
    const names = Object.keys(files)
    if (names.length === 0 || !names.every((name) => /\.xlsx$/i.test(name)))
      throw new UserError(words.kind, 'file')
    return new Map(Object.entries(files).map(([name, bytes]) => [name, openWorkbook(bytes)]))
  } catch (error) {
    if (error instanceof UnreadableWorkbook) throw new UserError(words.unreadable, 'file')
    throw error
  }
}

function secretsOf({ sheets }: OpenWorkbook): readonly SheetSecret[] {
  return sheets.flatMap((rows) => {
    const head = rows.find((row) => row.length > 1) ?? []
    const secrets = rows.filter((row) => row !== head).flatMap((row) => inRow(row, head, rows))
    const found = new Set(secrets.map(({ cell }) => cell))
    const others = rows.flat().filter((cell) => !found.has(cell))
    const clear =
      secrets.find(({ text }) => !secretReference.test(text)) ??
      others.filter(({ text }) => holdsSecretForm(text)).map((cell) => ({ name: '', cell }))[0]
    if (clear) throw new UserError(inTheClear(clear.cell, clear.name), 'file')
    return secrets
  })
}

/** What stands below a telling name, or beside one: in the column `value`, or without that right behind the name. */
function inRow(row: SheetRow, head: SheetRow, rows: readonly SheetRow[]): readonly SheetSecret[] {
  const below = row.flatMap((cell) => {
    const name = head.find(({ column }) => column === cell.column)?.text ?? ''
    return isSecretName(name) ? [{ name, cell, text: cell.text, addresses: [] }] : []
  })
  const valueColumn = head.find(({ text }) => /^(?:value|值)$/i.test(text.trim()))?.column
  const key = row.find((cell) => cell.column !== valueColumn && isSecretName(cell.text))
  const value = row.find((cell, at) =>
    valueColumn === undefined ? at > 0 && row[at - 1] === key : cell.column === valueColumn,
  )
  if (!key || !value || below.some(({ cell }) => cell === value)) return below
  const addresses = valueColumn === undefined ? [] : addressesOfEnd(key, row, rows, valueColumn)
  return [...below, { name: key.text, cell: value, text: value.text, addresses }]
}

/** Those of the same database: rows of the same task whose parameters begin alike, as `source_endpoint.endpoint.ip` does. */
function addressesOfEnd(
  key: SheetCell,
  row: SheetRow,
  rows: readonly SheetRow[],
  valueColumn: string,
): readonly string[] {
  const taskOf = (one: SheetRow) =>
    one
      .slice(
        0,
        one.findIndex(({ column }) => column === key.column),
      )
      .map(({ text }) => text)
      .join()
  const [end = ''] = key.text.split('.')
  return rows.flatMap((other) => {
    const parameter = other.find(({ column }) => column === key.column)?.text ?? ''
    const steps = parameter.split('.')
    const fits = steps[0] === end && isAddressName(steps.at(-1) ?? '') && taskOf(other) === taskOf(row)
    const address = other.find(({ column }) => column === valueColumn)?.text
    return fits && address !== undefined ? [address] : []
  })
}

const words = {
  kind: {
    en: 'Only a workbook (.xlsx), or an archive (.zip) that contains only workbooks, can be checked for passwords. Save the sheet as .xlsx.',
    'zh-CN': '只能检查 .xlsx 工作簿，或仅包含 .xlsx 工作簿的 .zip 压缩包中的密码。请将表格另存为 .xlsx。',
  },
  unreadable: {
    en: 'This workbook cannot be read. Open it in a spreadsheet program, save it as .xlsx and upload it again.',
    'zh-CN': '无法读取该工作簿。请用电子表格软件打开并另存为 .xlsx，然后重新上传。',
  },
} satisfies Record<string, Text>

function inTheClear({ sheet, row, column }: SheetCell, name: string): Text {
  const what = name === '' ? { en: '', zh: '' } : { en: ` (${name})`, zh: `（${name}）` }
  return {
    en: `Sheet “${sheet}”, row ${row}, column ${column}${what.en}: this cell contains a password. Write a reference, env:NAME or file:/path, and the bot puts in the password when it calls DRS. Nothing was sent to DRS. If it was a real password, delete the file from Slack and change the password.`,
    'zh-CN': `工作表“${sheet}”第 ${row} 行 ${column} 列${what.zh}：此处直接填写了密码。请改填引用 env:变量名 或 file:/路径，机器人在调用 DRS 时会填入密码。未向 DRS 发送任何内容。如果是真实密码，请从 Slack 中删除该文件并更换密码。`,
  }
}
