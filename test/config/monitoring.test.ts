import { expect, it } from 'vitest'
import { monitoringFields, readMonitoring } from '../../src/config/monitoring.ts'

const read = (inFile: unknown, env: Record<string, string> = {}) => {
  const problems: string[] = []
  const config = readMonitoring(monitoringFields.monitoring.parse(inFile), env, problems)
  return { config, problems }
}

it('is not there unless somebody names a port', () => {
  expect(read(undefined)).toEqual({ config: undefined, problems: [] })
})

it('stands in the file, in the environment, or in both, of which the environment counts', () => {
  expect(read({ port: 9464 }).config).toEqual({ port: 9464, host: '0.0.0.0' })
  expect(read(undefined, { DRS_CHATOPS_MONITORING_PORT: '81' }).config).toEqual({ port: 81, host: '0.0.0.0' })
  const both = read({ port: 9464, host: '127.0.0.1' }, { DRS_CHATOPS_MONITORING_PORT: '81' })
  expect(both.config).toEqual({ port: 81, host: '127.0.0.1' })
})

it.each(['0', '65536', 'nine', '1.5'])('%s is no port', (given) => {
  const { problems } = read(undefined, { DRS_CHATOPS_MONITORING_PORT: given })
  expect(problems).toEqual([`DRS_CHATOPS_MONITORING_PORT is “${given}”; use 1 to 65535.`])
})
