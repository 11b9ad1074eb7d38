import { listLinks } from '../../drs/v5/index.ts'
import { handler } from '../handler.ts'
import { pageOf } from './pages.ts'
import { v5Pairs } from './pairs.ts'

/** The scenarios, engines and networks of the local DRS: every documented engine type, into the cloud. */

/** GaussDB is deployed independently or combined (7.1.1, example). */
function clusterModes(database: string): readonly string[] {
  return database.startsWith('gaussdb') ? ['Independent', 'Combined'] : ['Single', 'Ha']
}

const modes = ['FULL_INCR_TRANS', 'FULL_TRANS', 'INCR_TRANS'] as const

/** DR has no VPC network, and always goes on with changes. */
const links = v5Pairs.flatMap(({ engine, scenarios, destination, words }) =>
  scenarios.flatMap((scenario) =>
    (scenario === 'cloudDataGuard' ? ['eip', 'vpn'] : ['eip', 'vpc', 'vpn']).map((network) => ({
      job_type: scenario,
      engine_type: engine,
      net_type: network,
      task_types: scenario === 'cloudDataGuard' ? ['FULL_INCR_TRANS'] : [...modes],
      job_direction: 'up',
      cluster_modes: [...clusterModes(destination)],
      source_endpoint_type: network === 'vpc' ? 'ecs' : 'offline',
      target_endpoint_type: destination === 'kafka' ? 'offline' : 'cloud',
      description: words.en,
    })),
  ),
)

/** 7.1.1. */
export const availableLinks = handler(listLinks, (_none, call) => {
  const found = links.filter(({ job_type }) => job_type === call.query.job_type)
  return { total_count: found.length, job_links: [...pageOf(found, call)] }
})
