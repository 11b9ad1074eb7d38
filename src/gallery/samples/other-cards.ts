import { helpCard } from '../../../commands/help.ts'
import { commands } from '../../../commands/index.ts'
import type { EffectiveGrant } from '../../domain/access/roles.ts'
import { defaultRules, policyDefaults } from '../../domain/approvals/rules.ts'
import { auditKinds } from '../../domain/audit/audit.ts'
import type { ChainedRecord } from '../../domain/audit/audit-chain.ts'
import { commandTarget } from '../../domain/command-targets.ts'
import { operationById } from '../../drs/index.ts'
import type { Operation } from '../../drs/operation.ts'
import { grantsCard, personCard, verbCard } from '../../views/access-card.ts'
import { describeAnswer, fileCard } from '../../views/answer-card.ts'
import { auditCard } from '../../views/audit-card.ts'
import { channelCard } from '../../views/channel-card.ts'
import { policyCard } from '../../views/policy-card.ts'
import { hour, minute, people, place, type SampleData, taskOf } from '../sample-data.ts'
import { messageSamples, samplesOf } from '../samples.ts'

function operation(id: string): Operation {
  const found = operationById(id)
  if (!found) throw new Error(`no operation ${id}`)
  return found
}

const rows = (data: SampleData) => ({
  total_record: data.kind === 'long' ? 2_000 : 2,
  jobs: Array.from({ length: data.kind === 'long' ? 2_000 : 2 }, (_, i) => {
    const { id, name, status, engine, scenario } = taskOf(data, {}, i % 2 === 0 ? 0 : 1)
    return { id, name, status, engine_type: engine, db_use_type: scenario }
  }),
})

export const answerSamples = samplesOf(describeAnswer, ({ card }) => [{ surface: 'message', card }], {
  'with content': (data) => [operation('list-jobs'), rows(data), data.locale],
  'without content': (data) => [operation('list-jobs'), undefined, data.locale],
  'with refusals': (data) => [
    operation('batch-start-jobs'),
    {
      results: [
        { id: taskOf(data).id, error_code: 'DRS.M05004', error_msg: data.unknownError },
        { id: taskOf(data, {}, 1).id, status: 'success' },
      ],
    },
    data.locale,
  ],
})

export const fileCardSamples = messageSamples(fileCard, {
  file: (data) => [operation('list-jobs'), `${data.names[0]}.xlsx`, data.locale],
})

function grantsOf(data: SampleData): readonly EffectiveGrant[] {
  const { connection } = data
  const grants: readonly EffectiveGrant[] = [
    { role: 'operator', users: ['*'], connections: [connection], channels: ['*'] },
    {
      id: 'e5f6a7b8-0001',
      role: 'approver',
      users: [people.bob, place.userGroup],
      connections: [connection],
      channels: [place.channel],
    },
    { role: 'admin', users: [people.dana], connections: ['*'], channels: ['*'] },
  ]
  if (data.kind !== 'long') return grants
  const many = Array.from({ length: 60 }, (_, i) => grants[i % 3]).flatMap((one) => one ?? [])
  return many.map((one, i) =>
    one.id === undefined ? one : { ...one, id: `${String(i).padStart(8, 'e')}-0001` },
  )
}

function viewOf({ connection, kind }: SampleData) {
  const subject = { user: people.bob, connection, channel: place.channel, groups: [place.userGroup] }
  const refused = { en: 'Guests may not use the bot.', 'zh-CN': '访客不能使用机器人。' }
  return { subject, roles: ['viewer', 'approver'] as const, ...(kind === 'hostile' && { refused }) }
}

export const personCardSamples = messageSamples(personCard, {
  somebody: (data) => [
    viewOf(data),
    {
      may: commands.filter(({ role }) => role === 'viewer').map(({ name }) => name),
      mayNot: commands.filter(({ role }) => role !== 'viewer').map(({ name }) => name),
    },
    grantsOf(data).slice(0, 2),
    data.locale,
  ],
})

const pause = { name: 'pause', role: 'operator' } as const

export const verbCardSamples = messageSamples(verbCard, {
  may: (data) => [viewOf(data), pause, { by: grantsOf(data).slice(0, 1), elsewhere: [] }, data.locale],
  'may not': (data) => [viewOf(data), pause, { by: [], elsewhere: [] }, data.locale],
  'may elsewhere': (data) => [
    viewOf(data),
    pause,
    {
      by: [],
      elsewhere: grantsOf(data)
        .slice(1, 2)
        .map((grant) => ({ grant, fits: { person: true, connection: true, channel: false } })),
    },
    data.locale,
  ],
})

export const grantsCardSamples = messageSamples(grantsCard, {
  all: (data) => [grantsOf(data), data.locale],
  none: ({ locale }) => [[], locale],
})

function records(data: SampleData): readonly ChainedRecord[] {
  return auditKinds.slice(0, data.kind === 'long' ? undefined : 10).map((kind, i) => ({
    seq: 100 - i,
    hash: '1'.repeat(64),
    id: `record-${i}`,
    mac: 'sha256',
    seal: '2'.repeat(64),
    record: {
      kind,
      at: data.now - i * minute,
      who: i % 4 === 3 ? 'bot' : people.alice,
      team: place.team,
      channel: place.channel,
      verb: 'switchover',
      ticket: 'd4e5f6a7-0001',
      what: data.reason,
    },
  }))
}

export const auditCardSamples = messageSamples(auditCard, {
  records: (data) => [
    records(data),
    data.locale,
    { label: '→', action: commandTarget('audit', 'page'), value: '90' },
  ],
  none: ({ locale }) => [[], locale, undefined],
})

export const policyCardSamples = messageSamples(policyCard, {
  'the usual rules': ({ locale }) => [{ given: [], file: defaultRules }, locale],
  'a rule from Slack': (data) => [
    {
      given: [
        {
          id: 'f6a7b8c9-0001',
          by: people.dana,
          value: {
            verbs: ['stop', 'delete'] as const,
            connections: [data.connection],
            tags: data.parts.slice(0, 3),
            policy: {
              ...policyDefaults,
              need: [{ group: { name: data.group, users: [people.bob], userGroups: [] }, seats: 2 }],
              answerWithinMs: hour,
            },
          },
        },
      ],
      file: defaultRules,
    },
    data.locale,
  ],
})

export const helpCardSamples = messageSamples(helpCard, {
  everything: ({ locale }) => [commands, { locale, may: () => true }],
  'a viewer': ({ locale }) => [commands, { locale, may: ({ role }) => role === 'viewer' }],
})

export const channelCardSamples = messageSamples(channelCard, {
  'another connection': ({ connection, locale }) => [{ connection, language: false }, people.alice, locale],
  'another language': ({ locale }) => [{ language: true }, people.alice, locale],
  both: ({ connection, locale }) => [{ connection, language: true }, people.alice, locale],
})
