import { execFileSync, spawn } from 'node:child_process'
import { cp, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { printRows } from '../../src/scripts/print.ts'
import type { Falsehood } from './falsehood.ts'
import { falsehoods } from './falsehoods.ts'

/**
 * `npm run proof [-- --json] [--jobs N] [part of a promise or mistake …]`: makes each promise false in a copy of the program
 * and runs the tests that are to notice it. Fails if one does not, or does not even run. What fails anyway notices nothing.
 */
const { values: flags, positionals: wanted } = parseArgs({
  allowPositionals: true,
  options: { json: { type: 'boolean', default: false }, jobs: { type: 'string', default: '2' } },
})

interface Row {
  readonly promise: string
  readonly mistake: string
  readonly file: string
  /** The tests that failed, by name; none: nobody noticed. */
  readonly noticed: readonly string[]
  readonly passed: number
  readonly seconds: number
  /** Why the tests could not be run. */
  readonly trouble?: string
}

const root = resolve(import.meta.dirname, '../..')
const waiting = falsehoods.filter(
  ({ promise, mistake }) =>
    wanted.length === 0 || wanted.some((part) => promise.includes(part) || mistake.includes(part)),
)
const order = new Map(waiting.map((one, at) => [one, at]))
const rows: (readonly [Falsehood, Row])[] = []

const failing = await failingAnyway()
await Promise.all(Array.from({ length: Math.max(1, Number(flags.jobs)) }, proveInTurn))
const inOrder = rows.toSorted(([a], [b]) => (order.get(a) ?? 0) - (order.get(b) ?? 0)).map(([, row]) => row)
printRows(
  inOrder,
  ({ promise, mistake, noticed, passed, seconds, trouble }) => [
    trouble ?? (noticed.length > 0 ? `${noticed.length} failed` : 'NOT NOTICED'),
    String(passed),
    String(seconds),
    promise.slice(0, 60),
    mistake,
  ],
  ['TESTS', 'PASSED', 'SECONDS', 'PROMISE', 'MISTAKE'],
)
if (inOrder.some(({ noticed }) => noticed.length === 0)) process.exitCode = 1

/** The tests that fail while every promise is kept. */
async function failingAnyway(): Promise<ReadonlySet<string>> {
  const copy = await copyOfProgram()
  try {
    const { noticed, trouble } = await runTests(copy, [...new Set(waiting.flatMap(({ tests }) => tests))])
    if (noticed.length > 0 || trouble)
      process.stderr.write(`fails anyway: ${trouble ?? noticed.join('; ')}\n`)
    return new Set(noticed)
  } finally {
    await rm(copy, { recursive: true, force: true })
  }
}

/** In a copy of its own, takes the next falsehood until none is left. */
async function proveInTurn(): Promise<void> {
  const copy = await copyOfProgram()
  try {
    for (let one = waiting.shift(); one; one = waiting.shift()) {
      const row = await prove(copy, one)
      rows.push([one, row])
      const verdict =
        row.trouble ?? (row.noticed[0] === undefined ? 'NOT NOTICED' : `noticed: ${row.noticed[0]}`)
      process.stderr.write(`${rows.length}/${order.size} ${one.mistake}: ${verdict}\n`)
    }
  } finally {
    await rm(copy, { recursive: true, force: true })
  }
}

/** What stands in the checkout, as it is now, with the packages that are installed there. */
async function copyOfProgram(): Promise<string> {
  const copy = await mkdtemp(join(tmpdir(), 'drs-chatops-proof-'))
  const listed = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
    cwd: root,
  })
  for (const file of listed.toString().split('\0').filter(Boolean)) {
    await mkdir(dirname(join(copy, file)), { recursive: true })
    await cp(join(root, file), join(copy, file), { force: true })
  }
  await symlink(join(root, 'node_modules'), join(copy, 'node_modules'))
  return copy
}

async function prove(copy: string, { promise, mistake, file, from, to, tests }: Falsehood): Promise<Row> {
  const begun = performance.now()
  const path = join(copy, file)
  const text = await readFile(path, 'utf8')
  await writeFile(
    path,
    text.replace(from, () => to),
  )
  const first = await runTests(copy, tests, '--bail=1')
  // A test that fails while another file ends may be missing from the report of a run that was cut short.
  const again = first.failed && first.noticed.length === 0
  const { noticed, passed, trouble } = again ? await runTests(copy, tests) : first
  await writeFile(path, text)
  const own = noticed.filter((test) => !failing.has(test))
  return {
    promise,
    mistake,
    file,
    noticed: own,
    passed,
    ...(trouble && { trouble }),
    seconds: Math.round((performance.now() - begun) / 1_000),
  }
}

interface Run extends Pick<Row, 'noticed' | 'passed' | 'trouble'> {
  readonly failed: boolean
}

interface Report {
  readonly numPassedTests: number
  readonly testResults: readonly {
    readonly name: string
    readonly message: string
    readonly status: string
    readonly assertionResults: readonly { readonly status: string; readonly fullName: string }[]
  }[]
}

async function runTests(copy: string, tests: readonly string[], ...more: readonly string[]): Promise<Run> {
  const report = join(copy, 'proof-report.json')
  await rm(report, { force: true })
  const args = ['vitest', 'run', ...tests, ...more, '--reporter=json', `--outputFile.json=${report}`]
  const child = spawn('npx', args, { cwd: copy, stdio: 'ignore' })
  const exit = await new Promise((ended) => child.on('close', ended))
  const failed = exit !== 0
  let read: Report
  try {
    read = JSON.parse(await readFile(report, 'utf8'))
  } catch (error) {
    return {
      failed,
      noticed: [],
      passed: 0,
      trouble: `no report: ${error instanceof Error ? error.message : error}`,
    }
  }
  const noticed = read.testResults.flatMap(({ assertionResults }) =>
    assertionResults.filter(({ status }) => status === 'failed').map(({ fullName }) => fullName),
  )
  // A program that does not even load proves nothing of the tests.
  const broken = read.testResults.find(
    ({ status, assertionResults }) => status === 'failed' && assertionResults.length === 0,
  )
  return {
    failed,
    noticed,
    passed: read.numPassedTests,
    ...(broken && noticed.length === 0 && { trouble: `did not load: ${broken.message.split('\n')[0]}` }),
  }
}
