import { defineConfig } from 'vitest/config'

/** Slow by nature: bots that are killed and started again, npm and apt at work, every form of every verb, whole lives of tasks. `npm run test:slow`. */
const slow = [
  'test/**/crash.test.ts',
  'test/**/faults.test.ts',
  'test/**/failover.test.ts',
  'test/**/redis-unpack.test.ts',
  'test/**/form-walk-all.test.ts',
  'test/links/links.test.ts',
  'test/**/set-up-verbs.test.ts',
  'test/**/scripts/*.test.ts',
]

/** Every call of DRS by what its form says, see docs/testing.md: `npm run test:calls`. */
const calls = 'test/e2e/every-call/*.test.ts'

/** Every kind of task that the documents allow: `npm run links`. */
const links = 'test/links/all-*.test.ts'

/** They need a browser: `npm run test:browser`. */
const browser = 'test/browser/**'

export default defineConfig({
  test: {
    globalSetup: ['test/helpers/redis-setup.ts'],
    setupFiles: ['test/helpers/file-end-setup.ts'],
    // Loading the program anew for every file took longer than the tests. No test changes what is shared, see atFileEnd.
    isolate: false,
    // On two processors one would be left unused otherwise.
    maxWorkers: '100%',
    // Some play hundreds of histories that wait for Redis at each step, much longer on a machine with other work to do.
    testTimeout: 120_000,
    hookTimeout: 60_000,
    projects: [
      {
        extends: true,
        test: { name: 'usual', include: ['test/**/*.test.ts'], exclude: [...slow, browser, calls, links] },
      },
      { extends: true, test: { name: 'calls', include: [calls] } },
      { extends: true, test: { name: 'links', include: [links] } },
      {
        extends: true,
        // One at a time: each has processes of its own, whose clocks go on while they wait for a processor.
        test: {
          name: 'slow',
          include: slow,
          exclude: [browser],
          maxWorkers: 1,
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
})
