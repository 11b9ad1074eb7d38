import { type Locale, say, type Text, type TextTemplate } from '../base/i18n.ts'
import { commandTarget } from '../domain/command-targets.ts'
import type { BatchState, ImportBatch, ImportedTask } from '../domain/tasks/import-batch.ts'
import { engineWords } from '../drs/engines.ts'
import type { Button, Card, Inline, Line } from './card.ts'
import { colon, plural, semicolon } from './format.ts'

const words = {
  title: say('Imported batches', '批量导入'),
  none: say('No batches yet.', '尚无批次。'),
  how: say(
    'Download the template, fill in the tasks and upload it. DRS checks them; they are created once you commit the batch. Only MySQL migrations and synchronizations can be imported.',
    '下载模板，填写任务后上传，由 DRS 校验，提交批次后才会创建任务。仅支持 MySQL 迁移和同步任务。',
  ),
  secrets: say(
    'Write references for passwords (env:NAME, file:/path), never the passwords.',
    '密码请填写引用（env:变量名 或 file:/路径），切勿填写密码本身。',
  ),
  download: say('Download the template', '下载模板'),
  upload: say('Upload…', '上传…'),
  look: say('Look at a batch…', '查看批次…'),
  again: say('Look again', '刷新'),
  commit: say('Create these tasks', '创建这些任务'),
  sent: say('The file is in your direct messages.', '文件已通过私信发送给您。'),
  repair: say('Correct the sheet and upload it again.', '请修改模板后重新上传。'),
  wrongRows: say('Nothing was imported. Correct these rows:', '未导入任何任务，请修改以下行：'),
  yes: say('Create', '创建'),
  no: say('Not now', '暂不'),
} satisfies Record<string, Text>

const stateWords = {
  checking: say('being checked', '校验中'),
  failed: say('check failed', '校验失败'),
  ready: say('ready to be created', '校验通过，待创建'),
  made: say('created', '已创建'),
} satisfies Record<BatchState, Text>

const batchTitle: TextTemplate<[state: string]> = {
  en: (state) => `Imported batch: ${state}`,
  'zh-CN': (state) => `导入批次：${state}`,
}

const sure: TextTemplate<[tasks: number]> = {
  en: (tasks) => `DRS creates ${plural(tasks, 'task', 'tasks')}, whose replication instances cost money.`,
  'zh-CN': (tasks) => `DRS 将创建 ${tasks} 个任务，复制实例将产生费用。`,
}
const more: TextTemplate<[count: number]> = {
  en: (count) => `… and ${count} more`,
  'zh-CN': (count) => `……另有 ${count} 条`,
}

const shownBatches = 10
const shownTasks = 12

function stateText({ state, status }: ImportBatch, locale: Locale): string {
  return state === undefined ? status : stateWords[state][locale]
}

/** The latest batches, and the way to a new one. */
export function importsCard(
  connection: string,
  batches: readonly ImportBatch[],
  { changes, locale }: { readonly changes: boolean; readonly locale: Locale },
): Card {
  const shown = batches.slice(0, shownBatches)
  const upload: Button = { label: words.upload[locale], action: commandTarget('import', 'form'), value: '-' }
  return {
    title: `${words.title[locale]}${colon[locale]}${connection}`,
    tone: 'neutral',
    lines: [words.how[locale], words.secrets[locale], ...(shown.length === 0 ? [words.none[locale]] : [])],
    ...(shown.length > 0 && {
      sections: [{ list: shown.map((batch) => batchLine(batch, locale)) }],
      choice: {
        placeholder: words.look[locale],
        action: commandTarget('import', 'look'),
        options: shown.map(({ id }) => ({ label: id, value: id })),
      },
    }),
    buttons: [
      { label: words.download[locale], action: commandTarget('import', 'download'), value: '-' },
      ...(changes ? [upload] : []),
    ],
  }
}

function batchLine(batch: ImportBatch, locale: Locale): Line {
  const { id, by, createdAt } = batch
  return [
    { code: id },
    ` · ${stateText(batch, locale)}`,
    ...(by === undefined ? [] : [` · ${by}`]),
    ...(createdAt === undefined ? [] : [' · ', { time: createdAt }]),
  ]
}

/** A batch with its tasks, and what may be done next. */
export function importBatchCard(
  batch: ImportBatch,
  tasks: readonly ImportedTask[],
  { changes, locale }: { readonly changes: boolean; readonly locale: Locale },
): Card {
  const { id, state } = batch
  const left = tasks.length - shownTasks
  const commit: Button = {
    ...{ label: words.commit[locale], action: commandTarget('import', 'commit'), value: id },
    style: 'primary',
    confirm: {
      ...{ title: words.commit[locale], text: sure[locale](tasks.length) },
      ...{ yes: words.yes[locale], no: words.no[locale] },
    },
  }
  return {
    title: batchTitle[locale](stateText(batch, locale)),
    tone: state === 'failed' ? 'warning' : state === 'checking' ? 'working' : 'neutral',
    lines: state === 'failed' ? [words.repair[locale]] : [],
    sections: [
      {
        list: [
          ...tasks.slice(0, shownTasks).map((task) => taskLine(task, locale)),
          ...(left > 0 ? [more[locale](left)] : []),
        ],
      },
    ],
    buttons: [
      ...(changes && state === 'ready' ? [commit] : []),
      ...(state === 'checking'
        ? [{ label: words.again[locale], action: commandTarget('import', 'look'), value: id }]
        : []),
    ],
    footer: [{ code: id }],
  }
}

function taskLine({ name, engine, problems }: ImportedTask, locale: Locale): Line {
  const said = problems
    .slice(0, 3)
    .flatMap((one, at): readonly Inline[] => [at === 0 ? ' · ' : semicolon[locale], { code: one }])
  return [{ bold: name }, ...(engine === undefined ? [] : [` · ${engineWords(engine)[locale]}`]), ...said]
}

/** Rows of the sheet that are wrong, as DRS names them. */
export function importRefusedCard(rows: readonly string[], locale: Locale): Card {
  const left = rows.length - shownTasks
  return {
    title: words.title[locale],
    tone: 'warning',
    lines: [words.wrongRows[locale]],
    sections: [
      {
        list: [
          ...rows.slice(0, shownTasks).map((row) => ({ code: row })),
          ...(left > 0 ? [more[locale](left)] : []),
        ],
      },
    ],
  }
}

/** The template was sent to the person. */
export function importTemplateCard(locale: Locale): Card {
  return { title: words.title[locale], tone: 'good', lines: [words.sent[locale], words.secrets[locale]] }
}
