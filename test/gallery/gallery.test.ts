import { describe, expect, it } from 'vitest'
import { allExhibits, type Exhibit } from '../../src/gallery/exhibits.ts'
import { noon } from '../helpers/samples.ts'
import { type CheckName, checkNames, checks } from './checks.ts'

interface KnownFault {
  readonly check: CheckName
  /** The view, or `/drs <command>` for its form. */
  readonly group: string
  readonly reason: string
  /** Only these states; all without it. */
  readonly state?: RegExp
}

/** Faults that stay, or wait for a fix. A fix takes its row out; the last test says so. */
const knownFaults: readonly KnownFault[] = (['words', 'language'] as const).map((check) => ({
  ...{ check, group: '/drs api', state: /^page 2/ },
  reason: 'Forms of the API name its fields as its documents do, behind their meaning.',
}))

const all = await allExhibits(noon)

const place = ({ group, state, data, locale }: Exhibit) => `${group} · ${state} (${data}, ${locale})`

function faultsOf(name: CheckName): readonly { readonly exhibit: Exhibit; readonly fault: string }[] {
  return all.flatMap((exhibit) => {
    const fault = checks[name](exhibit)
    return fault === undefined ? [] : [{ exhibit, fault: `${place(exhibit)}: ${fault}` }]
  })
}

function isKnown(name: CheckName, { group, state }: Exhibit): boolean {
  return knownFaults.some(
    (known) => known.check === name && known.group === group && (known.state?.test(state) ?? true),
  )
}

describe('everything that people see', () => {
  it.each(checkNames)('is right in its %s', (name) => {
    const unknown = faultsOf(name).filter(({ exhibit }) => !isKnown(name, exhibit))
    expect(unknown.map(({ fault }) => fault).slice(0, 20)).toEqual([])
  })

  it('has the faults that are known, and no more', () => {
    const found = knownFaults.filter(({ check, group, state }) =>
      faultsOf(check).some(({ exhibit }) => exhibit.group === group && (state?.test(exhibit.state) ?? true)),
    )
    const mended = knownFaults.filter((known) => !found.includes(known))
    expect(mended.map(({ check, group }) => `${check} ${group}: take this row out`)).toEqual([])
  })

  it('is there in each language with each kind of data', () => {
    const states = (locale: string, data: string) =>
      all
        .filter((one) => one.locale === locale && one.data === data)
        .map(({ group, state }) => `${group} ${state}`)
    for (const data of ['ordinary', 'long', 'hostile'])
      expect(states('zh-CN', data)).toEqual(states('en', data))
  })
})
