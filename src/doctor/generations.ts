import { say } from '../base/i18n.ts'
import type { CheckResult } from '../domain/check-result.ts'
import type { Generation } from '../drs/operation.ts'
import { regionOf } from '../drs/regions.ts'
import { failedCheck, passedCheck } from './check.ts'

const subject = { check: 'api-generations', title: say('API generations', 'API 版本') }

interface RegionalConnection {
  readonly name: string
  readonly region: string
  readonly generations?: readonly Generation[]
}

/** The generations that the connection uses, against those that the documents list for its region. */
export function checkGenerations({ name, region, generations }: RegionalConnection): readonly CheckResult[] {
  if (generations === undefined) return []
  const about = { ...subject, about: name }
  const used = generations.join(', ')
  const row = regionOf(region)
  if (!row) {
    return [
      passedCheck(about, {
        en: `uses ${used}; the documents don’t list ${region}`,
        'zh-CN': `使用 ${used}；文档未列出区域 ${region}`,
      }),
    ]
  }
  const documented = row.generations.join(', ')
  const found = {
    en: `uses ${used}; documented for ${region}: ${documented}`,
    'zh-CN': `使用 ${used}；文档中 ${region} 支持：${documented}`,
  }
  if (generations.some((one) => row.generations.includes(one))) return [passedCheck(about, found)]
  return [
    failedCheck(about, found, {
      en: `Set api: [${documented}] for the connection, unless DRS answers there all the same.`,
      'zh-CN': `请为该连接设置 api: [${documented}]；若 DRS 实际可用则无需修改。`,
    }),
  ]
}
