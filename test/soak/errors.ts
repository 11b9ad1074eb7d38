/** Lines of the log at the level of errors. */

/** What the faults that are played explain; anything else is a finding. */
const explained: readonly RegExp[] = [
  // Redis is killed, cut off or slow: what was under way is tried again, or told.
  /Connection is closed|ECONNREFUSED|ECONNRESET|Reached the max retries|Command timed out|Lost Redis|LOADING|Stream isn't writeable/,
  // Slack answers 5xx, not at all or too late, or limits the rate.
  /An API error occurred: service_unavailable|A request error occurred|HTTP protocol error|rate.?limit|socket hang up|Unexpected server response|timeout of \d+ms/i,
  // Sockets are cut, and Bolt connects again.
  /"from":"bolt".*(?:WebSocket|no active connection)|SMSendWhileNotReadyError/,
  // A form that is sent meanwhile stays with the person.
  /a form could not be taken/,
  // Whether that is true is for the checker to say.
  /Tasks cannot be seen/,
  // A process was killed while it had a job, which another one has taken up since.
  /job stalled more than allowable limit/,
  // The clocks of the bots are set, that of Redis is not.
  /differs from that of Redis/,
  // DRS answers 5xx, 429, 401, nonsense or nothing.
  /DRS gave no answer to an execution|DrsError/,
]

interface LogLine {
  readonly level?: number
  readonly msg?: string
  readonly err?: { readonly message?: string; readonly stack?: string; readonly type?: string }
}

/** What a line says that no fault explains; undefined for one that is explained, or is no error. */
export function unexplained(line: string): string | undefined {
  const parsed = parse(line)
  if (parsed === undefined || (parsed.level ?? 0) < 50) return undefined
  return explained.some((pattern) => pattern.test(line)) ? undefined : said(parsed)
}

function said({ msg = '', err }: LogLine): string {
  return err?.message === undefined ? msg : `${msg}: ${err.message}`
}

/** Undefined for what is no line of the log: a process that dies writes as it likes. */
function parse(line: string): LogLine | undefined {
  try {
    return JSON.parse(line)
  } catch {
    return undefined
  }
}
