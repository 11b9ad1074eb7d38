import type { BlockAction, BlockElementAction, RespondFn, ViewOutput } from '@slack/bolt'
import type { Block, KnownBlock, ModalView } from '@slack/types'
import type { Log } from '../base/log.ts'
import { menuTarget, parseMenuValue, targetPrefix } from '../domain/command-targets.ts'
import type { RenderedMessage } from './blocks.ts'
import type { Dispatcher } from './dispatch.ts'
import { type EventDeps, listenToEvents } from './events.ts'
import type { SentView, Submission } from './form-flow.ts'
import { backAction, callbackId, fieldAction, keptForm, type ViewState } from './forms.ts'
import { type HomeWorkspace, type OriginClaims, originTeam } from './identity.ts'
import { dispatchWords } from './messages.ts'
import type { Interaction } from './port.ts'
import { isShortcut, refsIn, shortcuts } from './shortcuts.ts'

export interface ListenDeps extends EventDeps {
  readonly dispatcher: Dispatcher
  /** The direct message channel with a person, for interactions that come from the Home tab. */
  directMessage(user: string): Promise<string>
  /** True for the first to say so of an id, on whichever replica: Slack may deliver an interaction or an event twice. */
  first(id: string): Promise<boolean>
  readonly log: Log
  /** After this many milliseconds without anything to be seen the person is told that work goes on. */
  readonly silenceMs?: number
}

/** Slack's people are used to see something within three seconds, whatever DRS, Redis or Slack are doing meanwhile. */
const usualSilenceMs = 2_500

/** Bolt's listeners: acknowledge, translate, hand over. Returns a function that waits for the work under way. */
export function listen(deps: ListenDeps): { settle(): Promise<void> } {
  const { app, log } = deps
  const open = new Set<Promise<void>>()
  /** The acknowledgement is out; what follows may take its time but must neither be lost nor take the process along. */
  const carryOn = (work: Promise<void>) => {
    const guarded: Promise<void> = work
      .catch((err: unknown) => log.error({ err }, 'an interaction could not be answered'))
      .finally(() => open.delete(guarded))
    open.add(guarded)
  }
  listenToCommand(deps, carryOn)
  listenToButtons(deps, carryOn)
  listenToForms(deps, carryOn)
  listenToShortcuts(deps, carryOn)
  listenToEvents(deps, (id, act) => carryOn(once(deps, id, act)))
  app.error(async (error) => log.error({ err: error }, 'Bolt could not handle a request'))
  return {
    settle: async () => {
      await Promise.all(open)
    },
  }
}

/** Does what was asked for; a person who sees nothing of it for too long is told that it is under way. */
async function inSight(
  { dispatcher, log, silenceMs = usualSilenceMs }: ListenDeps,
  interaction: Interaction,
  act: (seen: Interaction) => Promise<void>,
): Promise<void> {
  let broken = false
  const timer = setTimeout(() => {
    if (broken) return
    broken = true
    dispatcher
      .stillWorking(interaction)
      .catch((err: unknown) => log.warn({ err }, 'nobody could be told that work goes on'))
  }, silenceMs)
  const silence = {
    isBroken: () => broken,
    break: () => {
      broken = true
    },
  }
  try {
    await act({ ...interaction, silence })
  } finally {
    clearTimeout(timer)
  }
}

type CarryOn = (work: Promise<void>) => void

/** Does what was asked for, once; if nobody can tell whether it is the first time, it is taken for the first. */
async function once(
  { first, log }: Pick<ListenDeps, 'first' | 'log'>,
  id: string | undefined,
  act: () => Promise<void>,
): Promise<void> {
  const isFirst =
    id === undefined ||
    (await first(id).catch((err: unknown) => {
      log.warn({ err }, 'a repeated interaction could not be told from a new one')
      return true
    }))
  if (isFirst) await act()
}

/** A response_url that refuses modern blocks says so late or not at all; what was refused once stays plain. */
function responder(respond: RespondFn): NonNullable<Interaction['respond']> {
  return async ({ text, blocks }: RenderedMessage, { replace }) => {
    const visibility = replace
      ? { replace_original: true }
      : { response_type: 'ephemeral' as const, replace_original: false }
    await respond({ text, blocks, ...visibility })
  }
}

