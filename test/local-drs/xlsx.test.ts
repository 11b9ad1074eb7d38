import { describe, expect, it } from 'vitest'
import { workbook } from '../../src/local-drs/xlsx.ts'
import { filesIn, rowsIn } from './read-workbook.ts'

describe('a workbook', () => {
  const bytes = workbook('Result & more', [
    ['表', 'rows'],
    ['a<b> & "c"\u0007', -12.5],
  ])

  it('holds the parts that spreadsheets look for, each well named', () => {
    const files = filesIn(bytes)
    expect([...files.keys()]).toEqual([
      '[Content_Types].xml',
      '_rels/.rels',
      'xl/workbook.xml',
      'xl/_rels/workbook.xml.rels',
      'xl/worksheets/sheet1.xml',
    ])
    expect(files.get('xl/workbook.xml')).toContain(
      '<sheet name="Result &amp; more" sheetId="1" r:id="rId1"/>',
    )
  })

  it('keeps texts and numbers, and leaves out what XML cannot hold', () => {
    expect(rowsIn(bytes)).toEqual([
      ['表', 'rows'],
      ['a&lt;b&gt; &amp; &quot;c&quot; ', '-12.5'],
    ])
  })

  it('has the same bytes every time', () => {
    expect(workbook('S', [['x']]).equals(workbook('S', [['x']]))).toBe(true)
  })
})
