import { describe, expect, it } from 'vitest'
import { consoleUrlOf, taskAtConsole } from '../../src/domain/tasks/console-address.ts'

const at = (console: string, name = 'prod') => ({ name, region: 'eu west', projectId: 'p1', console })
const fragment = at('https://console.example.com/drs/?region={region}#/task/{id}')
const between = at('https://console.example.com/{project}/task/{id}/overview?x=1', 'dr')
const id = '0a1b2c3d-jb101'

describe('the address of a task in the console', () => {
  it('has the values of the task in it', () => {
    const url = consoleUrlOf([fragment, between], { connection: 'prod', id })
    expect(url).toBe(`https://console.example.com/drs/?region=eu%20west#/task/${id}`)
    expect(consoleUrlOf([fragment], { connection: 'dr', id })).toBeUndefined()
    expect(
      consoleUrlOf([{ name: 'prod', region: 'r', projectId: 'p' }], { connection: 'prod', id }),
    ).toBeUndefined()
  })

  it.each([fragment, between])('leads back to the task: $console', (connection) => {
    const url = consoleUrlOf([connection], { connection: connection.name, id }) ?? ''
    expect(taskAtConsole([fragment, between], url)).toEqual({ connection: connection.name, id })
  })

  it.each([
    [`https://console.example.com/drs/?region=eu%20west#/task/${id}/progress`, 'something below it'],
    [`https://console.example.com/drs/?region=eu%20west#/task/${id}?tab=log`, 'a question after it'],
  ])('is known with more behind it: %s', (url) => {
    expect(taskAtConsole([fragment], url)?.id).toBe(id)
  })

  it.each([
    `https://console.example.com.evil.example/drs/?region=eu%20west#/task/${id}`,
    `https://console.example.com/drs/?region=other#/task/${id}`,
    'https://console.example.com/drs/?region=eu%20west#/task/',
    `https://console.example.com/drs/?region=eu%20west#/task/${id}.html`,
    `https://console.example.com/p1/task/${id}/other`,
    '',
  ])('is no other address: %s', (url) => {
    expect(taskAtConsole([fragment, between], url)).toBeUndefined()
  })
})
