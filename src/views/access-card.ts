import type { Locale, Text, TextTemplate } from '../base/i18n.ts'
import type { RoleExplanation } from '../domain/access/access.ts'
import type { AccessSubject, EffectiveGrant, Grant, Role } from '../domain/access/roles.ts'
import { commandTarget } from '../domain/command-targets.ts'
import type { Button, Card, Inline, Line, Section } from './card.ts'

/** Who may do what, and why or why not. */

export const roleWords: Readonly<Record<Role, Text>> = {
  viewer: { en: 'viewer', 'zh-CN': '查看者（viewer）' },
  operator: { en: 'operator', 'zh-CN': '操作员（operator）' },
  approver: { en: 'approver', 'zh-CN': '审批人（approver）' },
  admin: { en: 'admin', 'zh-CN': '管理员（admin）' },
}

const words = {
  here: { en: 'Here', 'zh-CN': '范围' },
  roles: { en: 'Roles', 'zh-CN': '角色' },
  none: { en: 'none', 'zh-CN': '无' },
  groups: { en: 'User groups', 'zh-CN': '用户组' },
  may: { en: 'May', 'zh-CN': '可执行' },
  mayNot: { en: 'May not', 'zh-CN': '不可执行' },
  because: { en: 'Because of', 'zh-CN': '依据' },
  elsewhere: { en: 'Has the role, but not here', 'zh-CN': '仅在其他范围拥有该角色' },
  everybody: { en: 'everybody', 'zh-CN': '所有成员' },
  allChannels: { en: 'all channels', 'zh-CN': '所有频道' },
  file: { en: 'configuration file', 'zh-CN': '配置文件' },
  title: { en: 'Who may do what', 'zh-CN': '授权列表' },
  ask: {
    en: 'An administrator can give roles with /drs access --grant.',
    'zh-CN': '管理员可通过 /drs access --grant 授予角色。',
  },
  noGrant: {
    en: 'No grant gives this person the role, here or elsewhere.',
    'zh-CN': '没有任何授权为该用户赋予此角色。',
  },
  twoHands: {
    en: 'You can’t approve your own request, whatever your roles are.',
    'zh-CN': '无论拥有何种角色，都不能审批自己发起的请求。',
  },
  give: { en: 'Give a role …', 'zh-CN': '授予角色……' },
  revoke: { en: 'Revoke …', 'zh-CN': '收回……' },
} satisfies Record<string, Text>

function person(id: string): Inline {
  return id.startsWith('S') ? { group: id } : { user: id }
}

function joined(parts: readonly Inline[]): readonly Inline[] {
  return parts.flatMap((part, i) => (i === 0 ? [part] : [', ', part]))
}

function people({ users }: Grant, locale: Locale): readonly Inline[] {
  return joined(users.map((id) => (id === '*' ? words.everybody[locale] : person(id))))
}

function places({ connections, channels }: Grant, locale: Locale): readonly Inline[] {
  const where = channels.map((id): Inline => (id === '*' ? words.allChannels[locale] : { channel: id }))
  return [{ code: connections.join(', ') }, ' · ', ...joined(where)]
}

/** The beginning of the id is enough to name it. */
export function shortId(id: string): string {
  return id.slice(0, 8)
}

/** `operator @alice · prod-* · all channels · configuration file` */
function grantLine(grant: EffectiveGrant, locale: Locale): Line {
  const origin: Inline = grant.id === undefined ? words.file[locale] : { code: shortId(grant.id) }
  return [...grantWords(grant, locale), ' · ', origin]
}

/** `operator @alice · prod-* · all channels` */
export function grantWords(grant: Grant, locale: Locale): readonly Inline[] {
  return [
    { bold: roleWords[grant.role][locale] },
    ' ',
    ...people(grant, locale),
    ' · ',
    ...places(grant, locale),
  ]
}

/** Who is asked about, where, and what Slack says of them. */
export interface AccessView {
  readonly subject: AccessSubject
  readonly refused?: Text
  readonly roles: readonly Role[]
}

const ofWords: TextTemplate<[]> = {
  en: () => 'What this person may do here',
  'zh-CN': () => '该用户在此处的权限',
}