/** `<https://example.com|example.com>`: what Slack makes of an address; the words behind the bar are the typed ones. */
const link = /<(?:https?|mailto|tel):[^<>|]*(?:\|([^<>]*))?>/g

/**
 * Slack sends the three control characters of typed text as entities, and with `should_escape` in the manifest it turns
 * names into ids (`<@U…>`, `<#C…|name>`, `<!subteam^S…>`), which stay, and addresses into links, which do not.
 */
export function unescapeTyped(text: string): string {
  return text
    .replace(link, (all: string, typed?: string) => typed ?? all.slice(1, -1))
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&')
}

function listenToCommand(deps: ListenDeps, carryOn: CarryOn): void {
  const { app, dispatcher } = deps
  app.command('/drs', async ({ command, ack, respond }) => {
    await ack()
    const interaction: Interaction = {
      team: originTeam(command, deps),
      channel: command.channel_id,
      user: command.user_id,
      triggerId: command.trigger_id,
      respond: responder(respond),
    }
    carryOn(
      inSight(deps, interaction, (seen) =>
        once(deps, seen.triggerId, () => dispatcher.typed(seen, unescapeTyped(command.text))),
      ),
    )
  })
}

function chosenValue(action: BlockElementAction): string {
  if (action.type === 'button') return action.value ?? ''
  if (action.type === 'static_select' || action.type === 'overflow')
    return action.selected_option?.value ?? ''
  return ''
}

/** What was clicked and its value; an entry of a menu stands for the button that it would be. */
function clickedTarget(action: BlockElementAction): { readonly action: string; readonly value: string } {
  const value = chosenValue(action)
  return action.action_id === menuTarget ? parseMenuValue(value) : { action: action.action_id, value }
}

async function interactionOf(deps: ListenDeps, body: BlockAction, respond: RespondFn): Promise<Interaction> {
  const place =
    body.channel?.id ?? ('channel_id' in body.container ? String(body.container.channel_id) : undefined)
  return {
    team: originTeam(body, deps),
    channel: place ?? (await deps.directMessage(body.user.id)),
    user: body.user.id,
    triggerId: body.trigger_id,
    ...(body.response_url && !isBroadcast(body) && { respond: responder(respond) }),
    ...threadOf(body),
    ...(body.view?.type === 'modal' && {
      pane: { viewId: body.view.id, draftId: body.view.private_metadata },
    }),
    ...(isEphemeral(body) && {
      ownMessage: { remove: async () => void (await respond({ delete_original: true })) },
    }),
  }
}

function threadOf({ message, container }: BlockAction): Pick<Interaction, 'threadTs'> {
  if ('is_ephemeral' in container && container.is_ephemeral === true) return {}
  const threadTs = message?.thread_ts ?? message?.ts
  return typeof threadTs === 'string' ? { threadTs } : {}
}

/** Only the person who clicked sees the message (Slack docs, block_actions payload). */
function isEphemeral({ container, response_url }: BlockAction): boolean {
  return Boolean(response_url) && 'is_ephemeral' in container && container.is_ephemeral === true
}

/**
 * A reply that is also shown in the channel: its response_url answers inside the thread, where somebody who clicked in
 * the channel does not look. Such a click is answered in the channel itself.
 */
function isBroadcast({ message }: BlockAction): boolean {
  return message?.subtype === 'thread_broadcast'
}

const commandAction = new RegExp(`^${targetPrefix}`)
const unknownAction = new RegExp(`^(?!${targetPrefix}|${backAction}$)`)

function listenToButtons(deps: ListenDeps, carryOn: CarryOn): void {
  const { app, dispatcher } = deps
  app.action({ type: 'block_actions', action_id: commandAction }, async ({ ack, body, action, respond }) => {
    await ack()
    const click = async () => {
      const interaction = await interactionOf(deps, body, respond)
      const clicked = clickedTarget(action)
      await inSight(deps, interaction, (seen) =>
        once(deps, seen.triggerId, () => dispatcher.clicked(seen, clicked.action, clicked.value)),
      )
    }
    carryOn(click())
  })
  app.action({ type: 'block_actions', action_id: backAction }, async ({ ack, body }) => {
    await ack()
    const { view } = body
    if (!view) return
    carryOn(dispatcher.back(viewInteraction(deps, body), sentView(view)))
  })
  // Bolt leaves what nobody listens to without an acknowledgement, which the person sees as an error.
  app.action(unknownAction, async ({ ack }) => ack())
}

