import type * as z from 'zod'
import { downloadCompareResult, exportCompareResult } from '../../drs/index.ts'
import { type ComparedTable, differingCount } from '../compared.ts'
import { type Comparison, exportOf, isOver } from '../comparison.ts'
import { latestObjects, occupied, putComparison } from '../comparisons.ts'
import { type Call, FileAnswer, handler, taskInPath } from '../handler.ts'
import { RefusedCall } from '../refusal.ts'
import type { LocalTask } from '../task.ts'
import { workbook, xlsxType } from '../xlsx.ts'
import { taskNotFound } from './compare.ts'
import { kindsOf, schemasOf } from './compare-results.ts'

type FileType = z.output<typeof exportCompareResult.request>['compare_type']

/** 6.1.38: of a comparison that is over; the header Region is mandatory here, not with the download. */
export const exportCompare = handler(exportCompareResult, ({ compare_type, compare_job_id }, call) => {
  if (!call.region) throw new RefusedCall('DRS.M00201', 'Region')
  const task = taskInPath(call, taskNotFound)
  const comparison = comparisonOf(task, compare_type, compare_job_id)
  if (!isOver(comparison)) throw new RefusedCall('DRS.10030009', 'the comparison is not complete')
  const moment = call.world.clock.moment()
  if (exportOf(comparison, moment).status === 'EXPORTING') throw new RefusedCall(occupied)
  putComparison(call.world, task, { ...comparison, exportedAt: moment.virtual })
  return ''
})

/** Without an ID it is the latest comparison of objects. */
function comparisonOf(task: LocalTask, type: FileType, id: string | undefined): Comparison {
  const kind = type === 'objects_comparison' ? 'objects' : type
  const found = id ? task.comparisons.find((one) => one.id === id) : latestObjects(task)
  if (found?.kind !== kind) throw new RefusedCall('DRS.M00202', 'compare_job_id')
  return found
}

const fileTypes: readonly FileType[] = ['contents', 'lines', 'random', 'objects_comparison']

/** 6.1.39: an .xlsx file while it is kept. */
export const downloadCompare = handler(downloadCompareResult, (_none, call) => {
  const type = fileTypes.find((known) => known === call.query.compare_type)
  if (!type) throw new RefusedCall('DRS.M00201', 'compare_type')
  const task = taskInPath(call, taskNotFound)
  const comparison = comparisonOf(task, type, call.query.compare_job_id)
  const { status } = exportOf(comparison, call.world.clock.moment())
  if (status !== 'EXPORT_COMPLETE') throw new RefusedCall('DRS.10030008')
  const rows =
    comparison.kind === 'objects' ? objectRows(call, task, comparison) : tableRows(call, task, comparison)
  return new FileAnswer(`${type}_${comparison.id}.xlsx`, xlsxType, workbook('Result', rows))
})

type Row = readonly (string | number)[]

function objectRows(call: Call, task: LocalTask, comparison: Comparison): readonly Row[] {
  const head = ['Object type', 'Source database', 'Source object', 'Destination object', 'Result']
  const body = kindsOf(call, task, comparison).flatMap(({ kind, objects }) =>
    objects.map(
      ({ schema, name, missing }): Row => [
        kind,
        schema,
        name,
        missing ? '' : name,
        missing ? 'Inconsistent' : 'Consistent',
      ],
    ),
  )
  return [head, ...body]
}

function tableRows(call: Call, task: LocalTask, comparison: Comparison): readonly Row[] {
  const head = [
    'Source database',
    'Source table',
    'Destination database',
    'Destination table',
    'Rows at the source',
    'Rows at the destination',
    'Different rows',
    'Status',
  ]
  const tables = schemasOf(call, task, comparison).flatMap((schema) => schema.tables)
  return [head, ...tables.map(tableRow)]
}

function tableRow(table: ComparedTable): Row {
  const { schema, name, sourceRows, targetRows, status } = table
  return [schema, name, schema, name, sourceRows, targetRows, differingCount(table), status]
}
