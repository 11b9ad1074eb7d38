import { type Locale, say, type Text, type TextTemplate } from '../base/i18n.ts'
import { commandTarget } from '../domain/command-targets.ts'
import type { ObjectFileSupport, ObjectImport, ObjectMapping } from '../domain/objects/object-files.ts'
import { pathText } from '../domain/objects/text.ts'
import type { Task } from '../domain/tasks/task.ts'
import { formatRef } from '../domain/tasks/task-ref.ts'
import { engineWords } from '../drs/engines.ts'
import type { Card } from './card.ts'
import { formatList } from './format.ts'
import { actionButton } from './task-card.ts'

const words = {
  how: say(
    'Download the template, fill it in and upload it: DRS reads it and selects what it names.',
    '下载模板，填写后上传，由 DRS 解析并选择其中的对象。',
  ),
  byFile: say('The present selection was made with a file.', '当前对象选择由文件导入。'),
  download: say('Download the template', '下载模板'),
  upload: say('Upload…', '上传…'),
  result: say('Result as a file', '下载校验结果'),
  mappings: say('Names at both ends', '同步映射'),
  sent: say('The file is in your direct messages.', '文件已通过私信发送给您。'),
  nothing: say('Nothing was selected by it.', '未选择任何对象。'),
  wrong: say('The result says for each row what is wrong with it.', '校验结果中列出了每一行的问题。'),
  recheck: say(
    'The last pre-check no longer counts. Run it again.',
    '之前的预检查结果已失效，请重新预检查。',
  ),
  none: say('DRS lists no tables for this task yet.', 'DRS 尚未返回该任务的表。'),
} satisfies Record<string, Text>

type Named = Pick<Task, 'connection' | 'id' | 'name'>

const titles = {
  file: { en: (name) => `Object file of DRS: ${name}`, 'zh-CN': (name) => `DRS 对象文件：${name}` },
  taken: {
    en: (name) => `Objects selected by file: ${name}`,
    'zh-CN': (name) => `已按文件选择对象：${name}`,
  },
  refused: {
    en: (name) => `DRS did not take the object file of ${name}`,
    'zh-CN': (name) => `DRS 未接受 ${name} 的对象文件`,
  },
  mappings: { en: (name) => `Names at both ends: ${name}`, 'zh-CN': (name) => `同步映射：${name}` },
} satisfies Record<string, TextTemplate<[name: string]>>

const links: TextTemplate<[engines: string]> = {
  en: (engines) => `DRS takes such files for: ${engines}.`,
  'zh-CN': (engines) => `支持文件导入的链路：${engines}。`,
}
const largest: TextTemplate<[megabytes: number]> = {
  en: (megabytes) => `A file has at most ${megabytes} MB.`,
  'zh-CN': (megabytes) => `文件最大 ${megabytes} MB。`,
}
const rowsTaken: TextTemplate<[rows: number]> = {
  en: (rows) => `Rows that could be read: ${rows}`,
  'zh-CN': (rows) => `解析成功的行数：${rows}`,
}
const more: TextTemplate<[count: number]> = {
  en: (count) => `… and ${count} more, in the file in your direct messages`,
  'zh-CN': (count) => `……另有 ${count} 个，见私信中的文件`,
}

/** How objects are chosen by a file of DRS; `changes`: the reader may do it on this task. */
export function templateCard(
  task: Named,
  {
    support,
    takes,
    changes,
  }: { readonly support: ObjectFileSupport; readonly takes: boolean; readonly changes: boolean },
  locale: Locale,
): Card {
  const { engines, megabytes, byFile } = support
  const value = formatRef(task)
  return {
    title: titles.file[locale](task.name),
    tone: 'neutral',
    lines: [
      ...(takes ? [words.how[locale]] : []),
      ...(takes && megabytes !== undefined ? [largest[locale](megabytes)] : []),
      ...(byFile ? [words.byFile[locale]] : []),
      ...(takes
        ? []
        : [
            links[locale](
              formatList(
                engines.map((one) => engineWords(one)[locale]),
                locale,
              ),
            ),
          ]),
    ],
    buttons: [
      ...(takes
        ? [{ label: words.download[locale], action: commandTarget('template', 'download'), value }]
        : []),
      ...(takes && changes
        ? [{ label: words.upload[locale], action: commandTarget('template', 'form'), value }]
        : []),
      { label: words.mappings[locale], action: commandTarget('template', 'mappings'), value },
    ],
  }
}

/** What became of an uploaded file. */
export function templateReadCard(task: Named, { ok, rows }: ObjectImport, locale: Locale): Card {
  const value = formatRef(task)
  const result = { label: words.result[locale], action: commandTarget('template', 'result'), value }
  return {
    title: titles[ok ? 'taken' : 'refused'][locale](task.name),
    tone: ok ? 'good' : 'warning',
    lines: [
      ...(rows === undefined ? [] : [rowsTaken[locale](rows)]),
      ...(ok ? [words.recheck[locale]] : [words.nothing[locale], words.wrong[locale]]),
    ],
    buttons: ok ? [{ ...actionButton('precheck', value, locale), style: 'primary' }, result] : [result],
  }
}

/** A file of DRS was sent to the person. */
export function templateSentCard({ name }: Named, locale: Locale): Card {
  return { title: titles.file[locale](name), tone: 'good', lines: [words.sent[locale]] }
}

const shownMappings = 10

export function mappingText({ source, destination, columns }: ObjectMapping): string {
  return `${pathText(source)} -> ${pathText(destination)}${columns ? ' *' : ''}`
}

/** Which names the tables of a task have at both ends. */
export function mappingsCard(task: Named, mappings: readonly ObjectMapping[], locale: Locale): Card {
  const left = mappings.length - shownMappings
  return {
    title: titles.mappings[locale](task.name),
    tone: 'neutral',
    lines: [
      ...(mappings.length === 0 ? [words.none[locale]] : []),
      ...mappings.slice(0, shownMappings).map((one) => ({ code: mappingText(one) })),
      ...(left > 0 ? [more[locale](left)] : []),
    ],
  }
}

export function areManyMappings(mappings: readonly ObjectMapping[]): boolean {
  return mappings.length > shownMappings
}
