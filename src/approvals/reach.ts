import { type Locale, say, type Text, type TextTemplate } from '../base/i18n.ts'
import { UserError } from '../base/user-error.ts'
import type { Actor } from '../domain/access/person.ts'
import { type Audience, audienceOf, canApprove, votersAmong } from '../domain/approvals/audience.ts'
import type { ApproverGroup, GuardedVerb, Policy } from '../domain/approvals/policy.ts'
import { type Place, placesOf } from '../domain/approvals/reach.ts'
import type { ApprovalFacts, ApprovalRequest, RequestMessage } from '../domain/approvals/request.ts'
import { seatWords } from '../views/request-words.ts'
import type { AuthorizedApprovalDeps } from './deps.ts'
import { standingFacts } from './facts.ts'

/** Where a request is shown, so that those who decide see it. */

/** What is asked for, as far as that matters to who can be asked. */
export interface Asking {
  readonly verb: GuardedVerb
  readonly policy: Policy
  /** Where the roles have to hold. */
  readonly places: readonly Place[]
  readonly team: string
  readonly requester: string
  /** Where the requester asks, and where they are told what becomes of it. */
  readonly channel: string
  readonly home: string
}

export interface Route {
  /** Users and user groups to mention. */
  readonly asked: readonly string[]
  /** The first is for the requester. */
  readonly messages: readonly RequestMessage[]
}

export function askingOf(
  { team, user, channel, reportTo = channel }: Actor,
  verb: GuardedVerb,
  policy: Policy,
  places: readonly Place[],
): Asking {
  return { verb, policy, places, team, requester: user, channel, home: reportTo }
}

/**
 * The channel of the policy and the one where it was asked are enough where their members can give all approvals; else each
 * of those who decide gets it in direct messages. Throws `UserError` if the request can reach nobody.
 */
export async function routeOf(deps: AuthorizedApprovalDeps, asking: Asking): Promise<Route> {
  const { policy, channel, home, requester, team } = asking
  const audience = await audienceFor(
    deps,
    asking,
    policy.need.map(({ group }) => group),
  )
  const isOpen = async (one: string) => (await deps.places.barrier({ team, channel: one })) === undefined
  const own = home !== channel || (await isOpen(home)) ? home : await deps.places.directMessage(requester)
  const asks: RequestMessage[] = []
  let reached = false
  for (const place of new Set([...(policy.channel === undefined ? [] : [policy.channel]), channel])) {
    if (reached || !(await isOpen(place))) continue
    const readers = amongMembers(audience, await deps.places.members(place))
    reached = await canDecide(deps, asking, readers)
    if (reached || place === policy.channel)
      asks.push({ channel: place, asks: true, readIn: await languagesOf(deps, readers) })
  }
  const direct = reached ? [] : await directly(deps, asking, audience)
  const elsewhere = [...asks, ...direct].filter((message) => message.channel !== own)
  const askedHome = asks.find((message) => message.channel === own)
  return {
    asked: audience.named.filter((id) => id !== requester),
    messages: [askedHome ?? { channel: own, asks: false }, ...elsewhere],
  }
}

/** The same of a request that is there already. */
export function askingFor(request: ApprovalRequest): Asking {
  const { team, requester, channel, payload, policy, messages } = request
  const home = messages[0]?.channel ?? channel
  return { verb: payload.verb, policy, places: placesOf(request), team, requester, channel, home }
}

/** Those whose approval would count and who can be named one by one; of very many none. */
export async function peopleAsked(
  deps: AuthorizedApprovalDeps,
  request: ApprovalRequest,
): Promise<readonly string[]> {
  const asking = askingFor(request)
  const { escalateTo } = request.policy
  const wider = escalateTo && request.escalatedAt !== undefined ? [escalateTo] : []
  const groups = [...request.policy.need.map(({ group }) => group), ...wider]
  const people = (await audienceFor(deps, asking, groups)).people.slice(0, mostLookedAt)
  const voters = votersAmong(people, asking, await factsOf(deps, asking, people))
  return voters.length > mostDirectly ? [] : voters
}

/** Those of a wider group whom the messages so far do not reach. */
export async function furtherMessages(
  deps: AuthorizedApprovalDeps,
  asking: Asking,
  group: ApproverGroup,
  messages: readonly RequestMessage[],
): Promise<Route> {
  const audience = await audienceFor(deps, asking, [group])
  const reading = await Promise.all(
    messages.map(async ({ channel, asks, person }) => {
      if (person !== undefined) return [person]
      return asks ? deps.places.members(channel) : []
    }),
  )
  const seen = new Set(reading.flat())
  const facts = await factsOf(deps, asking, audience.people.slice(0, mostLookedAt))
  const unseen = audience.people.filter(
    (user) =>
      user !== asking.requester && !seen.has(user) && facts.mayApprove(user) && facts.isIn(user, group),
  )
  return {
    asked: audience.named.filter((id) => id !== asking.requester),
    messages: await inDirectMessages(deps, unseen.slice(0, mostDirectly)),
  }
}

