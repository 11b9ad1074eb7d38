import { randomUUID } from 'node:crypto'
import type { CommandServices } from '../app/command-services.ts'
import { commandDenied, createContext, NoConnection } from '../app/context.ts'
import { SilentChannel } from '../app/execution.ts'
import { AmbiguousTask } from '../app/find-task.ts'
import type { Locale, Text } from '../base/i18n.ts'
import type { Log } from '../base/log.ts'
import { AccessDenied, UserError } from '../base/user-error.ts'
import type { Actor } from '../domain/access/person.ts'
import { commandTarget, withConnection } from '../domain/command-targets.ts'
import type { Command } from '../kit/command.ts'
import type { CommandContext } from '../kit/context.ts'
import type { Reply } from '../kit/reply.ts'
import type { Authority } from '../ports/authority.ts'
import type { DraftStore, FormDraft } from '../ports/form-drafts.ts'
import { barrierWords } from '../views/barrier-words.ts'
import type { Button, Card } from '../views/card.ts'
import { type Attempt, problemCard } from '../views/problem-card.ts'
import { taskChoices } from '../views/task-line.ts'
import { type RenderedMessage, renderCard } from './blocks.ts'
import { dispatchWords } from './messages.ts'
import { strangerWords } from './people.ts'
import type { Interaction, SlackPort } from './port.ts'
import { SlackRefusal } from './refusals.ts'

export interface DispatchDeps {
  readonly commands: readonly Command[]
  readonly services: CommandServices
  readonly drafts: DraftStore
  readonly slack: SlackPort
  readonly log: Log
  /** Draws the Home tab of a person. */
  readonly home?: (user: string) => Promise<void>
  /** What is wrong with the memory that replicas share, if that is what an error says. */
  readonly troubleWith?: (error: unknown) => Text | undefined
  /** After this many milliseconds without a result the person is told that work goes on. */
  readonly workingNoticeMs?: number
}

/** A person at a place whose right to use the command has been checked. */
export interface Session {
  readonly interaction: Interaction
  readonly locale: Locale
  /** Why it is not known in which user groups they are. */
  readonly unsure?: Text
  /** With what the command names; built once. */
  context(command: Command): Promise<CommandContext>
  /** The error for a command that the person may not use here. */
  denied(command: Command): Promise<AccessDenied>
}

type RawValues = Readonly<Record<string, string>>
type Work = (ctx: CommandContext) => Promise<Reply>

interface Explanation {
  readonly attempt?: Attempt | undefined
  readonly again?: Button | undefined
}

/** The pieces that the flows share. */
export interface HandlerServices {
  readonly deps: DispatchDeps
  command(name: string): Command | undefined
  /**
   * Begins an interaction; the command it is about, if there is one, says how well the person has to be known. Throws
   * `UserError` for people who may not use the bot.
   */
  enter(interaction: Interaction, command: Command | undefined, authority?: Authority): Promise<Session>
  /** Throws `UserError` if the role is missing. */
  authorize(session: Session, command: Command): Promise<CommandContext>
  /**
   * Runs and answers; a problem is explained to the person, with `again` as the way back. True if all went well. Throws
   * `SilentChannel`, for `orDirectly`.
   */
  perform(session: Session, command: Command, values: RawValues, work: Work, again?: Button): Promise<boolean>
  /** `more.attempt`: what the person tried; `more.again`: the way back to it. */
  explain(interaction: Interaction, locale: Locale, error: unknown, more?: Explanation): Promise<void>
  /** What an error says to the person; it is logged. */
  problem(interaction: Interaction, locale: Locale, error: unknown, attempt?: Attempt): Card
  /** Writes down that somebody tried what they may not; other errors are none of that. Never throws. */
  noteRefusal(interaction: Interaction, error: unknown, verb?: string): Promise<void>
}

/** Slack allows three seconds until something has to be seen. */
export const usualNoticeMs = 1500

