import { type Locale, say, type Text } from '../base/i18n.ts'
import type { Attention } from '../domain/tasks/attention.ts'

/** One sign and one word for each attention, wherever a task is shown. */
export const attentionWords = {
  failed: { icon: '🔴', words: say('failed', '失败') },
  needs: { icon: '🟠', words: say('needs somebody', '待处理') },
  moving: { icon: '🔵', words: say('moving', '进行中') },
  paused: { icon: '⏸️', words: say('paused', '已暂停') },
  healthy: { icon: '🟢', words: say('healthy', '正常') },
  rest: { icon: '⚪', words: say('at rest', '未运行') },
} as const satisfies Readonly<Record<Attention, { readonly icon: string; readonly words: Text }>>

/** `🔴 2 failed`. */
export function attentionCount(name: Attention, count: number, locale: Locale): string {
  const { icon, words } = attentionWords[name]
  return locale === 'zh-CN' ? `${icon} ${words[locale]} ${count}` : `${icon} ${count} ${words[locale]}`
}