function aboutFacts({ subject, roles }: AccessView, locale: Locale): NonNullable<Card['facts']> {
  const { connection, channel, groups = [] } = subject
  const names = roles.map((role) => roleWords[role][locale]).join(', ')
  return [
    { label: words.here[locale], said: [{ code: connection }, ' · ', { channel }] },
    { label: words.roles[locale], said: names || words.none[locale] },
    ...(groups.length > 0
      ? [{ label: words.groups[locale], said: joined(groups.map((id) => ({ group: id }))) }]
      : []),
  ]
}

/** Everything that somebody may do in a channel. */
export function personCard(
  view: AccessView,
  verbs: { readonly may: readonly string[]; readonly mayNot: readonly string[] },
  by: readonly EffectiveGrant[],
  locale: Locale,
): Card {
  const list = (names: readonly string[]) => names.map((name) => `/drs ${name}`).join(', ')
  const part = (heading: Text, names: readonly string[]): readonly Section[] =>
    names.length > 0 ? [{ heading: heading[locale], lines: [list(names)] }] : []
  return {
    title: ofWords[locale](),
    tone: view.refused ? 'bad' : 'neutral',
    lines: [{ user: view.subject.user }, ...(view.refused ? [view.refused[locale]] : [])],
    facts: aboutFacts(view, locale),
    sections: [
      ...part(words.may, verbs.may),
      ...part(words.mayNot, verbs.mayNot),
      ...because(by, words.because, locale),
    ],
    footer: words.twoHands[locale],
  }
}

function because(grants: readonly EffectiveGrant[], heading: Text, locale: Locale): readonly Section[] {
  if (grants.length === 0) return []
  return [{ heading: heading[locale], list: grants.map((grant) => grantLine(grant, locale)) }]
}

const verdicts = {
  yes: { en: (verb) => `Yes: /drs ${verb}`, 'zh-CN': (verb) => `可以执行 /drs ${verb}` },
  no: { en: (verb) => `No: /drs ${verb}`, 'zh-CN': (verb) => `不可执行 /drs ${verb}` },
} satisfies Record<string, TextTemplate<[verb: string]>>

const needs: TextTemplate<[role: Role]> = {
  en: (role) => `It needs the role ${roleWords[role].en}.`,
  'zh-CN': (role) => `需要角色：${roleWords[role]['zh-CN']}。`,
}

/** Why somebody may use one verb in a channel, or may not. */
export function verbCard(
  view: AccessView,
  verb: { readonly name: string; readonly role: Role },
  { by, elsewhere }: RoleExplanation,
  locale: Locale,
): Card {
  const yes = by.length > 0 && !view.refused
  const missing = by.length === 0 && elsewhere.length === 0 ? [words.noGrant[locale]] : []
  return {
    title: verdicts[yes ? 'yes' : 'no'][locale](verb.name),
    tone: yes ? 'good' : 'warning',
    lines: [
      { user: view.subject.user },
      needs[locale](verb.role),
      ...(view.refused ? [view.refused[locale]] : missing),
    ],
    facts: aboutFacts(view, locale),
    sections: [
      ...because(by, words.because, locale),
      ...(by.length > 0
        ? []
        : because(
            elsewhere.map(({ grant }) => grant),
            words.elsewhere,
            locale,
          )),
    ],
    ...(yes ? {} : { footer: words.ask[locale] }),
  }
}

/** A message is read at a glance: of more grants than these the first are shown. */
export const shownGrants = 20

/** All grants, for admins, with the buttons that change them. */
export function grantsCard(grants: readonly EffectiveGrant[], locale: Locale): Card {
  const give: Button = { label: words.give[locale], action: commandTarget('access', 'form'), value: '-' }
  const options = grants.flatMap(({ id, role }) =>
    id === undefined ? [] : [{ label: `${roleWords[role][locale]} · ${shortId(id)}`, value: shortId(id) }],
  )
  const choice = {
    placeholder: words.revoke[locale],
    action: commandTarget('access', 'revoke'),
    options,
  }
  return {
    title: words.title[locale],
    sections: [{ list: grants.slice(0, shownGrants).map((grant) => grantLine(grant, locale)) }],
    ...(options.length > 0 && { choice }),
    buttons: [give],
    footer: grants.length > shownGrants ? `${shownGrants} / ${grants.length}` : words.ask[locale],
  }
}
