import type { CheckResult } from '../../domain/check-result.ts'
import { doctorCard } from '../../views/doctor-card.ts'
import type { SampleData } from '../sample-data.ts'
import { messageSamples } from '../samples.ts'

const redis: CheckResult = {
  check: 'redis-version',
  title: { en: 'Redis version', 'zh-CN': 'Redis 版本' },
  ok: true,
  found: { en: '7.2.4', 'zh-CN': '7.2.4' },
}

const iam = ({ connection }: SampleData, i = 0): CheckResult => ({
  check: 'iam-actions',
  about: i === 0 ? connection : `${connection}-${i}`,
  title: { en: 'IAM actions', 'zh-CN': 'IAM 授权项' },
  ok: false,
  found: { en: 'missing: drs:migrationJob:get', 'zh-CN': '缺少：drs:migrationJob:get' },
  advice: {
    en: 'Add drs:migrationJob:get to a policy of the IAM user, or give it DRS ReadOnlyAccess.',
    'zh-CN': '请在该 IAM 用户的策略中添加 drs:migrationJob:get，或授予 DRS ReadOnlyAccess。',
  },
})

export const doctorCardSamples = messageSamples(doctorCard, {
  'all well': (data) => [[redis, { ...redis, check: 'redis' }], data.locale],
  'one failure': (data) => [[redis, iam(data)], data.locale],
  'more failures than fit': (data) => [Array.from({ length: 14 }, (_, i) => iam(data, i)), data.locale],
})
