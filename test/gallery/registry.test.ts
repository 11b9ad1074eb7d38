import { describe, expect, it } from 'vitest'
import { viewSamples } from '../../src/gallery/registry.ts'
import { readSources } from '../house/sources.ts'

/** What people see comes out of functions that end like this. */
const makesSomethingToSee =
  /^(?:readonly )?(?:Card|DescribedAnswer|Reply|RequestNote|ModalView|HomeView)(?:\[\])?(?: \| undefined)?$/

interface Maker {
  readonly name: string
  readonly path: string
}

/** Exported functions by what they say that they return; those of the stand-ins draw nothing of the bot's. */
function exportedMakers(): readonly Maker[] {
  return [...readSources('src'), ...readSources('commands')]
    .filter(({ path }) => !/^src\/(?:local-|sandbox\/|gallery\/)/.test(path))
    .flatMap(({ path, text }) =>
      [...text.matchAll(/^export function (\w+)[^\n]*?\((?:[^()]|\([^()]*\))*\): ([^{]+?) \{$/gm)]
        .filter(([, , made = '']) => makesSomethingToSee.test(made))
        .map(([, name = '']) => ({ name, path })),
    )
}

/** What is no view of its own, and why. */
const noViews: Readonly<Record<string, string>> = {
  formView: 'draws the pages of all forms, which stand in the gallery by command',
  noteView: 'shows what it is given',
  paneView: 'shows what it is given',
  withNotice: 'shows what it is given',
  doneReply: 'shows what it is given',
  drawCard: 'draws messages whose views are in the gallery',
  drawOngoing: 'draws messages whose views are in the gallery',
}

describe('the gallery', () => {
  it('has samples of every exported function that makes something to see', () => {
    const known = new Set([...viewSamples.map(({ view }) => view), ...Object.keys(noViews)])
    const missing = exportedMakers().filter(({ name }) => !known.has(name))
    expect(missing.map(({ name, path }) => `${name} (${path})`)).toEqual([])
  })

  it('has no samples of views that are gone', () => {
    const names = new Set(exportedMakers().map(({ name }) => name))
    const listed = [...viewSamples.map(({ view }) => view), ...Object.keys(noViews)]
    expect(listed.filter((view) => !names.has(view))).toEqual([])
  })

  it('shows each view in one place', () => {
    const names = viewSamples.map(({ view }) => view)
    expect(names.filter((name, i) => names.indexOf(name) !== i)).toEqual([])
  })
})
