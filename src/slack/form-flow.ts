import { randomUUID } from 'node:crypto'
import type { ModalView } from '@slack/types'
import type { Locale } from '../base/i18n.ts'
import type { Log } from '../base/log.ts'
import { UserError } from '../base/user-error.ts'
import { commandTarget } from '../domain/command-targets.ts'
import { formatRef } from '../domain/tasks/task-ref.ts'
import type { ArgumentField } from '../kit/args.ts'
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
  mergedValues,
  neighbouringPage,
  relevantValues,
  withoutInvalid,
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
  readonly draftId: string
  readonly state: ViewState
  /** The view as the person sees it, without what they typed. */
  readonly shown: ModalView
  /** From then on an answer comes too late: the person has been told that the form stays as it is. */
  readonly late?: AbortSignal
}

export interface FormFlow {
  /** `needed`: optional arguments that have to be filled in here. */
  open(session: Session, command: Command, values: RawValues, needed?: readonly string[]): Promise<void>
  reopen(session: Session, command: Command, draftId: string): Promise<void>
  submitted(interaction: Interaction, view: SentView, authority: Authority): Promise<Submission>
  back(interaction: Interaction, view: SentView): Promise<void>
  /** What fits the text typed into that field. */
  suggest(
    interaction: Interaction,
    draftId: string,
    field: string,
    typed: string,
  ): Promise<readonly SelectOption[]>
}

export function createFormFlow(services: HandlerServices): FormFlow {
  const { drafts, slack } = services.deps
  const show = async (session: Session, command: Command, draftId: string, draft: FormDraft) => {
    const { interaction } = session
    await services.authorize(session, command)
    const loading = noteView(titleOf(command, draft, session.locale), [], session.locale)
    const viewId = await opened(services, session, command, { draftId, draft }, () =>
      showView(slack, interaction, loading),
    )
    if (viewId === undefined) return
    await fillView(
      services,
      session,
      command,
      { viewId, title: titleOf(command, draft, session.locale) },
      async () => {
        await drafts.put(draftId, draft)
        if (isWizard(command)) await drafts.remember(draftOwner(draft), draftId)
        return pageView(services.deps.log, await session.context(command), command, draftId, draft)
      },
    )
  }
  return {
    async open(session, command, values, needed = []) {
      const draft: FormDraft = {
        command: command.name,
        page: 0,
        values,
        fixed: Object.keys(values).filter((name) => !command.alwaysAsk || isTaskField(command, name)),
        needed,
        ...actorOf(session.interaction),
      }
      const left =
        isWizard(command) && Object.keys(values).length === 0 && (await drafts.recall(draftOwner(draft)))
      const earlier = left ? await drafts.get(left) : undefined
      // What was named then is not before the person's eyes now, so that all of it is asked.
      const begun = earlier ? { ...earlier, fixed: [] } : draft
      await show(session, command, randomUUID(), firstPage(command, begun))
    },
    async reopen(session, command, draftId) {
      const draft = await drafts.get(draftId)
      if (!draft || draft.user !== session.interaction.user) throw new UserError(dispatchWords.draftGone)
      await drafts.release(draftId)
      await show(session, command, draftId, firstPage(command, draft))
    },
    submitted: (interaction, view, authority) => submitted(services, interaction, view, authority),
    back: (interaction, view) => back(services, interaction, view),
    suggest: (interaction, draftId, field, typed) =>
      suggestOptions(services, interaction, { draftId, field, typed }),
  }
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
    return (await command.options[field.name]?.(ctx, values)) ?? []
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
  const fields = fieldsOnPage(command, draft).map((field) =>
    draft.needed?.includes(field.name) ? { ...field, required: true } : field,
  )
  const asked = fields.filter((field) => field.control === 'cloud' || isAboutTasks(field))
  const options = await Promise.all(
    asked.map(
      async (field) => [field.name, await optionsOf(log, command, field, ctx, draft.values)] as const,
    ),
  )
  const page = {
    draftId,
    title,
    fields,
    values: draft.values,
    options: Object.fromEntries(options),
    intro: [...(await introLines(command, draft, ctx, locale)), ...about.lines],
    last: neighbouringPage(command, draft, 1) === undefined,
    first: neighbouringPage(command, draft, -1) === undefined,
  }
  return formView(page, locale)
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
  const draft = await services.deps.drafts.get(view.draftId)
  const command = draft && services.command(draft.command)
  const session = await services.enter(placedBy(interaction, draft), command, authority)
  if (!draft || !command || draft.user !== interaction.user) return gone(session.locale)
  const fields = fieldsOnPage(command, draft)
  const filled = { ...draft, values: mergedValues(draft, fields, readViewValues(view.state)) }
  const names = fields.map((field) => field.name)
  const next = neighbouringPage(command, filled, 1)
  const values = relevantValues(command, filled)
  const parsed = command.parse(values)
  const invalid = next || parsed.ok ? command.check(values, names) : parsed.invalid
  await services.deps.drafts.put(view.draftId, withoutInvalid(filled, invalid))
  if (invalid.length > 0) {
    return { ack: { response_action: 'errors', errors: errorsOnFields(invalid, fields, session.locale) } }
  }
  if (next) return turnPage(services, session, command, view, next)
  if (!parsed.ok) throw new Error('a form without errors did not parse')
  if (!(await claimed(services, view))) return { ack: { response_action: 'clear' } }
  return {
    ack: { response_action: 'clear' },
    later: () =>
      carryOut(services, session, command, view.draftId, { ...filled, values }, (ctx) => parsed.run(ctx)),
  }
}

