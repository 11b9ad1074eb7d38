import { randomUUID } from 'node:crypto'
import type { ModalView } from '@slack/types'
import { UserError } from '../base/user-error.ts'
import { commandTarget } from '../domain/command-targets.ts'
import type { ArgumentField } from '../kit/args.ts'
import type { Command, SelectOption } from '../kit/command.ts'
import type { CommandContext } from '../kit/context.ts'
import type { Authority } from '../ports/authority.ts'
import type { FormDraft } from '../ports/form-drafts.ts'
import type { Line } from '../views/card.ts'
import { isAboutTasks, isChosen, pageView, titleOf, unlessSilent } from './form-page-view.ts'
import {
  draftOwner,
  fieldsOnPage,
  firstPage,
  isWizard,
  leftEmpty,
  mergedValues,
  neighbouringPage,
  readViewMark,
  relevantValues,
  withoutInvalid,
  withProposals,
} from './form-pages.ts'
import {
  errorsOnFields,
  type FormAnswer,
  noteView,
  readViewValues,
  type ViewState,
  withNotice,
} from './forms.ts'
import { actorOf, type HandlerServices, orDirectly, type Session, usualNoticeMs } from './handler-services.ts'
import { dispatchWords } from './messages.ts'
import { cardLines, fillView, ignoreIfClosed, placedBy, showView } from './modal-views.ts'
import type { Interaction } from './port.ts'
import { SlackRefusal } from './refusals.ts'
import { suggestOptions } from './suggest.ts'

/**
 * How a form goes on: it is opened, a page is sent, the one before is wanted again, it is carried out. What somebody has typed
 * is kept before anything else is done with it.
 */

type RawValues = Readonly<Record<string, string>>

/** What a sent form is answered with, and what goes on after the answer. */
export interface Submission {
  readonly ack: FormAnswer
  readonly later?: () => Promise<void>
}

export interface SentView {
  readonly viewId: string
  /** Of what the person sees; Slack changes it with every change of the view. */
  readonly hash?: string
  /** What it was marked with. */
  readonly mark: string
  readonly state: ViewState
  /** The view as the person sees it, without what they typed. */
  readonly shown: ModalView
  /** From then on an answer comes too late: the person has been told that the form stays as it is. */
  readonly late?: AbortSignal
}

export interface FormFlow {
  open(session: Session, command: Command, values: RawValues): Promise<void>
  reopen(session: Session, command: Command, draftId: string): Promise<void>
  submitted(interaction: Interaction, view: SentView, authority: Authority): Promise<Submission>
  back(interaction: Interaction, view: SentView): Promise<void>
  /** What fits the text typed into that field. */
  suggest(
    interaction: Interaction,
    mark: string,
    field: string,
    typed: string,
  ): Promise<readonly SelectOption[]>
}

/** A form that somebody has open, and who they are. */
interface OpenForm {
  readonly session: Session
  readonly command: Command
  readonly draftId: string
  readonly draft: FormDraft
}

export function createFormFlow(services: HandlerServices): FormFlow {
  const { drafts } = services.deps
  return {
    async open(session, command, values) {
      const draft: FormDraft = {
        command: command.name,
        page: 0,
        values,
        fixed: Object.keys(values).filter((name) => !command.alwaysAsk || isTaskField(command, name)),
        ...actorOf(session.interaction),
      }
      const begun = (await leftUnfinished(services, command, draft)) ?? draft
      await show(services, { session, command, draftId: randomUUID(), draft: begun })
    },
    async reopen(session, command, draftId) {
      const draft = await drafts.get(draftId)
      if (!draft || draft.user !== session.interaction.user) throw new UserError(dispatchWords.draftGone)
      await drafts.release(draftId)
      const placed = await services.enter(placedBy(session.interaction, draft), command)
      await show(services, { session: placed, command, draftId, draft })
    },
    submitted: (interaction, view, authority) => submitted(services, interaction, view, authority),
    back: (interaction, view) => back(services, interaction, view),
    suggest: (interaction, mark, field, typed) =>
      suggestOptions(services, interaction, { draftId: readViewMark(mark).draftId, field, typed }),
  }
}

/** The wizard that the same person has begun here, if nothing else was named. */
async function leftUnfinished(
  { deps: { drafts } }: HandlerServices,
  command: Command,
  draft: FormDraft,
): Promise<FormDraft | undefined> {
  if (!isWizard(command) || Object.keys(draft.values).length > 0) return undefined
  const left = await drafts.recall(draftOwner(draft))
  const earlier = left ? await drafts.get(left) : undefined
  // What was named then is not before the person's eyes now, so that all of it is asked.
  return earlier && earlier.connection === draft.connection ? { ...earlier, fixed: [] } : undefined
}

function isTaskField(command: Command, name: string): boolean {
  return command.fields.some((field) => field.name === name && isAboutTasks(field))
}

