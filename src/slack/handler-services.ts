import { randomUUID } from 'node:crypto'
import { Ambiguous, createContext, type Facilities, roleMissing } from '../app/context.ts'
import type { Locale } from '../base/i18n.ts'
import type { Log } from '../base/log.ts'
import { AccessRefusal, Refusal } from '../base/user-error.ts'
import type { Actor } from '../domain/access/person.ts'
import type { Role } from '../domain/access/roles.ts'
import { commandTarget } from '../domain/command-targets.ts'
import { formatRef } from '../domain/tasks/task-ref.ts'
import type { Command } from '../kit/command.ts'
import type { Context } from '../kit/context.ts'
import type { Reply } from '../kit/reply.ts'
import type { Authority } from '../ports/authority.ts'
import type { DraftStore } from '../ports/form-drafts.ts'
import type { Button, Card } from '../views/card.ts'
import { problemCard } from '../views/problem-card.ts'
import { taskLine } from '../views/task-card.ts'
import { renderCard } from './blocks.ts'
import { dispatchWords } from './messages.ts'
import { strangerWords } from './people.ts'
import type { Gesture, SlackPort } from './port.ts'
import { lineToLabel } from './text.ts'

export interface DispatchParts {
  readonly commands: readonly Command[]
  readonly facilities: Facilities
  readonly drafts: DraftStore
  readonly slack: SlackPort
  readonly log: Log
  /** After this many milliseconds without a result the person is told that work goes on. */
  readonly patience?: number
}

/** A person at a place whose right to use the command has been checked. */
export interface Session {
  readonly gesture: Gesture
  readonly locale: Locale
  /** Built once for each role. */
  context(command: Command): Promise<Context>
}

type RawValues = Readonly<Record<string, string>>
type Work = (ctx: Context) => Promise<Reply>

/** The pieces that the flows share. */
export interface Desk {
  readonly parts: DispatchParts
  command(name: string): Command | undefined
  /**
   * Begins an interaction; the command it is about, if there is one, says how well the person has to be known. Throws
   * `Refusal` for people who may not use the bot.
   */
  enter(gesture: Gesture, command: Command | undefined, authority?: Authority): Promise<Session>
  /** Throws `Refusal` if the role is missing. */
  authorize(session: Session, command: Command): Promise<Context>
  /** Runs and answers; a problem is explained to the person, with `again` as the way back. True if all went well. */
  perform(session: Session, command: Command, values: RawValues, work: Work, again?: Button): Promise<boolean>
  explain(gesture: Gesture, locale: Locale, error: unknown, again?: Button): Promise<void>
  /** Writes down that somebody tried what they may not; other errors are none of that. Never throws. */
  noteRefusal(gesture: Gesture, error: unknown, verb?: string): Promise<void>
}

/** Slack allows three seconds until something has to be seen. */
const defaultPatience = 1500

export function createDesk(parts: DispatchParts): Desk {
  const desk: Desk = {
    parts,
    command: (name) => parts.commands.find((command) => command.name === name),
    async enter(gesture, command, authority = parts.facilities.newAuthority()) {
      // Whose id it is depends on the workspace: elsewhere the same id is somebody else.
      const isOurs = gesture.team === parts.slack.team
      const fresh = isOurs && command?.fresh === true
      const { locale, refused } = await authority.principal(gesture.user, { fresh })
      if (!isOurs) throw new AccessRefusal(strangerWords)
      if (refused) throw new AccessRefusal(refused)
      return { gesture, locale, context: contextsOf(parts.facilities, authority, { ...gesture, locale }) }
    },
    async authorize(session, command) {
      const ctx = await session.context(command)
      if (!ctx.may(command)) throw roleMissing(command.role, undefined)
      return ctx
    },
    async perform(session, command, values, work, again) {
      const { gesture, locale } = session
      try {
        const ctx = await desk.authorize(session, command)
        const result = await withNotice(desk, session, work(ctx))
        await deliver(desk, session, result)
        return true
      } catch (error) {
        await desk.noteRefusal(gesture, error, command.name)
        if (error instanceof Ambiguous) await offerChoice(desk, session, command, values, error)
        else await desk.explain(gesture, locale, error, again)
        return false
      }
    },
    async explain(gesture, locale, error, again) {
      const reference = randomUUID().slice(0, 8)
      const facts = { err: error, reference, user: gesture.user, channel: gesture.channel }
      if (error instanceof Refusal)
        parts.log.info({ ...facts, err: undefined, text: error.message }, 'refused')
      else parts.log.error(facts, 'a request failed')
      const card = problemCard(error, locale, reference)
      await answer(desk, gesture, again ? { ...card, buttons: [again] } : card)
    },
    noteRefusal: (gesture, error, verb) => noteRefusal(parts, gesture, error, verb),
  }
  return desk
}

