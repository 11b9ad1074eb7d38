import type { InvalidField } from '../base/user-error.ts'
import { type ArgumentField, emptyWords } from '../kit/args.ts'
import type { Command } from '../kit/command.ts'
import type { FormDraft } from '../ports/form-drafts.ts'

/** The pages of a form: which fields each has, in which order they come, and what of the values counts. */

type RawValues = Readonly<Record<string, string>>

export function isWizard(command: Command): boolean {
  return command.pages.length > 1
}

export function draftOwner(draft: FormDraft): string {
  return [draft.team, draft.user, draft.channel, draft.command].join(':')
}

/** A field that makes sense with what is known, or that it needs. */
function isAsked(command: Command, draft: FormDraft, name: string): boolean {
  return command.shows(name, { ...draft.facts, ...draft.values }) || (draft.needed?.includes(name) ?? false)
}

/** The fields of a page that make sense with what is known and are not named already. */
export function fieldsOnPage(command: Command, draft: FormDraft): readonly ArgumentField[] {
  const names = command.pages[draft.page]?.fields ?? []
  const isHere = (field: ArgumentField) =>
    names === 'extra' ? !command.fields.some((f) => f.name === field.name) : names.includes(field.name)
  return command
    .fieldsFor(draft.values)
    .filter(
      (field) => isHere(field) && !draft.fixed?.includes(field.name) && isAsked(command, draft, field.name),
    )
    .map((field) => (draft.needed?.includes(field.name) ? { ...field, required: true } : field))
}

/** Which of the pages that have anything to ask this one is; undefined where there is only one. */
export function pagePlace(
  command: Command,
  draft: FormDraft,
): { readonly number: number; readonly of: number } | undefined {
  const asking = command.pages.flatMap((_, page) =>
    fieldsOnPage(command, { ...draft, page }).length > 0 ? [page] : [],
  )
  return asking.length > 1 ? { number: asking.indexOf(draft.page) + 1, of: asking.length } : undefined
}

/** The next page with anything to fill, in either direction. */
export function neighbouringPage(command: Command, draft: FormDraft, step: 1 | -1): FormDraft | undefined {
  for (let page = draft.page + step; page >= 0 && page < command.pages.length; page += step) {
    const moved = { ...draft, page }
    if (fieldsOnPage(command, moved).length > 0) return moved
  }
  return undefined
}

export function firstPage(command: Command, draft: FormDraft): FormDraft {
  return neighbouringPage(command, { ...draft, page: -1 }, 1) ?? { ...draft, page: 0 }
}

/** An answer from before the person went back may no longer be asked for; it stays in the draft but does not count. */
export function relevantValues(command: Command, draft: FormDraft): RawValues {
  const counts = ([name]: [string, string]) => draft.fixed?.includes(name) || isAsked(command, draft, name)
  return Object.fromEntries(Object.entries(draft.values).filter(counts))
}

/**
 * What was on the page replaces what was known; a field that was emptied is gone. Fields that are not on the page do not
 * count: nobody was asked for them, and the task that the page is about must stay the one that it shows.
 */
export function mergedValues(
  draft: FormDraft,
  fields: readonly ArgumentField[],
  given: RawValues,
): RawValues {
  const names = fields.map((field) => field.name)
  const kept = Object.entries(draft.values).filter(([name]) => !names.includes(name))
  const filled = Object.entries(given).filter(([name]) => names.includes(name))
  return Object.fromEntries([...kept, ...filled])
}

/** The fields of the page that are needed and were left empty: an element of Slack may not be made to insist. */
export function leftEmpty(fields: readonly ArgumentField[], given: RawValues): readonly InvalidField[] {
  return fields
    .filter((field) => field.required && !(field.name in given))
    .map((field) => ({ field: field.name, text: emptyWords }))
}

/**
 * The draft with what its page begins with: a value that nobody has given yet, or that is still what the bot proposed
 * when something else was known. A field that somebody has emptied stays empty.
 */
export function withProposals(
  draft: FormDraft,
  fields: readonly ArgumentField[],
  proposals: RawValues,
): FormDraft {
  const { proposed = {} } = draft
  const isFree = ({ name }: ArgumentField) =>
    name in proposed ? draft.values[name] === proposed[name] : !(name in draft.values)
  const free = fields.filter(isFree).map(({ name }) => name)
  const kept = Object.entries(draft.values).filter(([name]) => !free.includes(name))
  const mine = Object.entries(proposals).filter(([name]) => free.includes(name))
  return {
    ...draft,
    values: Object.fromEntries([...kept, ...mine]),
    proposed: { ...proposed, ...Object.fromEntries(mine) },
  }
}

/** A form's id and page as its view carries them: a view that was left behind must not count for the page shown after it. */
export function viewMark(draftId: string, { page }: Pick<FormDraft, 'page'>): string {
  return `${draftId}:${page}`
}

export function readViewMark(mark: string): { readonly draftId: string; readonly page: number } {
  const [draftId = '', page = '0'] = mark.split(':')
  return { draftId, page: Number(page) }
}

/** What is refused stays in the open form only: it may be a password that somebody typed, and drafts are stored. */
export function withoutInvalid(draft: FormDraft, invalid: readonly InvalidField[]): FormDraft {
  const kept = Object.entries(draft.values).filter(([name]) => !invalid.some(({ field }) => field === name))
  return { ...draft, values: Object.fromEntries(kept) }
}
