import { type ActionVerb, actionRule, permission } from '../domain/lifecycle.ts'
import { formatRef } from '../domain/ref.ts'
import type { Snapshot, TaskEvent } from '../domain/snapshot.ts'
import type { Follow, FollowedVerb, FollowOutcome } from '../domain/watch.ts'
import { directionWords } from '../drs/engines.ts'
import { statusOf, statusWords } from '../drs/statuses.ts'
import type { Locale, Text, Words } from '../text.ts'
import type { Button, Card, Line, Tone } from './card.ts'
import { plural } from './format.ts'
import { precheckSections } from './precheck-card.ts'
import { actionButton, countVerdicts } from './task-card.ts'

const statusSentence: Words<[name: string, from: string, to: string]> = {
  en: (name, from, to) => `${name}: ${from} → ${to}`,
  'zh-CN': (name, from, to) => `${name}：${from} → ${to}`,
}

const precheckSentence: Words<[name: string, passed: boolean, failed: number, alarms: number]> = {
  en: (name, passed, failed, alarms) =>
    passed
      ? `${name}: pre-check passed${alarms > 0 ? ` with ${plural(alarms, 'alarm', 'alarms')}` : ''}`
      : `${name}: pre-check not passed, ${plural(failed, 'item', 'items')} failed`,
  'zh-CN': (name, passed, failed, alarms) =>
    passed
      ? `${name}：预检查已通过${alarms > 0 ? `，${alarms} 项告警` : ''}`
      : `${name}：预检查未通过，${failed} 项失败`,
}

const directionSentence: Words<[name: string, to: string]> = {
  en: (name, to) => `${name}: direction changed. ${to}.`,
  'zh-CN': (name, to) => `${name}：方向已改变，${to}。`,
}

const goneSentence: Words<[name: string]> = {
  en: (name) => `${name}: DRS no longer knows this task. It was deleted.`,
  'zh-CN': (name) => `${name}：DRS 中已不存在该任务，任务已被删除。`,
}

/** The button for an action, if the task's latest state allows it. */
function buttonFor(verb: ActionVerb, snapshot: Snapshot, locale: Locale): readonly Button[] {
  const { status, scenario = '' } = snapshot
  if (status === null || !permission(verb, { status, scenario }).ok) return []
  return [actionButton(actionRule(verb), formatRef(snapshot), locale)]
}

const checkAgain: Text = { en: 'Run the pre-check again', 'zh-CN': '重新预检查' }

function statusCard(event: Extract<TaskEvent, { kind: 'status' }>, snapshot: Snapshot, locale: Locale): Card {
  const scenario = snapshot.scenario ?? ''
  const name = snapshot.name ?? snapshot.id
  const failed = statusOf(event.to).kind === 'failed'
  return {
    title: statusSentence[locale](
      name,
      statusWords(event.from, scenario)[locale],
      statusWords(event.to, scenario)[locale],
    ),
    tone: failed ? 'bad' : statusOf(event.to).kind === 'healthy' ? 'good' : 'neutral',
    ...(failed && snapshot.error && { lines: [snapshot.error] }),
    ...(failed && { buttons: buttonFor('resume', snapshot, locale) }),
  }
}

function precheckCard(
  event: Extract<TaskEvent, { kind: 'precheck' }>,
  snapshot: Snapshot,
  locale: Locale,
): Card {
  const { failed, alarms } = countVerdicts(event)
  const again = buttonFor('precheck', snapshot, locale).map((b) => ({ ...b, label: checkAgain[locale] }))
  return {
    title: precheckSentence[locale](snapshot.name ?? snapshot.id, event.passed, failed, alarms),
    tone: event.passed ? (alarms > 0 ? 'warning' : 'good') : 'bad',
    sections: precheckSections(event.items, locale),
    buttons: event.passed ? buttonFor('start', snapshot, locale) : again,
  }
}

/** An event of a task, as a reply in the thread of its card. */
export function eventCard(event: TaskEvent, snapshot: Snapshot, locale: Locale): Card {
  const name = snapshot.name ?? snapshot.id
  switch (event.kind) {
    case 'status':
      return statusCard(event, snapshot, locale)
    case 'precheck':
      return precheckCard(event, snapshot, locale)
    case 'direction': {
      const to = directionWords(event.to, snapshot.scenario ?? '')[locale]
      return { title: directionSentence[locale](name, to), tone: 'warning' }
    }
    case 'gone':
      return { title: goneSentence[locale](name), tone: 'neutral' }
  }
}

const followedWords: Readonly<Record<FollowedVerb, Text>> = {
  create: { en: 'Creation', 'zh-CN': '创建' },
  precheck: { en: 'Pre-check', 'zh-CN': '预检查' },
  start: { en: 'Start', 'zh-CN': '启动' },
  pause: { en: 'Pause', 'zh-CN': '暂停' },
  resume: { en: 'Resuming', 'zh-CN': '续传' },
  stop: { en: 'Stop', 'zh-CN': '结束' },
  delete: { en: 'Deletion', 'zh-CN': '删除' },
  switchover: { en: 'Switchover', 'zh-CN': '主备倒换' },
}

const outcomeWords: Readonly<
  Record<FollowOutcome, { tone: Tone; words: Words<[verb: string, name: string]> }>
> = {
  reached: {
    tone: 'good',
    words: {
      en: (verb, name) => `${verb} of ${name}: done`,
      'zh-CN': (verb, name) => `${name}：${verb}已完成`,
    },
  },
  failed: {
    tone: 'bad',
    words: {
      en: (verb, name) => `${verb} of ${name}: failed`,
      'zh-CN': (verb, name) => `${name}：${verb}失败`,
    },
  },
  overdue: {
    tone: 'bad',
    words: {
      en: (verb, name) => `${verb} of ${name}: accepted but not done`,
      'zh-CN': (verb, name) => `${name}：${verb}请求已被接受，但尚未完成`,
    },
  },
}

const overdueAdvice: Text = {
  en: 'DRS accepted the request, but the task has not reached the wanted state in time. Look at the task in the console before you repeat the request.',
  'zh-CN': 'DRS 已接受请求，但任务没有在预期时间内到达目标状态。请先在控制台查看该任务，再决定是否重试。',
}

const askedBy: Text = { en: 'Asked by ', 'zh-CN': '发起人：' }

/** The end of an action that somebody asked for in this channel: done, failed, or accepted but not done. */
export function outcomeCard(follow: Follow, outcome: FollowOutcome, snapshot: Snapshot): Card {
  const { locale } = follow
  const { tone, words } = outcomeWords[outcome]
  const who: Line = [askedBy[locale], { user: follow.by }]
  const lines: Line[] = outcome === 'overdue' ? [overdueAdvice[locale]] : []
  if (outcome === 'failed' && snapshot.error) lines.push(snapshot.error)
  return {
    title: words[locale](followedWords[follow.verb][locale], snapshot.name ?? snapshot.id),
    tone,
    lines: [...lines, who],
  }
}
