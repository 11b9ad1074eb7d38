import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import * as z from 'zod'
import type { Text } from '../../src/base/i18n.ts'
import { failureCauseOf, failureCauses, failureEssence } from '../../src/drs/failure-causes.ts'

const examples = z
  .record(z.string(), z.string())
  .parse(JSON.parse(readFileSync(new URL('../fixtures/drs/failure-examples.json', import.meta.url), 'utf8')))

const chinese = /\p{Script=Han}/u
const sources =
  /^(?:DRS help drs_\d+_\d{3,4}|DRS help, Failure Cases|DRS API reference|(?:MySQL|PostgreSQL|MongoDB|Oracle|SQL Server|Redis|Kafka|Java)[ ,])/

/** By hand and slowly, each part wherever it stands behind the one before. */
function matchesAlone(text: string): readonly string[] {
  const said = text.toLowerCase()
  const literal = (part: string) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
  const fits = (match: string | readonly string[]) =>
    new RegExp([match].flat().map(literal).join('[^]*?')).test(said)
  return failureCauses.filter(({ matches }) => matches.some(fits)).map(({ id }) => id)
}

describe('failure causes', () => {
  it('each have an id of their own and an example', () => {
    expect(Object.keys(examples)).toEqual(failureCauses.map(({ id }) => id))
  })

  it.each(Object.entries(examples))('%s alone explains its example', (id, text) => {
    expect(matchesAlone(text)).toEqual([id])
    expect(failureCauseOf(text)?.id).toBe(id)
  })

  it('say in both languages what has happened, why, and what to do, in short sentences', () => {
    const expectSentence = (text: Text, where: string) => {
      expect(text.en, where).not.toMatch(chinese)
      expect(text.en, where).toMatch(/\.$/)
      expect(text['zh-CN'], where).toMatch(chinese)
      expect(text['zh-CN'], where).toMatch(/。$/)
      expect(text['zh-CN'], where).not.toMatch(/\p{Script=Han}[,;]\p{Script=Han}/u)
      for (const sentence of text.en.split(/(?<=[.:]) /)) {
        expect(sentence.split(' ').length, `${where}: ${sentence}`).toBeLessThanOrEqual(17)
      }
    }
    for (const { id, meaning, cause, remedy } of failureCauses) {
      for (const text of [meaning, cause, remedy]) expectSentence(text, id)
    }
  })

  it('name where they are written', () => {
    for (const { id, source } of failureCauses) expect(source, id).toMatch(sources)
  })

  it('have literal parts in lower case, long enough to mean something', () => {
    for (const { id, matches } of failureCauses) {
      for (const parts of matches.map((match) => [match].flat())) {
        expect(parts.join(''), id).toBe(parts.join('').toLowerCase())
        expect(parts.join('').length, id).toBeGreaterThanOrEqual(9)
      }
    }
  })

  it('are found by the error inside what DRS wraps around it', () => {
    const inside = 'service LOGMANAGER failed, cause by: Unable to connect to DBMS: url=jdbc:mysql://h:3306'
    expect(failureCauseOf(inside)?.id).toBe('database-unreachable')
    expect(failureCauseOf(`${inside}: Access denied for user 'a'@'b' (using password: YES)`)?.id).toBe(
      'mysql-access-denied',
    )
    expect(failureCauseOf('ERROR: column "a" of relation "b" does not exist')?.id).toBe(
      'postgresql-column-missing',
    )
  })

  it('are found across line ends and in any case', () => {
    expect(failureCauseOf('COMMUNICATIONS\n  LINK FAILURE')?.id).toBe('link-failure')
  })

  it('are those of the databases of the task', () => {
    const text = 'Too many connections'
    for (const engine of [
      'mysql',
      'cloudDataGuard-mysql',
      'taurus-to-kafka',
      'gaussdb-for-mysql',
      '',
      'tomorrow',
    ]) {
      expect(failureCauseOf(text, engine)?.id, engine).toBe('mysql-too-many-connections')
    }
    for (const engine of ['postgresql', 'mongodb-to-dds', 'oracle-to-gaussdbv5']) {
      expect(failureCauseOf(text, engine), engine).toBeUndefined()
    }
    const postgres = 'ERROR: permission denied for schema audit'
    expect(failureCauseOf(postgres, 'gaussdbv5ha-to-oracle')?.id).toBe('postgresql-denied')
    expect(failureCauseOf(postgres, 'gaussdb-for-mysql')).toBeUndefined()
  })

  it('are not guessed', () => {
    for (const text of ['', 'table', 'something nobody has seen', 'the table is fully loaded']) {
      expect(failureCauseOf(text), text).toBeUndefined()
    }
  })

  it('are looked for in the two ends of a text of any length', () => {
    const stack = '\tat com.example.Some.call(Some.java:1)\n'.repeat(200_000)
    expect(failureCauseOf(`boom\n${stack}Caused by: java.net.ConnectException: Connection refused`)?.id).toBe(
      'port-closed',
    )
  })
})

describe('the essence of a failure text', () => {
  it('is what DRS names as the cause', () => {
    expect(failureEssence('service CAPTURER failed, cause by: Index: 8, Size: 7')).toBe('Index: 8, Size: 7')
  })

  it('is the innermost cause of a stack, without its lines and the name of the exception', () => {
    const stack = [
      'service DATAMOVE failed, cause by: java.lang.RuntimeException: outer',
      '\tat com.example.A.run(A.java:12)',
      'Caused by: java.sql.SQLException: Lost the row',
      '\tat com.example.B.run(B.java:3)',
      '\t... 12 more',
    ].join('\n')
    expect(failureEssence(stack)).toBe('Lost the row')
  })

  it('is the text itself where nothing is behind the mark, or there is none', () => {
    expect(failureEssence('service X failed, cause by:')).toBe('service X failed, cause by:')
    expect(failureEssence('  something\nelse ')).toBe('something else')
    expect(failureEssence('')).toBe('')
  })

  it('is bounded', () => {
    const essence = failureEssence(`cause by: ${'long '.repeat(100_000)}`)
    expect(essence.length).toBeLessThanOrEqual(300)
    expect(essence).toMatch(/…$/)
  })
})
