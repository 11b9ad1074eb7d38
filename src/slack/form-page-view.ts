import type { ModalView } from '@slack/types'
import type { Locale, TextTemplate } from '../base/i18n.ts'
import type { Log } from '../base/log.ts'
import { formatRef } from '../domain/tasks/task-ref.ts'
import { type ArgumentField, isFromCloud } from '../kit/args.ts'
import type { Command, SelectOption } from '../kit/command.ts'
import type { CommandContext, Context } from '../kit/context.ts'
import type { FormDraft } from '../ports/form-drafts.ts'
import type { Line } from '../views/card.ts'
import { problemCard } from '../views/problem-card.ts'
import { fieldsOnPage, isWizard, neighbouringPage, pagePlace, viewMark } from './form-pages.ts'
import { formView, noteView } from './forms.ts'
import { dispatchWords } from './messages.ts'
import { cardLines } from './modal-views.ts'

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
  const asked = fields.filter(isChosen)
  const options = await Promise.all(
    asked.map(async (field) => [field.name, await optionsOf(log, command, field, ctx, draft)] as const),
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

export function titleOf(command: Command, draft: FormDraft, locale: Locale): string {
  return command.pages[draft.page]?.title[locale] ?? command.name
}

/** A silent cloud must not cost the person the form: it goes on without what could not be read. */
export async function unlessSilent<T>(
  log: Log,
  missing: string,
  read: () => Promise<T>,
  without: T,
): Promise<T> {
  try {
    return await read()
  } catch (err) {
    log.warn({ err, missing }, 'a form does without something that could not be read')
    return without
  }
}

/** None where they cannot be had: then it is typed. */
function optionsOf(
  log: Log,
  command: Command,
  field: ArgumentField,
  ctx: CommandContext,
  { values }: FormDraft,
): Promise<readonly SelectOption[]> {
  const given = values[field.name]
  const read = async () => {
    if (!isAboutTasks(field) || !given) return (await command.options[field.name]?.(ctx, values, '')) ?? []
    const tasks = await Promise.all(given.split(',').map((one) => ctx.task(one.trim())))
    return tasks.map((task) => ({ value: formatRef(task), label: task.name }))
  }
  return unlessSilent(log, `choices of ${field.name}`, read, [])
}

const pageOf: TextTemplate<[number: number, of: number]> = {
  en: (number, of) => `Page ${number} of ${of}`,
  'zh-CN': (number, of) => `第 ${number} 页，共 ${of} 页`,
}

function placeLines(command: Command, draft: FormDraft, locale: Locale): readonly Line[] {
  const place = pagePlace(command, draft)
  return place ? [pageOf[locale](place.number, place.of)] : []
}

export function isAboutTasks({ control }: ArgumentField): boolean {
  return control === 'task' || control === 'tasks'
}

/** Its choices are tasks, or what the cloud has. */
export function isChosen(field: ArgumentField): boolean {
  return isFromCloud(field) || isAboutTasks(field)
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
