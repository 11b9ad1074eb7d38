import { type Locale, say, type Text, type TextTemplate } from '../base/i18n.ts'
import { commandTarget } from '../domain/command-targets.ts'
import { changeLines, type ObjectsChange } from '../domain/objects/diff.ts'
import type { LineProblem } from '../domain/objects/read-text.ts'
import type { ObjectSelection } from '../domain/objects/selection.ts'
import { objectText } from '../domain/objects/text.ts'
import type { Task } from '../domain/tasks/task.ts'
import { formatRef } from '../domain/tasks/task-ref.ts'
import type { Button, Card, Line, MenuEntry } from './card.ts'
import { plural } from './format.ts'
import { actionButton } from './task-card.ts'

/** What a task migrates or synchronizes, and what would change. */

const words = {
  everything: say('Everything', '全部对象'),
  nothing: say('Nothing selected yet', '尚未选择'),
  save: say('Save', '保存'),
  sent: say('The file is in your direct messages.', '文件已通过私信发送给您。'),
  correct: say('Edit', '修改'),
  file: say('Current selection as a file', '下载当前对象文件'),
  now: say('Now', '当前'),
  changes: say('Changes', '变更'),
  fromAll: say('Everything was selected. From now on, only these:', '原为全部对象，此后仅包含以下对象：'),
  toAll: say('Everything will be selected.', '将变为全部对象。'),
  inFile: say('All changes are in the file in your direct messages.', '全部变更已通过私信以文件发送给您。'),
  problemsInFile: say(
    'All of them are in the file in your direct messages.',
    '全部问题已通过私信以文件发送给您。',
  ),
  undo: say(
    'Your direct messages have the previous selection as a file. Upload it to go back.',
    '修改前的对象选择已通过私信以文件发送给您，上传该文件即可恢复。',
  ),
  unchecked: say(
    'The names are not checked: the API of this connection can’t list what the source holds.',
    '名称未经检查：该连接的接口无法列出源库中的对象。',
  ),
  meanwhile: say(
    'The selection has changed since the preview. Check it again before you save.',
    '预览后对象选择已发生变化，请确认后再保存。',
  ),
  recheck: say(
    'The last pre-check no longer counts. Run it again.',
    '之前的预检查结果已失效，请重新预检查。',
  ),
  prepared: say(
    'Replication continues with the selection as it was. The change takes effect after its pre-check has passed and you apply it.',
    '任务仍按原对象同步。预检查通过并应用后，修改才会生效。',
  ),
  check: say('Run the pre-check', '预检查'),
  template: say('Object file of DRS, mappings (v5)', 'DRS 对象文件与同步映射（v5）'),
  apply: say('Apply…', '应用…'),
  checking: say('When it has passed, apply the change.', '预检查通过后，请应用该修改。'),
  applied: say(
    'DRS copies added objects in a subtask, then merges it. Follow it with /drs show.',
    'DRS 将通过子任务同步新增对象，完成后并入本任务。可用 /drs show 查看。',
  ),
} satisfies Record<string, Text>

const title = {
  preview: {
    en: (name) => `Objects of ${name}: not saved yet`,
    'zh-CN': (name) => `${name} 的对象选择：尚未保存`,
  },
  file: { en: (name) => `Objects of ${name}`, 'zh-CN': (name) => `${name} 的对象` },
  same: {
    en: (name) => `Objects of ${name}: nothing would change`,
    'zh-CN': (name) => `${name} 的对象选择没有变化`,
  },
  saved: { en: (name) => `Objects saved: ${name}`, 'zh-CN': (name) => `已保存对象选择：${name}` },
  differs: {
    en: (name) => `Objects of ${name}: DRS accepted them, but shows something else`,
    'zh-CN': (name) => `${name} 的对象选择：DRS 已接受，但显示的内容不同`,
  },
  checking: {
    en: (name) => `Pre-check of the changed objects of ${name} is running`,
    'zh-CN': (name) => `正在对 ${name} 修改后的对象预检查`,
  },
  applied: {
    en: (name) => `Changed objects applied: ${name}`,
    'zh-CN': (name) => `已应用修改后的对象：${name}`,
  },
} satisfies Record<string, TextTemplate<[name: string]>>

