import { expect, it } from 'vitest'
import { chromiumPath } from './chromium.ts'

const only = (path: string) => (asked: string) => asked === path

it('takes the browser that is there', () => {
  expect(chromiumPath(undefined, only('/usr/bin/google-chrome'))).toBe('/usr/bin/google-chrome')
})

it('takes the one that was named, and no other', () => {
  expect(chromiumPath('/opt/chromium', () => true)).toBe('/opt/chromium')
  expect(() => chromiumPath('/opt/chromium', only('/usr/bin/chromium'))).toThrow('“/opt/chromium”')
})

it('names the one command to run if there is none', () => {
  expect(() => chromiumPath(undefined, () => false)).toThrow('sudo apt-get install chromium')
})
