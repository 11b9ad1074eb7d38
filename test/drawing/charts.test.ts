import { describe, expect, it } from 'vitest'
import { svgOf } from '../../src/drawing/svg.ts'
import { chartSamples } from '../../src/gallery/chart-data.ts'
import { dataKinds, sampleData } from '../../src/gallery/sample-data.ts'

const noon = Date.UTC(2026, 11, 1, 12)

type Name = keyof typeof chartSamples
const locales = ['en', 'zh-CN'] as const

function drawn(name: Name, locale: (typeof locales)[number], kind: (typeof dataKinds)[number] = 'ordinary') {
  const chart = chartSamples[name](sampleData(kind, locale, noon))
  if (!chart) throw new Error(`nothing to draw: ${name}`)
  const svg = svgOf(chart)
  const texts = [...svg.matchAll(/<text[^>]*>([^<]*)<\/text>/g)].map(([, text = '']) => text)
  return { chart, svg, texts }
}

/** What has to stand in the picture, by its data. */
const said: Readonly<Record<Name, Readonly<Record<(typeof locales)[number], readonly string[]>>>> = {
  delay: {
    en: ['Delay: orders-to-rds', 'Delay (min)', 'Limit 2 min', 'Paused', 'Time (Berlin)', 'Likely range'],
    'zh-CN': ['时延：orders-to-rds', '时延（分钟）', '上限 2分钟', '已暂停', '时间（中国时间）', '可能范围'],
  },
  'delay-several': {
    en: ['Delay of 3 tasks, the worst', 'Delay (min)', 'orders-to-rds', 'billing-to-rds', 'dr-orders'],
    'zh-CN': ['3 个任务的时延（最高者）', '时延（分钟）', 'orders-to-rds', 'dr-orders'],
  },
  'full-phase': {
    en: ['Full phase: orders-to-rds', 'Copied (%)', '0', '25', '50', '75', '100', 'Forecast'],
    'zh-CN': ['全量阶段：orders-to-rds', '已完成（%）', '0', '100', '预测'],
  },
  'slow-tables': {
    en: ['What is not done yet: orders-to-rds', 'Copied (%)', 'orders_2', '4%', 'failed', 'the slowest'],
    'zh-CN': ['尚未完成的对象：orders-to-rds', '已完成（%）', 'orders_1', '4%', '失败', '最慢'],
  },
  'rpo-rto': {
    en: ['RPO and RTO: dr-orders', 'RPO and RTO (s)', 'RPO limit 30 sec', 'RTO limit 1 min', 'Switchover'],
    'zh-CN': ['RPO 和 RTO：dr-orders', 'RPO 和 RTO（秒）', 'RPO 上限 30秒', 'RTO 上限 1分钟', '主备倒换'],
  },
  'abnormal-rows': {
    en: ['Abnormal rows: orders-to-rds', 'Abnormal rows (rows)', 'orders_2', 'All tables'],
    'zh-CN': ['异常数据：orders-to-rds', '异常数据（行）', 'orders_2', '全部表'],
  },
  statuses: {
    en: ['Statuses', 'orders-to-rds', 'billing-to-rds', 'Full phase running', 'Paused', 'Time (Berlin)'],
    'zh-CN': ['任务状态', 'orders-to-rds', 'billing-to-rds', '全量迁移中', '已暂停', '时间（中国时间）'],
  },
}

const names = Object.keys(chartSamples) as Name[]

describe.each(names)('the picture %s', (name) => {
  it.each(locales)('has its title, unit, limits and marks in %s', (locale) => {
    const { texts } = drawn(name, locale)
    expect(said[name][locale].filter((text) => !texts.includes(text))).toEqual([])
  })

  it('has no words of the other language but those of people', () => {
    const { texts } = drawn(name, 'en')
    expect(texts.filter((text) => /[\u4e00-\u9fff]/.test(text))).toEqual([])
  })

  it.each(dataKinds)('holds what is %s as plain text', (kind) => {
    const { svg, chart } = drawn(name, 'en', kind)
    expect(svg).not.toMatch(/<script|<!channel|<@U/)
    expect(chart.alt.length).toBeGreaterThan(20)
  })
})

it('shows the hours of the reader', () => {
  expect(drawn('rpo-rto', 'en').texts).toContain('13:00')
  expect(drawn('rpo-rto', 'zh-CN').texts).toContain('20:00')
})
