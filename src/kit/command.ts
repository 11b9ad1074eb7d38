import type * as z from 'zod'
import { sameInAll, type Text } from '../base/i18n.ts'
import type { InvalidField } from '../base/user-error.ts'
import { needsFreshPrincipal, type Role, roleForRisk } from '../domain/access/roles.ts'
import type { CommandName, OwnActOf } from '../domain/command-targets.ts'
import { operationsOf, riskOf, type ServiceMethod } from '../domain/tasks/service-operations.ts'
import type { Operation } from '../drs/operation.ts'
import type { Line } from '../views/card.ts'
import { type ArgumentField, argumentFields, issueText } from './args.ts'
import type { CapabilityName } from './capabilities.ts'
import type { CommandContext } from './context.ts'
import type { WordPlace } from './parse-text.ts'
import type { Reply } from './reply.ts'

export interface SelectOption {
  readonly value: string
  readonly label: string
}

/** One page of a form; a command without pages has a single page with all its arguments. */
export interface CommandPage<
  Uses extends ServiceMethod = ServiceMethod,
  Named extends CapabilityName = CapabilityName,
> {
  readonly title: Text
  /** Names of arguments, or all that `extra` gives for what is known by then. */
  readonly fields: readonly string[] | 'extra'
  /** Drawn above the fields; a `UserError` thrown here stands in place of the form. */
  readonly about?: (ctx: CommandContext<Uses, Named>, values: RawValues) => Promise<readonly Line[]>
}

type RawValues = Readonly<Record<string, string>>

interface Declared<
  Name extends CommandName,
  Args extends z.ZodObject,
  Uses extends ServiceMethod,
  Named extends CapabilityName,
> {
  readonly name: Name
  readonly group: CommandGroup
  readonly summary: Text
  /** Methods of the task service; the role follows from the riskiest operation behind them. */
  readonly uses: readonly Uses[]
  /** Operations that it sends as calls of its own (`rawCalls`), apart from those behind `uses`. */
  readonly calls?: readonly Operation[]
  /** What it needs besides what every command has. */
  readonly capabilities?: readonly Named[]
  /** Only to ask for more than the operations do. */
  readonly role?: Role
  /** Anybody in good standing may ask, even without a role: the command itself decides what to say. */
  readonly open?: true
  /**
   * It is about a request, which may be read in another channel than that where it was asked. The role may be held anywhere;
   * what counts is where the request was asked, which the request itself is held to.
   */
  readonly anywhere?: true
  /** What it does hangs on who people are now, as with everything that approvers and admins do. */
  readonly fresh?: true
  readonly args: Args
  /** Arguments that may stand without their name, in this order. */
  readonly positional?: readonly (keyof z.input<Args> & string)[]
  readonly pages?: readonly CommandPage<NoInfer<Uses>, NoInfer<Named>>[]
  /** The form opens even if nothing is missing, with what was typed in it. */
  readonly alwaysAsk?: true
  /** Acts that only look: whoever may see tasks may do them. */
  readonly looks?: readonly OwnActOf<Name>[]
  /** Acts whose card is shown in a modal instead of a message, and what stands above it. */
  readonly panes?: { readonly [Act in OwnActOf<Name>]?: Text }
  /** Optional arguments that are needed all the same with what is known. Must not ask DRS: the form waits for it. */
  readonly needs?: (
    ctx: CommandContext<NoInfer<Uses>, NoInfer<Named>>,
    values: RawValues,
  ) => Promise<readonly string[]>
  /** Throws `UserError` where the form must not even open. Must not ask DRS: the form waits for it. */
  readonly opens?: (ctx: CommandContext<NoInfer<Uses>, NoInfer<Named>>, values: RawValues) => void
  /** What each field begins with where nobody has said anything: asked for each page, which is drawn without if it throws. */
  readonly proposes?: (
    ctx: CommandContext<NoInfer<Uses>, NoInfer<Named>>,
    values: RawValues,
  ) => Promise<RawValues>
  /**
   * What the fields of a page hang on beside what was said, such as the kind of the task: asked for each page, and handed to
   * `shows` and `needs` among the values. Without it all fields are shown.
   */
  readonly facts?: (
    ctx: CommandContext<NoInfer<Uses>, NoInfer<Named>>,
    values: RawValues,
  ) => Promise<RawValues>
  /** Arguments that begin with what the person gave last, in this channel. */
  readonly recalls?: readonly (keyof z.input<Args> & string)[]
  /** What the button of the last page does, with what is known by then; "Submit" if left out. */
  readonly deed?: Text | ((values: RawValues) => Text)
  /** Further fields that follow from what is known, for a command that is many in one. */
  readonly extra?: (values: RawValues) => readonly ArgumentField[]
  /** Groups of optional fields of which one at least has to be there: the form opens for them. */
  readonly alternatives?: (values: RawValues) => readonly (readonly string[])[]
  /** What is wrong beyond the rules of `args`. */
  readonly inspect?: (values: RawValues) => readonly InvalidField[]
  /** What is wrong by what the bot knows, and with uploaded files. Must not ask DRS: the person waits for the answer. */
  readonly inspectKnown?: (
    ctx: CommandContext<NoInfer<Uses>, NoInfer<Named>>,
    values: RawValues,
  ) => Promise<readonly InvalidField[]>
  /** Whether a field makes sense with what is known so far. */
  readonly shows?: (field: string, values: RawValues) => boolean
  /** Options of `cloud` fields, where an error degrades the field to text, and of `search` fields for what was typed so far. */
  readonly options?: Readonly<
    Record<
      string,
      (
        ctx: CommandContext<NoInfer<Uses>, NoInfer<Named>>,
        values: RawValues,
        typed: string,
      ) => Promise<readonly SelectOption[]>
    >
  >
  run(ctx: CommandContext<NoInfer<Uses>, NoInfer<Named>>, args: z.output<Args>): Promise<Reply>
}

