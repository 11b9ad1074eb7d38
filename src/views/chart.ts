/**
 * A picture, without any library in it: src/drawing makes a PNG of it. All words are in the reader's language, and raw as in
 * a card. Times are milliseconds since the epoch.
 */
export type Chart = LineChart | BarChart | LaneChart

interface Frame {
  readonly title: string
  /** Below the title, smaller. */
  readonly subtitle?: string
  /** What the picture says, for who cannot see it. */
  readonly alt: string
}

/** From when to when, by whose clocks, and in which language. */
export interface TimeSpan {
  readonly from: number
  readonly to: number
  readonly zone: string
  readonly locale: 'en' | 'zh-CN'
  /** What the axis is called: whose clocks they are. */
  readonly label: string
}

/** A value that holds until the next one; null: nothing is known from then on. */
export type ChartPoint = readonly [at: number, value: number | null]

/** Something that happened, as an upright line. */
export interface ChartMark {
  readonly at: number
  readonly label: string
}

export interface LineChart extends Frame {
  readonly kind: 'lines'
  readonly time: TimeSpan
  /** The axis of values with its unit: `Delay (min)`. */
  readonly label: string
  readonly most?: number
  readonly lines: readonly { readonly name: string; readonly points: readonly ChartPoint[] }[]
  /** What is expected, and the range in which it will be. */
  readonly forecast?: {
    readonly name: string
    readonly range: string
    readonly points: readonly {
      readonly at: number
      readonly low: number
      readonly expected: number
      readonly high: number
    }[]
  }
  readonly limits: readonly { readonly value: number; readonly label: string }[]
  readonly marks: readonly ChartMark[]
}

export type BarTone = 'done' | 'going' | 'slow' | 'failed'

export interface BarChart extends Frame {
  readonly kind: 'bars'
  readonly label: string
  readonly most?: number
  readonly tones: Readonly<Record<BarTone, string>>
  readonly bars: readonly {
    readonly name: string
    readonly value: number
    /** Behind the bar. */
    readonly said: string
    readonly tone: BarTone
  }[]
}

export interface LaneChart extends Frame {
  readonly kind: 'lanes'
  readonly time: TimeSpan
  readonly lanes: readonly {
    readonly name: string
    readonly spans: readonly LaneSpan[]
    readonly marks: readonly ChartMark[]
  }[]
}

export type LaneTone = 'good' | 'working' | 'waiting' | 'ended' | 'bad'

export interface LaneSpan {
  readonly from: number
  readonly to: number
  readonly label: string
  readonly tone: LaneTone
}
