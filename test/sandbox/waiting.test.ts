import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { patienceWith, waitingFor } from '../../src/sandbox/waiting.ts'

afterEach(() => vi.useRealTimers())

describe('a start that takes its time', () => {
  it('says what it waits for, at once and then every few seconds', async () => {
    vi.useFakeTimers()
    const said: string[] = []
    let arrive = (_: string) => {}
    const work = new Promise<string>((resolve) => {
      arrive = resolve
    })
    const waited = waitingFor('the bot', work, (line) => said.push(line))
    expect(said).toEqual(['the bot'])
    vi.advanceTimersByTime(12_000)
    arrive('ready')
    expect(await waited).toBe('ready')
    vi.advanceTimersByTime(60_000)
    expect(said).toEqual(['the bot', 'still waiting for the bot (5 s)', 'still waiting for the bot (10 s)'])
  })

  it('is waited for as long as there is progress, and no longer', async () => {
    vi.useFakeTimers()
    const patience = patienceWith('The bot', 30_000)
    const end = vi.fn()
    patience.late.catch(end)
    for (let minutes = 0; minutes < 10; minutes++) {
      await vi.advanceTimersByTimeAsync(29_000)
      patience.progress()
    }
    expect(end).not.toHaveBeenCalled()
    await vi.advanceTimersByTimeAsync(30_000)
    expect(end).toHaveBeenCalledWith(new Error('The bot has made no progress for 30 s'))
  })

  it('that has come to its end is not waited for again', async () => {
    vi.useFakeTimers()
    const patience = patienceWith('The bot', 30_000)
    const end = vi.fn()
    patience.late.catch(end)
    patience.end()
    patience.progress()
    await vi.advanceTimersByTimeAsync(90_000)
    expect(end).not.toHaveBeenCalled()
  })
})

it('the sandbox says that it starts before it loads anything', async () => {
  const child = spawn(process.execPath, ['--import', 'tsx', 'src/sandbox/main.ts'], {
    env: { ...process.env, SANDBOX_PORT: 'none' },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const [first] = await once(child.stdout, 'data')
  child.kill('SIGKILL')
  await once(child, 'close')
  expect(String(first)).toContain('Starting the drs-chatops sandbox')
})
