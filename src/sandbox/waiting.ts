/** What a start that takes its time says and how long it is waited for. */

/** Says what is waited for, and again every few seconds with how long it has been. Hands on what the work brings. */
export async function waitingFor<T>(
  what: string,
  work: Promise<T>,
  say: (line: string) => void,
  everyMs = 5_000,
): Promise<T> {
  let waited = 0
  const timer = setInterval(() => {
    waited += everyMs
    say(`still waiting for ${what} (${Math.round(waited / 1000)} s)`)
  }, everyMs)
  say(what)
  try {
    return await work
  } finally {
    clearInterval(timer)
  }
}

/** Rejects once there was no sign of progress for that long (ms). */
export function patienceWith(what: string, silentMs: number) {
  let giveUp: (error: Error) => void
  const late = new Promise<never>((_, reject) => {
    giveUp = reject
  })
  const timer = setTimeout(
    () => giveUp(new Error(`${what} has made no progress for ${silentMs / 1000} s`)),
    silentMs,
  )
  let isOver = false
  return {
    late,
    progress(): void {
      if (!isOver) timer.refresh()
    },
    end(): void {
      isOver = true
      clearTimeout(timer)
    },
  }
}