export function createHandlerServices(deps: DispatchDeps): HandlerServices {
  const services: HandlerServices = {
    deps,
    command: (name) => deps.commands.find((command) => command.name === name),
    async enter(interaction, command, authority = deps.services.newAuthority()) {
      // Whose id it is depends on the workspace: elsewhere the same id is somebody else.
      const isOurs = interaction.team === deps.slack.team
      const fresh = isOurs && command?.fresh === true
      const { locale, refused, unsure } = await authority.principal(interaction.user, { fresh })
      if (!isOurs) throw new AccessDenied(strangerWords)
      if (refused) throw new AccessDenied(refused)
      const actor = { ...actorOf(interaction), locale }
      return {
        interaction,
        locale,
        ...(unsure && { unsure }),
        context: contextsOf(deps.services, authority, actor),
        denied: (denied) => commandDenied(deps.services, authority, actor, denied),
      }
    },
    async authorize(session, command) {
      const ctx = await session.context(command)
      if (!ctx.may(command)) {
        throw session.unsure ? new AccessDenied(session.unsure) : await session.denied(command)
      }
      return ctx
    },
    async perform(session, command, values, work, again) {
      const { interaction, locale } = session
      const { name: verb } = command
      let tasks: Attempt['tasks'] = []
      try {
        const begun = services.authorize(session, command).then((ctx) => {
          tasks = ctx.found
          return work(ctx)
        })
        const result = await withNotice(services, session, begun)
        await deliver(services, session, result)
        return true
      } catch (error) {
        if (error instanceof SilentChannel) throw error
        await services.noteRefusal(interaction, error, command.name)
        if (error instanceof AmbiguousTask) await offerChoice(services, session, command, values, error)
        else await services.explain(interaction, locale, error, { again, attempt: { verb, tasks } })
        return false
      }
    },
    problem(interaction, locale, error, attempt) {
      const reference = randomUUID().slice(0, 8)
      const facts = { err: error, reference, user: interaction.user, channel: interaction.channel }
      const trouble = deps.troubleWith?.(error)
      if (error instanceof SlackRefusal)
        deps.log.warn({ ...facts, err: error.cause }, 'Slack refused an answer')
      else if (error instanceof UserError)
        deps.log.info({ ...facts, err: undefined, text: error.message }, 'refused')
      else deps.log.error(facts, 'a request failed')
      return problemCard(trouble ? new UserError(trouble) : error, locale, reference, attempt)
    },
    async explain(interaction, locale, error, { attempt, again } = {}) {
      const card = services.problem(interaction, locale, error, attempt)
      const buttons = [...(again ? [again] : []), ...(card.buttons ?? [])]
      const choice = error instanceof NoConnection && connectionChoice(interaction, error, locale)
      await answer(services, interaction, { ...card, buttons, ...(choice && { choice }) })
    },
    noteRefusal: (interaction, error, verb) => noteRefusal(deps, interaction, error, verb),
  }
  return services
}

/** Slack takes no longer value of an option. */
const longestValue = 150

/** The same again, on one of the connections; undefined where it was too long to be kept in a menu. */
function connectionChoice({ begun }: Interaction, { known }: NoConnection, locale: Locale): Card['choice'] {
  if (!begun) return undefined
  const { action, value: said } = begun()
  const options = known.map((name) => ({ label: name, value: withConnection(said, name) }))
  if (options.some(({ value }) => value.length > longestValue)) return undefined
  return { placeholder: dispatchWords.chooseConnection[locale], action, options }
}

/** What was begun, to be begun again. */
export interface Begun {
  readonly command: Command
  readonly values?: RawValues
  readonly click?: { readonly act: string; readonly value: string }
}

