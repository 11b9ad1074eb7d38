import type { Text } from '../../base/i18n.ts'
import { canonicalJson } from './payload.ts'
import { type ApproverGroup, type GuardedVerb, guardedVerbs, type PolicyRule, type Seats } from './policy.ts'
import { admins, approvers, policyDefaults } from './rules.ts'
import { policyProblems } from './satisfiable.ts'

/** A change of what needs approval, as a request carries it. Rules from Slack come before those of the file. */
export type PolicyChange =
  | { readonly add: PolicyRule; readonly remove?: undefined }
  | { readonly add?: undefined; readonly remove: string }

export type ParsedPolicyChange = { readonly change: string } | { readonly wrong: Text }

export function policyRuleRemoval(id: string): string {
  return canonicalJson({ remove: id } satisfies PolicyChange)
}

const minute = 60_000

const usage: Text = {
  en: 'Write a rule as: verbs connections people, for example “stop,delete prod-* dba:1,approvers:1 tag:env=prod answer:30 use:10”.',
  'zh-CN':
    '规则格式：命令 连接 人数，例如“stop,delete prod-* dba:1,approvers:1 tag:env=prod answer:30 use:10”。',
}

const isVerb = (text: string): text is GuardedVerb | '*' =>
  text === '*' || guardedVerbs.some((verb) => verb === text)

/**
 * A rule as somebody types it: `<verbs> <connections> <people>`, each a list with commas, people as `group:number` or a
 * number of approvers, `0` for nobody; then `tag:…`, `answer:` and `use:` in minutes. Says what is wrong with it.
 */
export function parsePolicyRule(text: string, groups: readonly ApproverGroup[]): ParsedPolicyChange {
  const [verbs = '', connections = '', people = '', ...options] = text.trim().split(/\s+/)
  const named = verbs.split(',').filter(isVerb)
  const need = readNeed(people, [approvers, admins, ...groups])
  const extra = readOptions(options)
  if (named.length !== verbs.split(',').length || connections === '' || !need || !extra)
    return { wrong: usage }
  const { tags, ...clocks } = extra
  const add: PolicyRule = {
    verbs: named,
    connections: connections.split(','),
    ...(tags.length > 0 && { tags }),
    policy: { ...policyDefaults, ...clocks, need },
  }
  const [problem] = policyProblems([add], groups)
  return problem ? { wrong: problem.why } : { change: canonicalJson({ add } satisfies PolicyChange) }
}

function readNeed(people: string, groups: readonly ApproverGroup[]): readonly Seats[] | undefined {
  if (people === '') return undefined
  if (/^\d+$/.test(people)) return people === '0' ? [] : [{ group: approvers, seats: Number(people) }]
  const seats = people.split(',').map((part) => {
    const [, name = '', count] = /^([^:]+):(\d+)$/.exec(part) ?? []
    const group = groups.find((one) => one.name === name)
    return group && count ? { group, seats: Number(count) } : undefined
  })
  const known = seats.filter((one) => one !== undefined)
  return known.length === seats.length ? known : undefined
}

interface Options {
  readonly tags: readonly string[]
  readonly answerWithinMs?: number
  readonly useWithinMs?: number
}

function readOptions(options: readonly string[]): Options | undefined {
  let read: Options = { tags: [] }
  for (const option of options) {
    const [, name, value = ''] = /^(tag|answer|use):(.+)$/.exec(option) ?? []
    if (name === 'tag') read = { ...read, tags: [...read.tags, value] }
    else if (name === 'answer' && /^\d+$/.test(value))
      read = { ...read, answerWithinMs: Number(value) * minute }
    else if (name === 'use' && /^\d+$/.test(value)) read = { ...read, useWithinMs: Number(value) * minute }
    else return undefined
  }
  return read
}
