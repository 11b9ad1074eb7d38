import { say, type Text } from '../base/i18n.ts'

/** What it means for the result: both ends are the same there, they differ, nobody can tell, or not yet. */
export type VerdictKind = 'equal' | 'different' | 'uncomparable' | 'going'

interface VerdictRow {
  readonly kind: VerdictKind
  readonly words: Text
  /** Numbers of v3 (6.1.30 to 6.1.32, 6.1.36). */
  readonly numbers?: readonly number[]
  /** Words of 6.1.18 and 7.5.1; both spellings of the missing database are printed. */
  readonly codes?: readonly string[]
}

/** What DRS finds of a database, a table or a kind of object, the worst first. */
const rows = {
  missing: {
    kind: 'different',
    words: say('not at the destination', '目标库不存在'),
    numbers: [3, 12, 22],
    codes: ['TARGET_DB_NOT_EXIST', 'TARGET_DB_NOT_EXIT'],
  },
  'destination-empty': {
    kind: 'different',
    words: say('empty at the destination', '目标库为空'),
    numbers: [9],
  },
  'source-empty': { kind: 'different', words: say('empty at the source', '源库为空'), numbers: [8] },
  different: { kind: 'different', words: say('differs', '不一致'), numbers: [0], codes: ['INCONSISTENT'] },
  'source-missing': {
    kind: 'uncomparable',
    words: say('not at the source', '源库不存在'),
    numbers: [11, 21],
  },
  'both-missing': { kind: 'uncomparable', words: say('at neither end', '两端均不存在'), numbers: [13, 20] },
  'source-unreachable': {
    kind: 'uncomparable',
    words: say('DRS couldn’t connect to the source', '连接源库失败'),
    numbers: [14],
  },
  'destination-unreachable': {
    kind: 'uncomparable',
    words: say('DRS couldn’t connect to the destination', '连接目标库失败'),
    numbers: [15],
  },
  'source-timeout': {
    kind: 'uncomparable',
    words: say('SQL timed out at the source', '源库 SQL 执行超时'),
    numbers: [16],
  },
  'destination-timeout': {
    kind: 'uncomparable',
    words: say('SQL timed out at the destination', '目标库 SQL 执行超时'),
    numbers: [17],
  },
  'source-sql': {
    kind: 'uncomparable',
    words: say('SQL failed at the source', '源库 SQL 执行出错'),
    numbers: [18],
  },
  'destination-sql': {
    kind: 'uncomparable',
    words: say('SQL failed at the destination', '目标库 SQL 执行出错'),
    numbers: [19],
  },
  'too-large': {
    kind: 'uncomparable',
    words: say('more than 100 million rows', '行数超过 1 亿，无法对比'),
    numbers: [23],
  },
  'timed-out': { kind: 'uncomparable', words: say('timed out', '对比超时'), numbers: [27] },
  failed: {
    kind: 'uncomparable',
    words: say('comparison failed', '对比失败'),
    numbers: [4],
    codes: ['FAILED_TO_COMPARE'],
  },
  cancelled: { kind: 'uncomparable', words: say('cancelled', '已取消'), numbers: [7] },
  uncomparable: {
    kind: 'uncomparable',
    words: say('can’t be compared', '无法对比'),
    codes: ['CAN_NOT_COMPARE'],
  },
  going: { kind: 'going', words: say('being compared', '对比中'), numbers: [5], codes: ['COMPARING'] },
  waiting: {
    kind: 'going',
    words: say('waiting', '等待对比'),
    numbers: [6],
    codes: ['WAITING_FOR_COMPARISON'],
  },
  equal: { kind: 'equal', words: say('the same', '一致'), numbers: [2], codes: ['CONSISTENT'] },
  'both-empty': { kind: 'equal', words: say('empty at both ends', '两端均为空'), numbers: [10] },
} as const satisfies Readonly<Record<string, VerdictRow>>

export type Verdict = keyof typeof rows

export const verdicts = Object.keys(rows).filter((name): name is Verdict => name in rows)

export function verdictKind(verdict: Verdict): VerdictKind {
  return rows[verdict].kind
}

export function verdictWords(verdict: Verdict): Text {
  return rows[verdict].words
}

function found(fits: (row: VerdictRow) => boolean): Verdict {
  return verdicts.find((name) => fits(rows[name])) ?? 'uncomparable'
}

/** Of a number that is not documented nobody knows what was found. */
export function verdictOfNumber(number: number | undefined): Verdict {
  return found(({ numbers = [] }) => number !== undefined && numbers.includes(number))
}

export function verdictOfCode(code: string | undefined): Verdict {
  return found(({ codes = [] }) => code !== undefined && codes.includes(code))
}
