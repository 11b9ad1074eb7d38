import { refusedNow, reportsLater, requireVoice } from '../app/execution.ts'
import { type MessageAbout, taskAbout } from '../app/find-task.ts'
import type { Locale, TextTemplate } from '../base/i18n.ts'
import { type InvalidField, UserError } from '../base/user-error.ts'
import {
  commandTarget,
  parseCommandTarget,
  plainTarget,
  withoutConnection,
} from '../domain/command-targets.ts'
import { formatRef, parseRef, splitList } from '../domain/tasks/task-ref.ts'
import { type Command, commandForAct, commandUsage, wordPlaces } from '../kit/command.ts'
import { nameWords, nearest, parseText } from '../kit/parse-text.ts'
import { createFormFlow, type FormFlow, type SentView, type Submission } from './form-flow.ts'
import { keptForm, noteView } from './forms.ts'
import {
  actorOf,
  createHandlerServices,
  type DispatchDeps,
  type HandlerServices,
  orDirectly,
  type Session,
  sayStillWorking,
} from './handler-services.ts'
import { dispatchWords } from './messages.ts'
import { placedBy } from './modal-views.ts'
import { placedInPane, showPane } from './panes.ts'
import type { Interaction } from './port.ts'
import { type ShortcutId, shortcuts } from './shortcuts.ts'
import { createSubjectFlow, type SubjectFlow } from './subject-flow.ts'

type RawValues = Readonly<Record<string, string>>

/**
 * From an interaction (typed text, clicked button, sent form) to a command's reply. Everything is already acknowledged to
 * Slack when it arrives here, except sent forms and type-ahead, whose answers travel in the acknowledgement.
 */
export interface Dispatcher extends Pick<FormFlow, 'back' | 'suggest'>, SubjectFlow {
  typed(interaction: Interaction, text: string): Promise<void>
  clicked(interaction: Interaction, action: string, value: string): Promise<void>
  /** A shortcut, used on a message or anywhere. */
  shortcut(interaction: Interaction, id: ShortcutId, about?: MessageAbout): Promise<void>
  /** Never throws but for a fault of its own: a form that cannot be taken stays, and says why. */
  submitted(interaction: Interaction, view: SentView): Promise<Submission>
  /** Says that work goes on, to somebody who has seen nothing of it yet. */
  stillWorking(interaction: Interaction): Promise<void>
}

export function createDispatcher(deps: DispatchDeps): Dispatcher {
  const services = createHandlerServices(deps)
  const forms = createFormFlow(services)
  const { begin, lead } = beginnings(services, forms)
  const guarded = async (
    interaction: Interaction,
    verb: string,
    work: (session: Session) => Promise<void>,
  ) => {
    let locale: Locale = 'en'
    try {
      const placed = await placedInPane(services, interaction)
      const session = await services.enter(placed, services.command(verb))
      locale = session.locale
      await work(session)
    } catch (error) {
      await services.noteRefusal(interaction, error)
      const attempt = verb === '' ? undefined : { verb, tasks: [] }
      await services.explain(interaction, locale, error, { attempt })
    }
  }
  /** What is asked from within a form has no place for an explanation; a refusal is written down all the same. */
  const noted = async <T>(interaction: Interaction, work: Promise<T>): Promise<T> => {
    try {
      return await work
    } catch (error) {
      await services.noteRefusal(interaction, error)
      throw error
    }
  }
  return {
    ...createSubjectFlow(services),
    typed(interaction, text) {
      const typed = parseText(text, (verb, name, next) => takesValue(deps.commands, verb, name, next))
      const { verb = 'help' } = typed
      const { options, ...named } = namedConnection(services.command(verb), typed.options)
      return guarded({ ...interaction, ...named }, verb, async (session) => {
        const command = commandNamed(deps.commands, verb)
        const { values, left } = nameWords({ ...typed, options }, wordPlaces(command))
        if (left.length > 0) throw tooManyWords(left, command)
        const begun = () => ({ action: commandTarget(command.name, 'ask'), value: typedAgain(values) })
        return begin({ ...session, interaction: { ...session.interaction, begun } }, command, values)
      })
    },
    clicked(interaction, action, given) {
      const target = parseCommandTarget(action)
      const { value, ...named } = withoutConnection(given)
      const plain = plainTarget(action)
      const begun = plain && { begun: () => ({ action: plain, value }) }
      return guarded({ ...interaction, ...named, ...begun }, target?.name ?? '', async (session) => {
        if (!target) throw new UserError(dispatchWords.targetGone)
        const command = commandNamed(deps.commands, target.name)
        return lead(session, command, target.act, value)
      })
    },
    shortcut(interaction, id, about) {
      const { command: verb } = shortcuts[id]
      return guarded(interaction, verb, async (session) => {
        const command = commandNamed(deps.commands, verb)
        const values = about ? await valuesAbout(services, session, command, about) : {}
        if (values) await begin(session, command, values)
      })
    },
    async submitted(interaction, view) {
      const authority = deps.services.newAuthority()
      try {
        return await noted(interaction, forms.submitted(interaction, view, authority))
      } catch (error) {
        if (!(error instanceof UserError)) return notTaken(deps, view, error)
        const { locale } = await authority.principal(interaction.user)
        return { ack: { response_action: 'update', view: noteView('DRS', [error.text[locale]], locale) } }
      }
    },
    stillWorking: (interaction) => sayStillWorking(deps, interaction),
    back: (interaction, view) => noted(interaction, forms.back(interaction, view)),
    suggest: (interaction, ...search) => noted(interaction, forms.suggest(interaction, ...search)),
  }
}

