/** A central term of the code, and the exported symbol that carries it; terms of the field alone have none. */
interface Term {
  readonly term: string
  readonly meaning: string
  readonly symbol?: string
  readonly file?: string
}

/** docs/glossary.md shows these, and glossary.test.ts keeps it and the symbols. */
export const glossary: readonly Term[] = [
  // What DRS has, and what is done there
  {
    term: 'task',
    meaning:
      'A migration, synchronization or disaster-recovery job of DRS, as everything above the API layer sees it.',
    symbol: 'Task',
    file: 'src/domain/tasks/task.ts',
  },
  {
    term: 'job',
    meaning: 'DRS’s own word for a task; only the contract and the API layer use it.',
  },
  {
    term: 'connection',
    meaning: 'One DRS project in one region, with its credentials and the API generations that it may use.',
    symbol: 'Connection',
    file: 'src/client/connection.ts',
  },
  {
    term: 'operation',
    meaning: 'One endpoint of the DRS API, declared with its path, effects, limits and schemas.',
    symbol: 'Operation',
    file: 'src/drs/operation.ts',
  },
  {
    term: 'call effect',
    meaning:
      'What a call does to data, cost, alarms, logs or credentials, with its risk and the reason; the same row for both generations.',
    symbol: 'CallEffect',
    file: 'src/drs/operation.ts',
  },
  {
    term: 'task service',
    meaning: 'Everything the bot asks of DRS about tasks, the same over both API generations.',
    symbol: 'TaskService',
    file: 'src/domain/tasks/task-service.ts',
  },
  {
    term: 'service method',
    meaning: 'One method of the task service; a command names those that it uses and gets no others.',
    symbol: 'ServiceMethod',
    file: 'src/domain/tasks/service-operations.ts',
  },
  {
    term: 'lookup result',
    meaning:
      'What a question about many tasks brought: values, the tasks that DRS does not know, and errors.',
    symbol: 'LookupResult',
    file: 'src/domain/tasks/task-service.ts',
  },
  {
    term: 'progress probe',
    meaning:
      'Progress and status of many tasks by one question, asked of steady tasks by turns with the status query.',
    symbol: 'ProgressProbe',
    file: 'src/domain/tasks/task.ts',
  },
  {
    term: 'deadline',
    meaning:
      'A moment at which DRS acts on a task by itself or something that somebody set comes to pass, shown as a countdown.',
    symbol: 'Deadline',
    file: 'src/domain/watching/event.ts',
  },
  {
    term: 'action',
    meaning:
      'A change of a task, declared once as a row: its words, nature, the statuses it is possible in, its calls and its end.',
    symbol: 'Action',
    file: 'src/domain/actions/action.ts',
  },
  {
    term: 'nature',
    meaning:
      'What an action does to a task (reads, checks, sets, creates, moves, turns, ends, removes); exclusion goes by it.',
    symbol: 'ActionNature',
    file: 'src/domain/actions/action.ts',
  },
  {
    term: 'exclusion',
    meaning:
      'Whether an action may begin while another is under way on the task: it goes on, has to wait, or is refused.',
    symbol: 'excludedBy',
    file: 'src/domain/actions/exclusion.ts',
  },
  {
    term: 'permission',
    meaning: 'Whether a task’s state allows an action, and if not, why in the reader’s words.',
    symbol: 'Permission',
    file: 'src/domain/actions/permission.ts',
  },
  {
    term: 'order',
    meaning: 'Something to be done on DRS, for any caller: a verb at once, an approved request, a raw call.',
    symbol: 'ExecutionOrder',
    file: 'src/execution/order.ts',
  },
  {
    term: 'perform',
    meaning:
      'The one way to carry an order out: lock, fresh look, exclusion, preconditions, audit, pending action, acknowledgement, call, certainty.',
    symbol: 'perform',
    file: 'src/execution/perform.ts',
  },
  {
    term: 'task lock',
    meaning: 'Holds a task for one action at a time, on whichever replica.',
    symbol: 'lockTasks',
    file: 'src/execution/task-lock.ts',
  },
  {
    term: 'preconditions',
    meaning: 'What fresh reads must show right before an action; what is not known counts as not fulfilled.',
    symbol: 'Preconditions',
    file: 'src/domain/approvals/policy.ts',
  },
  {
    term: 'certainty',
    meaning:
      'Whether an error of DRS proves that nothing was done; where it does not, nobody knows, and nothing is asked twice.',
    symbol: 'isCertainlyNotDone',
    file: 'src/execution/certainty.ts',
  },
  {
    term: 'pending action',
    meaning:
      'An action that DRS has been asked for and whose end the bot finds out by looking, noted before the call.',
    symbol: 'PendingAction',
    file: 'src/domain/watching/watch.ts',
  },
  {
    term: 'action outcome',
    meaning: 'How a pending action ended: reached, failed, or overdue.',
    symbol: 'ActionOutcome',
    file: 'src/domain/watching/watch.ts',
  },
  // People and commands
  {
    term: 'command',
    meaning: 'One verb of `/drs`, declared with its arguments, its words, what it uses and what it does.',
    symbol: 'Command',
    file: 'src/kit/command.ts',
  },
  {
    term: 'command target',
    meaning: 'Where a button leads, `cmd:<command>:<act>`; only pairs that exist compile.',
    symbol: 'CommandTarget',
    file: 'src/domain/command-targets.ts',
  },
  {
    term: 'context',
    meaning:
      'What every command has when it runs, and what it names besides, bound to the person, the channel and the language.',
    symbol: 'CommandContext',
    file: 'src/kit/context.ts',
  },
  {
    term: 'capability',
    meaning:
      'Something that a command is able to do only if it names it, such as acting on tasks or reading the audit.',
    symbol: 'Capabilities',
    file: 'src/kit/capabilities.ts',
  },
  {
    term: 'interaction',
    meaning: 'One act of a person in Slack: text after the slash command, a click, a sent form.',
    symbol: 'Interaction',
    file: 'src/slack/port.ts',
  },
  {
    term: 'session',
    meaning: 'An interaction of a person whose right to use the bot has been checked.',
    symbol: 'Session',
    file: 'src/slack/handler-services.ts',
  },
  {
    term: 'form draft',
    meaning: 'A half-filled form; its values lie in Redis for an hour, and Slack’s view carries only its id.',
    symbol: 'FormDraft',
    file: 'src/ports/form-drafts.ts',
  },
  {
    term: 'card',
    meaning: 'What the bot shows, without any platform in it; the Slack room turns it into blocks.',
    symbol: 'Card',
    file: 'src/views/card.ts',
  },
  {
    term: 'pane',
    meaning: 'A modal that shows a card; a click in it belongs to the channel from which it was opened.',
    symbol: 'Pane',
    file: 'src/slack/port.ts',
  },
  {
    term: 'selection',
    meaning:
      'Which databases, schemas and tables a task copies, and under which names; the same over both API generations.',
    symbol: 'ObjectSelection',
    file: 'src/domain/objects/selection.ts',
  },
  {
    term: 'check note',
    meaning:
      'What somebody has said of an item of a pre-check: that its alarm is accepted, or who looks after it.',
    symbol: 'CheckNote',
    file: 'src/domain/tasks/check-notes.ts',
  },
  {
    term: 'user error',
    meaning:
      'Something that the person can put right, said in their language and thrown until somebody answers with it.',
    symbol: 'UserError',
    file: 'src/base/user-error.ts',
  },
  {
    term: 'actor',
    meaning: 'Who acts, in which channel and in which language.',
    symbol: 'Actor',
    file: 'src/domain/access/person.ts',
  },
  {
    term: 'principal',
    meaning:
      'Who somebody is in the bot’s workspace as Slack says it: language, groups, or why they are refused.',
    symbol: 'Principal',
    file: 'src/domain/access/person.ts',
  },
  {
    term: 'authority',
    meaning:
      'What one interaction knows of rights: grants, rules and people, each read once when it is first asked for.',
    symbol: 'Authority',
    file: 'src/ports/authority.ts',
  },
  {
    term: 'grant',
    meaning:
      'One line of the access list: these people have this role for these connections in these channels.',
    symbol: 'Grant',
    file: 'src/domain/access/roles.ts',
  },
  // Watching
  {
    term: 'channel reference',
    meaning: 'A channel of a workspace in Slack, which is where a watch is and where messages go.',
    symbol: 'ChannelRef',
    file: 'src/domain/watching/watch.ts',
  },
  {
    term: 'watch',
    meaning: 'A channel’s subscription to one task: a living card, and the task’s events in its thread.',
    symbol: 'Watch',
    file: 'src/domain/watching/watch.ts',
  },
  {
    term: 'filter watch',
    meaning:
      'A channel’s subscription to all tasks of a connection that fit some terms, those to come included.',
    symbol: 'FilterWatch',
    file: 'src/domain/watching/watch.ts',
  },
  {
    term: 'discovery',
    meaning:
      'The comparison of what a connection has with the filters of a channel: which watches begin, change and end.',
    symbol: 'planDiscovery',
    file: 'src/domain/watching/discovery.ts',
  },
  {
    term: 'index',
    meaning:
      'What DRS’s lists tell of all tasks of a connection, kept in Redis for everybody who looks for one.',
    symbol: 'IndexedTask',
    file: 'src/domain/tasks/indexed-task.ts',
  },
  {
    term: 'walk',
    meaning: 'The reading of DRS’s lists into the index, page by page, by one replica at a time.',
    symbol: 'walkLists',
    file: 'src/watch/polling/walk.ts',
  },
  {
    term: 'resting group',
    meaning:
      'Up to a hundred tasks at rest that are looked at as one, as long as DRS answers what it answered last.',
    symbol: 'RestingGroup',
    file: 'src/domain/watching/rest.ts',
  },
  {
    term: 'poll',
    meaning:
      'One pass over the tasks of a connection that are due, in hundreds, whose differences are stored.',
    symbol: 'pollConnection',
    file: 'src/watch/polling/poll.ts',
  },
  {
    term: 'observation',
    meaning: 'What one poll saw of a task; parts that it did not ask for are absent.',
    symbol: 'Observation',
    file: 'src/domain/watching/snapshot.ts',
  },
  {
    term: 'snapshot',
    meaning: 'The last known state of a watched task, kept to find differences; DRS holds the truth.',
    symbol: 'Snapshot',
    file: 'src/domain/watching/snapshot.ts',
  },
  {
    term: 'event',
    meaning: 'Something that happened to a task, found by comparing two observations.',
    symbol: 'TaskEvent',
    file: 'src/domain/watching/event.ts',
  },
  {
    term: 'attribution',
    meaning: 'Who brought an event about: a person through the bot, or somebody in the console.',
    symbol: 'Attribution',
    file: 'src/domain/watching/event.ts',
  },
  {
    term: 'commit',
    meaning:
      'The one step that stores a task’s new state together with the messages, the history and the next poll.',
    symbol: 'commitTask',
    file: 'src/store/task-states.ts',
  },
  {
    term: 'health monitor',
    meaning:
      'Looks after the heartbeats of all connections and says where the bot cannot see the tasks, and when it can again.',
    symbol: 'HealthMonitor',
    file: 'src/watch/health/monitor.ts',
  },
  {
    term: 'stale',
    meaning:
      'Said of a connection, or of some of its tasks, that no poll has seen for too long; the channels are told.',
    symbol: 'StaleState',
    file: 'src/store/stale-state.ts',
  },
  // Delivery
  {
    term: 'outbox message',
    meaning: 'Something to be said in a channel about a task, stored in the same step as what it is about.',
    symbol: 'OutboxMessage',
    file: 'src/domain/delivery/outbox-message.ts',
  },
  {
    term: 'ongoing reply',
    meaning:
      'A reply that is edited as what it tells goes on: an action with what it brings about, the end of a phase, an unstable task.',
    symbol: 'OngoingReply',
    file: 'src/domain/delivery/ongoing.ts',
  },
  {
    term: 'batch',
    meaning: 'An action on several tasks, told in one message that shows how each of them stands.',
    symbol: 'Batch',
    file: 'src/domain/delivery/batch.ts',
  },
  {
    term: 'board',
    meaning:
      'The one message of a filter that fits many tasks: how many stand how, and which need somebody; only these have cards.',
    symbol: 'Board',
    file: 'src/domain/delivery/board.ts',
  },
  {
    term: 'lease',
    meaning: 'The right of one replica to deliver in a channel, with a token that fences off a slower one.',
    symbol: 'DeliveryLease',
    file: 'src/store/outbox.ts',
  },
  {
    term: 'delivery plan',
    meaning:
      'What a channel’s queue comes to now: the next message, what is left out, what waits, and when to check again.',
    symbol: 'DeliveryPlan',
    file: 'src/domain/delivery/route-facts.ts',
  },
  {
    term: 'delivery stage',
    meaning: 'One rule that an event passes on its way to a message; it may end the way with a reason.',
    symbol: 'DeliveryStage',
    file: 'src/domain/delivery/route-stages.ts',
  },
  {
    term: 'digest queue',
    meaning: 'Events kept for one message: after quiet hours, with a digest, at the end of a snooze.',
    symbol: 'DigestQueue',
    file: 'src/domain/delivery/route-facts.ts',
  },
  {
    term: 'timer',
    meaning:
      'A moment at which something is to be said in a channel, kept in Redis and fired by any replica.',
    symbol: 'Timer',
    file: 'src/store/timers.ts',
  },
  {
    term: 'planned comparison',
    meaning:
      'A comparison that the bot begins at its time, once or repeatedly, in the name of the person who planned it.',
    symbol: 'ComparisonSchedule',
    file: 'src/domain/tasks/comparison-schedule.ts',
  },
  {
    term: 'snooze',
    meaning: 'Mutes a task, or everything, in a channel until then; cards stay up to date.',
    symbol: 'Snooze',
    file: 'src/domain/watching/snooze.ts',
  },
  {
    term: 'unreachable channel',
    meaning:
      'A channel that Slack does not take messages for any more; its watches are suspended, and people are told.',
    symbol: 'suspendChannel',
    file: 'src/store/unreachable-channels.ts',
  },
  {
    term: 'failpoint',
    meaning:
      'A moment between a poll and a post at which a process may die, named so that tests can kill it there.',
    symbol: 'Failpoint',
    file: 'src/watch/failpoints.ts',
  },
  // Approvals
  {
    term: 'approval request',
    meaning:
      'What needs other people’s approval before it is carried out, once; its state moves by compare-and-set.',
    symbol: 'ApprovalRequest',
    file: 'src/domain/approvals/request.ts',
  },
  {
    term: 'payload',
    meaning:
      'What a request asks for: a verb on tasks, a raw call, or a change of access or policy; votes carry its hash.',
    symbol: 'RequestPayload',
    file: 'src/domain/approvals/request.ts',
  },
  {
    term: 'transition',
    meaning:
      'One step of a request: a vote, a withdrawal, the start, a result, the passing of time; decided purely.',
    symbol: 'RequestTransition',
    file: 'src/domain/approvals/request.ts',
  },
  {
    term: 'policy',
    meaning:
      'The approval that one action needs: which groups, how many of each, how long, and which preconditions hold.',
    symbol: 'Policy',
    file: 'src/domain/approvals/policy.ts',
  },
  {
    term: 'seats',
    meaning: 'So many different people of one group who have to agree; one person fills one seat.',
    symbol: 'Seats',
    file: 'src/domain/approvals/policy.ts',
  },
  {
    term: 'break-glass',
    meaning:
      'One admin’s word in place of the votes, for emergencies; another person reviews it within a day.',
    symbol: 'beginByBreakGlass',
    file: 'src/domain/approvals/emergency.ts',
  },
  {
    term: 'approval store',
    meaning:
      'Requests, what was given from Slack, and the audit of both; a change and its record are one step.',
    symbol: 'ApprovalStore',
    file: 'src/store/approval-store.ts',
  },
  {
    term: 'audit chain',
    meaning:
      'The audit records, each with a hash over the one before, so that no change of them goes unseen.',
    symbol: 'ChainedRecord',
    file: 'src/domain/audit/audit-chain.ts',
  },
  // What is stored, secrets and calls
  {
    term: 'stored kind',
    meaning:
      'What lies in Redis as JSON: one schema and one version, by which it is written and checked when it is read.',
    symbol: 'StoredKind',
    file: 'src/store/stored.ts',
  },
  {
    term: 'vault',
    meaning:
      'Where secrets that people entered lie encrypted, bound to what they are for, until they expire.',
    symbol: 'Vault',
    file: 'src/store/vault.ts',
  },
  {
    term: 'one-time link',
    meaning:
      'A link and a code for one person, with which a password gets to the bot without passing through Slack.',
    symbol: 'OneTimeLink',
    file: 'src/store/one-time-links.ts',
  },
  {
    term: 'secret continuation',
    meaning: 'What a verb continues with once its secrets are there: references in place of what was typed.',
    symbol: 'SecretContinuation',
    file: 'src/domain/secrets/one-time-link.ts',
  },
  {
    term: 'redactor',
    meaning:
      'Knows the values that must not be shown, and takes them out of everything that leaves the process.',
    symbol: 'Redactor',
    file: 'src/security/redaction.ts',
  },
  {
    term: 'call budget',
    meaning:
      'The calls that all replicas together may make to one API generation of a connection in a minute.',
    symbol: 'CallBudget',
    file: 'src/ports/call-budget.ts',
  },
  {
    term: 'permit',
    meaning: 'The right to make one call within the budget, or when to ask for it again.',
    symbol: 'Permit',
    file: 'src/ports/call-budget.ts',
  },
  {
    term: 'priority',
    meaning:
      'Whose call it is: a person’s, which goes first, or a poll’s, of tasks in motion before those at rest.',
    symbol: 'Priority',
    file: 'src/ports/call-budget.ts',
  },
  {
    term: 'breaker',
    meaning: 'Holds calls back after several failures in a row, and lets one at a time try again.',
    symbol: 'Breaker',
    file: 'src/client/breaker.ts',
  },
  {
    term: 'API version cache',
    meaning: 'In which API generation each task lives, as far as it was found out.',
    symbol: 'ApiVersionCache',
    file: 'src/client/api-version-cache.ts',
  },
  {
    term: 'dialect',
    meaning: 'Which of the known forms the local DRS answers in, where the reference is ambiguous.',
    symbol: 'Dialect',
    file: 'src/local-drs/dialects.ts',
  },
]