const problemTitle: TextTemplate<[name: string, count: number]> = {
  en: (name, count) => `Objects of ${name}: ${plural(count, 'line needs', 'lines need')} a correction`,
  'zh-CN': (name, count) => `${name} 的对象选择：${count} 行需要修改`,
}

const atLine: TextTemplate<[line: number]> = {
  en: (line) => `Line ${line}: `,
  'zh-CN': (line) => `第 ${line} 行：`,
}

const counts: TextTemplate<[change: ObjectsChange]> = {
  en: ({ added, removed, renamed, kept }) =>
    [
      `${added.length} added`,
      `${removed.length} removed`,
      `${renamed.length} renamed`,
      `${kept} unchanged`,
    ].join(' · '),
  'zh-CN': ({ added, removed, renamed, kept }) =>
    [`新增 ${added.length}`, `移除 ${removed.length}`, `改名 ${renamed.length}`, `不变 ${kept}`].join(' · '),
}

const more: TextTemplate<[count: number]> = {
  en: (count) => `… and ${count} more`,
  'zh-CN': (count) => `……另有 ${count} 个`,
}

const total: TextTemplate<[wholes: number, parts: number]> = {
  en: (wholes, parts) =>
    [
      ...(wholes > 0 ? [plural(wholes, 'whole database or schema', 'whole databases or schemas')] : []),
      ...(parts > 0 ? [plural(parts, 'table or other object', 'tables and other objects')] : []),
    ].join(', '),
  'zh-CN': (wholes, parts) =>
    [
      ...(wholes > 0 ? [`${wholes} 个整库或整个模式`] : []),
      ...(parts > 0 ? [`${parts} 个表等对象`] : []),
    ].join('，'),
}

const shownNow = 3
/** A message is read at a glance. */
const shownLines = 8

/** How much is selected, and the first of it. */
export function objectsLines(selection: ObjectSelection | undefined, locale: Locale): readonly Line[] {
  if (selection === undefined) return [words.nothing[locale]]
  if (selection.scope === 'all') return [words.everything[locale]]
  const { objects } = selection
  const wholes = objects.filter(({ whole }) => whole).length
  return [
    total[locale](wholes, objects.length - wholes),
    ...objects.slice(0, shownNow).map((object) => ({ code: objectText(object) })),
    ...(objects.length > shownNow ? [more[locale](objects.length - shownNow)] : []),
  ]
}

function beginning(lines: readonly string[], most: number, locale: Locale): readonly string[] {
  const left = lines.length - most
  return left > 0 ? [...lines.slice(0, most), more[locale](left)] : lines
}

/** Whether a preview shows only the beginning of a change. */
export function isLongChange(change: ObjectsChange): boolean {
  return changeLines(change).length > shownLines
}

interface Preview {
  readonly task: Pick<Task, 'connection' | 'id' | 'name'>
  readonly now: ObjectSelection | undefined
  readonly change: ObjectsChange
  /** Where the wanted selection is kept. */
  readonly id: string
  /** The source could be asked. */
  readonly checked: boolean
  /** It was shown before, and is not what it was. */
  readonly meanwhile?: boolean
}

/** What saving would change. */
export function objectsPreviewCard(preview: Preview, locale: Locale): Card {
  const { task, now, change, id, checked, meanwhile } = preview
  const { everything } = change
  const lines = beginning(changeLines(change), shownLines, locale)
  return {
    title: title.preview[locale](task.name),
    tone: meanwhile ? 'warning' : 'neutral',
    lines: [...(meanwhile ? [words.meanwhile[locale]] : []), ...(checked ? [] : [words.unchecked[locale]])],
    sections: [
      { heading: words.now[locale], lines: objectsLines(now, locale) },
      {
        heading: words.changes[locale],
        lines: [
          everything === undefined
            ? counts[locale](change)
            : (everything === 'before' ? words.fromAll : words.toAll)[locale],
        ],
        ...(lines.length > 0 && { code: lines.join('\n') }),
      },
      ...(isLongChange(change) ? [{ lines: [words.inFile[locale]] }] : []),
    ],
    buttons: [
      { label: words.save[locale], action: commandTarget('objects', 'save'), value: id, style: 'primary' },
      editButton(id, locale),
      fileButton(task, locale),
    ],
    menu: [templateEntry(task, locale)],
  }
}

/** What only DRS knows of objects: its own file, and the names at both ends. */
function templateEntry(task: Pick<Task, 'connection' | 'id'>, locale: Locale): MenuEntry {
  return {
    label: words.template[locale],
    action: commandTarget('template', 'ask'),
    value: formatRef(task),
  }
}