function listenToShortcuts(deps: ListenDeps, carryOn: CarryOn): void {
  const { app, dispatcher } = deps
  for (const id of Object.keys(shortcuts).filter(isShortcut)) {
    app.shortcut(id, async ({ ack, shortcut, respond }) => {
      await ack()
      const use = async () => {
        const on = shortcut.type === 'message_action' ? shortcut : undefined
        const interaction: Interaction = {
          team: originTeam(shortcut, deps),
          channel: on?.channel.id ?? (await deps.directMessage(shortcut.user.id)),
          user: shortcut.user.id,
          triggerId: shortcut.trigger_id,
          ...(on && { respond: responder(respond) }),
        }
        const about = on && { text: on.message.text ?? '', refs: refsIn(on.message.blocks) }
        await inSight(deps, interaction, (seen) =>
          once(deps, seen.triggerId, () => dispatcher.shortcut(seen, id, about)),
        )
      }
      carryOn(use())
    })
  }
}

interface ViewBody extends OriginClaims {
  readonly user: { readonly id: string; readonly team_id?: string }
  readonly trigger_id?: string
}

function viewInteraction(home: HomeWorkspace, body: ViewBody): Interaction {
  return {
    team: originTeam(body, home),
    channel: '',
    user: body.user.id,
    ...(body.trigger_id && { triggerId: body.trigger_id }),
  }
}

/** A view as Slack gives it. */
interface ShownView
  extends Pick<
    ViewOutput,
    'id' | 'hash' | 'callback_id' | 'private_metadata' | 'title' | 'submit' | 'close'
  > {
  readonly blocks: readonly (KnownBlock | Block)[]
  readonly state: { readonly values: ViewState }
}

function sentView(view: ShownView): SentView {
  const { id, hash, callback_id, private_metadata, title, submit, close, blocks, state } = view
  const shown: ModalView = {
    ...{ type: 'modal', callback_id, private_metadata, title, blocks: [...blocks] },
    ...(submit && { submit }),
    ...(close && { close }),
  }
  return { viewId: id, hash, mark: private_metadata, state: state.values, shown }
}

/** What a sent form is answered with, in time: Slack waits three seconds, and what comes later is lost. */
async function answerInTime(deps: ListenDeps, interaction: Interaction, view: SentView): Promise<Submission> {
  const { dispatcher, log } = deps
  const late = lateOf(deps)
  try {
    const submission = dispatcher.submitted(interaction, { ...view, late })
    return await unlessLate(submission, late, { ack: keptForm(view.shown, dispatchWords.formLate) })
  } catch (err) {
    log.error({ err, view: view.viewId }, 'a form could not be taken')
    return { ack: keptForm(view.shown, dispatchWords.formFailed) }
  }
}

function lateOf({ silenceMs = usualSilenceMs }: ListenDeps): AbortSignal {
  return AbortSignal.timeout(silenceMs)
}

function unlessLate<T>(answer: Promise<T>, late: AbortSignal, otherwise: T): Promise<T> {
  const given = new Promise<T>((resolve) => late.addEventListener('abort', () => resolve(otherwise)))
  return Promise.race([answer, given])
}

function listenToForms(deps: ListenDeps, carryOn: CarryOn): void {
  const { app, dispatcher, log } = deps
  app.view({ callback_id: callbackId, type: 'view_submission' }, async ({ ack, body, view }) => {
    const { ack: answer, later } = await answerInTime(deps, viewInteraction(deps, body), sentView(view))
    await ack(answer)
    if (later) carryOn(later())
  })
  app.options(fieldAction, async ({ ack, body, options }) => {
    const metadata = body.view?.private_metadata ?? ''
    const found = dispatcher
      .suggest(viewInteraction(deps, body), metadata, options.block_id, options.value)
      .catch((err: unknown) => {
        log.warn({ err }, 'no suggestions for a field')
        return []
      })
    const offered = await unlessLate(found, lateOf(deps), [])
    await ack({
      options: offered.map(({ label, value }) => ({ text: { type: 'plain_text', text: label }, value })),
    })
  })
}
