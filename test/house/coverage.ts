import { Session } from 'node:inspector'
import { relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { root } from './sources.ts'

/** How often the functions of the product have run in this process, by V8's own count. */
export interface Counter {
  /** Calls since the last look, with which counting begins anew. Answers before anything else runs. */
  take(): readonly Calls[]
  stop(): void
}

export interface Calls {
  /** From the root of the project. */
  readonly path: string
  /** Empty for one without a name. */
  readonly name: string
  readonly count: number
}

/** Counts from now on; what was loaded before is counted too. */
export function countCalls(): Counter {
  const session = new Session()
  session.connect()
  session.post('Profiler.enable')
  // Without the details each return to an async function counts as a call of its own.
  session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: true })
  return {
    take() {
      const calls: Calls[] = []
      // A session in the same thread answers at once.
      session.post('Profiler.takePreciseCoverage', (error, coverage) => {
        if (error) throw error
        for (const { url, functions } of coverage.result) {
          if (!url.startsWith('file:')) continue
          const path = relative(root, fileURLToPath(url))
          if (!path.startsWith('src/') && !path.startsWith('commands/')) continue
          for (const { functionName: name, ranges } of functions) {
            const [range] = ranges
            // The body of a module begins where the file does.
            if (range && range.count > 0 && range.startOffset > 0)
              calls.push({ path, name, count: range.count })
          }
        }
      })
      return calls
    },
    stop() {
      session.post('Profiler.stopPreciseCoverage')
      session.disconnect()
    },
  }
}
