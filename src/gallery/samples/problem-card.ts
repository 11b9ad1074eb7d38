import { UserError } from '../../base/user-error.ts'
import { DrsError } from '../../drs/drs-error.ts'
import { errors } from '../../drs/errors.ts'
import { problemCard } from '../../views/problem-card.ts'
import type { SampleData } from '../sample-data.ts'
import { messageSamples, type States } from '../samples.ts'

type Args = Parameters<typeof problemCard>

const reference = '7f3a9c1e'

function refusal(code: string, more: Partial<ConstructorParameters<typeof DrsError>[0]> = {}) {
  return ({ locale, unknownError }: SampleData): Args => [
    new DrsError({
      code,
      message: unknownError,
      operation: 'batch-start-jobs',
      requestId: 'req-4711',
      ...more,
    }),
    locale,
    reference,
  ]
}

/** Every code that DRS documents, and those of our own. */
const everyCode: States<Args> = Object.fromEntries(errors.map(({ code }) => [code, refusal(code)]))

const ownCodes = [
  ...(['network', 'timeout', 'malformed', 'invalid-request', 'budget', 'circuit-open'] as const),
  ...(['not-offered', 'token-refused', 'unfinished'] as const),
]

export const problemCardSamples = messageSamples(problemCard, {
  ...everyCode,
  ...Object.fromEntries(ownCodes.map((code) => [code, refusal(code, { requestId: undefined })])),
  'a gateway code': refusal('APIGW.0301', { httpStatus: 401 }),
  'a code that is not documented': refusal('DRS.M99999'),
  'the clock is wrong': refusal('APIGW.0301', {}),
  'something the person can put right': ({ locale, names }) => [
    new UserError({
      en: `No task here is called “${names[0]}”.`,
      'zh-CN': `此处没有名为“${names[0]}”的任务。`,
    }),
    locale,
    reference,
  ],
  'a fault of the bot': ({ locale }) => [new Error('boom'), locale, reference],
})
