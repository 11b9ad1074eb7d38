import { say, type Text } from '../base/i18n.ts'
import { UserError } from '../base/user-error.ts'
import { type Connection, createClient } from '../client/index.ts'
import type { CheckResult } from '../domain/check-result.ts'
import { DrsError } from '../drs/drs-error.ts'
import {
  batchGetParams,
  batchJobDetails,
  batchJobProgress,
  batchRpoAndRto,
  drMonitoringData,
  listJobs,
  queryCompareResult,
} from '../drs/index.ts'
import type { Generation } from '../drs/operation.ts'
import { failedCheck, passedCheck } from './check.ts'

/**
 * IAM actions (API reference, English edition table 8-1, Chinese edition table 9-1). A right to read can be tried: the question is asked about a
 * task that does not exist, and who has the right hears that, who lacks it hears 403. A right to change cannot be tried
 * without changing something, and so is only named.
 */
const subject = { check: 'iam-actions', title: say('IAM actions', 'IAM 授权项') }

/** Has the form of an id, and is none. */
const nobody = '00000000-0000-0000-0000-000000jb0000'

type Client = ReturnType<typeof createClient>

const tried: Readonly<Record<string, (client: Client) => Promise<unknown>>> = {
  'drs:migrationJob:list': (client) =>
    client.call(listJobs, { body: { cur_page: 1, per_page: 1, db_use_type: 'migration' } }),
  'drs:migrationJob:get': (client) => client.call(batchJobDetails, { body: { jobs: [nobody] } }),
  'drs:migrationJobs:getProgress': (client) => client.call(batchJobProgress, { body: { jobs: [nobody] } }),
  'drs:databaseParameters:get': (client) =>
    client.call(batchGetParams, { body: { jobs: [nobody], refresh: 0 } }),
  'drs:CompareJob:getResult': (client) =>
    client.call(queryCompareResult, { body: { job_id: nobody, current_page: 1, per_page: 1 } }),
  'drs:dataGuardJob:list': (client) => client.call(batchRpoAndRto, { body: { jobs: [nobody] } }),
  'drs:disasterRecoveryJob:get': (client) => client.call(drMonitoringData, { body: { jobs: [nobody] } }),
}

/** What changes something, and is used only when somebody asks for it. */
const untried = [
  ...['migrationJobs:create', 'migrationJobs:delete', 'migrationJobs:connect', 'migrationJobs:select'],
  ...['migrationJobs:update', 'migrationJob:action', 'migrationJob:modify', 'migrationJob:updateJobConfig'],
  ...['migrationJob:modifyUserInfo', 'migrationCompareJob:create', 'disasterRecoveryJob:switchover'],
  'dataBaseParams:modify',
].map((name) => `drs:${name}`)

/** All of the table. */
export const iamActions: readonly string[] = [...Object.keys(tried), ...untried]

const onlyV5 = say(
  'can’t be checked: the documents name no IAM actions for API v5',
  '无法检查：文档未给出 v5 接口的授权项',
)

const untriedNote: Text = {
  en: `rights to change can’t be tried without changing something: ${untried.join(', ')}`,
  'zh-CN': `修改类授权项在不做修改的情况下无法检查：${untried.join('、')}`,
}

interface IamConnection extends Connection {
  readonly generations?: readonly Generation[]
}

/** Which of the actions that only read the credentials lack. Changes nothing; nothing where DRS tells of none. */
export async function checkIam(
  connection: IamConnection,
  now: () => number,
): Promise<readonly CheckResult[]> {
  const about = { ...subject, about: connection.name }
  if (connection.generations && !connection.generations.includes('v3')) return [passedCheck(about, onlyV5)]
  const client = createClient(connection, { now, random: () => 0, sleep: () => Promise.resolve() })
  try {
    const answers = await Promise.all(
      Object.entries(tried).map(async ([action, ask]) => ({
        action,
        right: await rightShownBy(ask(client)),
      })),
    )
    const named = (right: Right) => answers.flatMap((one) => (one.right === right ? one.action : []))
    if (answers.every(({ right }) => right === 'unsure')) return [] // other checks say why
    return [finding(about, { had: named('had'), missing: named('missing'), unsure: named('unsure') })]
  } finally {
    client.close()
  }
}

type Right = 'had' | 'missing' | 'unsure'

/** DRS.M00102 comes with 403, DRS.M00103 with 401 (API reference, appendix A.2). */
const refusedForRights = new Set(['DRS.M00102', 'DRS.M00103'])

async function rightShownBy(answer: Promise<unknown>): Promise<Right> {
  try {
    await answer
    return 'had'
  } catch (error) {
    if (error instanceof UserError) return 'unsure'
    if (!(error instanceof DrsError)) throw error
    const { code, httpStatus } = error
    if (httpStatus === 403 || refusedForRights.has(code)) return 'missing'
    // What DRS refuses for the task that does not exist, it has let pass for the right.
    return httpStatus === 400 || httpStatus === 404 || httpStatus === 200 ? 'had' : 'unsure'
  }
}

function finding(
  about: Pick<CheckResult, 'check' | 'about' | 'title'>,
  { had, missing, unsure }: Readonly<Record<Right, readonly string[]>>,
): CheckResult {
  const parts = (part: (words: Text, names: readonly string[]) => string) => [
    ...(missing.length > 0 ? [part(say('missing', '缺少'), missing)] : []),
    ...(had.length > 0 ? [part(say('granted', '已授权'), had)] : []),
    ...(unsure.length > 0 ? [part(say('no answer for', '未获得结果'), unsure)] : []),
  ]
  const found: Text = {
    en: [...parts(({ en }, names) => `${en}: ${names.join(', ')}`), untriedNote.en].join('; '),
    'zh-CN': [
      ...parts((words, names) => `${words['zh-CN']}：${names.join('、')}`),
      untriedNote['zh-CN'],
    ].join('；'),
  }
  return missing.length === 0 ? passedCheck(about, found) : failedCheck(about, found, grant(missing))
}

function grant(missing: readonly string[]): Text {
  return {
    en: `Add ${missing.join(', ')} to a policy of the IAM user, or give it DRS ReadOnlyAccess.`,
    'zh-CN': `请在该 IAM 用户的策略中添加 ${missing.join('、')}，或授予 DRS ReadOnlyAccess。`,
  }
}
