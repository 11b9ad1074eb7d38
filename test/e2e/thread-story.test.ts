import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createCommand } from '../../commands/create.ts'
import type { Locale } from '../../src/base/i18n.ts'
import type { Bot } from '../../src/bot/bot.ts'
import { instances, subnetId } from '../../src/local-drs/databases.ts'
import { defaultSeed } from '../../src/local-drs/server.ts'
import type { SeenMessage } from '../../src/local-slack/control/seen.ts'
import type { Values } from '../helpers/slack-driver.ts'
import { counting } from './approving.ts'
import { pass, passUntil, startBotIn, startWorld, type World } from './world.ts'

/** The life of a small migration for those who read the channel: how much they are told, how often called, in what words. */
const channel = 'C01MIGRATION'
const name = 'shop-to-cloud'
const binlog = { database: '192.168.0.27:3306', item: 'srcDbBinlogIsOff' }

/** How long is waited for DRS to be asked. */
const patient = { timeout: 15_000 }

/** What the wizard is given, page by page. */
const pages: readonly Values[] = [
  { name, scenario: 'migration' },
  { engine: 'mysql', direction: 'up' },
  { network: 'eip', nodeType: 'high', subnet: subnetId },
  {
    ...{ sourceHost: '192.168.0.27', sourcePort: '3306', sourceUser: 'drs_user' },
    sourcePassword: 'env:DB_SOURCE_PASSWORD',
  },
  {
    ...{ destinationHost: '192.168.0.131', destinationPort: '3306', destinationUser: 'drs_user' },
    ...{ destinationPassword: 'env:DB_DESTINATION_PASSWORD', destinationInstance: instances.mysql },
  },
  {},
]

const typed = Object.fromEntries(
  pages.flatMap((page) => Object.entries(page)).map(([field, value]) => [field, String(value)]),
)

interface Reader {
  readonly locale: Locale
  readonly user: string
  readonly creating: string
  readonly tested: string
  readonly full: string
  /** The replies in the thread of the card, as they read in the end. */
  readonly thread: readonly string[]
}

const readers: readonly Reader[] = [
  {
    locale: 'en',
    user: 'U01ALICE',
    creating: 'Creating',
    tested: 'both databases answer',
    full: '→ Full phase complete',
    thread: [
      'Created by Alice Meyer',
      'shop-to-cloud: pre-check failed, 1 of 39 items',
      'shop-to-cloud: pre-check passed',
      'Started by Alice Meyer: Full phase running',
      'shop-to-cloud: Full phase complete → Incremental phase running',
      'Paused by Alice Meyer',
      'Resumed by Alice Meyer: Incremental phase running',
      'Stopped by Alice Meyer',
    ],
  },
  {
    locale: 'zh-CN',
    user: 'U06LIWEI',
    creating: '创建中',
    tested: '两端数据库连接成功',
    full: '→ 全量迁移完成',
    thread: [
      '李伟 已创建',
      'shop-to-cloud：预检查未通过，39 项中 1 项失败',
      'shop-to-cloud：预检查已通过',
      '李伟 已启动：全量迁移中',
      'shop-to-cloud：全量迁移完成 → 增量迁移中',
      '李伟 已暂停',
      '李伟 已续传：增量迁移中',
      '李伟 已结束',
    ],
  },
]

