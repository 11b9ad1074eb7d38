import { askBack } from '../../app/confirm.ts'
import { approvalRequestedReply } from '../../app/consent.ts'
import { commandsWith } from '../../domain/command-targets.ts'
import { requestOf, type SampleData, taskOf } from '../sample-data.ts'
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

export const approvalRequestedSamples = replySamples(approvalRequestedReply, {
  asked: (data) => [requestOf(data).policy, data.locale],
})