/** A loading view at once, and the first page when it is ready. */
async function show(services: HandlerServices, form: OpenForm): Promise<void> {
  const { session, command, draftId } = form
  const { interaction, locale } = session
  if (interaction.triggerId === undefined && !interaction.pane) throw new UserError(dispatchWords.draftGone)
  const ctx = await services.authorize(session, command)
  const draft = firstPage(command, await withNeeds(command, ctx, form.draft))
  requireOpening(command, ctx, draft)
  const title = titleOf(command, draft, locale)
  const first = { ...form, draft }
  const viewId = await opened(services, first, noteView(title, [], locale))
  if (viewId === undefined) return
  await fillView(services, session, command, { viewId, title }, async () => {
    if (isWizard(command)) await services.deps.drafts.remember(draftOwner(draft), draftId)
    return drawPage(services, first)
  })
}

/** What is needed hangs on what has been said by now. */
async function withNeeds(command: Command, ctx: CommandContext, draft: FormDraft): Promise<FormDraft> {
  return { ...draft, needed: await command.needs(ctx, { ...draft.facts, ...draft.values }) }
}

/** Nobody fills in a form that could only be refused: throws what the person has to hear. */
function requireOpening(command: Command, ctx: CommandContext, draft: FormDraft): void {
  command.opens(ctx, draft.values)
  const picks = command.fields.filter(
    (field) =>
      field.required &&
      isChosen(field) &&
      !(field.name in draft.values) &&
      command.shows(field.name, draft.values),
  )
  // Reading it throws where none was chosen.
  if (picks.length > 0) void ctx.connection
}

/** The id of the view; where Slack does not open it, the person hears why and can try again with what they typed. */
async function opened(
  services: HandlerServices,
  { session: { interaction, locale }, command: { name }, draftId, draft }: OpenForm,
  view: ModalView,
): Promise<string | undefined> {
  try {
    const viewId = await showView(services.deps.slack, interaction, view)
    interaction.silence?.break()
    return viewId
  } catch (error) {
    if (!(error instanceof SlackRefusal)) throw error
    await services.deps.drafts.put(draftId, draft)
    const again = {
      label: dispatchWords.tryAgain[locale],
      action: commandTarget(name, 'again'),
      value: draftId,
    }
    await services.explain(interaction, locale, error, { again, attempt: { verb: name, tasks: [] } })
    return undefined
  }
}

/** The form of a view that somebody uses, at the page that they see; none where it is not kept any more, or is another's. */
async function formOf(
  services: HandlerServices,
  interaction: Interaction,
  { mark }: SentView,
  authority?: Authority,
): Promise<{ readonly session: Session; readonly form?: OpenForm }> {
  const { draftId, page } = readViewMark(mark)
  const draft = await services.deps.drafts.get(draftId)
  const command = draft && services.command(draft.command)
  const session = await services.enter(placedBy(interaction, draft), command, authority)
  if (!draft || !command || draft.user !== interaction.user) return { session }
  return { session, form: { session, command, draftId, draft: { ...draft, page } } }
}

function goneView({ locale }: Session): ModalView {
  return noteView(dispatchWords.again[locale], [dispatchWords.draftGone[locale]], locale)
}

/** The form with what stands in its view. */
async function filledIn(form: OpenForm, ctx: CommandContext, view: SentView): Promise<OpenForm> {
  const { command, draft } = form
  const values = mergedValues(draft, fieldsOnPage(command, draft), readViewValues(view.state))
  return { ...form, draft: await withNeeds(command, ctx, { ...draft, values }) }
}

async function submitted(
  services: HandlerServices,
  interaction: Interaction,
  view: SentView,
  authority: Authority,
): Promise<Submission> {
  const { session, form } = await formOf(services, interaction, view, authority)
  if (!form) return { ack: { response_action: 'update', view: goneView(session) } }
  const { command, draftId } = form
  const ctx = await session.context(command)
  const fields = fieldsOnPage(command, form.draft)
  const filled = await filledIn(form, ctx, view)
  const next = neighbouringPage(command, filled.draft, 1)
  const values = relevantValues(command, filled.draft)
  const { parsed, invalid } = await wrongOn(command, ctx, fields, { values, isLast: next === undefined })
  await services.deps.drafts.put(draftId, withoutInvalid(filled.draft, invalid))
  if (invalid.length > 0) {
    return { ack: { response_action: 'errors', errors: errorsOnFields(invalid, fields, session.locale) } }
  }
  if (next) return turnPage(services, { ...filled, draft: next }, view)
  if (!parsed.ok) throw new Error('a form without errors did not parse')
  if (!(await claimed(services, view))) return { ack: { response_action: 'clear' } }
  const complete = { ...filled, draft: { ...filled.draft, values } }
  return {
    ack: { response_action: 'clear' },
    later: () => carryOut(services, complete, (own) => parsed.run(own)),
  }
}

/** What is wrong on a page, or on the last one with all that was given. */
async function wrongOn(
  command: Command,
  ctx: CommandContext,
  fields: readonly ArgumentField[],
  { values, isLast }: { readonly values: RawValues; readonly isLast: boolean },
) {
  const parsed = command.parse(values)
  const names = fields.map((field) => field.name)
  const ruled = isLast && !parsed.ok ? parsed.invalid : command.check(values, names)
  const invalid = ruled.length > 0 ? ruled : leftEmpty(fields, values)
  return { parsed, invalid: invalid.length > 0 ? invalid : await command.checkKnown(ctx, values, names) }
}

