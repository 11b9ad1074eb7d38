import { randomUUID } from 'node:crypto'
import type { ModalView } from '@slack/types'
import type { Locale, TextTemplate } from '../base/i18n.ts'
import type { Log } from '../base/log.ts'
import { UserError } from '../base/user-error.ts'
import { commandTarget } from '../domain/command-targets.ts'
import { formatRef } from '../domain/tasks/task-ref.ts'
import { type ArgumentField, isFromCloud } from '../kit/args.ts'
import type { Command, SelectOption } from '../kit/command.ts'
import type { CommandContext, Context } from '../kit/context.ts'
import type { Authority } from '../ports/authority.ts'
import type { FormDraft } from '../ports/form-drafts.ts'
import type { Line } from '../views/card.ts'
import { problemCard } from '../views/problem-card.ts'
import {
  draftOwner,
  fieldsOnPage,
  firstPage,
  isWizard,
  leftEmpty,
  mergedValues,
  neighbouringPage,
  pagePlace,
  readViewMark,
  relevantValues,
  viewMark,
  withoutInvalid,
  withProposals,
} from './form-pages.ts'
import {
  errorsOnFields,
  type FormAnswer,
  formView,
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

export function createFormFlow(services: HandlerServices): FormFlow {
  const { drafts, slack } = services.deps
  const show = async (session: Session, command: Command, draftId: string, given: FormDraft) => {
    const { interaction } = session
    if (interaction.triggerId === undefined && !interaction.pane) throw new UserError(dispatchWords.draftGone)
    const ctx = await services.authorize(session, command)
    const draft = firstPage(command, await withNeeds(command, ctx, given))
    requireOpening(command, ctx, draft)
    const loading = noteView(titleOf(command, draft, session.locale), [], session.locale)
    const viewId = await opened(services, session, command, { draftId, draft }, () =>
      showView(slack, interaction, loading),
    )
    if (viewId === undefined) return
    const place = { viewId, title: titleOf(command, draft, session.locale) }
    await fillView(services, session, command, place, async () => {
      if (isWizard(command)) await drafts.remember(draftOwner(draft), draftId)
      return drawPage(services, session, command, draftId, draft)
    })
  }
  return {
    async open(session, command, values) {
      const draft: FormDraft = {
        command: command.name,
        page: 0,
        values,
        fixed: Object.keys(values).filter((name) => !command.alwaysAsk || isTaskField(command, name)),
        ...actorOf(session.interaction),
      }
      const left =
        isWizard(command) && Object.keys(values).length === 0 && (await drafts.recall(draftOwner(draft)))
      const earlier = left ? await drafts.get(left) : undefined
      // What was named then is not before the person's eyes now, so that all of it is asked.
      const isOn = earlier && earlier.connection === draft.connection
      const begun = isOn ? { ...earlier, fixed: [] } : draft
      await show(session, command, randomUUID(), begun)
    },
    async reopen(session, command, draftId) {
      const draft = await drafts.get(draftId)
      if (!draft || draft.user !== session.interaction.user) throw new UserError(dispatchWords.draftGone)
      await drafts.release(draftId)
      const placed = await services.enter(placedBy(session.interaction, draft), command)
      await show(placed, command, draftId, draft)
    },
    submitted: (interaction, view, authority) => submitted(services, interaction, view, authority),
    back: (interaction, view) => back(services, interaction, view),
    suggest: (interaction, mark, field, typed) =>
      suggestOptions(services, interaction, { draftId: readViewMark(mark).draftId, field, typed }),
  }
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
      (isAboutTasks(field) || isFromCloud(field)) &&
      !(field.name in draft.values) &&
      command.shows(field.name, draft.values),
  )
  // Reading it throws where none was chosen.
  if (picks.length > 0) void ctx.connection
}

