import type { ModalView } from '@slack/types'
import { commands } from '../../commands/index.ts'
import type { Log } from '../base/log.ts'
import { formatRef } from '../domain/tasks/task-ref.ts'
import { type ArgumentField, isFromCloud } from '../kit/args.ts'
import type { Command } from '../kit/command.ts'
import type { CommandContext } from '../kit/context.ts'
import type { FormDraft } from '../ports/form-drafts.ts'
import { pageView } from '../slack/form-page-view.ts'
import { fieldsOnPage, firstPage, neighbouringPage } from '../slack/form-pages.ts'
import { type SampleTask, sampleContext, sampleTasks } from './sample-context.ts'
import { people, place, type SampleData, taskOf } from './sample-data.ts'

/** A page of a command's form, named by the page and by what leads to it. */
export interface FormSample {
  readonly command: string
  readonly state: string
  draw(data: SampleData): Promise<ModalView>
}

type Values = Readonly<Record<string, string>>

const silent: Log = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
}

function draftOf(command: Command, values: Values, more: Partial<FormDraft> = {}): FormDraft {
  const { team, channel } = place
  return { command: command.name, page: 0, values, fixed: [], team, user: people.alice, channel, ...more }
}

/** What a person can choose in a field; `undefined` where nothing can be chosen from. */
async function choicesOf(
  command: Command,
  field: ArgumentField,
  values: Values,
  ctx: CommandContext,
): Promise<readonly string[] | undefined> {
  if (field.control === 'flag') return ['false', 'true']
  if (field.control === 'choice') return field.values
  if (field.control === 'task' || field.control === 'tasks') return [formatRef(await ctx.task(''))]
  if (!isFromCloud(field) && field.control !== 'search') return undefined
  const options = await command.options[field.name]?.(ctx, values, '')
  return options?.map(({ value }) => value)
}

/** The names of the fields of all pages, by which two ways through a form are told apart. */
function shapeOf(command: Command, draft: FormDraft): string {
  const pages = command.pages.map((_, page) =>
    fieldsOnPage(command, { ...draft, page }).map(({ name }) => name),
  )
  return JSON.stringify(pages)
}

/** One draft for each set of fields that the choices on this page lead to. */
async function branches(
  command: Command,
  draft: FormDraft,
  ctx: CommandContext,
): Promise<readonly FormDraft[]> {
  let drafts: readonly FormDraft[] = [draft]
  for (const field of fieldsOnPage(command, draft)) {
    const grown = await Promise.all(
      drafts.map(async (one) => {
        const choices = (await choicesOf(command, field, one.values, ctx)) ?? []
        return choices.map((value) => ({ ...one, values: { ...one.values, [field.name]: value } }))
      }),
    )
    const all = grown.flat()
    if (all.length > 0) drafts = all
  }
  return [...new Map(drafts.map((one) => [shapeOf(command, one), one])).values()]
}

/** Every page that can be reached from this one, each set of fields once. */
async function pagesFrom(
  command: Command,
  given: FormDraft,
  ctx: CommandContext,
  seen: Map<string, FormDraft>,
): Promise<void> {
  const facts = await command.facts(ctx, given.values)
  const known = { ...facts, ...given.values }
  const draft = { ...given, facts, needed: await command.needs(ctx, known) }
  const fields = fieldsOnPage(command, draft).map(({ name }) => name)
  const key = JSON.stringify([draft.page, fields])
  if (!seen.has(key)) seen.set(key, draft)
  if (draft.page === command.pages.length - 1) return
  for (const chosen of await branches(command, draft, ctx)) {
    const next = neighbouringPage(command, chosen, 1)
    if (next) await pagesFrom(command, next, ctx, seen)
  }
}

/** What is fixed before a form opens: nothing, or the task whose button was clicked. */
function beginnings(command: Command, data: SampleData): readonly (readonly [string, Values])[] {
  const field = command.fields.find(({ control }) => control === 'task' || control === 'tasks')
  if (!field) return [['', {}]]
  const one = formatRef(taskOf(data))
  const given = field.control === 'task' ? one : [one, formatRef(taskOf(data, {}, 1))].join(',')
  return [
    ['', {}],
    [' · for a task', { [field.name]: given }],
  ]
}

async function pagesOf(
  command: Command,
  data: SampleData,
  about: SampleTask,
): Promise<ReadonlyMap<string, FormDraft>> {
  const ctx = sampleContext(data, about)
  const pages = new Map<string, FormDraft>()
  for (const [name, values] of beginnings(command, data)) {
    const seen = new Map<string, FormDraft>()
    const draft = draftOf(command, values, { fixed: Object.keys(values) })
    await pagesFrom(command, firstPage(command, draft), ctx, seen)
    const drafts = [...seen.values()].filter((one) => fieldsOnPage(command, one).length > 0)
    drafts.forEach((one, i) => {
      pages.set(
        `page ${one.page + 1}${drafts.length > command.pages.length ? `, way ${i + 1}` : ''}${name}`,
        one,
      )
    })
  }
  return pages
}

/** The forms of a command about the task with which they ask most: of another one some pages are refusals. */
async function formsOf(command: Command, data: SampleData): Promise<readonly FormSample[]> {
  let best: { readonly asking: number; readonly samples: readonly FormSample[] } = { asking: 0, samples: [] }
  for (const about of sampleTasks) {
    const pages = await pagesOf(command, data, about)
    const samples = [...pages].map(([state, draft]) => ({
      command: command.name,
      state,
      draw: (of: SampleData) => pageView(silent, sampleContext(of, about), command, 'draft-1', draft),
    }))
    const views = await Promise.all(samples.map(({ draw }) => draw(data)))
    const asking = views.flatMap(({ blocks }) => blocks).filter(({ type }) => type === 'input').length
    if (asking > best.asking) best = { asking, samples }
  }
  return best.samples
}

/** Every page of every command's form: derived from the commands, so that none can be forgotten. */
export async function formSamples(data: SampleData): Promise<readonly FormSample[]> {
  const all = await Promise.all(
    commands.filter(({ fields }) => fields.length > 0).map((command) => formsOf(command, data)),
  )
  return all.flat()
}
