import type { Text } from '../base/i18n.ts'
import type { ChannelBarrier } from '../domain/watching/watch.ts'

/** What a person is told of a channel in which the bot cannot post, and what they can do. */
export const barrierWords: Readonly<Record<ChannelBarrier, Text>> = {
  absent: {
    en: 'I am not in this channel. Add me with /invite, or use a channel where I am a member.',
    'zh-CN': '我不在该频道中。请用 /invite 邀请我，或改用我所在的频道。',
  },
  foreign: {
    en: 'I cannot take part in direct messages between other people. Use a channel, or open a direct message with me.',
    'zh-CN': '我无法参与他人之间的私信。请改用频道，或打开与我的私信。',
  },
  archived: {
    en: 'This channel is archived. Unarchive it, or use another channel.',
    'zh-CN': '该频道已归档。请取消归档，或改用其他频道。',
  },
  'read-only': {
    en: 'I may not post in this channel: only some of its members can. Ask a workspace admin, or use another channel.',
    'zh-CN': '该频道仅允许部分成员发消息，我无法在此发布。请联系工作区管理员，或改用其他频道。',
  },
  forbidden: {
    en: 'Your workspace does not let me post in this channel. Ask a workspace admin, or use another channel.',
    'zh-CN': '工作区不允许我在该频道发布消息。请联系工作区管理员，或改用其他频道。',
  },
}

/** Why nothing can be posted any more in a channel where it was possible before. */
export const lostVoiceWords: Readonly<Record<ChannelBarrier, Text>> = {
  absent: { en: 'I was removed from it, or it was deleted.', 'zh-CN': '我已被移出该频道，或频道已被删除。' },
  foreign: { en: 'I was removed from it.', 'zh-CN': '我已被移出。' },
  archived: { en: 'It was archived.', 'zh-CN': '该频道已归档。' },
  'read-only': {
    en: 'Only some of its members may post there now.',
    'zh-CN': '该频道现仅允许部分成员发消息。',
  },
  forbidden: {
    en: 'The workspace no longer lets me post there.',
    'zh-CN': '工作区不再允许我在该频道发布消息。',
  },
}