/** The id of the view; where Slack does not open it, the person hears why and can try again with what they typed. */
async function opened(
  services: HandlerServices,
  { interaction, locale }: Session,
  { name }: Command,
  { draftId, draft }: { readonly draftId: string; readonly draft: FormDraft },
  open: () => Promise<string>,
): Promise<string | undefined> {
  try {
    const viewId = await open()
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

function titleOf(command: Command, draft: FormDraft, locale: Locale): string {
  return command.pages[draft.page]?.title[locale] ?? command.name
}

async function optionsOf(
  log: Log,
  command: Command,
  field: ArgumentField,
  ctx: CommandContext,
  values: RawValues,
): Promise<readonly SelectOption[]> {
  try {
    const given = values[field.name]
    if (isAboutTasks(field) && given) {
      const tasks = await Promise.all(given.split(',').map((one) => ctx.task(one.trim())))
      return tasks.map((task) => ({ value: formatRef(task), label: task.name }))
    }
    return (await command.options[field.name]?.(ctx, values, '')) ?? []
  } catch (error) {
    // A silent cloud must not cost the person the form: the field becomes a text field.
    log.warn({ err: error, field: field.name }, 'no choices for a field')
    return []
  }
}

/** A page of a form as its person sees it. */
export async function pageView(
  log: Log,
  ctx: CommandContext,
  command: Command,
  draftId: string,
  draft: FormDraft,
): Promise<ModalView> {
  const { locale } = ctx
  const title = titleOf(command, draft, locale)
  const about = await aboutLines(command, draft, ctx)
  if (!about.ok) return noteView(title, about.lines, locale)
  const fields = fieldsOnPage(command, draft)
  const asked = fields.filter((field) => isFromCloud(field) || isAboutTasks(field))
  const options = await Promise.all(
    asked.map(
      async (field) => [field.name, await optionsOf(log, command, field, ctx, draft.values)] as const,
    ),
  )
  const last = neighbouringPage(command, draft, 1) === undefined
  const deed = command.deed(draft.values)
  const page = {
    mark: viewMark(draftId, draft),
    title,
    fields,
    values: draft.values,
    options: Object.fromEntries(options),
    intro: [
      ...placeLines(command, draft, locale),
      ...(await introLines(command, draft, ctx, locale)),
      ...about.lines,
    ],
    last,
    ...(deed && { deed }),
    first: neighbouringPage(command, draft, -1) === undefined,
  }
  return formView(page, locale)
}

const pageOf: TextTemplate<[number: number, of: number]> = {
  en: (number, of) => `Page ${number} of ${of}`,
  'zh-CN': (number, of) => `第 ${number} 页，共 ${of} 页`,
}

function placeLines(command: Command, draft: FormDraft, locale: Locale): readonly Line[] {
  const place = pagePlace(command, draft)
  return place ? [pageOf[locale](place.number, place.of)] : []
}

function isAboutTasks({ control }: ArgumentField): boolean {
  return control === 'task' || control === 'tasks'
}

function isTaskField(command: Command, name: string): boolean {
  return command.fields.some((field) => field.name === name && isAboutTasks(field))
}

/** What a form without pages is for, and the tasks that it is about, by name, if they were named before. */
async function introLines(
  command: Command,
  draft: FormDraft,
  ctx: Context,
  locale: Locale,
): Promise<readonly Line[]> {
  if (command.pages[draft.page]?.about) return []
  const purpose = isWizard(command) ? [] : [command.summary[locale]]
  const field = command.fieldsFor(draft.values).find((f) => isAboutTasks(f) && draft.fixed?.includes(f.name))
  const given = field && draft.values[field.name]
  if (!given) return purpose
  const names = await Promise.all(given.split(',').map((one) => nameOf(ctx, one.trim())))
  return [...purpose, `${dispatchWords.task[locale]}: ${names.join(', ')}`]
}

/** The form opens even if DRS is silent. */
function nameOf(ctx: Context, given: string): Promise<string> {
  return ctx.task(given).then(
    (task) => task.name,
    () => given,
  )
}

interface About {
  readonly ok: boolean
  readonly lines: readonly Line[]
}

/** What the page has to show before anything may be asked for; without it there is no form, and the reason stands there. */
async function aboutLines(command: Command, draft: FormDraft, ctx: CommandContext): Promise<About> {
  const about = command.pages[draft.page]?.about
  if (!about) return { ok: true, lines: [] }
  try {
    return { ok: true, lines: await about(ctx, draft.values) }
  } catch (error) {
    const attempt = { verb: draft.command, tasks: ctx.found }
    return { ok: false, lines: cardLines(problemCard(error, ctx.locale, draft.command, attempt)) }
  }
}

function gone(locale: Locale): Submission {
  const view = noteView(dispatchWords.again[locale], [dispatchWords.draftGone[locale]], locale)
  return { ack: { response_action: 'update', view } }
}

async function submitted(
  services: HandlerServices,
  interaction: Interaction,
  view: SentView,
  authority: Authority,
): Promise<Submission> {
  const { draftId, page } = readViewMark(view.mark)
  const draft = await services.deps.drafts.get(draftId)
  const command = draft && services.command(draft.command)
  const session = await services.enter(placedBy(interaction, draft), command, authority)
  if (!draft || !command || draft.user !== interaction.user) return gone(session.locale)
  const ctx = await session.context(command)
  const fields = fieldsOnPage(command, { ...draft, page })
  const given = mergedValues(draft, fields, readViewValues(view.state))
  const filled = await withNeeds(command, ctx, { ...draft, page, values: given })
  const next = neighbouringPage(command, filled, 1)
  const values = relevantValues(command, filled)
  const { parsed, invalid } = await wrongOn(command, ctx, fields, { values, isLast: next === undefined })
  await services.deps.drafts.put(draftId, withoutInvalid(filled, invalid))
  if (invalid.length > 0) {
    return { ack: { response_action: 'errors', errors: errorsOnFields(invalid, fields, session.locale) } }
  }
  if (next) return turnPage(services, session, command, view, next)
  if (!parsed.ok) throw new Error('a form without errors did not parse')
  if (!(await claimed(services, view))) return { ack: { response_action: 'clear' } }
  return {
    ack: { response_action: 'clear' },
    later: () =>
      carryOut(services, session, command, draftId, { ...filled, values }, (own) => parsed.run(own)),
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
function turnPage(
  services: HandlerServices,
  session: Session,
  command: Command,
  view: SentView,
  draft: FormDraft,
): Submission {
  const loading = noteView(titleOf(command, draft, session.locale), [], session.locale)
  return {
    ack: { response_action: 'update', view: loading },
    later: () => showPage(services, session, command, view, draft),
  }
}

async function showPage(
  services: HandlerServices,
  session: Session,
  command: Command,
  view: Pick<SentView, 'viewId' | 'mark'> & { readonly seen?: string | undefined },
  draft: FormDraft,
): Promise<void> {
  const place = { viewId: view.viewId, seen: view.seen, title: titleOf(command, draft, session.locale) }
  await fillView(services, session, command, place, async () => {
    return drawPage(services, session, command, readViewMark(view.mark).draftId, draft)
  })
}

/** The page with what its fields begin with, which is kept before anybody sees it. */
async function drawPage(
  { deps: { drafts, log } }: HandlerServices,
  session: Session,
  command: Command,
  draftId: string,
  given: FormDraft,
): Promise<ModalView> {
  const ctx = await session.context(command)
  const draft = await withFacts(log, command, ctx, given)
  const last = command.recalls.length === 0 ? undefined : await drafts.lastGiven(draftOwner(draft))
  const begun = withProposals(draft, fieldsOnPage(command, draft), {
    ...last,
    ...(await proposalsOf(log, command, ctx, draft.values)),
  })
  await drafts.put(draftId, begun)
  return pageView(log, ctx, command, draftId, begun)
}

/** Where they cannot be found out, all fields are shown. */
async function withFacts(
  log: Log,
  command: Command,
  ctx: CommandContext,
  draft: FormDraft,
): Promise<FormDraft> {
  try {
    const facts = await command.facts(ctx, draft.values)
    return Object.keys(facts).length === 0 ? draft : withNeeds(command, ctx, { ...draft, facts })
  } catch (err) {
    log.warn({ err, command: command.name }, 'nothing is known of what a page hangs on')
    return draft
  }
}

/** A silent cloud costs the proposals, not the form. */
async function proposalsOf(
  log: Log,
  command: Command,
  ctx: CommandContext,
  values: RawValues,
): Promise<RawValues> {
  try {
    return await command.proposes(ctx, values)
  } catch (err) {
    log.warn({ err, command: command.name }, 'nothing is proposed for a page')
    return {}
  }
}

async function carryOut(
  services: HandlerServices,
  session: Session,
  command: Command,
  draftId: string,
  draft: FormDraft,
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
  const { draftId, page } = readViewMark(view.mark)
  const draft = await services.deps.drafts.get(draftId)
  const command = draft && services.command(draft.command)
  const session = await services.enter(placedBy(interaction, draft), command)
  if (!draft || !command || draft.user !== interaction.user) {
    const { locale } = session
    const note = noteView(dispatchWords.again[locale], [dispatchWords.draftGone[locale]], locale)
    return async (seen) =>
      void (await services.deps.slack.updateView(view.viewId, note, seen).catch(ignoreIfClosed))
  }
  const here = { ...draft, page }
  const values = mergedValues(here, fieldsOnPage(command, here), readViewValues(view.state))
  const filled = await withNeeds(command, await session.context(command), { ...here, values })
  const before = neighbouringPage(command, filled, -1) ?? filled
  return (seen) => showPage(services, session, command, { ...view, seen }, before)
}
