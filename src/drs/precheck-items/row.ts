import { say, type Text } from '../../base/i18n.ts'

/** One step that repairs; `code` is SQL, shell or configuration with `<placeholders>`, to be copied. */
export interface Fix {
  readonly text: Text
  readonly code?: string
}

/** What a precheck item looks at, why it fails and what to do. Facts: DRS help, "Solutions to Failed Check Items". */
export interface PrecheckItemRow {
  /** Name on the wire, for example `srcDbBinlogIsOff`. */
  readonly item: string
  /** Other spellings of that name, beyond upper and lower case. */
  readonly aliases?: readonly string[]
  /** `group` on the wire where an example shows it (DRS API reference 6.1.7). */
  readonly group?: string
  /** The official title where there is one. */
  readonly title: Text
  /** What is wrong, as a headline. */
  readonly problem: Text
  /** What to do about it, in one sentence; `fixes` has the steps. */
  readonly remedy: Text
  readonly checks: Text
  readonly causes: readonly Text[]
  /** In the order in which to try them; different causes have different ones. */
  readonly fixes: readonly Fix[]
  /**
   * True where the help pages give a cause of failure, so that it can stop the start; false where they only ask for
   * a confirmation or say nothing. What the precheck answers (`FAILED`, `ALARM`) always decides.
   */
  readonly blocking: boolean
}

/** A step, with its code if there is something to copy. */
export function fix(en: string, zh: string, code?: string): Fix {
  return code === undefined ? { text: say(en, zh) } : { text: say(en, zh), code }
}

/** A cause that many items share. */
export const unreadable = say('The account may not read it.', '账号无权读取。')