/** A form that nothing is wrong with, but which the bot cannot take now. */
function notTaken({ log, troubleWith }: DispatchDeps, view: SentView, err: unknown): Submission {
  if (view.late?.aborted) log.warn({ err, view: view.viewId }, 'a form was too late to be taken')
  else log.error({ err, view: view.viewId }, 'a form could not be taken')
  return { ack: keptForm(view.shown, troubleWith?.(err) ?? dispatchWords.formFailed) }
}

/** The task that the message is about, as what would be typed; nothing where the person was told that there is none, or asked which one. */
async function valuesAbout(
  services: HandlerServices,
  session: Session,
  command: Command,
  about: MessageAbout,
): Promise<RawValues | undefined> {
  try {
    const task = await taskAbout(await services.authorize(session, command), about)
    return { task: formatRef(task) }
  } catch (error) {
    const { locale } = session
    const label = dispatchWords.chooseTask[locale]
    const form = { label, action: commandTarget(command.name, 'form'), value: '-' }
    await services.perform(session, command, {}, () => Promise.reject(error), form)
    return undefined
  }
}

/** The ways in which a command begins; each leads on where the bot cannot speak in the channel. */
function beginnings(services: HandlerServices, forms: FormFlow) {
  const { drafts, slack } = services.deps
  const begin = (session: Session, command: Command, values: RawValues) =>
    orDirectly(services, session, { command, values }, () =>
      beginCommand(services, forms, session, command, values),
    )
  const click = (session: Session, clicked: Command, act: string, value: string) => {
    const command = commandForAct(clicked, act)
    const title = command.panes[act]
    if (title) return showPane(services, session, command, { act, value, title })
    const run = command.actions[act]
    if (!run) throw new UserError(dispatchWords.targetGone)
    return orDirectly(services, session, { command, click: { act, value } }, async () => {
      await services.perform(session, command, {}, (ctx) => run(ctx, value))
    })
  }
  /** The same as before, reported to the person alone. */
  const directly = async (interaction: Interaction, command: Command, draftId: string) => {
    const draft = await drafts.get(draftId)
    if (!draft || draft.user !== interaction.user) throw new UserError(dispatchWords.draftGone)
    const reportTo = await slack.directMessage(interaction.user)
    const session = await services.enter({ ...placedBy(interaction, draft), reportTo }, command)
    if (draft.press) return click(session, command, draft.press.act, draft.press.value)
    return begin(session, command, draft.values)
  }
  const lead = async (session: Session, command: Command, act: string, value: string): Promise<void> => {
    const { interaction } = session
    switch (act) {
      case 'ask':
        return begin(session, command, namedBy(command, value))
      case 'form':
        return forms.open(session, command, namedBy(command, value))
      case 'pick':
        return begin(session, command, await pickedValues(services, interaction, command, value))
      case 'again':
        return forms.reopen(session, command, value)
      case 'directly':
        return directly(interaction, command, value)
      default:
        return click(session, command, act, value)
    }
  }
  return { begin, lead }
}

/** Runs the command, or opens its form for what is missing. */
async function beginCommand(
  services: HandlerServices,
  forms: FormFlow,
  session: Session,
  command: Command,
  values: RawValues,
): Promise<void> {
  // What was given is not asked again in the form, so it has to be right before the form opens.
  const named = Object.keys(values)
  const wrong = command.check(values, named)
  if (wrong.length > 0) throw invalidRefusal(command, wrong)
  const ctx = await session.context(command)
  if (reportsLater(command)) {
    const { interaction, locale } = session
    await requireVoice(services.deps.services.channels, { ...actorOf(interaction), locale })
  }
  await requireUseful(services, command, values)
  const needed = await command.needs(ctx, values)
  const asks = command.alwaysAsk || command.missing(values).length > 0
  const known = ctx.may(command) ? await command.checkKnown(ctx, values, named) : []
  if (known.length > 0) throw invalidRefusal(command, known)
  if (asks || needed.some((name) => !(name in values))) return forms.open(session, command, values)
  const parsed = command.parse(values)
  if (!parsed.ok) throw invalidRefusal(command, parsed.invalid)
  await services.perform(session, command, values, (own) => parsed.run(own))
}

