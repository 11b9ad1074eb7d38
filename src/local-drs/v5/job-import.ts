import { downloadJobTemplate, importJobs } from '../../drs/v5/index.ts'
import { BadArchive, unzipped } from '../archive.ts'
import { FileAnswer, handler, OtherAnswer } from '../handler.ts'
import { RefusedCall, wording } from '../refusal.ts'
import { readWorkbook, type Sheet } from '../sheet.ts'
import { workbook, zipped } from '../xlsx.ts'
import { newBatch } from './batch-rows.ts'
import { hasHeader, readSheet } from './job-rows.ts'
import { sheetName, templateRows } from './job-sheet.ts'

/** Tasks from a file (7.3.6, 7.3.7). */

const templateName = 'drs-job-template'
const maxFile = 10 * 1024 * 1024

/** Codes of table A-5, and of the example of 7.3.7 for rows that are wrong. */
const empty = 'DRS.10030000'
const severalSheets = 'DRS.10030002'
const otherFormat = 'DRS.10030007'
const notImported = 'DRS.10030012'
const wrongRows = 'DRS.10120001'

/** 7.3.6: "of type zip", with the workbook in it. */
export const jobTemplate = handler(downloadJobTemplate, (_none, call) => {
  const content = workbook(sheetName, templateRows(call.locale))
  return new FileAnswer(
    `${templateName}.zip`,
    'application/zip',
    zipped([{ name: `${templateName}.xlsx`, content }]),
  )
})

/** 7.3.7: nothing is made of a file with a wrong row. */
export const importFromFile = handler(importJobs, (_none, call) => {
  const { file, locale } = call
  if (!file) throw new RefusedCall('DRS.10020001', 'file')
  const sheet = onlySheet(file.name, file.bytes)
  const { wishes, errors } = readSheet(sheet.rows, { sheet: sheet.name, locale })
  if (errors.length > 0) {
    return new OtherAnswer(400, {
      error_code: wrongRows,
      error_msg: wording({ code: wrongRows }, locale),
      import_error_messages: errors,
    })
  }
  if (wishes.length === 0) throw new RefusedCall(empty)
  const batch = newBatch(call, wishes)
  call.world.putBatch(batch)
  return { async_job_id: batch.id }
})

/** The sheet of a workbook, also of one in the archive that the template comes in. */
function onlySheet(name: string, bytes: Buffer): Sheet {
  if (!/\.(xlsx|zip)$/i.test(name)) throw new RefusedCall(otherFormat)
  const sheets = sheetsOf(bytes)
  const [first] = sheets
  if (!first || first.rows.length === 0) throw new RefusedCall(empty)
  if (sheets.length > 1) throw new RefusedCall(severalSheets)
  if (!hasHeader(first.rows)) throw new RefusedCall(notImported)
  return first
}

function sheetsOf(bytes: Buffer): readonly Sheet[] {
  try {
    const packed = unzipped(bytes, maxFile).find(({ name }) => /\.xlsx$/i.test(name))
    return readWorkbook(packed?.content ?? bytes)
  } catch (error) {
    throw error instanceof BadArchive ? new RefusedCall(notImported) : error
  }
}
