// @ts-check
import { inLanguage } from '/page/words.js'

/** The gallery's own words. */
const words = {
  title: { en: 'Gallery', 'zh-CN': '界面总览' },
  locale: { en: 'Language', 'zh-CN': '语言' },
  data: { en: 'Data', 'zh-CN': '数据' },
  en: { en: 'English', 'zh-CN': 'English' },
  'zh-CN': { en: '简体中文', 'zh-CN': '简体中文' },
  ordinary: { en: 'ordinary', 'zh-CN': '普通' },
  long: { en: 'long', 'zh-CN': '超长' },
  hostile: { en: 'hostile', 'zh-CN': '恶意' },
  find: { en: 'Find in all texts', 'zh-CN': '搜索全部文本' },
  aside: { en: 'Notification and confirmations', 'zh-CN': '通知与确认文案' },
}

/** A word of the gallery in the page's language. */
export function say(/** @type {keyof typeof words} */ key) {
  return inLanguage(words[key])
}