/** What answers a click; the button's value is handed over. */
type ClickHandler<Uses extends ServiceMethod, Named extends CapabilityName> = (
  ctx: CommandContext<Uses, Named>,
  value: string,
) => Promise<Reply>

/** One for each act that command-targets.ts lists for the command, and no other. */
type ActionsOf<Name extends CommandName, Uses extends ServiceMethod, Named extends CapabilityName> = [
  OwnActOf<Name>,
] extends [never]
  ? { readonly actions?: never }
  : { readonly actions: Readonly<Record<OwnActOf<Name>, ClickHandler<Uses, Named>>> }

/** Sections of the help, in their order. */
export const commandGroups = [
  { group: 'see', words: { en: 'See', 'zh-CN': '查看' } },
  { group: 'setup', words: { en: 'Set up', 'zh-CN': '配置' } },
  { group: 'check', words: { en: 'Check', 'zh-CN': '检查' } },
  { group: 'run', words: { en: 'Run', 'zh-CN': '运行' } },
  { group: 'finish', words: { en: 'Finish', 'zh-CN': '收尾' } },
  { group: 'together', words: { en: 'Together', 'zh-CN': '协作' } },
  { group: 'admin', words: { en: 'Admin', 'zh-CN': '管理' } },
] as const
export type CommandGroup = (typeof commandGroups)[number]['group']

export type ParsedArguments =
  | { readonly ok: true; run(ctx: CommandContext): Promise<Reply> }
  | { readonly ok: false; readonly invalid: readonly InvalidField[] }

/**
 * A verb of `/drs` as help, forms, dispatcher and documentation see it. Its functions are called with a context that was
 * made for it, in which only the capabilities are that it names.
 */
export interface Command {
  readonly name: CommandName
  readonly group: CommandGroup
  readonly summary: Text
  readonly role: Role
  /** Needs no role to be asked. */
  readonly open: boolean
  /** The role may be held for any connection in any channel. */
  readonly anywhere: boolean
  /** Slack is asked anew who the person is; otherwise the answer may be a minute old. */
  readonly fresh: boolean
  readonly uses: readonly ServiceMethod[]
  /** Operations that it may ask DRS for, those of its `uses` included. */
  readonly operations: readonly Operation[]
  readonly capabilities: readonly CapabilityName[]
  readonly fields: readonly ArgumentField[]
  /** All fields, those that follow from the values included. */
  fieldsFor(values: RawValues): readonly ArgumentField[]
  readonly positional: readonly string[]
  readonly pages: readonly CommandPage[]
  readonly alwaysAsk: boolean
  /** Optional arguments that are needed with what is known. */
  needs(ctx: CommandContext, values: RawValues): Promise<readonly string[]>
  shows(field: string, values: RawValues): boolean
  opens(ctx: CommandContext, values: RawValues): void
  proposes(ctx: CommandContext, values: RawValues): Promise<RawValues>
  facts(ctx: CommandContext, values: RawValues): Promise<RawValues>
  readonly recalls: readonly string[]
  /** What the button of the last page does. */
  deed(values: RawValues): Text | undefined
  readonly options: Readonly<
    Record<
      string,
      (ctx: CommandContext, values: RawValues, typed: string) => Promise<readonly SelectOption[]>
    >
  >
  /** Required arguments that are not there yet. */
  missing(values: RawValues): readonly string[]
  parse(values: RawValues): ParsedArguments
  /** Errors of these fields only: a page of a form may be right before the whole is. */
  check(values: RawValues, fields: readonly string[]): readonly InvalidField[]
  /** The same by what the bot knows. */
  checkKnown(
    ctx: CommandContext,
    values: RawValues,
    fields: readonly string[],
  ): Promise<readonly InvalidField[]>
  readonly actions: Readonly<Record<string, ClickHandler<ServiceMethod, CapabilityName>>>
  /** Acts that only look, for which seeing tasks is enough. */
  readonly looks: readonly string[]
  /** Titles of the acts whose card is shown in a modal. */
  readonly panes: Readonly<Record<string, Text | undefined>>
}

/** Declares a verb. */
export function command<
  const Name extends CommandName,
  Args extends z.ZodObject,
  Uses extends ServiceMethod,
  Named extends CapabilityName = never,
