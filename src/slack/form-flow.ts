import { randomUUID } from 'node:crypto'
import type { ModalView } from '@slack/types'
import type { Locale } from '../base/i18n.ts'
import { Refusal } from '../base/user-error.ts'
import { commandTarget } from '../domain/command-targets.ts'
import { formatRef } from '../domain/tasks/task-ref.ts'
import type { Field } from '../kit/args.ts'
import type { Command, Option } from '../kit/command.ts'
import type { Context } from '../kit/context.ts'
import type { Authority } from '../ports/authority.ts'
import type { FormDraft } from '../ports/form-drafts.ts'
import type { Line } from '../views/card.ts'
import { problemCard } from '../views/problem-card.ts'
import {
  fieldsOnPage,
  firstPage,
  isWizard,
  merged,
  neighbour,
  owner,
  sensible,
  without,
} from './form-pages.ts'
import { errorsOnFields, formView, noteView, readValues, type ViewState } from './forms.ts'
import { type Desk, type Session, whose } from './handler-services.ts'
import { dispatchWords } from './messages.ts'
import type { Gesture } from './port.ts'
import { suggest } from './suggest.ts'

type RawValues = Readonly<Record<string, string>>

/** What a sent form is answered with, and what goes on after the answer. */
export interface Submission {
  readonly ack:
    | { readonly response_action: 'errors'; readonly errors: Readonly<Record<string, string>> }
    | { readonly response_action: 'update'; readonly view: ModalView }
    | { readonly response_action: 'clear' }
  readonly later?: () => Promise<void>
}

export interface SentView {
  readonly viewId: string
  readonly draftId: string
  readonly state: ViewState
}

export interface FormFlow {
  /** `needed`: optional arguments that have to be filled in here. */
  open(session: Session, command: Command, values: RawValues, needed?: readonly string[]): Promise<void>
  reopen(session: Session, command: Command, draftId: string): Promise<void>
  submitted(gesture: Gesture, view: SentView, authority: Authority): Promise<Submission>
  back(gesture: Gesture, view: SentView): Promise<void>
  /** What fits the text typed into that field. */
  suggest(gesture: Gesture, draftId: string, field: string, typed: string): Promise<readonly Option[]>
}

export function createFormFlow(desk: Desk): FormFlow {
  const { drafts, slack } = desk.parts
  const show = async (session: Session, command: Command, draftId: string, draft: FormDraft) => {
    const { triggerId } = session.gesture
    if (triggerId === undefined) throw new Refusal(dispatchWords.draftGone)
    await desk.authorize(session, command)
    const title = command.pages[draft.page]?.title[session.locale] ?? command.name
    const loading = noteView(title, [], session.locale)
    const { viewId } = await slack.openView(triggerId, loading)
    await drafts.put(draftId, draft)
    if (isWizard(command)) await drafts.remember(owner(draft), draftId)
    await slack.updateView(viewId, await pageView(desk, session, command, draftId, draft))
  }
  return {
    async open(session, command, values, needed = []) {
      const draft: FormDraft = {
        command: command.name,
        page: 0,
        values,
        fixed: Object.keys(values).filter((name) => !command.alwaysAsk || isTaskField(command, name)),
        needed,
        ...whose(session.gesture),
      }
      const left =
        isWizard(command) && Object.keys(values).length === 0 && (await drafts.recall(owner(draft)))
      const earlier = left ? await drafts.get(left) : undefined
      // What was named then is not before the person's eyes now, so that all of it is asked.
      const begun = earlier ? { ...earlier, fixed: [] } : draft
      await show(session, command, randomUUID(), firstPage(command, begun))
    },
    async reopen(session, command, draftId) {
      const draft = await drafts.get(draftId)
      if (!draft || draft.user !== session.gesture.user) throw new Refusal(dispatchWords.draftGone)
      await show(session, command, draftId, firstPage(command, draft))
    },
    submitted: (gesture, view, authority) => submitted(desk, gesture, view, authority),
    back: (gesture, view) => back(desk, gesture, view),
    suggest: (gesture, draftId, field, typed) => suggest(desk, gesture, { draftId, field, typed }),
  }
}

async function optionsOf(
  desk: Desk,
  command: Command,
  field: Field,
  ctx: Context,
  values: RawValues,
): Promise<readonly Option[]> {
  try {
    const given = values[field.name]
    if (isAboutTasks(field) && given) {
      const tasks = await Promise.all(given.split(',').map((one) => ctx.task(one.trim())))
      return tasks.map((task) => ({ value: formatRef(task), label: task.name }))
    }
    return (await command.options[field.name]?.(ctx, values)) ?? []
  } catch (error) {
    // A silent cloud must not cost the person the form: the field becomes a text field.
    desk.parts.log.warn({ err: error, field: field.name }, 'no choices for a field')
    return []
  }
}

