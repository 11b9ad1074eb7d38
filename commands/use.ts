import * as z from 'zod'
import { unknownConnection } from '../src/app/context.ts'
import type { TextTemplate } from '../src/base/i18n.ts'
import { arg } from '../src/kit/args.ts'
import { command } from '../src/kit/command.ts'
import { reply } from '../src/kit/reply.ts'

const done: TextTemplate<[connection: string]> = {
  en: (connection) => `This channel now works with ${connection}`,
  'zh-CN': (connection) => `本频道现在使用连接 ${connection}`,
}

/** Chooses which DRS project a channel talks about. */
export const useCommand = command({
  name: 'use',
  group: 'admin',
  summary: { en: 'Choose the connection of this channel', 'zh-CN': '为本频道选择连接' },
  uses: [],
  capabilities: ['channelSettings', 'roles'],
  role: 'operator',
  args: z.strictObject({
    connection: arg.cloud({ label: { en: 'Connection', 'zh-CN': '连接' } }),
  }),
  positional: ['connection'],
  options: {
    connection: async (ctx) => ctx.connections.map((name) => ({ value: name, label: name })),
  },
  async run(ctx, { connection }) {
    if (!ctx.connections.includes(connection)) throw unknownConnection(connection, ctx.connections)
    ctx.roles.require('operator', connection)
    await ctx.channelSettings.chooseConnection(connection)
    return reply.toChannel({
      title: done[ctx.locale](connection),
      tone: 'good',
      footer: [{ user: ctx.user }],
    })
  },
})
