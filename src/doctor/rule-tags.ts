import { chunks } from '../base/chunks.ts'
import { globFits } from '../base/glob.ts'
import type { Text } from '../base/i18n.ts'
import { UserError } from '../base/user-error.ts'
import { type Connection, createClient, createTaskServiceFor } from '../client/index.ts'
import type { PolicyRule } from '../domain/approvals/policy.ts'
import { hasTag } from '../domain/approvals/rules.ts'
import type { CheckResult } from '../domain/check-result.ts'
import type { TaskService } from '../domain/tasks/task-service.ts'
import { DrsError } from '../drs/drs-error.ts'
import type { Generation } from '../drs/operation.ts'
import { failedCheck, passedCheck, verbatim } from './check.ts'

const subject = { check: 'rule-tags', title: { en: 'Tags in approval rules', 'zh-CN': '审批规则中的标签' } }

const advice: Text = {
  en: 'The rule protects no task of its connections now. Correct the tag in the configuration, or tag the tasks.',
  'zh-CN': '该规则目前未保护其连接中的任何任务。请修正配置中的标签，或为任务添加标签。',
}

/** Only the details of a task tell its tags (6.1.20), ten a call: so many tasks of a connection are looked at. */
const mostTasks = 1_000

type TagRule = Pick<PolicyRule, 'connections' | 'tags'>

export interface TaggedConnection extends Connection {
  readonly generations?: readonly Generation[]
}

/** Whether each tag that rules look at is on some task of their connections. Nothing if no rule looks at tags. */
export async function checkRuleTags(
  rules: readonly TagRule[],
  connections: readonly TaggedConnection[],
  now: () => number,
): Promise<readonly CheckResult[]> {
  const wanted = rules.flatMap((rule) => (rule.tags ?? []).map((tag) => ({ tag, on: rule.connections })))
  if (wanted.length === 0) return []
  const looks = await Promise.all(
    connections.map(async (connection) => {
      const tags = wanted.filter(({ on }) => fits(on, connection)).map(({ tag }) => tag)
      return { connection, ...(await missingTags(connection, tags, now)) }
    }),
  )
  const judged = wanted.map(({ tag, on }) => {
    const here = looks.filter(({ connection }) => fits(on, connection))
    return {
      tag,
      isThere: here.some(({ missing }) => !missing.has(tag)),
      sure: here.every(({ sure }) => sure),
    }
  })
  const names = (some: typeof judged) => [...new Set(some.map(({ tag }) => tag))].join(', ')
  const open = judged.filter(({ isThere }) => !isThere)
  return [
    finding(names(judged), names(open.filter(({ sure }) => sure)), names(open.filter(({ sure }) => !sure))),
  ]
}

function fits(globs: readonly string[], { name }: Pick<Connection, 'name'>): boolean {
  return globs.some((glob) => globFits(glob, name))
}

/** That a connection does not answer is told by another check. */
function finding(all: string, missing: string, unknown: string): CheckResult {
  const untold: Text = {
    en: `could not be checked for ${unknown}: not all tasks could be read`,
    'zh-CN': `无法判断：${unknown}（未能读取全部任务）`,
  }
  if (missing === '') return passedCheck(subject, unknown === '' ? verbatim(all) : untold)
  const found: Text = { en: `on no task: ${missing}`, 'zh-CN': `没有任务带有：${missing}` }
  if (unknown === '') return failedCheck(subject, found, advice)
  const both = { en: `${found.en}; ${untold.en}`, 'zh-CN': `${found['zh-CN']}；${untold['zh-CN']}` }
  return failedCheck(subject, both, advice)
}

interface TagLook {
  readonly missing: ReadonlySet<string>
  /** Whether every task was read. */
  readonly sure: boolean
}

async function missingTags(
  { generations, ...connection }: TaggedConnection,
  tags: readonly string[],
  now: () => number,
): Promise<TagLook> {
  if (tags.length === 0) return { missing: new Set(), sure: true }
  const client = createClient(connection, { now, random: () => 0, sleep: () => Promise.resolve() })
  try {
    return await lookFor(createTaskServiceFor(client, { ...(generations && { generations }) })('en'), tags)
  } catch (error) {
    if (!(error instanceof DrsError || error instanceof UserError)) throw error
    return { missing: new Set(tags), sure: false }
  } finally {
    client.close()
  }
}

/** Reads on only as long as a tag is still to be found. */
async function lookFor(
  service: Pick<TaskService, 'list' | 'details'>,
  tags: readonly string[],
): Promise<TagLook> {
  const { tasks, unreadable } = await service.list()
  const ids = tasks.slice(0, mostTasks).map(({ id }) => id)
  let missing = tags
  let unread = unreadable + tasks.length - ids.length
  for (const some of chunks(ids, 100)) {
    if (missing.length === 0) break
    const { found, failed } = await service.details(some)
    const seen = [...found.values()].map((task) => task.tags ?? [])
    missing = missing.filter((tag) => !seen.some((own) => hasTag(own, tag)))
    unread += failed.size
  }
  return { missing: new Set(missing), sure: unread === 0 }
}
