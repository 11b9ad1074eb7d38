type RawValues = Readonly<Record<string, string>>

/** A half-filled form. It lives on our side for an hour; Slack's view carries only its id. */
export interface FormDraft {
  readonly command: string
  readonly page: number
  readonly values: RawValues
  /** Named before the form was opened, by words or by a button; not asked again. */
  readonly fixed?: readonly string[]
  /** Optional in general, needed here. */
  readonly needed?: readonly string[]
  readonly team: string
  readonly channel: string
  readonly user: string
}

export interface DraftStore {
  put(id: string, draft: FormDraft): Promise<void>
  get(id: string): Promise<FormDraft | undefined>
  delete(id: string): Promise<void>
  /** True for the first to carry the form out; a form that Slack delivers twice is done once. */
  claim(id: string): Promise<boolean>
  /** After a failure the form may be sent again. */
  release(id: string): Promise<void>
  /** The unfinished wizard that a person left in a channel. */
  remember(owner: string, id: string): Promise<void>
  recall(owner: string): Promise<string | undefined>
  forget(owner: string): Promise<void>
}
