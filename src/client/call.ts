import type { Operation, RequestOf } from '../drs/operation.ts'
import type { Priority } from '../ports/call-budget.ts'
import type { FileToSend } from './form.ts'

export type DrsLanguage = 'en-us' | 'zh-cn'

/** Enumerated texts are open here: above the API layer they are plain strings, and the request schema checks them. */
export type OpenEnums<T> = T extends string
  ? string
  : T extends readonly (infer Item)[]
    ? readonly OpenEnums<Item>[]
    : T extends object
      ? { readonly [Field in keyof T]: OpenEnums<T[Field]> }
      : T

export interface CallInput<Op extends Operation = Operation> {
  readonly body?: OpenEnums<RequestOf<Op>>
  readonly query?: Readonly<Record<string, unknown>>
  /** Path parameters besides `project_id`. */
  readonly params?: Readonly<Record<string, string>>
  /** The file of an upload. */
  readonly file?: FileToSend
  readonly language?: DrsLanguage
  /** Who waits if the call budget is short; default `people`. */
  readonly priority?: Priority
}
