/** What is measured, as data: from it come the registry of prom-client and the table in docs/monitoring.md. */
export interface MetricRow {
  readonly kind: 'counter' | 'gauge' | 'histogram'
  readonly help: string
  readonly labels: readonly string[]
  /** Upper bounds of a histogram, s. */
  readonly buckets?: readonly number[]
  /** Read from Redis, so that every replica says the same; the others count what this replica did. */
  readonly shared?: true
}

const callSeconds = [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 15] as const
/** Slack gives three seconds. */
const acknowledgeSeconds = [0.01, 0.05, 0.1, 0.25, 0.5, 1, 2, 3, 5] as const

export const metricRows = {
  drs_chatops_polls_total: {
    kind: 'counter',
    help: 'Polls, by whether DRS and Redis answered.',
    labels: ['connection', 'outcome'],
  },
  drs_chatops_polled_tasks_total: {
    kind: 'counter',
    help: 'Tasks that polls asked about (looked), and that differed from what was known (changed).',
    labels: ['connection', 'found'],
  },
  drs_chatops_discoveries_total: {
    kind: 'counter',
    help: 'How often the filters of a connection went through its list of tasks.',
    labels: ['connection', 'outcome'],
  },
  drs_chatops_drs_call_seconds: {
    kind: 'histogram',
    help: 'Attempts to call DRS, without the wait for a permit, by class of the answer (2xx, 4xx, 5xx, or none).',
    labels: ['connection', 'api', 'answer'],
    buckets: callSeconds,
  },
  drs_chatops_drs_calls_per_minute_limit: {
    kind: 'gauge',
    help: 'Calls that all replicas together may make a minute, for each connection and API generation.',
    labels: ['connection'],
  },
  drs_chatops_messages_total: {
    kind: 'counter',
    help: 'Messages noted as being in Slack: posted, edited, or found there after a crash.',
    labels: ['connection', 'how'],
  },
  drs_chatops_messages_held_total: {
    kind: 'counter',
    help: 'How often a channel had to wait, because Slack limits the rate or does not answer. Nothing is lost.',
    labels: ['connection', 'reason'],
  },
  drs_chatops_messages_refused_total: {
    kind: 'counter',
    help: 'Messages that Slack will never take, or could not be given for too long. Each is logged as an error.',
    labels: ['connection', 'reason'],
  },
  drs_chatops_channels_unreachable_total: {
    kind: 'counter',
    help: 'Channels that were archived, deleted or left, whose watches rest since.',
    labels: ['connection'],
  },
  drs_chatops_action_outcomes_total: {
    kind: 'counter',
    help: 'How actions ended that DRS had accepted.',
    labels: ['connection', 'action', 'outcome'],
  },
  drs_chatops_outages_total: {
    kind: 'counter',
    help: 'Outages that channels were told of: nothing, or not all, could be seen.',
    labels: ['connection', 'scope'],
  },
  drs_chatops_slack_acknowledge_seconds: {
    kind: 'histogram',
    help: 'From the arrival of what Slack sends to its acknowledgement.',
    labels: [],
    buckets: acknowledgeSeconds,
  },
  drs_chatops_seen_age_seconds: {
    kind: 'gauge',
    help: 'Since when no poll of the connection had an answer. Absent where nothing was ever asked.',
    labels: ['connection'],
    shared: true,
  },
  drs_chatops_blind: {
    kind: 'gauge',
    help: '1 while channels are told that tasks of the connection cannot be seen.',
    labels: ['connection'],
    shared: true,
  },
  drs_chatops_tasks: {
    kind: 'gauge',
    help: 'Tasks that are watched or were acted on.',
    labels: ['connection'],
    shared: true,
  },
  drs_chatops_waiting_channels: {
    kind: 'gauge',
    help: 'Channels to which something is still to be said.',
    labels: ['connection'],
    shared: true,
  },
  drs_chatops_requests: {
    kind: 'gauge',
    help: 'Requests for approval that are open, by state.',
    labels: ['state'],
    shared: true,
  },
} as const satisfies Record<string, MetricRow>

export type MetricName = keyof typeof metricRows

/** The table of docs/monitoring.md. */
export function metricsTable(): string {
  const rows: readonly (readonly [string, MetricRow])[] = Object.entries(metricRows)
  return [
    '| metric | kind | labels | what it says | the same on every replica |',
    '|---|---|---|---|---|',
    ...rows.map(([name, { kind, labels, help, shared }]) => {
      const named = labels.map((label) => `\`${label}\``).join(', ')
      return `| \`${name}\` | ${kind} | ${named} | ${help} | ${shared ? 'yes' : ''} |`
    }),
  ].join('\n')
}
