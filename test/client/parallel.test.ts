import { expect, it } from 'vitest'
import { createApiVersionCache } from '../../src/client/api-version-cache.ts'
import { inParallel } from '../../src/client/v5/find.ts'

it('work is done a few at a time, and its results stand in the order of the items', async () => {
  const open: (() => void)[] = []
  let most = 0
  const done = inParallel([1, 2, 3, 4, 5, 6, 7], 3, async (item) => {
    await new Promise<void>((resolve) => {
      open.push(resolve)
      most = Math.max(most, open.length)
    })
    return item * 10
  })
  // The last one first: results must not follow the order in which the work ends.
  while (open.length > 0) {
    open.pop()?.()
    await new Promise(setImmediate)
  }
  expect(await done).toEqual([10, 20, 30, 40, 50, 60, 70])
  expect(most).toBe(3)
})

it('nothing is no work, and a fault is thrown', async () => {
  expect(await inParallel([], 3, async () => 1)).toEqual([])
  const broken = inParallel([1, 2], 1, async () => Promise.reject(new Error('broken')))
  await expect(broken).rejects.toThrow('broken')
})

it('homes of tasks are remembered for the latest ones', () => {
  const apiVersions = createApiVersionCache(2)
  apiVersions.put('a', 'v3')
  apiVersions.put('b', 'v5')
  apiVersions.put('a', 'v5')
  apiVersions.put('c', 'v3')
  expect(['a', 'b', 'c'].map((id) => apiVersions.get(id))).toEqual(['v5', undefined, 'v3'])
})
