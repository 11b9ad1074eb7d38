/**
 * Where a click on a card leads: `cmd:<command>:<act>`, the action id on Slack's wire. Declared below both the cards that
 * offer it and the commands that answer it, so that neither can name one that the other does not know.
 */
export const targetPrefix = 'cmd:'

/** What every command answers: its form or its result, its form without asking, a picked task, its kept form again, the same reported directly. */
const sharedActs = ['ask', 'form', 'pick', 'again', 'directly'] as const
type SharedAct = (typeof sharedActs)[number]

/** Every command, in the order of the help, with the further acts that it alone has. */
export const ownActs = {
  list: ['page', 'all', 'home'],
  show: ['details', 'remembered'],
  progress: ['picture', 'post', 'objects'],
  dr: ['picture', 'post'],
  lag: ['picture', 'post'],
  timeline: ['picture', 'post', 'page'],
  tagged: [],
  cost: ['page'],
  quota: [],
  nodes: [],
  links: [],
  create: ['resume'],
  import: ['download', 'look', 'commit'],
  test: ['resume'],
  policy: [],
  params: ['defaults', 'reload', 'history'],
  clone: [],
  edit: ['rebuild'],
  position: [],
  eip: [],
  logs: [],
  definer: [],
  transform: ['save'],
  drivers: [],
  users: ['resume'],
  speed: ['set'],
  tags: [],
  alarm: [],
  objects: ['save', 'check', 'file'],
  template: ['download', 'result', 'mappings'],
  settings: [],
  precheck: ['fixes', 'accept', 'file', 'table', 'anyway'],
  assign: [],
  accept: [],
  skip: [],
  compare: ['history', 'result', 'tables', 'rows', 'export', 'cancel', 'now', 'schedule', 'end'],
  dirty: ['picture', 'post', 'rows'],
  start: ['schedule', 'anyway'],
  pause: [],
  resume: [],
  retry: [],
  reset: ['do'],
  stop: ['do', 'force'],
  delete: ['do'],
  password: ['resume'],
  switchover: ['do'],
  watch: [],
  unwatch: [],
  watches: ['here', 'batch'],
  snooze: ['four-hours'],
  missed: [],
  approvals: ['look', 'details', 'file'],
  approve: ['choose', 'without'],
  reject: [],
  withdraw: [],
  cancel: [],
  execute: [],
  review: [],
  breakglass: [],
  use: [],
  access: ['revoke'],
  audit: ['page'],
  doctor: [],
  api: [],
  help: ['group'],
} as const satisfies Readonly<Record<string, readonly string[]>>

export type CommandName = keyof typeof ownActs
export type OwnActOf<Name extends CommandName> = (typeof ownActs)[Name][number]
export type ActOf<Name extends CommandName> = SharedAct | OwnActOf<Name>

/** The commands that have this act of their own. */
export type CommandWith<Act extends OwnActOf<CommandName>> = {
  [Name in CommandName]: Act extends OwnActOf<Name> ? Name : never
}[CommandName]

/** The same as values, for what checks stored data. */
export function commandsWith<const Act extends OwnActOf<CommandName>>(act: Act): readonly CommandWith<Act>[] {
  const has = (name: CommandName): name is CommandWith<Act> => ownActs[name].some((own) => own === act)
  return Object.keys(ownActs).filter(isCommandName).filter(has)
}

/** Only the pairs that exist. */
export type CommandTarget = {
  [Name in CommandName]: `${typeof targetPrefix}${Name}:${ActOf<Name>}`
}[CommandName]

export function commandTarget<const Name extends CommandName, const Act extends ActOf<Name>>(
  name: Name,
  act: Act,
): `${typeof targetPrefix}${Name}:${Act}` {
  return `${targetPrefix}${name}:${act}`
}

/** Slack wants an action id once per block: the same target again bears a number. */
export function numberedTarget(target: CommandTarget, number: number): string {
  return `${target}:${number}`
}

/** Where every menu of a message leads; each of its entries carries its own target before its value. */
export const menuTarget = `${targetPrefix}menu`

export function menuValue(target: CommandTarget, value: string): string {
  return `${target} ${value}`
}

/** The target and the value of a chosen entry, as if it were a button. */
export function parseMenuValue(chosen: string): { readonly action: string; readonly value: string } {
  const [action = '', ...value] = chosen.split(' ')
  return { action, value: value.join(' ') }
}

export interface ParsedTarget {
  readonly name: CommandName
  readonly act: SharedAct | OwnActOf<CommandName>
}

const written = new RegExp(`^${targetPrefix}([^:]+):([^:]+)(?::\\d+)?$`)

/** Nothing for what no command has: the button of an old message, or an invented one. */
export function parseCommandTarget(text: string): ParsedTarget | undefined {
  const [, name, given] = written.exec(text) ?? []
  if (name === undefined || !isCommandName(name)) return undefined
  const act = [...sharedActs, ...ownActs[name]].find((one) => one === given)
  return act && { name, act }
}

/** Whether some command answers it. */
export function isCommandTarget(text: string): text is CommandTarget {
  return !/:\d+$/.test(text) && parseCommandTarget(text) !== undefined
}

export function isCommandName(name: string): name is CommandName {
  return Object.hasOwn(ownActs, name)
}

/** The target alone, without the number that made it unlike others of its message. */
export function plainTarget(text: string): CommandTarget | undefined {
  const plain = text.replace(/:\d+$/, '')
  return isCommandTarget(plain) ? plain : undefined
}

const connectionSuffix = /(?:^| )--connection (\S+)$/

/** A button's value, said of that connection instead of the channel's. */
export function withConnection(value: string, connection: string): string {
  const flag = `--connection ${connection}`
  return value === '-' ? flag : `${value} ${flag}`
}

/** What `withConnection` was given. */
export function withoutConnection(value: string): { readonly value: string; readonly connection?: string } {
  const [suffix, connection] = connectionSuffix.exec(value) ?? []
  if (suffix === undefined || connection === undefined) return { value }
  return { value: value.slice(0, -suffix.length) || '-', connection }
}
