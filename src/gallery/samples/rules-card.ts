import { say } from '../../base/i18n.ts'
import { commandTarget } from '../../domain/command-targets.ts'
import { type RuleVerdict, ruleFor } from '../../domain/tasks/data-rules.ts'
import { formatRef } from '../../domain/tasks/task-ref.ts'
import { rulesCard, rulesPreviewCard, rulesSavedCard } from '../../views/rules-card.ts'
import { type SampleData, taskOf } from '../sample-data.ts'
import { messageSamples } from '../samples.ts'

const set = say('Set a rule…', '设置规则…')

function filterOf({ names, instance }: SampleData) {
  return ruleFor([names[0] ?? '', instance], {
    kind: 'filter',
    condition: `id > 5 and note <> '${instance}'`,
  })
}

function every({ names, instance }: SampleData) {
  const path = [names[1] ?? '', instance] as const
  const all = [{ name: 'id', key: 'PRI' }, { name: 'total', type: 'bigint' }, { name: 'note' }]
  return [
    ruleFor(path, { kind: 'columns', all, left: ['note'], renamed: new Map([['total', 'amount']]) }),
    ruleFor(path, { kind: 'add', column: 'copied_at', filling: 'create_time', type: 'datetime' }),
    ruleFor(path, { kind: 'statements', dml: 'i,u', ddl: 'ct,at' }),
    ruleFor(path, { kind: 'statements', dml: '' }),
    ruleFor([names[2] ?? ''], { kind: 'rename', prefix: 'old_', suffix: '_copy' }),
    ruleFor(path, {
      ...{ kind: 'join', columns: ['id', 'note'], key: 'id', index: 'note' },
      condition: "note like '%a%'",
    }),
  ]
}

function passed({ names, instance }: SampleData): RuleVerdict {
  return { path: [names[0] ?? '', instance], passed: true }
}

export const rulesCardSamples = messageSamples(rulesCard, {
  'none yet': (data) => [taskOf(data), { rules: [], unreadable: 0 }, data.locale],
  'of all kinds': (data) => [
    taskOf(data),
    {
      rules: [filterOf(data), ...every(data)],
      unreadable: 2,
      change: {
        label: set[data.locale],
        action: commandTarget('transform', 'form'),
        value: formatRef(taskOf(data)),
      },
    },
    data.locale,
  ],
})

export const rulesPreviewCardSamples = messageSamples(rulesPreviewCard, {
  checked: (data) => [
    taskOf(data),
    {
      ...{ api: 'v5' as const, before: [], after: [filterOf(data)], id: 'd1' },
      verdicts: [passed(data)],
    },
    data.locale,
  ],
  'with failures': (data) => [
    taskOf(data),
    {
      ...{ api: 'v5' as const, before: every(data), after: [filterOf(data)], id: 'd1', meanwhile: true },
      verdicts: [
        passed(data),
        {
          path: [data.names[1] ?? ''] as const,
          passed: false,
          message: 'DATA_TRANSFORMATION_ALREADY_EXISTED',
        },
        { path: [data.names[2] ?? ''] as const, passed: false, message: data.unknownError },
      ],
    },
    data.locale,
  ],
  'over v3': (data) => [
    taskOf(data),
    { api: 'v3' as const, before: [], after: [filterOf(data)], verdicts: undefined, id: 'd1' },
    data.locale,
  ],
})

export const rulesSavedCardSamples = messageSamples(rulesSavedCard, {
  saved: (data) => [taskOf(data), { before: [], now: [filterOf(data)] }, data.locale],
  'unknown afterwards': (data) => [taskOf(data), { before: [filterOf(data)], now: undefined }, data.locale],
})
