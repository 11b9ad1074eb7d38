import { expect, it } from 'vitest'
import { directions, enginePair, networks } from '../../src/drs/engines.ts'
import { instances, subnetId, vpcId } from '../../src/local-drs/databases.ts'
import { stage } from './stage.ts'

/**
 * Every way through the wizard, with an answer to each field that it calls needed and to no other: what it lets through, DRS
 * takes. Only the kinds of databases that are not offered in a region are for DRS to say.
 */
const needed: Readonly<Record<string, string>> = {
  ...{ nodeType: 'high', subnet: subnetId, vpc: vpcId, sourceUser: 'drs_user', destinationUser: 'drs_user' },
  ...{ sourceInstance: instances.mysql, destinationInstance: instances.mysql },
  ...{ sourceVpc: vpcId, sourceSubnet: subnetId, destinationVpc: vpcId, destinationSubnet: subnetId },
}

/** Between them they have every condition that the kind of databases brings along. */
const engines = ['mysql', 'cloudDataGuard-mysql', 'mysql-to-kafka', 'mongodb']

const ways = engines.flatMap((engine) =>
  (enginePair(engine)?.scenarios ?? []).flatMap((scenario) =>
    directions.flatMap(({ value: direction }) =>
      networks.map(({ value: network }) => ({ scenario, engine, direction, network })),
    ),
  ),
)

it.each(['v3', 'v5'] as const)('what the wizard lets through is taken over %s', async (generation) => {
  const on = await stage({ prod: [] }, { generations: [generation] })
  const odd: unknown[] = []
  let taken = 0
  for (const [i, way] of ways.entries()) {
    const name = `way-${i}`
    const { errors } = await on.wizard('create', { ...way, ...needed, name }, { onlyNeeded: true })
    // DR has no VPC network, which the form says at the network.
    if (way.scenario === 'cloudDataGuard' && way.network === 'vpc') {
      if (!('network' in errors)) odd.push({ ...way, errors })
      continue
    }
    const said = on.slack.said.at(-1)?.text ?? ''
    if (Object.keys(errors).length === 0 && said.includes(`the new task ${name}`)) taken += 1
    else if (!/DRS\.10010025/.test(said)) odd.push({ ...way, errors, said })
  }
  expect(odd).toEqual([])
  expect(taken).toBeGreaterThan(ways.length / 2)
})
