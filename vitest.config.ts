import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    // They need a browser: npm run test:browser.
    exclude: ['test/browser/**'],
    globalSetup: ['test/helpers/redis-setup.ts'],
    setupFiles: ['test/helpers/file-end-setup.ts'],
    testTimeout: 30_000,
    hookTimeout: 60_000,
  },
})