/** Where the bot cannot speak in the channel, the person is told, and may be reported to directly. */
export async function orDirectly(
  services: HandlerServices,
  { interaction, locale }: Session,
  { command, values = {}, click }: Begun,
  work: () => Promise<void>,
): Promise<void> {
  try {
    await work()
  } catch (error) {
    if (!(error instanceof SilentChannel)) throw error
    const draft = { command: command.name, page: 0, values, ...actorOf(interaction) }
    const id = error.directly && (await kept(services, { ...draft, ...(click && { press: click }) }))
    const action = commandTarget(command.name, 'directly')
    const again = id ? { label: dispatchWords.directly[locale], action, value: id } : undefined
    await services.explain(interaction, locale, error, { again, attempt: { verb: command.name, tasks: [] } })
  }
}

/** Where it can be found again; undefined where nothing can be kept now, of which the person hears without a button. */
async function kept({ deps }: HandlerServices, draft: FormDraft): Promise<string | undefined> {
  const id = randomUUID()
  try {
    await deps.drafts.put(id, draft)
    return id
  } catch (err) {
    deps.log.warn({ err }, 'what was begun could not be kept')
    return undefined
  }
}

/** One context for each command: it names what it is handed, and its role says how well the person has to be known. */
function contextsOf(services: CommandServices, authority: Authority, actor: Actor): Session['context'] {
  const built = new Map<Command, Promise<CommandContext>>()
  return (command) => {
    const context = built.get(command) ?? createContext(services, authority, actor, command)
    built.set(command, context)
    return context
  }
}

async function noteRefusal(
  { services, slack, log }: DispatchDeps,
  { team, channel, user: who }: Interaction,
  error: unknown,
  verb: string | undefined,
): Promise<void> {
  if (!(error instanceof AccessDenied)) return
  const from = team === slack.team ? '' : ` (workspace ${team || 'unclear'})`
  const about = { at: services.now(), who, team: slack.team, channel, ...(verb !== undefined && { verb }) }
  try {
    await services.auditing.audit({ kind: 'refused', ...about, what: `${error.message}${from}` })
  } catch (err) {
    log.error({ err, user: who, channel }, 'a refused attempt could not be audited')
  }
}

async function answer(
  services: HandlerServices,
  interaction: Interaction,
  card: Card,
  replace = false,
): Promise<void> {
  await send(services, interaction, renderCard(card), replace)
  interaction.silence?.break()
}

async function send(
  { deps: { slack, log } }: Pick<HandlerServices, 'deps'>,
  interaction: Interaction,
  message: RenderedMessage,
  replace: boolean,
): Promise<void> {
  if (!interaction.respond) return slack.whisper(interaction, message)
  try {
    await interaction.respond(message, { replace })
  } catch (error) {
    log.warn({ err: error }, 'the response address refused; answering directly')
    await slack.whisper(interaction, message)
  }
}

/** For somebody of whom it is not known yet which language they read. */
export async function sayStillWorking(deps: DispatchDeps, interaction: Interaction): Promise<void> {
  const { en, 'zh-CN': zh } = dispatchWords.stillWorking
  await send({ deps }, interaction, renderCard({ title: `${en} ${zh}`, tone: 'working' }), false)
}

/** Tells the person that work goes on if it takes longer than a glance. */
async function withNotice<T>(services: HandlerServices, session: Session, work: Promise<T>): Promise<T> {
  const { locale, interaction } = session
  const notice = setTimeout(() => {
    if (interaction.silence?.isBroken()) return
    const card = { title: dispatchWords.working[locale], tone: 'working' } as const
    answer(services, interaction, card).catch((error: unknown) =>
      services.deps.log.warn({ err: error }, 'notice not sent'),
    )
  }, services.deps.workingNoticeMs ?? usualNoticeMs)
  try {
    return await work
  } finally {
    clearTimeout(notice)
  }
}