/** So many people get a request in direct messages; every change of it edits each of them. */
const mostDirectly = 20
/** Slack is asked about each of them once a minute. */
const mostLookedAt = 100
const atOnce = 10

async function audienceFor(
  { authority }: AuthorizedApprovalDeps,
  { verb, places }: Asking,
  groups: readonly ApproverGroup[],
): Promise<Audience> {
  const grants = await authority.grants()
  const nobody: ReadonlyMap<string, readonly string[]> = new Map()
  const named = audienceOf(verb, groups, grants, places, nobody)
  if (!named.named.some((id) => id.startsWith('S'))) return named
  return audienceOf(verb, groups, grants, places, await authority.members())
}

function amongMembers({ people, anybody }: Audience, members: readonly string[]): readonly string[] {
  const asked = new Set(people)
  const first = members.filter((user) => asked.has(user))
  return anybody ? [...first, ...members.filter((user) => !asked.has(user))] : first
}

function factsOf(
  deps: AuthorizedApprovalDeps,
  { places, policy }: Asking,
  people: readonly string[],
): Promise<ApprovalFacts> {
  return standingFacts(deps, { places, policy }, people, { fresh: false })
}

/** Of the first of them: what one of so many reads is enough to know. */
async function languagesOf(
  { authority }: AuthorizedApprovalDeps,
  people: readonly string[],
): Promise<Locale[]> {
  const principals = await Promise.all(
    people.slice(0, mostDirectly).map((person) => authority.principal(person)),
  )
  return [...new Set(principals.map(({ locale }) => locale))]
}

/** Looks at some at a time: a large channel has enough of them among the first. */
async function canDecide(
  deps: AuthorizedApprovalDeps,
  asking: Asking,
  people: readonly string[],
): Promise<boolean> {
  const looked = people.slice(0, mostLookedAt)
  for (let count = atOnce; count < looked.length + atOnce; count += atOnce) {
    const some = looked.slice(0, count)
    const facts = await factsOf(deps, asking, some)
    if (canApprove(votersAmong(some, asking, facts), asking.policy, facts)) return true
  }
  return false
}

async function directly(
  deps: AuthorizedApprovalDeps,
  asking: Asking,
  { people, anybody }: Audience,
): Promise<readonly RequestMessage[]> {
  const looked = people.slice(0, mostLookedAt)
  const facts = await factsOf(deps, asking, looked)
  const voters = votersAmong(looked, asking, facts)
  if (voters.length > mostDirectly) throw new UserError(tooMany)
  if (canApprove(voters, asking.policy, facts)) return inDirectMessages(deps, voters)
  throw new UserError(anybody ? unnamed : nobodyFor(asking.policy, voters.length))
}

async function inDirectMessages(
  { places }: AuthorizedApprovalDeps,
  people: readonly string[],
): Promise<readonly RequestMessage[]> {
  return Promise.all(
    people.map(async (person) => ({
      channel: await places.directMessage(person),
      asks: true,
      person,
    })),
  )
}

const remedy = {
  en: 'Ask in a channel where approvers are members, or have an admin name a channel in the approval rule.',
  zh: '请在审批人所在的频道中发起，或请管理员在审批规则中指定频道。',
}

const unnamed: Text = say(
  `Nobody can be asked from here: every member of the workspace may approve, so no approver is named. ${remedy.en}`,
  `无法从此处通知审批人：工作区的全部成员均可审批，没有指定审批人。${remedy.zh}`,
)

const tooMany: Text = say(
  `Too many people may approve to ask each of them directly. ${remedy.en}`,
  `审批人过多，无法逐一私信通知。${remedy.zh}`,
)

const found: TextTemplate<[count: number]> = {
  en: (count) =>
    count === 0 ? 'nobody besides you can approve it here' : `only ${count} can approve it here`,
  'zh-CN': (count) => (count === 0 ? '但除您以外没有人可以在此审批' : `但此处只有 ${count} 人可以审批`),
}

function nobodyFor({ need }: Policy, count: number): Text {
  const seats = (locale: 'en' | 'zh-CN') => need.map((row) => seatWords(row.seats, row.group.name, locale))
  return say(
    `Needs approval from ${seats('en').join(' and ')}, but ${found.en(count)}. ${remedy.en}`,
    `需要 ${seats('zh-CN').join('、')}批准，${found['zh-CN'](count)}。${remedy.zh}`,
  )
}
