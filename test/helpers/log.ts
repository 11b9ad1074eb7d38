import type { Log } from '../../src/base/log.ts'

/** Every line that was logged. */
export interface TestLog extends Log {
  readonly lines: { readonly level: string; readonly facts: object; readonly sentence: string }[]
}

export function testLog(): TestLog {
  const lines: TestLog['lines'] = []
  const at = (level: string) => (facts: object, sentence: string) =>
    void lines.push({ level, facts, sentence })
  return { lines, debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') }
}
