import { type Locale, say, type Text } from '../base/i18n.ts'
import { type Chance, type Confidence, chanceBefore, type Forecast } from '../domain/tasks/forecast.ts'
import type { Inline } from './card.ts'

const confidenceWords: Readonly<Record<Confidence, Text>> = {
  good: say('quite sure', '较为可靠'),
  fair: say('roughly', '粗略估计'),
  poor: say('a guess', '仅供参考'),
}

const chanceWords: Readonly<Record<Chance, Text>> = {
  likely: say('likely', '很可能'),
  possible: say('possible', '有可能'),
  unlikely: say('unlikely', '不太可能'),
}

const stays = {
  steady: say('stays about as it is', '预计基本不变'),
  rising: say('keeps rising', '预计继续上升'),
  falling: say('falls too slowly to say when', '下降过慢，无法预计时间'),
} satisfies Record<Forecast['direction'], Text>

type Parts = readonly Inline[]

const reachedAbout: Readonly<Record<Locale, (goal: string, at: number) => Parts>> = {
  en: (goal, at) => [`${goal} at about `, { time: at }],
  'zh-CN': (goal, at) => ['预计 ', { time: at }, ` 左右${goal}`],
}

const between: Readonly<Record<Locale, (earliest: number, latest: number | undefined) => Parts>> = {
  en: (earliest, latest) =>
    latest === undefined
      ? [', not before ', { time: earliest }]
      : [', between ', { time: earliest }, ' and ', { time: latest }],
  'zh-CN': (earliest, latest) =>
    latest === undefined
      ? ['，最早 ', { time: earliest }]
      : ['，在 ', { time: earliest }, ' 至 ', { time: latest }, ' 之间'],
}

const beforeThen: Readonly<Record<Locale, (time: number, chance: string) => Parts>> = {
  en: (time, chance) => [' · before ', { time }, `: ${chance}`],
  'zh-CN': (time, chance) => [' · ', { time }, ` 前：${chance}`],
}

/** Closer together than this is one time on a clock. */
const sameMs = 60_000

/** When it is where it is wanted (`goal`: “below 5 sec”), and how sure that is. Nothing where it is there already. */
export function forecastParts(
  forecast: Forecast | undefined,
  goal: Text,
  locale: Locale,
  before?: number | undefined,
): Parts {
  if (forecast === undefined) return []
  const { reached, confidence, direction, from } = forecast
  const { earliest, expected, latest } = reached
  if (expected !== undefined && expected <= from.at) return []
  const sure = ` · ${confidenceWords[confidence][locale]}`
  const isWide = latest === undefined || earliest === undefined || latest - earliest > sameMs
  const chance =
    before === undefined
      ? []
      : beforeThen[locale](before, chanceWords[chanceBefore(forecast, before)][locale])
  if (expected === undefined) return [stays[direction][locale], sure, ...chance]
  return [
    ...reachedAbout[locale](goal[locale], expected),
    ...(earliest !== undefined && isWide ? between[locale](earliest, latest) : []),
    sure,
    ...chance,
  ]
}
