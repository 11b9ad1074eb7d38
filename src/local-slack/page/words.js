// @ts-check

/** @typedef {'en' | 'zh-CN'} Locale */
/** @typedef {{ en: string, 'zh-CN': string }} Text */

/**
 * The page's own words, both languages side by side; those with gaps are functions. What the app says comes from the app.
 */
const words = {
  add: { en: 'Add', 'zh-CN': '添加' },
  addReaction: { en: 'Add reaction', 'zh-CN': '添加表情' },
  app: { en: 'App', 'zh-CN': '应用' },
  appHome: { en: 'Home', 'zh-CN': '首页' },
  appMessages: { en: 'Messages', 'zh-CN': '消息' },
  appNotPublished: {
    en: 'The app has not published a Home tab yet.',
    'zh-CN': '该应用尚未发布首页。',
  },
  apps: { en: 'Apps', 'zh-CN': '应用' },
  archived: { en: 'archived', 'zh-CN': '已归档' },
  attach: { en: 'Attach a file', 'zh-CN': '添加文件' },
  back: { en: 'Back', 'zh-CN': '返回' },
  bold: { en: 'Bold', 'zh-CN': '粗体' },
  bulletList: { en: 'Bulleted list', 'zh-CN': '项目符号列表' },
  cancel: { en: 'Cancel', 'zh-CN': '取消' },
  channels: { en: 'Channels', 'zh-CN': '频道' },
  choose: { en: 'Choose', 'zh-CN': '选择' },
  chooseOption: { en: 'Choose an option', 'zh-CN': '请选择' },
  close: { en: 'Close', 'zh-CN': '关闭' },
  closePane: { en: 'Close details', 'zh-CN': '关闭详情' },
  closeThread: { en: 'Close thread', 'zh-CN': '关闭消息列' },
  code: { en: 'Code', 'zh-CN': '代码' },
  copyText: { en: 'Copy the text', 'zh-CN': '复制文本' },
  deleteMessage: { en: 'Delete message', 'zh-CN': '删除消息' },
  deleteForAll: {
    en: 'The message goes away for everybody.',
    'zh-CN': '该消息将对所有人删除。',
  },
  details: { en: 'Details', 'zh-CN': '详情' },
  direct: { en: 'Direct messages', 'zh-CN': '私信' },
  dismiss: { en: 'Dismiss', 'zh-CN': '忽略' },
  earlier: { en: 'Show earlier messages', 'zh-CN': '显示更早的消息' },
  edited: { en: '(edited)', 'zh-CN': '（已编辑）' },
  editMessage: { en: 'Edit message', 'zh-CN': '编辑消息' },
  emoji: { en: 'Emoji', 'zh-CN': '表情' },
  filesChosen: { en: 'Chosen files', 'zh-CN': '已选文件' },
  italic: { en: 'Italic', 'zh-CN': '斜体' },
  loading: { en: 'Loading…', 'zh-CN': '正在加载……' },
  message: { en: 'Message', 'zh-CN': '消息' },
  messages: { en: 'Messages', 'zh-CN': '消息' },
  more: { en: 'More', 'zh-CN': '更多' },
  refresh: { en: 'Refresh', 'zh-CN': '刷新' },
  shortcuts: { en: 'Shortcuts', 'zh-CN': '快捷方式' },
  stepDone: { en: 'Done', 'zh-CN': '已完成' },
  stepFailed: { en: 'Failed', 'zh-CN': '失败' },
  stepLater: { en: 'Not yet', 'zh-CN': '未开始' },
  stepNow: { en: 'Now', 'zh-CN': '进行中' },
  next: { en: 'Next', 'zh-CN': '下一步' },
  newMessages: { en: 'New', 'zh-CN': '新消息' },
  noMessages: { en: 'Nothing has been said here yet.', 'zh-CN': '这里还没有消息。' },
  notConnected: { en: 'Not connected, trying again…', 'zh-CN': '连接已断开，正在重试…' },
  notFound: { en: 'Nothing found', 'zh-CN': '无匹配结果' },
  notInChannel: { en: 'You are not in this channel', 'zh-CN': '您不在此频道中' },
  notInThreads: {
    en: 'Slash commands do not work in threads.',
    'zh-CN': '消息列中不能使用斜杠命令。',
  },
  onlyYou: { en: 'Only visible to you', 'zh-CN': '仅您可见' },
  openInTab: { en: 'Somebody else in a new tab', 'zh-CN': '在新标签页中以他人身份打开' },
  optional: { en: '(optional)', 'zh-CN': '（可选）' },
  quote: { en: 'Quote', 'zh-CN': '引用' },
  readOnly: { en: 'Nothing can be written here.', 'zh-CN': '此处不能发送消息。' },
  remove: { en: 'Remove', 'zh-CN': '移除' },
  repliedToThread: { en: 'replied to a thread', 'zh-CN': '在消息列中回复' },
  reply: { en: 'Reply…', 'zh-CN': '回复…' },
  replyInThread: { en: 'Reply in thread', 'zh-CN': '在消息列中回复' },
  save: { en: 'Save', 'zh-CN': '保存' },
  search: { en: 'Search', 'zh-CN': '搜索' },
  send: { en: 'Send', 'zh-CN': '发送' },
  skipToField: { en: 'Skip to the message field', 'zh-CN': '跳到消息输入框' },
  strike: { en: 'Strikethrough', 'zh-CN': '删除线' },
  sure: { en: 'Are you sure?', 'zh-CN': '确定吗？' },
  thread: { en: 'Thread', 'zh-CN': '消息列' },
  today: { en: 'Today', 'zh-CN': '今天' },
  typeToSearch: { en: 'Type to search', 'zh-CN': '输入以搜索' },
  unread: { en: '(unread)', 'zh-CN': '（未读）' },
  yes: { en: 'Yes', 'zh-CN': '是' },
  yesterday: { en: 'Yesterday', 'zh-CN': '昨天' },
  youAre: { en: 'You are', 'zh-CN': '当前身份' },

  themeSystem: { en: 'Colours: as the system', 'zh-CN': '配色：跟随系统' },
  themeLight: { en: 'Colours: light', 'zh-CN': '配色：浅色' },
  themeDark: { en: 'Colours: dark', 'zh-CN': '配色：深色' },

  samples: { en: 'Sample values', 'zh-CN': '示例值' },
  fillSamples: { en: 'Fill in the sample values', 'zh-CN': '填入示例值' },

  tour: { en: 'Tour', 'zh-CN': '导览' },
  tourSkip: { en: 'Skip the tour', 'zh-CN': '跳过导览' },
  tourWrite: { en: 'Write it for me', 'zh-CN': '替我输入' },
  tourHere: { en: 'Here', 'zh-CN': '这里' },
  tourAgain: { en: 'Show the tour again', 'zh-CN': '重新显示导览' },
  tourDone: { en: 'You have seen it all', 'zh-CN': '导览完成' },
  tourDoneText: {
    en: 'Go on as you like: /drs help shows what you may do here.',
    'zh-CN': '请继续自由体验：/drs help 会列出您在此可以执行的操作。',
  },
  tourEnd: { en: 'Close the tour', 'zh-CN': '结束导览' },
}