/** One context for each role: what was read for a lesser one is not enough for a greater. */
function contextsOf(facilities: Facilities, authority: Authority, actor: Actor): Session['context'] {
  const built = new Map<Role, Promise<Context>>()
  return ({ role }) => {
    const context = built.get(role) ?? createContext(facilities, authority, actor, role)
    built.set(role, context)
    return context
  }
}

async function noteRefusal(
  { facilities, slack, log }: DispatchParts,
  { team, channel, user: who }: Gesture,
  error: unknown,
  verb: string | undefined,
): Promise<void> {
  if (!(error instanceof AccessRefusal)) return
  const from = team === slack.team ? '' : ` (workspace ${team || 'unclear'})`
  const about = { at: facilities.now(), who, team: slack.team, channel, ...(verb !== undefined && { verb }) }
  try {
    await facilities.audit({ kind: 'refused', ...about, what: `${error.message}${from}` })
  } catch (err) {
    log.error({ err, user: who, channel }, 'a refused attempt could not be audited')
  }
}

async function answer(desk: Desk, gesture: Gesture, card: Card, replace = false): Promise<void> {
  const message = renderCard(card)
  if (!gesture.respond) return desk.parts.slack.whisper(gesture, message)
  try {
    await gesture.respond(message, { replace })
  } catch (error) {
    desk.parts.log.warn({ err: error }, 'the response address refused; answering directly')
    await desk.parts.slack.whisper(gesture, message)
  }
}

/** Tells the person that work goes on if it takes longer than a glance. */
async function withNotice<T>(desk: Desk, session: Session, work: Promise<T>): Promise<T> {
  const { locale, gesture } = session
  const notice = setTimeout(() => {
    const card = { title: dispatchWords.working[locale], tone: 'working' } as const
    answer(desk, gesture, card).catch((error: unknown) =>
      desk.parts.log.warn({ err: error }, 'notice not sent'),
    )
  }, desk.parts.patience ?? defaultPatience)
  try {
    return await work
  } finally {
    clearTimeout(notice)
  }
}

async function deliver(desk: Desk, session: Session, result: Reply): Promise<void> {
  const { gesture, locale } = session
  switch (result.kind) {
    case 'replace':
      return answer(desk, gesture, result.card, true)
    case 'file':
      await desk.parts.slack.sendFile(gesture.user, result.file, result.card.title)
      return answer(desk, gesture, result.card)
    case 'card': {
      if (result.to === 'me') return answer(desk, gesture, result.card)
      const posted = await desk.parts.slack.post(gesture, renderCard(result.card))
      if (posted) return
      const note = { heading: dispatchWords.notInChannel[locale] }
      return answer(desk, gesture, { ...result.card, sections: [...(result.card.sections ?? []), note] })
    }
  }
}

async function offerChoice(
  desk: Desk,
  session: Session,
  command: Command,
  values: RawValues,
  { matches, given }: Ambiguous,
): Promise<void> {
  const { gesture, locale } = session
  const id = randomUUID()
  const clear = withoutTask(command, values, given)
  await desk.parts.drafts.put(id, { command: command.name, page: 0, values: clear, ...whose(gesture) })
  const options = matches.map((task) => ({
    label: lineToLabel(taskLine(task, locale)),
    value: `${id} ${formatRef(task)}`,
  }))
  await answer(desk, gesture, {
    title: dispatchWords.ambiguous[locale](matches.length),
    tone: 'neutral',
    choice: {
      placeholder: dispatchWords.choose[locale],
      action: commandTarget(command.name, 'pick'),
      options,
    },
  })
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

export function whose(gesture: Gesture): { team: string; channel: string; user: string } {
  return { team: gesture.team, channel: gesture.channel, user: gesture.user }
}
