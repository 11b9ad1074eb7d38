import { channelLanguage } from '../app/channel-language.ts'
import { createContext } from '../app/context.ts'
import type { Locale } from '../base/i18n.ts'
import { UserError } from '../base/user-error.ts'
import { commandTarget, parseCommandTarget } from '../domain/command-targets.ts'
import { formatRef, parseRef, type TaskRef } from '../domain/tasks/task-ref.ts'
import { type Command, commandForAct } from '../kit/command.ts'
import type { CommandContext } from '../kit/context.ts'
import type { Authority } from '../ports/authority.ts'
import type { Button, Card, CardSubject, MenuEntry } from '../views/card.ts'
import { renderCard } from './blocks.ts'
import { actorOf, type HandlerServices } from './handler-services.ts'
import { dispatchWords } from './messages.ts'
import { cardLines } from './modal-views.ts'
import type { Interaction, LinkPlace, UnfurledLink } from './port.ts'
import { lineToLabel } from './text.ts'
import { type EntityReader, peopleOn } from './work-objects.ts'

/** What Slack says of the thing that somebody opens. */
export interface OpenedSubject {
  /** The reference that the bot has given it. */
  readonly ref: string | undefined
  readonly url: string
  /** The language of the person, until the bot knows it itself. */
  readonly locale: Locale
}

/** Tasks as things of Slack: their pane, filled for the one person who opens it, and addresses of the console. */
export interface SubjectFlow {
  opened(interaction: Interaction, subject: OpenedSubject): Promise<void>
  linked(
    interaction: Interaction,
    posted: { readonly place: LinkPlace; readonly urls: readonly string[] },
  ): Promise<void>
}

/** The trigger of a pane is good for three seconds; what DRS has not told by then, the bot tells from memory. */
const patienceMs = 2_000

/** As many of one message; people post an address or two. */
const mostLinks = 5

export function createSubjectFlow(services: HandlerServices): SubjectFlow {
  const { slack, services: parts } = services.deps
  const show = (): Command => {
    const command = services.command('show')
    if (!command) throw new UserError(dispatchWords.targetGone)
    return command
  }
  return {
    async opened(interaction, subject) {
      let { locale } = subject
      try {
        const ref = parseRef(subject.ref ?? '') ?? parts.watching.knowledge.taskAt(subject.url)
        if (!ref) throw new UserError(dispatchWords.subjectGone)
        const authority = parts.newAuthority()
        const session = await services.enter(
          { ...interaction, connection: ref.connection },
          show(),
          authority,
        )
        locale = session.locale
        const ctx = await services.authorize(session, show())
        const card = offeredTo(services, ctx, await paneInTime(show(), ctx, ref))
        const reader = { now: ctx.now, zone: ctx.zone, locale, names: await namesOn(authority, card) }
        await present(services, interaction, card, subject, reader)
      } catch (error) {
        await services.noteRefusal(interaction, error, 'show')
        const attempt = { verb: 'show', tasks: [] }
        await refuse(services, interaction, services.problem(interaction, locale, error, attempt))
      }
    },
    async linked(interaction, { place, urls }) {
      const found = urls.flatMap((url) => {
        const ref = parts.watching.knowledge.taskAt(url)
        return ref ? [{ url, ref }] : []
      })
      if (found.length === 0) return
      const cards = found.slice(0, mostLinks).map((one) => linkCard(services, show(), interaction, one))
      const links = (await Promise.all(cards)).flatMap((one) => one ?? [])
      if (links.length > 0) await slack.unfurl(place, links)
    },
  }
}

/** As DRS shows it now; where that takes too long, as the bot remembers it. */
async function paneInTime(show: Command, ctx: CommandContext, ref: TaskRef): Promise<Card> {
  const pane = async (act: 'details' | 'remembered') => {
    const run = show.actions[act]
    if (!run) throw new UserError(dispatchWords.targetGone)
    return (await run(ctx, formatRef(ref))).card
  }
  const fresh = pane('details')
  const late = AbortSignal.timeout(patienceMs)
  const isLate = new Promise<undefined>((resolve) => late.addEventListener('abort', () => resolve(undefined)))
  const first = await Promise.race([fresh, isLate])
  if (first) return first
  // Whoever is answered from memory hears no more of it.
  fresh.catch(() => undefined)
  return pane('remembered')
}

/** Without what the person may not do, and without the way to where they are. */
function offeredTo({ command }: HandlerServices, ctx: CommandContext, card: Card): Card {
  const isOffered = ({ action }: Pick<MenuEntry, 'action'>) => {
    const target = parseCommandTarget(action)
    const owner = target && command(target.name)
    if (!target || !owner || action === commandTarget('show', 'details')) return false
    return ctx.may(commandForAct(owner, target.act))
  }
  const buttons: readonly Button[] = (card.buttons ?? []).filter(isOffered)
  return { ...card, buttons, menu: (card.menu ?? []).filter(isOffered) }
}

/** A pane calls nobody: people stand in it by their names. */
async function namesOn(authority: Authority, card: Card): Promise<ReadonlyMap<string, string>> {
  const named = peopleOn(card).map(async (user) => {
    const { name } = await authority.principal(user)
    return name === undefined ? [] : [[user, name] as const]
  })
  return new Map((await Promise.all(named)).flat())
}

/** Slack takes it only for the very thing that was opened, by the words of the message. */
async function present(
  { deps: { slack } }: HandlerServices,
  interaction: Interaction,
  card: Card,
  { ref, url, locale: spoken }: OpenedSubject,
  reader: EntityReader,
): Promise<void> {
  const [known] = card.about ?? []
  const subject: CardSubject = {
    ...(known ?? { name: card.title, locale: spoken }),
    ref: ref ?? known?.ref ?? url,
    url,
  }
  const { triggerId = '' } = interaction
  if (await slack.presentDetails(triggerId, { card, subject, reader })) return
  await slack.whisper(interaction, renderCard(card))
}

async function refuse(
  { deps: { slack } }: HandlerServices,
  interaction: Interaction,
  card: Card,
): Promise<void> {
  const [title = '', ...lines] = cardLines(card).map(lineToLabel)
  const { triggerId = '' } = interaction
  const shown = await slack.presentDetails(triggerId, { refusal: { title, text: lines.join('\n') || title } })
  if (!shown) await slack.whisper(interaction, renderCard(card))
}

/** In the language of the channel, which sees it; nothing where the person who posted the address may not see the task there. */
async function linkCard(
  services: HandlerServices,
  show: Command,
  interaction: Interaction,
  { url, ref }: { readonly url: string; readonly ref: TaskRef },
): Promise<UnfurledLink | undefined> {
  const { services: parts, log } = services.deps
  const authority = parts.newAuthority()
  try {
    const { locale: own } = await services.enter(interaction, show, authority)
    const actor = { ...actorOf(interaction), connection: ref.connection, locale: own }
    const locale = await channelLanguage(parts, actor, ref.connection)
    const ctx = await createContext(parts, authority, { ...actor, locale }, show)
    if (!ctx.may(show) || !show.actions.remembered) return undefined
    const { card } = await show.actions.remembered(ctx, formatRef(ref))
    const { title, mark, state, lines = [], about = [] } = card
    const plain = {
      title,
      lines,
      about,
      ...(mark !== undefined && { mark }),
      ...(state !== undefined && { state }),
    }
    return { url, card: plain }
  } catch (error) {
    if (!(error instanceof UserError)) throw error
    log.info(
      { user: interaction.user, channel: interaction.channel, why: error.message },
      'an address stays plain',
    )
    return undefined
  }
}
