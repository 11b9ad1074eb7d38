const left: (() => Promise<unknown>)[] = []

/**
 * Does that once when all tests of the file have ended, from anywhere. A hook that a helper registers while it is
 * imported would belong to the first file only: files of one worker share what they import.
 */
export function atFileEnd(work: () => Promise<unknown>): void {
  left.push(work)
}

export async function endFile(): Promise<void> {
  for (const work of left.splice(0).reverse()) await work()
}