describe.each(readers)(
  'a migration from its creation to its end, in $locale',
  ({ locale, user, creating, tested, full, thread }) => {
    let world: World
    let bot: Bot
    /** What was said up to here belongs to the channel, and not to the migration. */
    let begun = '0'

    beforeAll(async () => {
      world = await startWorld(defaultSeed)
      bot = await startBotIn(world)
    })

    afterAll(async () => {
      await bot?.stop()
      await world?.stop()
    })

    const person = () => world.people.as(user)
    const say = (text: string) => person().command(channel, text)
    const reads = (text: string) => person().waitFor(channel, { text })

    /** What everybody in the channel sees: messages, and the replies in their threads. */
    async function everything(): Promise<readonly SeenMessage[]> {
      const messages = (await person().transcript(channel)).filter(
        ({ byApp, ephemeral, ts }) => byApp && !ephemeral && ts > begun,
      )
      const all = messages.flatMap((message) => [
        message,
        ...message.replies.filter(({ ephemeral }) => !ephemeral),
      ])
      // What is shown in the channel as well is one reply all the same.
      return [...new Map(all.map((one) => [one.ts, one])).values()]
    }

    it('is played', async () => {
      if (locale !== 'en') {
        await say('/drs use --language zh')
        const chosen = await person().waitFor(channel, { text: '中文' })
        begun = chosen.ts
      }
      await say('/drs create')
      const asked = createCommand.pages.filter(
        ({ fields }) => fields !== 'extra' && fields.some((field) => createCommand.shows(field, typed)),
      )
      for (const [i, values] of pages.entries()) {
        const title = asked[i]?.title[locale] ?? ''
        const form = await person().waitForView({ title, actionId: 'field' })
        expect(await person().submit(form.id, values)).toMatchObject({ ok: true })
      }
      await expect.poll(() => statusOf(world), patient).toBe('CREATING')
      await reads(creating)
      pass(world, 5)
      await reads(thread[0] ?? '')
      await say(`/drs test ${name}`)
      await reads(tested)
      const prechecks = counting(world, 'batch-precheck')
      await say(`/drs precheck ${name}`)
      await expect.poll(prechecks, patient).toBe(1)
      pass(world, 3)
      await reads(thread[1] ?? '')
      world.drs.control.item({ ...binlog, broken: false })
      await say(`/drs precheck ${name}`)
      await expect.poll(prechecks, patient).toBe(2)
      pass(world, 3)
      await reads(thread[2] ?? '')
      await say(`/drs start ${name}`)
      await expect.poll(() => statusOf(world), patient).toBe('STARTJOBING')
      passUntil(world, name, 'FULL_TRANSFER_STARTED')
      await reads(thread[3] ?? '')
      passUntil(world, name, 'FULL_TRANSFER_COMPLETE')
      await reads(full)
      passUntil(world, name, 'INCRE_TRANSFER_STARTED')
      await reads(thread[4] ?? '')
      await say(`/drs pause ${name}`)
      await reads(thread[5] ?? '')
      pass(world, 1)
      await say(`/drs resume ${name}`)
      await reads(thread[6] ?? '')
      await say(`/drs stop ${name}`)
      const form = await person().waitForView({ actionId: 'field' })
      await person().submit(form.id, { reason: 'CHG-7' })
      const request = await person().waitFor(channel, { actionId: 'cmd:approve:ask' })
      await world.people.as('U02BOB').click(request.ts, 'cmd:approve:ask')
      await person().waitFor(channel, { ts: request.ts, actionId: 'cmd:execute:ask' })
      await person().click(request.ts, 'cmd:execute:ask')
      await expect.poll(() => statusOf(world), patient).toBe('RELEASE_RESOURCE_STARTED')
      pass(world, 5)
      await reads(thread[7] ?? '')
    })

    it('tells each fact in one reply of the thread of its card', async () => {
      const card = (await person().transcript(channel)).find(
        ({ metadata, text }) => metadata && text.startsWith(name),
      )
      const told = card?.replies.filter(({ ephemeral }) => !ephemeral) ?? []
      expect(told.map(({ text }) => text.split('\n')[0])).toEqual(thread)
    })

    it('shows in the channel what failed and what is finished, and nothing else', async () => {
      const shown = (await everything())
        .filter(({ broadcast }) => broadcast)
        .map(({ text }) => text.split('\n')[0])
      expect(shown).toEqual([thread[1], thread[4]])
    })

    it('takes at most nine replies and two mentions', async () => {
      const all = await everything()
      const replies = all.filter(({ threadTs, ts }) => threadTs !== undefined && threadTs !== ts)
      expect(replies.map(({ text }) => text.split('\n')[0])).toHaveLength(9)
      // Slack notifies people of what is posted, and of no edit.
      const posted = all.map(({ edits, text }) => edits[0]?.text ?? text)
      const mentions = posted.flatMap((text) => text.match(/<@U\w+>|<!subteam\^\w+>/g) ?? [])
      expect(mentions.length, mentions.join(' ')).toBeLessThanOrEqual(2)
    })

    it('has no message of more than 25 lines, and no word of the API outside code', async () => {
      for (const { text, blocks } of await everything()) {
        const shown = textsIn(blocks)
        expect(shown.join('\n').split('\n').length, text).toBeLessThanOrEqual(25)
        const prose = shown.join('\n').replaceAll(/```[\s\S]*?```|`[^`\n]*`/g, '')
        expect(prose).not.toMatch(/\b[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+\b/)
      }
    })
  },
)

function statusOf(world: World): string | undefined {
  return world.drs.control.tasks().find((task) => task.name === name)?.status
}

/** Every text in the blocks, in its order. */
function textsIn(part: unknown): readonly string[] {
  if (Array.isArray(part)) return part.flatMap(textsIn)
  if (typeof part !== 'object' || part === null) return []
  return Object.entries(part).flatMap(([key, value]) =>
    key === 'text' && typeof value === 'string' ? [value] : key === 'confirm' ? [] : textsIn(value),
  )
}
