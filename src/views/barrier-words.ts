import type { Text } from '../base/i18n.ts'
import type { ChannelBarrier } from '../domain/watching/watch.ts'

/** What a person is told of a channel in which the bot cannot post, and what they can do. */
export const barrierWords: Readonly<Record<ChannelBarrier, Text>> = {
  absent: {
    en: 'The bot isn’t in this channel. Add it with /invite, or use a channel that it is in.',
    'zh-CN': '机器人不在该频道中。请用 /invite 邀请机器人，或改用机器人所在的频道。',
  },
  foreign: {
    en: 'The bot can’t post in direct messages between other people. Use a channel, or a direct message with the bot.',
    'zh-CN': '机器人无法在他人之间的私信中发布消息。请改用频道，或打开与机器人的私信。',
  },
  archived: {
    en: 'This channel is archived. Unarchive it, or use another channel.',
    'zh-CN': '该频道已归档。请取消归档，或改用其他频道。',
  },
  'read-only': {
    en: 'Only some members can post in this channel, and the bot isn’t one of them. Ask a workspace admin, or use another channel.',
    'zh-CN': '该频道仅允许部分成员发消息，机器人无法在此发布。请联系工作区管理员，或改用其他频道。',
  },
  forbidden: {
    en: 'Your workspace doesn’t let the bot post in this channel. Ask a workspace admin, or use another channel.',
    'zh-CN': '工作区不允许机器人在该频道发布消息。请联系工作区管理员，或改用其他频道。',
  },
}

/** Why nothing can be posted any more in a channel where it was possible before. */
export const lostVoiceWords: Readonly<Record<ChannelBarrier, Text>> = {
  absent: {
    en: 'The bot was removed from it, or it was deleted.',
    'zh-CN': '机器人已被移出该频道，或频道已被删除。',
  },
  foreign: { en: 'The bot was removed from it.', 'zh-CN': '机器人已被移出。' },
  archived: { en: 'It was archived.', 'zh-CN': '该频道已归档。' },
  'read-only': {
    en: 'Only some of its members may post there now.',
    'zh-CN': '该频道现仅允许部分成员发消息。',
  },
  forbidden: {
    en: 'The workspace no longer lets the bot post there.',
    'zh-CN': '工作区不再允许机器人在该频道发布消息。',
  },
}