async function pageView(
  desk: Desk,
  session: Session,
  command: Command,
  draftId: string,
  draft: FormDraft,
): Promise<ModalView> {
  const ctx = await session.context(command)
  const title = command.pages[draft.page]?.title[session.locale] ?? command.name
  const about = await aboutLines(command, draft, ctx)
  if (!about.ok) return noteView(title, about.lines, session.locale)
  const fields = fieldsOnPage(command, draft).map((field) =>
    draft.needed?.includes(field.name) ? { ...field, required: true } : field,
  )
  const asked = fields.filter((field) => field.control === 'cloud' || isAboutTasks(field))
  const options = await Promise.all(
    asked.map(
      async (field) => [field.name, await optionsOf(desk, command, field, ctx, draft.values)] as const,
    ),
  )
  const page = {
    draftId,
    title,
    fields,
    values: draft.values,
    options: Object.fromEntries(options),
    intro: [...(await introLines(command, draft, ctx, session.locale)), ...about.lines],
    last: neighbour(command, draft, 1) === undefined,
    first: neighbour(command, draft, -1) === undefined,
  }
  return formView(page, session.locale)
}

function isAboutTasks({ control }: Field): boolean {
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
async function aboutLines(command: Command, draft: FormDraft, ctx: Context): Promise<About> {
  const about = command.pages[draft.page]?.about
  if (!about) return { ok: true, lines: [] }
  try {
    return { ok: true, lines: await about(ctx, draft.values) }
  } catch (error) {
    const { title, lines = [] } = problemCard(error, ctx.locale, draft.command)
    return { ok: false, lines: [title, ...lines] }
  }
}

function gone(locale: Locale): Submission {
  const view = noteView(dispatchWords.again[locale], [dispatchWords.draftGone[locale]], locale)
  return { ack: { response_action: 'update', view } }
}

async function submitted(
  desk: Desk,
  gesture: Gesture,
  view: SentView,
  authority: Authority,
): Promise<Submission> {
  const draft = await desk.parts.drafts.get(view.draftId)
  const command = draft && desk.command(draft.command)
  const session = await desk.enter(
    { ...gesture, channel: draft?.channel ?? gesture.channel },
    command,
    authority,
  )
  if (!draft || !command || draft.user !== gesture.user) return gone(session.locale)
  const fields = fieldsOnPage(command, draft)
  const filled = { ...draft, values: merged(draft, fields, readValues(view.state)) }
  const names = fields.map((field) => field.name)
  const next = neighbour(command, filled, 1)
  const values = sensible(command, filled)
  const parsed = command.parse(values)
  const invalid = next || parsed.ok ? command.check(values, names) : parsed.invalid
  await desk.parts.drafts.put(view.draftId, without(filled, invalid))
  if (invalid.length > 0) {
    return { ack: { response_action: 'errors', errors: errorsOnFields(invalid, fields, session.locale) } }
  }
  if (next) return turnPage(desk, session, command, view, next)
  if (!parsed.ok) throw new Error('a form without errors did not parse')
  if (!(await desk.parts.drafts.claim(view.draftId))) return { ack: { response_action: 'clear' } }
  return {
    ack: { response_action: 'clear' },
    later: () =>
      carryOut(desk, session, command, view.draftId, { ...filled, values }, (ctx) => parsed.run(ctx)),
  }
}

/** The answer must not wait for the cloud: a loading view first, the page when it is ready. */
function turnPage(
  desk: Desk,
  session: Session,
  command: Command,
  view: SentView,
  draft: FormDraft,
): Submission {
  const loading = noteView(
    command.pages[draft.page]?.title[session.locale] ?? command.name,
    [],
    session.locale,
  )
  return {
    ack: { response_action: 'update', view: loading },
    later: () => showPage(desk, session, command, view, draft),
  }
}

async function showPage(
  desk: Desk,
  session: Session,
  command: Command,
  view: SentView,
  draft: FormDraft,
): Promise<void> {
  await desk.parts.drafts.put(view.draftId, draft)
  await desk.parts.slack.updateView(view.viewId, await pageView(desk, session, command, view.draftId, draft))
}

async function carryOut(
  desk: Desk,
  session: Session,
  command: Command,
  draftId: string,
  draft: FormDraft,
  run: Parameters<Desk['perform']>[3],
): Promise<void> {
  const label = dispatchWords.again[session.locale]
  const again = { label, action: commandTarget(command.name, 'again'), value: draftId }
  const done = await desk.perform(session, command, draft.values, run, again)
  if (!done) return desk.parts.drafts.release(draftId)
  await desk.parts.drafts.delete(draftId)
  await desk.parts.drafts.forget(owner(draft))
}

async function back(desk: Desk, gesture: Gesture, view: SentView): Promise<void> {
  const draft = await desk.parts.drafts.get(view.draftId)
  const command = draft && desk.command(draft.command)
  const session = await desk.enter({ ...gesture, channel: draft?.channel ?? gesture.channel }, command)
  if (!draft || !command || draft.user !== gesture.user) {
    const { locale } = session
    const note = noteView(dispatchWords.again[locale], [dispatchWords.draftGone[locale]], locale)
    return desk.parts.slack.updateView(view.viewId, note)
  }
  const filled = { ...draft, values: merged(draft, fieldsOnPage(command, draft), readValues(view.state)) }
  await showPage(desk, session, command, view, neighbour(command, filled, -1) ?? filled)
}
