import { approvalRequestedReply } from '../../app/ask-approval.ts'
import { askBack } from '../../app/confirm.ts'
import { endReply } from '../../app/requests.ts'
import { commandsWith } from '../../domain/command-targets.ts'
import { people, place, requestOf, type SampleData, taskOf } from '../sample-data.ts'
import { replySamples } from '../samples.ts'

const three = (data: SampleData) => [taskOf(data), taskOf(data, {}, 1), taskOf(data, {}, 2)] as const

export const askBackSamples = replySamples(
  askBack,
  Object.fromEntries(
    commandsWith('do').flatMap((verb) => [
      [verb, (data: SampleData) => [data, verb, [taskOf(data)]] as const],
      [`${verb} of several`, (data: SampleData) => [data, verb, three(data)] as const],
    ]),
  ),
)

const direct = [
  { channel: place.channel, asks: false },
  { channel: 'C01MIGRATION', asks: true },
  { channel: 'D02BOB', asks: true, person: people.bob },
]

export const approvalRequestedSamples = replySamples(approvalRequestedReply, {
  asked: (data) => [requestOf(data), data.locale],
  'asked directly': (data) => [requestOf(data, { messages: direct }), data.locale],
  'carried out with the last approval': (data) => {
    const { policy } = requestOf(data)
    return [requestOf(data, { policy: { ...policy, run: 'on-approval' } }), data.locale]
  },
})

export const endReplySamples = replySamples(endReply, {
  'under way': (data) => [requestOf(data, { state: 'executing' }), data.locale],
  confirmed: (data) => [requestOf(data, { state: 'verified' }), data.locale],
  failed: (data) => [requestOf(data, { state: 'failed', why: data.knownError }), data.locale],
})
