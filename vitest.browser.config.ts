import { defineConfig } from 'vitest/config'

/** The sandbox as a person meets it: `npm run sandbox` and a real browser. Apart from `npm test`, which needs neither. */
export default defineConfig({
  test: {
    include: ['test/browser/**/*.test.ts'],
    testTimeout: 60_000,
    hookTimeout: 90_000,
    // Each file has a sandbox and a browser of its own; two at once would only wait for each other.
    fileParallelism: false,
    expect: { poll: { timeout: 30_000, interval: 100 } },
  },
})
