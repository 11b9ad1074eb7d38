/** Whether a replica can do its work, for what decides where requests go. */
export interface ReadinessFacts {
  /** `starting` until Slack and Redis have answered for the first time. */
  readonly stage: 'starting' | 'running' | 'stopping'
  readonly redisAnswers: boolean
  /** In Socket Mode whether the socket is open; in HTTP mode always, as Slack comes to the bot. */
  readonly slackConnected: boolean
  readonly connections: readonly {
    readonly connection: string
    readonly answeredAt: number | undefined
    readonly isBlind: boolean
  }[]
  readonly now: number
}

export interface Readiness {
  readonly ready: boolean
  /** `ok`, or what is wrong. */
  readonly checks: Readonly<Record<string, string>>
}

/**
 * A DRS that does not answer is said and changes nothing: the bot can tell people so, and another replica would see as
 * little.
 */
export function judgeReadiness(facts: ReadinessFacts): Readiness {
  const { stage, redisAnswers, slackConnected, connections, now } = facts
  const seen = connections.map(({ connection, answeredAt, isBlind }) => {
    const age = answeredAt === undefined ? 'nothing asked yet' : `answered ${ageOf(now - answeredAt)} ago`
    return [`connection ${connection}`, isBlind ? `cannot be seen; ${age}` : age] as const
  })
  return {
    ready: stage === 'running' && redisAnswers && slackConnected,
    checks: {
      process: stage,
      ...(stage !== 'starting' && {
        redis: redisAnswers ? 'ok' : 'no answer',
        slack: slackConnected ? 'ok' : 'not connected',
      }),
      ...Object.fromEntries(seen),
    },
  }
}

function ageOf(ms: number): string {
  return `${Math.max(0, Math.round(ms / 1_000))} s`
}