>(
  declared: Declared<Name, Args, Uses, Named> & ActionsOf<NoInfer<Name>, NoInfer<Uses>, NoInfer<Named>>,
): Command {
  const fields = argumentFields(declared.args)
  const fieldsFor = (values: RawValues) => [...fields, ...(declared.extra?.(values) ?? [])]
  const shows = (field: string, values: RawValues) => declared.shows?.(field, values) ?? true
  const wrong = (values: RawValues): readonly InvalidField[] => {
    const parsed = declared.args.safeParse(values)
    if (parsed.success) return declared.inspect?.(values) ?? []
    return parsed.error.issues.map((issue) => toInvalid(fieldsFor(values), issue, values))
  }
  const role = declared.role ?? roleForRisk(riskOf(declared.uses))
  return {
    name: declared.name,
    group: declared.group,
    summary: declared.summary,
    role,
    open: declared.open ?? false,
    anywhere: declared.anywhere ?? false,
    fresh: declared.fresh ?? needsFreshPrincipal(role),
    uses: declared.uses,
    operations: [...new Set([...operationsOf(declared.uses), ...(declared.calls ?? [])])],
    capabilities: declared.capabilities ?? [],
    fields,
    fieldsFor,
    positional: declared.positional ?? [],
    pages: declared.pages ?? [
      { title: sameInAll(`/drs ${declared.name}`), fields: fields.map((f) => f.name) },
    ],
    alwaysAsk: declared.alwaysAsk ?? false,
    needs: async (ctx, values) => (await declared.needs?.(ctx, values)) ?? [],
    shows,
    opens: (ctx, values) => declared.opens?.(ctx, values),
    proposes: async (ctx, values) => (await declared.proposes?.(ctx, values)) ?? {},
    facts: async (ctx, values) => (await declared.facts?.(ctx, values)) ?? {},
    recalls: declared.recalls ?? [],
    deed: (values) => (typeof declared.deed === 'function' ? declared.deed(values) : declared.deed),
    options: declared.options ?? {},
    missing(values) {
      const required = fieldsFor(values).filter((f) => f.required && shows(f.name, values))
      const groups = [...required.map((f) => [f.name]), ...(declared.alternatives?.(values) ?? [])]
      return groups.filter((names) => !names.some((name) => name in values)).map(([first = '']) => first)
    },
    parse(values) {
      const invalid = wrong(values)
      if (invalid.length > 0) return { ok: false, invalid }
      return { ok: true, run: (ctx) => declared.run(ctx, declared.args.parse(values)) }
    },
    check: (values, names) => wrong(values).filter((issue) => names.includes(issue.field)),
    checkKnown: async (ctx, values, names) => {
      const invalid = (await declared.inspectKnown?.(ctx, values)) ?? []
      return invalid.filter(({ field }) => names.includes(field))
    },
    actions: declared.actions ?? {},
    looks: declared.looks ?? [],
    panes: declared.panes ?? {},
  }
}

function toInvalid(
  fields: readonly ArgumentField[],
  issue: z.core.$ZodIssue,
  values: RawValues,
): InvalidField {
  const name = issue.code === 'unrecognized_keys' ? (issue.keys[0] ?? '') : String(issue.path[0] ?? '')
  const field = fields.find((f) => f.name === name)
  if (issue.code === 'unrecognized_keys') {
    return { field: name, text: unknownArgument(name, fields) }
  }
  return {
    field: name,
    text: {
      en: issueText(field, issue, 'en', values[name]),
      'zh-CN': issueText(field, issue, 'zh-CN', values[name]),
    },
  }
}

function unknownArgument(name: string, fields: readonly ArgumentField[]): Text {
  const known = fields.map((f) => f.name).join(', ')
  if (known === '') return { en: `There is no option “${name}”.`, 'zh-CN': `没有选项“${name}”。` }
  return {
    en: `There is no option “${name}”. Known options: ${known}.`,
    'zh-CN': `没有选项“${name}”。可用选项：${known}。`,
  }
}

/** What words without a name are for. */
export function wordPlaces({ positional, fields }: Command): readonly WordPlace[] {
  return positional.map((name) => {
    const field = fields.find((one) => one.name === name)
    return { name, several: field?.control === 'tasks', ...(field?.values && { values: field.values }) }
  })
}

/** The command as it is held to for that act. */
export function commandForAct(target: Command, act: string): Command {
  return target.looks.includes(act) ? { ...target, role: 'viewer', fresh: false } : target
}

/** More options than these are left to the form. */
const typedOptions = 4

/** `/drs start <task> [--at …]`: how the command is typed. */
export function commandUsage(target: Command): string {
  const shown = (optional: boolean, text: string) => (optional ? `[${text}]` : text)
  const named = target.fields.filter((field) => !target.positional.includes(field.name))
  const words = target.fields
    .filter((field) => target.positional.includes(field.name))
    .map((field) => shown(!field.required, `<${field.typed ?? field.name}>`))
  const options =
    named.length > typedOptions
      ? ['[--option …]']
      : named.map((field) =>
          shown(!field.required, field.control === 'flag' ? `--${field.name}` : `--${field.name} …`),
        )
  return ['/drs', target.name, ...words, ...options].join(' ')
}
