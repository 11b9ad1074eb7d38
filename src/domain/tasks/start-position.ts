import { say, type Text } from '../../base/i18n.ts'

/** Where a task that copies changes only begins to read the log of its source (7.6.9). */

const words = {
  file: say(
    '“file.number:position” as in mysql-bin.000277:805',
    '“文件名.编号:位点”，例如 mysql-bin.000277:805',
  ),
  moment: say('“timestamp:increment” as in 1700000000:1', '“timestamp:incr”，例如 1700000000:1'),
  gtid: say(
    'At most 2048 characters, without < > & " \' / \\ and Chinese',
    '最多 2048 个字符，不能包含 < > & " \' / \\ 和中文',
  ),
} satisfies Record<string, Text>

const inFile = /^[^<>&:"'/\\]{1,60}\.\d{3,20}:\d{1,20}$/
const atMoment = /^[1-9]\d{0,9}:[1-9]\d{0,9}$/
const gtidSet = /^[^<>&"'/\\\p{Script=Han}]{1,2048}$/u

/** What belongs there instead; undefined for a position that DRS takes where the source is such a database. */
export function wrongPosition(position: string, source: string): Text | undefined {
  const [form, wanted] = source === 'mongodb' ? [atMoment, words.moment] : [inFile, words.file]
  return position.length <= 100 && form.test(position) ? undefined : wanted
}

/** 7.6.9: a source of MySQL has to name the transactions before it, too. */
export function needsGtid(source: string): boolean {
  return source === 'mysql'
}

export function wrongGtid(gtid: string): Text | undefined {
  return gtidSet.test(gtid) ? undefined : words.gtid
}
