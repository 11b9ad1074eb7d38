import { listEnterpriseProjects } from '../../drs/v5/index.ts'
import { handler, slice } from '../handler.ts'
import { uuid } from '../random.ts'

const created = '2024-02-25T07:39:05Z'

/** `0` is the default of every account (7.8.1, example). */
const projects = [
  { id: '0', name: 'default', status: '1' },
  ...['migration-2025', 'test'].map((name) => ({
    id: uuid('enterprise-project', name),
    name,
    description: `Tasks of ${name}`,
    status: '1',
    created_at: created,
    updated_at: created,
  })),
]

export function isEnterpriseProject(id: string): boolean {
  return projects.some((project) => project.id === id)
}

/** 7.8.1. */
export const enterpriseProjects = handler(listEnterpriseProjects, (_none, call) => {
  const wanted = (call.query.name ?? '').toLowerCase()
  const found = projects.filter(({ name }) => name.includes(wanted))
  return { count: found.length, enterprise_project_list: [...slice(found, call)] }
})