/** Words with gaps. */
const sentences = {
  bytes: { en: (size) => `${size} bytes`, 'zh-CN': (size) => `${size} 字节` },
  failed: { en: (why) => `That did not work: ${why}`, 'zh-CN': (why) => `操作未成功：${why}` },
  hintMessage: {
    en: (label) => `${label}, or type / for commands`,
    'zh-CN': (label) => `${label}，输入 / 使用命令`,
  },
  lastReply: { en: (time) => `Last reply ${time}`, 'zh-CN': (time) => `最后回复：${time}` },
  members: {
    en: (count) => `${count} ${count === 1 ? 'member' : 'members'}`,
    'zh-CN': (count) => `${count} 位成员`,
  },
  messageTo: { en: (name) => `Message ${name}`, 'zh-CN': (name) => `发消息至 ${name}` },
  ofApp: { en: (app, part) => `${app}: ${part}`, 'zh-CN': (app, part) => `${app}：${part}` },
  reacted: {
    en: (names, emoji) => `${names} reacted with :${emoji}:`,
    'zh-CN': (names, emoji) => `${names}回应了 :${emoji}:`,
  },
  replies: {
    en: (count) => `${count} ${count === 1 ? 'reply' : 'replies'}`,
    'zh-CN': (count) => `${count} 条回复`,
  },
  searchIn: { en: (label) => `Search ${label}`, 'zh-CN': (label) => `搜索${label}` },
  copy: { en: (label) => `Copy: ${label}`, 'zh-CN': (label) => `复制：${label}` },
  way: {
    en: (time, clicks) => `${time} · ${clicks} ${clicks === 1 ? 'click' : 'clicks'}`,
    'zh-CN': (time, clicks) => `${time} · 点击 ${clicks} 次`,
  },
  wayDone: {
    en: (time, clicks) => `It took ${time} and ${clicks} ${clicks === 1 ? 'click' : 'clicks'}.`,
    'zh-CN': (time, clicks) => `用时 ${time}，点击 ${clicks} 次。`,
  },
  step: {
    en: (number, count) => `Step ${number} of ${count}`,
    'zh-CN': (number, count) => `第 ${number}/${count} 步`,
  },
  typeAtLeast: {
    en: (least) => `Type at least ${least} character${least > 1 ? 's' : ''}`,
    'zh-CN': (least) => `请至少输入 ${least} 个字符`,
  },
  viewOf: { en: (depth) => `(${depth} of 3)`, 'zh-CN': (depth) => `（第 ${depth} 层，共 3 层）` },
}

/** @type {Locale} */
let current = 'en'
const changes = new EventTarget()

/** The language of the person at the page. */
export function locale() {
  return current
}

/** Follows a person's locale: Chinese where it is one, English otherwise. */
export function setLocale(/** @type {string} */ wanted) {
  const next = wanted.toLowerCase().startsWith('zh') ? 'zh-CN' : 'en'
  document.documentElement.lang = next
  if (next === current) return
  current = next
  changes.dispatchEvent(new Event('locale'))
}

/** Calls back whenever the language has changed; gives the way to stop that. */
export function onLocale(/** @type {() => void} */ listener) {
  changes.addEventListener('locale', listener)
  return () => changes.removeEventListener('locale', listener)
}

/** A text in the language of the person at the page. */
export function inLanguage(/** @type {Text} */ text) {
  return text[current]
}

/** One of the page's own words. */
export function word(/** @type {keyof typeof words} */ key) {
  return words[key][current]
}

/** One of the page's own sentences, with its gaps filled. */
export function sentence(/** @type {keyof typeof sentences} */ key, /** @type {any[]} */ ...parts) {
  return /** @type {any} */ (sentences[key][current])(...parts)
}

/** A moment in the language of the person at the page. */
export function formatted(/** @type {Date} */ date, /** @type {Intl.DateTimeFormatOptions} */ style) {
  return new Intl.DateTimeFormat(dateLocale(), style).format(date)
}

/** The browser's own kind of English or Chinese, else a plain one. */
export function dateLocale() {
  const own = navigator.language
  if (own.toLowerCase().startsWith(current.slice(0, 2))) return own
  return current === 'en' ? 'en-GB' : current
}