/** A question that only the person sees gives way to its answer; a failure leaves it, to be answered again. */
async function deliver(services: HandlerServices, session: Session, result: Reply): Promise<void> {
  const { interaction, locale } = session
  const isOwn = interaction.ownMessage !== undefined
  switch (result.kind) {
    case 'replace':
      return answer(services, interaction, result.card, true)
    case 'file':
      await services.deps.slack.sendFile(interaction.user, result.file, result.card.title)
      return answer(services, interaction, result.card, isOwn)
    case 'home':
      if (!services.deps.home) return answer(services, interaction, result.card)
      await services.deps.home(interaction.user)
      return inSight(services, interaction)
    case 'thread-file': {
      if (await services.deps.slack.shareFile(interaction, result.file, result.comment))
        return inSight(services, interaction)
      await services.deps.slack.sendFile(interaction.user, result.file, result.card.title)
      return answer(services, interaction, result.card)
    }
    case 'pictures': {
      if (await shareAll(services, interaction, result.card)) return inSight(services, interaction)
      return answer(services, interaction, result.card)
    }
    case 'card': {
      if (result.to === 'me' || interaction.reportTo) return answer(services, interaction, result.card, isOwn)
      const posted = await services.deps.slack.post(interaction, renderCard(result.card))
      if (posted) return inSight(services, interaction)
      const barrier = await services.deps.services.channels.barrier(interaction)
      const why = barrier ? [barrierWords[barrier][locale]] : []
      const note = { heading: [dispatchWords.onlyYou[locale], ...why].join(' ') }
      const card = { ...result.card, sections: [...(result.card.sections ?? []), note] }
      return answer(services, interaction, card, isOwn)
    }
  }
}

/** Whether everybody sees all of them. */
async function shareAll(
  { deps: { slack, log } }: HandlerServices,
  place: Interaction,
  { pictures = [] }: Card,
): Promise<boolean> {
  try {
    for (const { chart } of pictures) if (!(await slack.sharePicture(place, chart, chart.alt))) return false
    return pictures.length > 0
  } catch (err) {
    log.warn({ err }, 'a picture could not be shared')
    return false
  }
}

/** What everybody sees needs no answer to one person beside it. */
async function inSight({ deps }: HandlerServices, { silence, ownMessage }: Interaction): Promise<void> {
  silence?.break()
  try {
    await ownMessage?.remove()
  } catch (err) {
    deps.log.warn({ err }, 'an answered question could not be taken away')
  }
}

async function offerChoice(
  services: HandlerServices,
  session: Session,
  command: Command,
  values: RawValues,
  { matches, given }: AmbiguousTask,
): Promise<void> {
  const { interaction, locale } = session
  const id = randomUUID()
  const clear = withoutTask(command, values, given)
  await services.deps.drafts.put(id, {
    command: command.name,
    page: 0,
    values: clear,
    ...actorOf(interaction),
  })
  const choices = taskChoices(matches, { now: services.deps.services.now(), locale })
  const options = choices.map(({ label, value }) => ({ label, value: `${id} ${value}` }))
  const action = commandTarget(command.name, 'pick')
  const card: Card = {
    title: dispatchWords.ambiguous[locale](matches.length),
    tone: 'neutral',
    choice: { placeholder: dispatchWords.choose[locale], action, options },
  }
  await answer(services, interaction, card, interaction.ownMessage !== undefined)
}

/** What was typed but for the task that is not clear yet. */
function withoutTask(command: Command, values: RawValues, given: string): RawValues {
  const names = command.fields.filter(({ control }) => control === 'task' || control === 'tasks')
  return Object.fromEntries(
    Object.entries(values).flatMap(([name, value]) => {
      if (!names.some((field) => field.name === name)) return [[name, value]]
      const others = value.split(',').filter((part) => part.trim() !== given)
      return others.length > 0 ? [[name, others.join(',')]] : []
    }),
  )
}

export function actorOf({ team, channel, user, reportTo, connection }: Interaction): Omit<Actor, 'locale'> {
  return {
    ...{ team, channel, user },
    ...(reportTo !== undefined && { reportTo }),
    ...(connection !== undefined && { connection }),
  }
}
