import type { Text } from '../../base/i18n.ts'
import type { ApproverGroup, Policy, PolicyProblem, PolicyRule, Preconditions, Seats } from './policy.ts'
import { admins, approvers } from './rules.ts'
import { openSeats } from './seats.ts'

/** A policy that nobody can meet is refused: when it is loaded, and again before anybody is asked. */

/** The people of a group; `undefined` if they cannot be known (everybody, a Slack user group that was not read). */
export type GroupMembers = (group: ApproverGroup) => readonly string[] | undefined

const minute = 60_000
const day = 24 * 60 * minute
const ranges = { answerWithinMs: [minute, 7 * day], useWithinMs: [minute, day] } as const
/** Of DRS tasks and their comparisons nobody wants to wait longer. */
const longestLimit = 365 * day

/** All that is wrong with the rules. `groups`: those the rules may name besides the built-in ones. */
export function policyProblems(
  rules: readonly PolicyRule[],
  groups: readonly ApproverGroup[],
): readonly PolicyProblem[] {
  const known = new Set([approvers, admins, ...groups].map(({ name }) => name))
  const members: GroupMembers = (group) => (known.has(group.name) ? listedMembers(group) : undefined)
  return rules.flatMap((rule, index) =>
    [
      ...groupProblems(rule.policy, known),
      ...clockProblems(rule.policy),
      ...preconditionProblems(rule.policy.preconditions),
      ...seatProblems(rule, members),
      ...nobodyProblems(rule),
    ].map((why) => ({ rule: index, why })),
  )
}

/** Users that stand in the group itself. */
function listedMembers({ users, userGroups }: ApproverGroup): readonly string[] | undefined {
  return users.includes('*') || userGroups.length > 0 ? undefined : users
}

function groupProblems({ need, escalateTo }: Policy, known: ReadonlySet<string>): readonly Text[] {
  const named = [...need.map(({ group }) => group), ...(escalateTo ? [escalateTo] : [])]
  return named.filter(({ name }) => !known.has(name)).map(({ name }) => unknownGroup(name))
}

function unknownGroup(name: string): Text {
  return {
    en: `there is no group “${name}”: add it to groups or correct the name`,
    'zh-CN': `没有名为“${name}”的组：请在 groups 中添加，或更正名称`,
  }
}

function clockProblems(policy: Policy): readonly Text[] {
  const { answerWithinMs, useWithinMs } = policy
  return [
    ...(within(answerWithinMs, ranges.answerWithinMs)
      ? []
      : [outOfRange('answerWithin', ranges.answerWithinMs)]),
    ...(within(useWithinMs, ranges.useWithinMs) ? [] : [outOfRange('useWithin', ranges.useWithinMs)]),
  ]
}

function within(value: number, [least, most]: readonly [number, number]): boolean {
  return value >= least && value <= most
}

function outOfRange(name: string, [least, most]: readonly [number, number]): Text {
  const [from, to] = [least / minute, most / minute]
  return {
    en: `${name} has to be between ${from} and ${to} minutes`,
    'zh-CN': `${name} 须在 ${from} 到 ${to} 分钟之间`,
  }
}

function preconditionProblems(preconditions: Preconditions): readonly Text[] {
  const wrong = Object.entries(preconditions).filter(([, limit]) => !(limit >= 0 && limit <= longestLimit))
  return wrong.map(([name]) => ({
    en: `the limit ${name} has to be between 0 and a year`,
    'zh-CN': `限值 ${name} 须在零到一年之间`,
  }))
}

function seatProblems({ verbs, connections, policy }: PolicyRule, members: GroupMembers): readonly Text[] {
  const wrong = policy.need.find(({ seats }) => !Number.isInteger(seats) || seats < 1)
  if (wrong) return [noSeat(wrong)]
  const subject = `${connections.join(', ')} ${verbs.join(', ')}`
  const why = shortage(policy.need, members)
  return why
    ? [
        {
          en: `${subject} ${why.en}: add people or lower the number`,
          'zh-CN': `${subject}${why['zh-CN']}：请增加人员或减少人数`,
        },
      ]
    : []
}

/** Whoever can change the rules alone can change what they need themselves. */
function nobodyProblems({ verbs, policy }: PolicyRule): readonly Text[] {
  if (policy.need.length > 0) return []
  const alone = verbs.filter((verb) => verb === 'access' || verb === 'policy' || verb === '*')
  return alone.map((verb) => ({
    en: `${verb}: changes of access and policy always need approval; name only the other verbs, or at least 1 person`,
    'zh-CN': `${verb}：修改权限和审批策略始终需要他人批准；请只列出其他命令，或将人数设为至少 1 人`,
  }))
}

function noSeat({ group }: Seats): Text {
  return {
    en: `the number of people of ${group.name} has to be a whole number, 1 or more`,
    'zh-CN': `${group.name} 的人数须为不小于 1 的整数`,
  }
}

/** What is missing for different people on all seats; seats of groups whose people are not known are nobody's business. */
function shortage(need: readonly Seats[], members: GroupMembers): Text | undefined {
  const known = need.filter(({ group }) => members(group) !== undefined)
  const few = known.find(({ group, seats }) => new Set(members(group)).size < seats)
  if (few) return tooFew(few, new Set(members(few.group)).size)
  const people = [...new Set(known.flatMap(({ group }) => members(group) ?? []))]
  const open = openSeats(people, known, (user, group) => members(group)?.includes(user) === true)
  return open.length > 0 ? notDifferent(known) : undefined
}

function tooFew({ group, seats }: Seats, size: number): Text {
  return {
    en: `needs ${seats} ${seats === 1 ? 'person' : 'people'} of ${group.name}, but the group has ${size}`,
    'zh-CN': `需要 ${group.name} 中的 ${seats} 人，但该组只有 ${size} 人`,
  }
}

function notDifferent(need: readonly Seats[]): Text {
  const total = need.reduce((sum, { seats }) => sum + seats, 0)
  const names = need.map(({ group }) => group.name)
  return {
    en: `needs ${total} different people for ${names.join(' and ')}, but the groups share too many members`,
    'zh-CN': `需要 ${names.join('、')} 中共 ${total} 名不同人员，但各组人员重复过多`,
  }
}

/**
 * Why that person's request could never be approved, before anybody is troubled with it: the requester fills no seat.
 * `members` as far as they are known now, only those who may approve there.
 */
export function unsatisfiableFor(policy: Policy, requester: string, members: GroupMembers): Text | undefined {
  const { need, escalateTo } = policy
  const others: GroupMembers = (group) => members(group)?.filter((user) => user !== requester)
  const more = escalateTo ? others(escalateTo) : []
  // Those asked in the end may fill any seat, and nobody knows who they are.
  if (more === undefined) return undefined
  const why = shortage(need, (group) => {
    const own = others(group)
    return own && [...own, ...more]
  })
  if (!why) return undefined
  return {
    en: `Nobody could approve this: without you, it ${why.en}.`,
    'zh-CN': `该请求无法获得批准：不计您本人，${why['zh-CN']}。`,
  }
}
