/** The rooms of the house, what each may import, and the reasons for their walls. test/house/walls.test.ts keeps them. */
export interface Room {
  readonly name: string
  /** Files and folders; the longest match decides where a file belongs. */
  readonly paths: readonly string[]
  readonly purpose: string
  /** Rooms, or single files of them, that it may import; type imports count. */
  readonly uses: readonly string[]
  /** Packages from the registry; `@slack/*` means all of that scope. */
  readonly packages?: readonly string[]
  /** Modules of Node; `any` where effects are the room's work. */
  readonly node?: readonly string[] | 'any'
  /** Rooms without effects: time and chance come in as arguments. */
  readonly pure?: true
}

export const rooms: readonly Room[] = [
  {
    name: 'base',
    paths: ['src/base'],
    purpose:
      'What every room stands on: languages, errors in the words of people, the shape of a log, the mark of a secret.',
    uses: [],
    pure: true,
  },
  {
    name: 'security',
    paths: ['src/security'],
    purpose: 'The key ring under which secrets lie, and the redaction of what must not be shown.',
    uses: ['base'],
    node: ['node:crypto'],
    pure: true,
  },
  {
    name: 'sheets',
    paths: ['src/sheets'],
    purpose: 'Reads and changes the texts of workbooks; the only room that knows their archives and XML.',
    uses: [],
    packages: ['@xmldom/xmldom', 'fflate'],
    pure: true,
  },
  {
    name: 'drs',
    paths: ['src/drs'],
    purpose:
      'The contract: operations, statuses, error codes, precheck items and failure causes of DRS, as data.',
    uses: ['base'],
    packages: ['zod'],
    pure: true,
  },
  {
    name: 'domain',
    paths: ['src/domain'],
    purpose: 'What actions, tasks, watches and approval requests are, and every decision about them.',
    uses: ['drs', 'security', 'sheets', 'base'],
    packages: ['zod'],
    node: ['node:crypto'],
    pure: true,
  },
  {
    name: 'views',
    paths: ['src/views'],
    purpose: 'Turns the domain into neutral cards; holds the sentences people read.',
    uses: ['domain', 'drs', 'base'],
    packages: ['yaml'],
    pure: true,
  },
  {
    name: 'ports',
    paths: ['src/ports'],
    purpose:
      'Interfaces between rooms that must not know each other: DRS, Slack’s messages and people, budgets.',
    uses: ['views', 'domain', 'drs', 'base'],
    packages: ['zod'],
    pure: true,
  },
  {
    name: 'kit',
    paths: ['src/kit'],
    purpose:
      'What a command is declared with: arguments, parsing, forms, documentation, what it may ask for.',
    uses: ['ports', 'views', 'domain', 'drs', 'security', 'base'],
    packages: ['zod'],
    pure: true,
  },
  {
    name: 'store',
    paths: ['src/store'],
    purpose: 'Everything the bot remembers, in Redis; the only room that knows ioredis.',
    uses: ['ports', 'security', 'domain', 'drs', 'base'],
    packages: ['ioredis', 'zod'],
    node: ['node:crypto'],
  },
  {
    name: 'client',
    paths: ['src/client'],
    purpose: 'Signs, sends, retries and redacts calls to DRS; the only room that knows axios.',
    uses: ['ports', 'domain', 'drs', 'security', 'base'],
    packages: ['axios', 'zod'],
    node: 'any',
  },
  {
    name: 'access',
    paths: ['src/access'],
    purpose: 'Who may do what at this moment; read once per interaction and handed on.',
    uses: ['store', 'ports', 'domain', 'base'],
  },
  {
    name: 'execution',
    paths: ['src/execution'],
    purpose:
      'Acts on DRS, one way for every caller: lock, fresh look, exclusion, preconditions, audit, call.',
    uses: ['access', 'store', 'ports', 'views', 'domain', 'drs', 'base'],
    node: ['node:crypto'],
  },
  {
    name: 'approvals',
    paths: ['src/approvals'],
    purpose: 'The life of an approval request, from the question to the proof that it was done.',
    uses: ['execution', 'access', 'store', 'ports', 'views', 'domain', 'drs', 'base'],
    node: ['node:crypto'],
  },
  {
    name: 'app',
    paths: ['src/app'],
    purpose:
      'What a person can do: the context of a command, approvals, raw calls, watching, entering secrets.',
    uses: ['execution', 'access', 'kit', 'ports', 'views', 'domain', 'drs', 'base'],
    packages: ['zod'],
    node: ['node:crypto'],
  },
  {
    name: 'commands',
    paths: ['commands'],
    purpose: 'One file per verb; asks its context for everything that has effects.',
    uses: ['app', 'execution', 'kit', 'ports', 'views', 'domain', 'drs', 'base'],
    packages: ['zod'],
    pure: true,
  },
  {
    name: 'drawing',
    paths: ['src/drawing'],
    purpose: 'Draws charts as PNG, in a thread of its own; the only room that knows ECharts and resvg.',
    uses: ['ports', 'views', 'domain', 'base'],
    packages: ['@resvg/resvg-wasm', 'echarts', 'tsx'],
    node: 'any',
  },
  {
    name: 'watch',
    paths: ['src/watch'],
    purpose:
      'Polls, finds changes, delivers messages and watches its own health; the only room that knows BullMQ.',
    uses: ['store', 'ports', 'views', 'domain', 'drs', 'base'],
    packages: ['bullmq'],
    node: ['node:crypto', 'node:events'],
  },
  {
    name: 'slack',
    paths: ['src/slack'],
    purpose: 'Turns Slack’s requests into commands and cards into Block Kit; the only room that knows Slack.',
    uses: ['app', 'kit', 'ports', 'security', 'views', 'domain', 'drs', 'base'],
    packages: ['@slack/*', 'zod'],
    node: 'any',
  },
  {
    name: 'web',
    paths: ['src/web'],
    purpose: 'The bot’s own pages, for what must not pass through Slack; what they do is handed in.',
    uses: ['ports', 'domain', 'security', 'base'],
    node: 'any',
  },
  {
    name: 'config',
    paths: ['src/config'],
    purpose:
      'Environment and file, checked once, as one object; secrets by reference, read when they are needed.',
    uses: ['src/store/redis-address.ts', 'domain', 'drs', 'base'],
    packages: ['yaml', 'zod'],
    node: 'any',
  },
  {
    name: 'secrets',
    paths: ['src/secrets'],
    purpose: 'What is entered on the page, where it lies, and when it is forgotten.',
    uses: ['app', 'config', 'store', 'security', 'ports', 'views', 'domain', 'base'],
    node: ['node:crypto'],
  },
  {
    name: 'doctor',
    paths: ['src/doctor'],
    purpose: 'Checks everything the bot needs before it starts, and says what to do.',
    uses: ['config', 'client', 'store', 'domain', 'drs', 'base'],
    packages: ['yaml', 'zod'],
    node: 'any',
  },
  {
    name: 'monitoring',
    paths: ['src/monitoring'],
    purpose:
      'What machines ask: whether the bot lives and is ready, and its metrics; the only room that knows prom-client.',
    uses: ['watch', 'base'],
    packages: ['prom-client'],
    node: ['node:events', 'node:http'],
  },
  {
    name: 'bot',
    paths: ['src/bot'],
    purpose: 'Wiring only: puts the rooms together into a bot that starts and stops.',
    uses: [
      'commands',
      'app',
      'kit',
      'approvals',
      'execution',
      'access',
      'secrets',
      'src/doctor/configuration.ts',
      'src/doctor/redis.ts',
      'src/doctor/run-checks.ts',
      'drawing',
      'slack',
      'web',
      'monitoring',
      'watch',
      'store',
      'client',
      'config',
      'security',
      'ports',
      'views',
      'domain',
      'drs',
      'base',
    ],
    node: ['node:crypto', 'node:os'],
  },
  {
    name: 'local-slack',
    paths: ['src/local-slack'],
    purpose: 'A stand-in for Slack; could be a package of its own.',
    uses: ['src/base/i18n.ts'],
    packages: ['ws', 'zod'],
    node: 'any',
  },
  {
    name: 'local-drs',
    paths: ['src/local-drs'],
    purpose: 'A stand-in for DRS; knows the contract only, and could be a package of its own.',
    uses: ['drs', 'src/base/i18n.ts'],
    packages: ['zod'],
    node: 'any',
  },
  {
    name: 'gallery',
    paths: ['src/gallery'],
    purpose:
      'Samples of everything people can see, in every state and language; for the sandbox and for tests.',
    uses: ['commands', 'app', 'slack', 'kit', 'ports', 'views', 'domain', 'drs', 'base'],
    packages: ['@slack/types'],
    pure: true,
  },
  {
    name: 'sandbox',
    paths: ['src/sandbox'],
    purpose: 'Runs both stand-ins and the bot on a private Redis, with a tour and a panel for DRS.',
    uses: ['gallery', 'drawing', 'local-slack', 'local-drs', 'drs', 'base'],
    packages: ['yaml', 'zod'],
    node: 'any',
  },
  {
    name: 'programs',
    paths: [
      'src/main.ts',
      'src/scripts',
      'src/sandbox/main.ts',
      'src/local-drs/main.ts',
      'src/local-slack/main.ts',
    ],
    purpose: 'What `npm run` starts. Nothing imports a program.',
    uses: [
      'bot',
      'doctor',
      'monitoring',
      'config',
      'sandbox',
      'local-drs',
      'local-slack',
      'commands',
      'kit',
      'security',
      'drs',
      'base',
    ],
    packages: ['esbuild', 'pino', 'yaml'],
    node: 'any',
  },
]

export function roomOf(path: string): Room | undefined {
  const matches = rooms.flatMap((room) =>
    room.paths
      .filter((prefix) => path === prefix || path.startsWith(`${prefix}/`))
      .map((prefix) => ({ room, length: prefix.length })),
  )
  return matches.sort((a, b) => b.length - a.length)[0]?.room
}
