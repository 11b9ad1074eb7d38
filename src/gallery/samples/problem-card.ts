import { roleMissing } from '../../app/context.ts'
import { UserError } from '../../base/user-error.ts'
import { DrsError } from '../../drs/drs-error.ts'
import { errors } from '../../drs/errors.ts'
import { dispatchWords } from '../../slack/messages.ts'
import { problemCard } from '../../views/problem-card.ts'
import { people, place, type SampleData, taskOf } from '../sample-data.ts'
import { messageSamples, type States } from '../samples.ts'

type Args = Parameters<typeof problemCard>

const reference = '7f3a9c1e'

const start = (data: SampleData) => ({ verb: 'start', tasks: [taskOf(data)] })

function refusal(code: string, more: Partial<ConstructorParameters<typeof DrsError>[0]> = {}) {
  return (data: SampleData): Args => [
    new DrsError({
      ...{ code, message: data.unknownError, operation: 'batch-start-jobs', requestId: 'req-4711' },
      ...more,
    }),
    data.locale,
    reference,
    start(data),
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
  'a field breaks a rule': refusal('invalid-request', {
    message: 'jobs.0.source_endpoint.subnet_id: Required',
    field: 'jobs.0.source_endpoint.subnet_id',
    requestId: undefined,
  }),
  'something the person can put right': ({ locale, names }) => [
    new UserError({
      en: `No task here is called “${names[0]}”.`,
      'zh-CN': `此处没有名为“${names[0]}”的任务。`,
    }),
    locale,
    reference,
    { verb: 'show', tasks: [] },
  ],
  'a role is missing': (data) => [
    roleMissing('operator', [data.connection], { held: ['viewer'], ask: [people.dana, place.userGroup] }),
    data.locale,
    reference,
    start(data),
  ],
  'not allowed with several tasks': (data) => [
    roleMissing('approver', [data.connection], { held: [], ask: [] }),
    data.locale,
    reference,
    { verb: 'stop', tasks: [taskOf(data), taskOf(data, {}, 1)] },
  ],
  'a fault of the bot': (data) => [new Error('boom'), data.locale, reference, start(data)],
  'a button that leads nowhere': ({ locale }) => [
    new UserError(dispatchWords.targetGone),
    locale,
    reference,
    undefined,
  ],
})
