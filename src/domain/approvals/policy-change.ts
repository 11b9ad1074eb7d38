import * as z from 'zod'
import type { DeepReadonly } from '../../base/deep-readonly.ts'
import { say, type Text } from '../../base/i18n.ts'
import { canonicalJson } from './payload.ts'
import {
  type ApproverGroup,
  type GuardedVerb,
  guardedVerbs,
  type Policy,
  type PolicyRule,
  policyRuleSchema,
  ruleVerbWords,
  type Seats,
} from './policy.ts'
import { admins, approvers, policyDefaults, rulesBeside } from './rules.ts'
import { policyProblems } from './satisfiable.ts'
import { openSeats } from './seats.ts'

/** A change of what needs approval, as a request carries it. Rules from Slack come before those of the file. */
const changeSchema = z.union([
  z.strictObject({ add: policyRuleSchema }),
  // With the rule, so that people see what they take back, and everything can be judged by what it reaches.
  z.strictObject({ remove: z.string(), rule: policyRuleSchema }),
])
type PolicyChange = DeepReadonly<z.output<typeof changeSchema>>

/** `undefined` for a text that is no such change. */
export function parsePolicyChange(text: string): PolicyChange | undefined {
  const read = z.preprocess(parsedJson, changeSchema).safeParse(text)
  return read.success ? read.data : undefined
}

function parsedJson(text: unknown): unknown {
  try {
    return JSON.parse(String(text))
  } catch {
    return undefined
  }
}

export function ruleOfChange(change: PolicyChange): PolicyRule {
  return 'add' in change ? change.add : change.rule
}

interface RulesInForce {
  readonly given: readonly { readonly id: string; readonly value: PolicyRule }[]
  readonly file: readonly PolicyRule[]
}

/** The rules that decide in place of the one that is changed: before it is added, or once it is gone. */
export function rulesWithout(change: PolicyChange, { given, file }: RulesInForce): readonly PolicyRule[] {
  const removed = 'remove' in change ? change.remove : undefined
  const left = given.filter(({ id }) => id !== removed).map(({ value }) => value)
  return rulesBeside([...left, ...file], ruleOfChange(change))
}

/** What is changed, in a few words. */
export function policyChangeTitle(change: PolicyChange): Text {
  const verbs = ruleVerbWords(ruleOfChange(change))
  return 'add' in change
    ? say(`Set the approval rule for ${verbs.en}`, `设置审批规则：${verbs['zh-CN']}`)
    : say(`Remove the approval rule for ${verbs.en}`, `撤销审批规则：${verbs['zh-CN']}`)
}

export type ParsedPolicyChange = { readonly change: string } | { readonly wrong: Text }

export function policyRuleRemoval(remove: string, rule: PolicyRule): string {
  return canonicalJson({ remove, rule } satisfies PolicyChange)
}

const minute = 60_000

const usage: Text = {
  en: 'Write a rule as: verbs connections people, for example “stop,delete prod-* dba:1,approvers:1 tag:env=prod answer:30 use:10 channel:#dba run:on-approval”.',
  'zh-CN':
    '规则格式：命令 连接 人数，例如“stop,delete prod-* dba:1,approvers:1 tag:env=prod answer:30 use:10 channel:#dba run:on-approval”。',
}

const isVerb = (text: string): text is GuardedVerb | '*' =>
  text === '*' || guardedVerbs.some((verb) => verb === text)

/**
 * A rule as somebody types it: `<verbs> <connections> <people>`, each a list with commas, people as `group:number` or a
 * number of approvers, `0` for nobody; then `tag:…`, `answer:` and `use:` in minutes, `channel:#…`, `run:on-approval`. Says
 * what is wrong with it.
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

interface Options extends Partial<Pick<Policy, 'answerWithinMs' | 'useWithinMs' | 'channel' | 'run'>> {
  readonly tags: readonly string[]
}

/** As Slack writes a channel that somebody has typed with #, or its id. */
const typedChannel = /^(?:<#([CG][A-Z0-9]+)(?:\|[^>]*)?>|([CG][A-Z0-9]+))$/

function optionNamed(name: string | undefined, value: string): Omit<Options, 'tags'> | undefined {
  const minutes = /^\d+$/.test(value) ? Number(value) * minute : undefined
  if (name === 'answer' && minutes !== undefined) return { answerWithinMs: minutes }
  if (name === 'use' && minutes !== undefined) return { useWithinMs: minutes }
  if (name === 'run' && value === 'on-approval') return { run: value }
  const [, mentioned, id] = typedChannel.exec(value) ?? []
  const channel = mentioned ?? id
  return name === 'channel' && channel !== undefined ? { channel } : undefined
}

function readOptions(options: readonly string[]): Options | undefined {
  let read: Options = { tags: [] }
  for (const option of options) {
    const [, name, value = ''] = /^(tag|answer|use|channel|run):(.+)$/.exec(option) ?? []
    if (name === 'tag') {
      read = { ...read, tags: [...read.tags, value] }
      continue
    }
    const more = optionNamed(name, value)
    if (!more) return undefined
    read = { ...read, ...more }
  }
  return read
}

/** Those who administer the bot there. */
export interface KnownAdmins {
  readonly people: readonly string[]
  /** There are others whom nobody can count: everybody, or a user group. */
  readonly more: boolean
}

const lockedOut = say(
  'With this rule too few admins could approve changes, so access and policy there could never be changed again.',
  '该规则生效后，可审批的管理员人数不足，将无法再修改该范围的权限或审批策略。',
)

/**
 * Why the rule must not hold: nobody could approve a change of access or policy then, not even one that takes it back. Where
 * there are no two admins, nobody can anyway, and it is not the rule that is to blame.
 */
export function lockOut({ verbs, policy }: PolicyRule, admins: KnownAdmins): Text | undefined {
  const aboutBot = verbs.some((verb) => verb === 'access' || verb === 'policy' || verb === '*')
  const possible = admins.more || admins.people.length > 1
  return aboutBot && possible && !couldBeMet(policy, admins) ? lockedOut : undefined
}

/** Whether all seats can be filled by admins, without the one who asks; whoever is asked in the end fills any seat. */
function couldBeMet({ need, escalateTo }: Policy, { people, more }: KnownAdmins): boolean {
  const isOpenEnded = ({ users, userGroups }: ApproverGroup) =>
    userGroups.length > 0 || (more && users.includes('*'))
  if (escalateTo && isOpenEnded(escalateTo)) return true
  const isIn = (user: string, { users }: ApproverGroup) => users.includes('*') || users.includes(user)
  const canFill = (user: string, group: ApproverGroup) =>
    isIn(user, group) || (escalateTo !== undefined && isIn(user, escalateTo))
  const certain = need.filter(({ group }) => !isOpenEnded(group))
  const isMetBy = (voters: readonly string[]) => openSeats(voters, certain, canFill).length === 0
  if (more) return isMetBy(people)
  return people.some((asking) => isMetBy(people.filter((one) => one !== asking)))
}

/** The people whom the rule names one by one. */
export function peopleInRule({ policy: { need, escalateTo } }: PolicyRule): readonly string[] {
  const groups = [...need.map(({ group }) => group), ...(escalateTo ? [escalateTo] : [])]
  return [...new Set(groups.flatMap(({ users }) => users).filter((user) => user !== '*'))]
}
