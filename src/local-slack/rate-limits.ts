import { type JsonObject, textOf } from './json.ts'

/**
 * How many calls a minute a method takes per workspace (Slack docs, Rate limits). Tiers 1 to 4 are documented as
 * "1+, 20+, 50+, 100+ per minute", `special` as "hundreds"; bursts are not, so the minute's share may come at once.
 */
const perMinute = { 1: 1, 2: 20, 3: 50, 4: 100, special: 300 } as const
/** Slack docs, Rate limits: about one message a second in a channel, a short burst is borne. */
const perChannel = { size: 5, perSecond: 1 }

type Tier = keyof typeof perMinute

/** The tier of each method. */
export const tiers: Readonly<Record<string, Tier>> = {
  'api.test': 'special',
  'apps.connections.open': 3,
  'apps.uninstall': 1,
  'auth.revoke': 3,
  'auth.test': 'special',
  'bots.info': 3,
  'chat.delete': 3,
  'chat.getPermalink': 'special',
  'chat.postEphemeral': 4,
  'chat.postMessage': 'special',
  'chat.unfurl': 3,
  'chat.update': 3,
  'conversations.history': 3,
  'conversations.info': 3,
  'conversations.join': 3,
  'conversations.list': 2,
  'conversations.members': 4,
  'conversations.open': 3,
  'conversations.replies': 3,
  'entity.presentDetails': 3,
  'files.completeUploadExternal': 4,
  'files.getUploadURLExternal': 4,
  'files.info': 4,
  'oauth.v2.access': 'special',
  'reactions.add': 3,
  'team.info': 3,
  'usergroups.list': 2,
  'usergroups.users.list': 2,
  'users.conversations': 3,
  'users.info': 4,
  'users.list': 2,
  'views.open': 4,
  'views.publish': 4,
  'views.push': 4,
  'views.update': 4,
}

export interface RateLimitOptions {
  /** Slack's own pace times this; 1 without it. */
  readonly factor?: number
}

interface Bucket {
  left: number
  /** Milliseconds. */
  at: number
}

interface Limit {
  readonly key: string
  readonly size: number
  readonly perSecond: number
}

/** The limits that a call counts against. */
function limitsFor(method: string, team: string, args: JsonObject): readonly Limit[] {
  const tier = tiers[method]
  if (tier === undefined) return []
  const size = perMinute[tier]
  const whole = { key: `${team} ${method}`, size, perSecond: size / 60 }
  const channel = textOf(args.channel)
  if (method !== 'chat.postMessage' || channel === undefined) return [whole]
  return [whole, { key: `${team} ${method} ${channel}`, ...perChannel }]
}

/** Slack's natural limits; `false` takes them off. Each is a bucket that fills up evenly. */
export function createRateLimits(now: () => number, options: RateLimitOptions | false = {}) {
  let factor = factorOf(options)
  const buckets = new Map<string, Bucket>()

  function filled({ key, size, perSecond }: Limit, speed: number): Bucket {
    const { left, at } = buckets.get(key) ?? { left: size, at: now() }
    const bucket = {
      left: Math.min(size, left + (Math.max(0, now() - at) / 1000) * perSecond * speed),
      at: now(),
    }
    buckets.set(key, bucket)
    return bucket
  }

  return {
    /** Counts a call; when it is one too many, it is not counted and the answer is Retry-After in whole seconds. */
    take(method: string, team: string, args: JsonObject): number | undefined {
      const speed = factor
      if (speed === undefined) return undefined
      const counted = limitsFor(method, team, args).map((limit) => ({ limit, bucket: filled(limit, speed) }))
      const waits = counted.map(({ limit, bucket }) => (1 - bucket.left) / (limit.perSecond * speed))
      const longest = Math.max(0, ...waits)
      // A rounding error of the filling must not refuse a call that waited as it was told.
      if (longest > 1e-6) return Math.ceil(longest)
      for (const { bucket } of counted) bucket.left -= 1
      return undefined
    },
    /** Changes the pace from now on; what was counted is forgotten. */
    set(next: RateLimitOptions | false) {
      factor = factorOf(next)
      buckets.clear()
    },
    state: () => (factor === undefined ? { on: false } : { on: true, factor }),
  }
}

function factorOf(options: RateLimitOptions | false): number | undefined {
  if (options === false) return undefined
  const { factor = 1 } = options
  if (!Number.isFinite(factor) || factor <= 0)
    throw new RangeError('the factor of rate limits must be above 0')
  return factor
}

export type RateLimits = ReturnType<typeof createRateLimits>
