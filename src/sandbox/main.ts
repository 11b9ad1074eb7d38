/** `npm run sandbox`. It says that it starts before it loads anything, which on a busy machine takes a while. */
process.stdout.write('\n  Starting the drs-chatops sandbox …\n')

const { runSandbox } = await import('./run.ts')
await runSandbox()