/** True for the one who carries the form out, once. Throws when the answer would come too late: the form can be sent again. */
async function claimed({ deps: { drafts } }: HandlerServices, { draftId, late }: SentView): Promise<boolean> {
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
  view: SentView,
  draft: FormDraft,
): Promise<void> {
  await fillView(
    services,
    session,
    command,
    { viewId: view.viewId, title: titleOf(command, draft, session.locale) },
    async () => {
      await services.deps.drafts.put(view.draftId, draft)
      return pageView(services.deps.log, await session.context(command), command, view.draftId, draft)
    },
  )
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
    await services.deps.drafts.delete(draftId)
    await services.deps.drafts.forget(draftOwner(draft))
  })
}

/** Goes back a page. The person who waits for that sees so in the view, and why it does not come, with what they typed. */
async function back(services: HandlerServices, interaction: Interaction, view: SentView): Promise<void> {
  const { slack, log, workingNoticeMs = usualNoticeMs } = services.deps
  const say = (lines: readonly Line[]) =>
    slack.updateView(view.viewId, withNotice(view.shown, lines)).catch(ignoreIfClosed)
  let said: Promise<unknown> = Promise.resolve()
  const notice = setTimeout(() => {
    const { en, 'zh-CN': zh } = dispatchWords.stillWorking
    said = say([`${en} ${zh}`]).catch((err: unknown) => log.warn({ err }, 'notice not shown'))
  }, workingNoticeMs)
  try {
    const turn = await pageBefore(services, interaction, view)
    clearTimeout(notice)
    await said
    await turn()
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
): Promise<() => Promise<void>> {
  const draft = await services.deps.drafts.get(view.draftId)
  const command = draft && services.command(draft.command)
  const session = await services.enter(placedBy(interaction, draft), command)
  if (!draft || !command || draft.user !== interaction.user) {
    const { locale } = session
    const note = noteView(dispatchWords.again[locale], [dispatchWords.draftGone[locale]], locale)
    return () => services.deps.slack.updateView(view.viewId, note).catch(ignoreIfClosed)
  }
  const filled = {
    ...draft,
    values: mergedValues(draft, fieldsOnPage(command, draft), readViewValues(view.state)),
  }
  return () => showPage(services, session, command, view, neighbouringPage(command, filled, -1) ?? filled)
}