/** The present selection, as one can edit and upload it. */
function fileButton(task: Pick<Task, 'connection' | 'id'>, locale: Locale): Button {
  return {
    label: words.file[locale],
    action: commandTarget('objects', 'file'),
    value: formatRef(task),
  }
}

function editButton(id: string, locale: Locale): Button {
  return { label: words.correct[locale], action: commandTarget('objects', 'again'), value: id }
}

/** The wanted selection is the present one. */
export function sameObjectsCard(
  { name }: Pick<Task, 'name'>,
  selection: ObjectSelection,
  locale: Locale,
): Card {
  return { title: title.same[locale](name), tone: 'neutral', lines: objectsLines(selection, locale) }
}

/** Every line that cannot be taken, with what is wrong with it. `id`: where what was typed is kept. */
export function objectsProblemsCard(
  task: Pick<Task, 'connection' | 'id' | 'name'>,
  problems: readonly LineProblem[],
  id: string,
  locale: Locale,
): Card {
  const left = problems.length - shownLines
  return {
    title: problemTitle[locale](task.name, problems.length),
    tone: 'warning',
    lines: problems.slice(0, shownLines).map((one) => problemLine(one, locale)),
    ...(left > 0 && { sections: [{ lines: [more[locale](left), words.problemsInFile[locale]] }] }),
    buttons: [editButton(id, locale), fileButton(task, locale)],
  }
}

export function areManyProblems(problems: readonly LineProblem[]): boolean {
  return problems.length > shownLines
}

export function problemLine({ line, text }: LineProblem, locale: Locale): string {
  return `${atLine[locale](line)}${text[locale]}`
}

interface Saved {
  readonly task: Pick<Task, 'connection' | 'id' | 'name'>
  readonly after: ObjectSelection | undefined
  /** DRS shows what was saved. */
  readonly same: boolean
  readonly running: boolean
  /** The selection before is in a file. */
  readonly undo: boolean
}

/** What is selected now, and what comes next. */
export function objectsSavedCard({ task, after, same, running, undo }: Saved, locale: Locale): Card {
  return {
    title: title[same ? 'saved' : 'differs'][locale](task.name),
    tone: same ? 'good' : 'warning',
    sections: [
      { heading: words.now[locale], lines: objectsLines(after, locale) },
      { lines: [words[running ? 'prepared' : 'recheck'][locale], ...(undo ? [words.undo[locale]] : [])] },
    ],
    buttons: running
      ? [
          {
            label: words.check[locale],
            action: commandTarget('objects', 'check'),
            value: formatRef(task),
            style: 'primary',
          },
          applyButton(task, locale),
        ]
      : [{ ...actionButton('precheck', formatRef(task), locale), style: 'primary' }],
  }
}

function applyButton(task: Pick<Task, 'connection' | 'id'>, locale: Locale): Button {
  const value = `--task ${formatRef(task)} --apply true`
  return { label: words.apply[locale], action: commandTarget('objects', 'form'), value }
}

/** The pre-check of an edited task runs, and is reported like every other. */
export function editCheckCard(task: Pick<Task, 'connection' | 'id' | 'name'>, locale: Locale): Card {
  return {
    title: title.checking[locale](task.name),
    tone: 'working',
    lines: [words.checking[locale]],
    buttons: [applyButton(task, locale)],
  }
}

/** An edited selection is in force. */
export function editAppliedCard(
  { name }: Pick<Task, 'name'>,
  change: readonly string[],
  locale: Locale,
): Card {
  const sections = change.length > 0 ? [{ heading: words.changes[locale], code: change.join('\n') }] : []
  return { title: title.applied[locale](name), tone: 'good', lines: [words.applied[locale]], sections }
}

/** The present selection was sent as a file. */
export function objectsFileCard({ name }: Pick<Task, 'name'>, locale: Locale): Card {
  return { title: title.file[locale](name), tone: 'good', lines: [words.sent[locale]] }
}

/** For the form: what is selected now. */
export function objectsNowLines(
  { name }: Pick<Task, 'name'>,
  selection: ObjectSelection | undefined,
  locale: Locale,
): readonly Line[] {
  return [[{ bold: name }], ...objectsLines(selection, locale)]
}
