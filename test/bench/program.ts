import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'

/** A part of the sandbox as a process of its own. */
export interface Program {
  /** Its first line: where it is. */
  readonly line: string
  stop(): Promise<unknown>
}

/** Starts it on a free port. Rejects if it ends before it says where it is. */
export async function startProgram(program: string, options: readonly string[] = []): Promise<Program> {
  const child = spawn(process.execPath, ['--import', 'tsx', program, '--port', '0', ...options], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const lines = createInterface(child.stdout)
  const [line] = await Promise.race([
    once(lines, 'line'),
    once(child, 'exit').then(() => Promise.reject(new Error(`${program} ended`))),
  ])
  return { line: String(line), stop: () => end(child) }
}

function end(child: ChildProcess): Promise<unknown> {
  const exited = once(child, 'exit')
  child.kill('SIGTERM')
  return exited
}