/** True for the one who carries the form out, once. Throws when the answer would come too late: the form can be sent again. */
async function claimed({ deps: { drafts } }: HandlerServices, { mark, late }: SentView): Promise<boolean> {
  const { draftId } = readViewMark(mark)
  late?.throwIfAborted()
  const isFirst = await drafts.claim(draftId)
  if (isFirst && late?.aborted) await drafts.release(draftId)
  late?.throwIfAborted()
  return isFirst
}

/** The answer must not wait for the cloud: a loading view first, the page when it is ready. */
function turnPage(services: HandlerServices, form: OpenForm, { viewId }: SentView): Submission {
  const { locale } = form.session
  const loading = noteView(titleOf(form.command, form.draft, locale), [], locale)
  return {
    ack: { response_action: 'update', view: loading },
    later: () => showPage(services, form, { viewId }),
  }
}

async function showPage(
  services: HandlerServices,
  form: OpenForm,
  view: { readonly viewId: string; readonly seen?: string | undefined },
): Promise<void> {
  const { session, command, draft } = form
  const place = { ...view, title: titleOf(command, draft, session.locale) }
  await fillView(services, session, command, place, () => drawPage(services, form))
}

/** The page with what its fields begin with, which is kept before anybody sees it. */
async function drawPage(
  { deps: { drafts, log } }: HandlerServices,
  { session, command, draftId, draft: given }: OpenForm,
): Promise<ModalView> {
  const ctx = await session.context(command)
  const { name } = command
  // Where they cannot be found out, all fields are shown.
  const draft = await unlessSilent(log, `facts of ${name}`, () => withFacts(command, ctx, given), given)
  const last = command.recalls.length === 0 ? undefined : await drafts.lastGiven(draftOwner(draft))
  const propose = async () => command.proposes(ctx, draft.values)
  const proposed = await unlessSilent(log, `proposals of ${name}`, propose, {})
  const begun = withProposals(draft, fieldsOnPage(command, draft), { ...last, ...proposed })
  await drafts.put(draftId, begun)
  return pageView(log, ctx, command, draftId, begun)
}

async function withFacts(command: Command, ctx: CommandContext, draft: FormDraft): Promise<FormDraft> {
  const facts = await command.facts(ctx, draft.values)
  return Object.keys(facts).length === 0 ? draft : withNeeds(command, ctx, { ...draft, facts })
}

async function carryOut(
  services: HandlerServices,
  { session, command, draftId, draft }: OpenForm,
  run: Parameters<HandlerServices['perform']>[3],
): Promise<void> {
  const label = dispatchWords.again[session.locale]
  const again = { label, action: commandTarget(command.name, 'again'), value: draftId }
  await orDirectly(services, session, { command, values: draft.values }, async () => {
    const done = await services.perform(session, command, draft.values, run, again)
    if (!done) return
    const { drafts } = services.deps
    const owner = draftOwner(draft)
    await drafts.delete(draftId)
    await drafts.forget(owner)
    const given = Object.entries(draft.values).filter(([name]) => command.recalls.includes(name))
    if (given.length > 0) await drafts.keepGiven(owner, Object.fromEntries(given))
  })
}

/** Goes back a page. The person who waits for that sees so in the view, and why it does not come, with what they typed. */
async function back(services: HandlerServices, interaction: Interaction, view: SentView): Promise<void> {
  const { slack, log, workingNoticeMs = usualNoticeMs } = services.deps
  let seen = view.hash
  const say = async (lines: readonly Line[]) => {
    seen = await slack
      .updateView(view.viewId, withNotice(view.shown, lines), seen)
      .catch((error: unknown) => {
        ignoreIfClosed(error)
        return seen
      })
  }
  let said: Promise<unknown> = Promise.resolve()
  const notice = setTimeout(() => {
    const { en, 'zh-CN': zh } = dispatchWords.stillWorking
    said = say([`${en} ${zh}`]).catch((err: unknown) => log.warn({ err }, 'notice not shown'))
  }, workingNoticeMs)
  try {
    const turn = await pageBefore(services, interaction, view)
    clearTimeout(notice)
    await said
    await turn(seen)
  } catch (error) {
    await said
    await say(cardLines(services.problem(interaction, 'en', error)))
    throw error
  } finally {
    clearTimeout(notice)
  }
}

/** What shows the page before this one, or that the form is gone. */
async function pageBefore(
  services: HandlerServices,
  interaction: Interaction,
  view: SentView,
): Promise<(seen: string | undefined) => Promise<void>> {
  const { viewId } = view
  const { session, form } = await formOf(services, interaction, view)
  if (!form) {
    const { slack } = services.deps
    return async (seen) =>
      void (await slack.updateView(viewId, goneView(session), seen).catch(ignoreIfClosed))
  }
  const filled = await filledIn(form, await session.context(form.command), view)
  const draft = neighbouringPage(form.command, filled.draft, -1) ?? filled.draft
  return (seen) => showPage(services, { ...filled, draft }, { viewId, seen })
}
