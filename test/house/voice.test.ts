import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { readCode } from './code.ts'
import { root } from './sources.ts'
import { type TextLiteral, textLiterals } from './texts.ts'

/** Words that people do not use in a chat app, or that have another word here; what to write instead. */
const avoided: readonly (readonly [RegExp, string])[] = [
  [/\bsomebody else\b/i, 'name them: another admin, the approvers'],
  [/\bconsents?\b|\bconsented\b/i, 'approval, approve'],
  [/\btickets?\b/i, 'request'],
  [/\bhand(?:s|ed|ing)? (?:it |them )?over\b/i, 'enter, give, send'],
  [/\blook(?:s|ed|ing)? at (?:it )?again\b/i, 'check again'],
  [/\bwhat is told\b|\b(?:be|is|are) told (?:of|nothing|once|together)\b/i, 'message, notify'],
  [/\bwhoever\b/i, 'name them'],
  [/\bit is said\b/i, 'say who says it'],
  [/\b(?:go|goes|going|went) on with\b/i, 'continue'],
  [/\bmend(?:s|ed|ing)?\b/i, 'fix, repair'],
  [/\bthe one who\b/i, 'the requester, the person'],
  [/\bof (?:its|a) own (?:click|press)\b|\b(?:click|press) of its own\b/i, 'one more click'],
  [/\bbegin(?:s)? anew\b|\banew\b/i, 'again'],
]

/** The same in what the product says; documents may tell of it in prose. */
const avoidedInMessages: typeof avoided = [
  ...avoided,
  [/\bask(?:s|ed|ing)? again\b/i, 'make a new request, try again'],
  [/\btak(?:e|en|es) (?:it )?back\b/i, 'remove, revoke; of DRS: release'],
  [/\b(?:go|goes|went) on\b/i, 'continue'],
  [/\bnobody knows\b/i, 'it is not clear'],
  [/\bI tell\b|\btell what\b|\btold (?:here|directly)\b/i, 'message, notify'],
  [/behind the bot’s back/i, 'outside the bot'],
  [/\b(?:looked|looks|look) (?:once more|through)\b/i, 'check, search'],
  [/\b(?:somebody|anybody)\b(?<!needs somebody)/i, 'someone, anyone; better name them'],
  [/\blately\b/i, 'recently'],
  // A button may speak for the person who presses it.
  [/\bI (?:am|can|could|may|was|gave|follow|understand)\b|\bmy (?:memory|requests|token)\b/, 'the bot'],
]

/** The console’s word for each thing, after the glossary of the Chinese API reference; and this bot’s own. */
const avoidedInChinese: typeof avoided = [
  [/延迟/, '时延'],
  [/目的(?:端|库|数据库)|目标数据库|目标端/, '目标库'],
  [/源数据库|源端/, '源库'],
  [/预检(?!查)/, '预检查'],
  [/终止任务|停止任务|任务停止/, '结束'],
  [/恢复任务|继续任务|任务恢复/, '续传'],
  [/重设/, '重置'],
  [/比对|数据比较/, '对比'],
  [/作业/, '任务'],
  [/迁移实例|DRS ?实例/, '复制实例'],
  [/容灾(?!监控数据)/, '灾备'],
  [/灾备切换/, '主备倒换'],
  [/报警|警报/, '告警'],
  [/帐号|账户/, '账号'],
  [/(?<!“我的)凭证/, '凭据'],
  [/(?<!提交)工单|申请/, '请求'],
  [/同意/, '批准'],
  [/驳回/, '拒绝'],
  [/申请人|审批者/, '发起人、审批人'],
  [/操作者/, '操作员'],
  [/订阅/, '关注'],
  [/静音|消音/, '静默'],
  [/话题/, '消息列'],
  [/你/, '您'],
  [/我(?:无法|不在|已|可以|们的)|来自我|对我/, '机器人'],
  [/单击/, '点击'],
  [/\p{Script=Han}[,;?]/u, '全角标点'],
]

/** What DRS itself calls the items of its pre-check, as the console prints it. */
const printed = 'src/drs/precheck-items/'

const documents = ['README.md', 'CONTRIBUTING.md', 'SECURITY.md', 'CHANGELOG.md'].concat(
  readdirSync(join(root, 'docs'))
    .filter((name) => name.endsWith('.md'))
    .map((name) => `docs/${name}`),
)

function faultsIn(path: string, text: string, words = avoided): readonly string[] {
  return words.flatMap(([pattern, instead]) => {
    const found = pattern.exec(text)
    if (!found) return []
    const near = text.slice(Math.max(0, found.index - 40), found.index + 40).replaceAll('\n', ' ')
    return [`${path}: “${found[0]}” in “…${near}…”: ${instead}`]
  })
}

describe('the voice', () => {
  let literals: readonly TextLiteral[] = []

  beforeAll(() => {
    literals = readCode(root, textLiterals)
  })

  it('uses the words of the field in everything people read', () => {
    expect(literals.length).toBeGreaterThan(3_000)
    expect(literals.flatMap(({ path, text }) => faultsIn(path, text, avoidedInMessages))).toEqual([])
  })

  it('uses the words of the console in Chinese', () => {
    const own = literals.filter(({ path }) => !path.startsWith(printed))
    expect(own.length).toBeGreaterThan(3_000)
    expect(own.flatMap(({ path, text }) => faultsIn(path, text, avoidedInChinese))).toEqual([])
  })

  it.each(documents)('uses them in %s', (path) => {
    const text = readFileSync(join(root, path), 'utf8')
    // Code in a document is no prose, and the commands are those of the product.
    const prose = text
      .replaceAll(/<!-- commands[\s\S]*?\/commands -->/g, '')
      .replaceAll(/```[\s\S]*?```/g, '')
    expect(
      prose.split('\n').flatMap((line) => faultsIn(path, line.replaceAll(/\]\([^)]*\)|`[^`]*`/g, ' '))),
    ).toEqual([])
  })
})
