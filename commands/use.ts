import * as z from 'zod'
import { unknownConnection } from '../src/app/context.ts'
import { localeOf, sameInAll, say } from '../src/base/i18n.ts'
import { arg } from '../src/kit/args.ts'
import { command } from '../src/kit/command.ts'
import { reply } from '../src/kit/reply.ts'
import { channelCard } from '../src/views/channel-card.ts'

const words = {
  language: say('Language of messages in this channel', '本频道消息的语言'),
  hint: say(
    'What only one person sees is always in their own language.',
    '仅个人可见的内容始终使用其本人的语言。',
  ),
}

/** Each is called by its own name, whatever somebody reads. */
const languages = [
  { value: 'en', words: sameInAll('English') },
  { value: 'zh', words: sameInAll('简体中文') },
] as const

/** Chooses which DRS project a channel talks about, and in which language. */
export const useCommand = command({
  name: 'use',
  group: 'admin',
  summary: say('Choose the connection and the language of this channel', '为本频道选择连接和语言'),
  uses: [],
  capabilities: ['channelSettings', 'roles'],
  role: 'operator',
  args: z.strictObject({
    connection: arg.cloud({ label: say('Connection', '连接') }).optional(),
    language: arg.choice(languages, { label: words.language, hint: words.hint }).optional(),
  }),
  positional: ['connection'],
  options: {
    connection: async (ctx) => ctx.connections.map((name) => ({ value: name, label: name })),
  },
  needs: async (_, { connection, language }) => ((connection ?? language) ? [] : ['connection']),
  async run(ctx, { connection, language }) {
    if (connection !== undefined) {
      if (!ctx.connections.includes(connection)) throw unknownConnection(connection, ctx.connections)
      ctx.roles.require('operator', connection)
      await ctx.channelSettings.chooseConnection(connection)
    }
    if (language !== undefined) await ctx.channelSettings.chooseLanguage(localeOf(language))
    const locale = await ctx.channelSettings.language()
    return reply.toChannel(channelCard({ connection, language: language !== undefined }, ctx.user, locale))
  },
})