/** A connection can be named for everything that is typed; some commands have an argument of that name. */
function namedConnection(
  command: Command | undefined,
  { connection, ...others }: RawValues,
): Pick<Interaction, 'connection'> & { readonly options: RawValues } {
  if (connection === undefined) return { options: others }
  if (command?.fields.some(({ name }) => name === 'connection')) return { options: { connection, ...others } }
  return { options: others, connection }
}

/** What was typed, as a button's value says it. */
function typedAgain(values: RawValues): string {
  const words = Object.entries(values).map(([name, value]) => `--${name} "${value.replaceAll('"', '')}"`)
  return words.join(' ') || '-'
}

/** A flag stands alone unless yes or no follows in words. */
function takesValue(commands: readonly Command[], verb: string, name: string, next: string): boolean {
  const field = commands.find((command) => command.name === verb)?.fields.find((f) => f.name === name)
  return field?.control !== 'flag' || next === 'true' || next === 'false'
}

/** A button's value stands for the first argument; `-` names nothing, and what begins with `--` is read as it is typed. */
function namedBy(command: Command, value: string): RawValues {
  if (value.startsWith('--'))
    return nameWords(parseText(`${command.name} ${value}`), wordPlaces(command)).values
  const first = command.positional[0] ?? command.fields[0]?.name
  return first && value !== '-' ? { [first]: value } : {}
}

/** Nobody fills a form for what there is no use in any more. Names that were typed are looked up when the verb runs. */
async function requireUseful({ deps }: HandlerServices, command: Command, values: RawValues): Promise<void> {
  const tasks = command.fields.filter(({ control }) => control === 'task' || control === 'tasks')
  const refs = tasks.flatMap(({ name }) => splitList(values[name] ?? '')).map((text) => parseRef(text.trim()))
  for (const ref of refs) {
    const why = ref && (await refusedNow(deps.services.execution, command.name, ref))
    if (why) throw new UserError(why, 'task')
  }
}

async function pickedValues(
  services: HandlerServices,
  interaction: Interaction,
  command: Command,
  value: string,
): Promise<RawValues> {
  const [id = '', ref = ''] = value.split(' ')
  const draft = await services.deps.drafts.get(id)
  if (!draft || draft.user !== interaction.user) throw new UserError(dispatchWords.draftGone)
  const field = command.fields.find((f) => f.control === 'task' || f.control === 'tasks')?.name ?? 'task'
  // Where several tasks were named, the others were clear and stay.
  const others = draft.values[field]
  return { ...draft.values, [field]: others ? `${others},${ref}` : ref }
}

function commandNamed(commands: readonly Command[], verb: string): Command {
  const found = commands.find((command) => command.name === verb)
  if (found) return found
  const guess = nearest(
    verb,
    commands.map((command) => command.name),
  )
  const meant = guess
    ? { en: ` Did you mean /drs ${guess}?`, zh: `您是想输入 /drs ${guess} 吗？` }
    : { en: '', zh: '' }
  throw new UserError({
    en: `There is no command “${verb}”.${meant.en} /drs help lists them all.`,
    'zh-CN': `没有命令“${verb}”。${meant.zh}可用 /drs help 查看全部命令。`,
  })
}

function tooManyWords(left: readonly string[], command: Command): UserError {
  return new UserError({
    en: `${command.name} doesn’t take “${left.join(' ')}”. Usage: ${commandUsage(command)}`,
    'zh-CN': `命令 ${command.name} 不接受“${left.join(' ')}”。用法：${commandUsage(command)}`,
  })
}

const invalidWords: TextTemplate<[issues: readonly string[], usage: string]> = {
  en: (issues, how) => `${issues.join('; ')}. Usage: ${how}`,
  'zh-CN': (issues, how) => `${issues.join('；')}。用法：${how}`,
}

function invalidRefusal(command: Command, invalid: readonly InvalidField[]): UserError {
  const issues = (locale: Locale) =>
    invalid.map((issue) => `${issue.field}: ${issue.text[locale].replace(/[.。]$/, '')}`)
  return new UserError({
    en: invalidWords.en(issues('en'), commandUsage(command)),
    'zh-CN': invalidWords['zh-CN'](issues('zh-CN'), commandUsage(command)),
  })
}
