import type { Operation, RequestOf } from '../drs/operation.ts'
import type { Lane } from '../ports/call-budget.ts'
import type { FileToSend } from './form.ts'

export type Language = 'en-us' | 'zh-cn'

/** Enumerated texts are open here: above the API layer they are plain strings, and the request schema checks them. */
export type Open<T> = T extends string
  ? string
  : T extends readonly (infer Item)[]
    ? readonly Open<Item>[]
    : T extends object
      ? { readonly [Field in keyof T]: Open<T[Field]> }
      : T

export interface CallInput<Op extends Operation = Operation> {
  readonly body?: Open<RequestOf<Op>>
  readonly query?: Readonly<Record<string, unknown>>
  /** Path parameters besides `project_id`. */
  readonly params?: Readonly<Record<string, string>>
  /** The file of an upload. */
  readonly file?: FileToSend
  readonly language?: Language
  /** Who waits if the call budget is short; default `people`. */
  readonly lane?: Lane
}
