import { existsSync, readFileSync } from 'node:fs'
import { validate } from 'dockerfile-utils'
import { describe, expect, it } from 'vitest'
import { parse, parseAllDocuments } from 'yaml'
import * as z from 'zod'

/** What can be said of the files for containers without an engine; test/scripts/build.test.ts runs what the image runs. */
const text = (path: string) => readFileSync(new URL(`../${path}`, import.meta.url), 'utf8')

/** The variables that are documented. */
const variables = new Set(
  [...text('docs/configuration.md').matchAll(/`([A-Z][A-Z_]+)`/g)].map(([, name]) => name),
)
const port = 9464

describe('the image', () => {
  const dockerfile = text('Dockerfile')
  const [, last = ''] = dockerfile.split(/^FROM .*$/m).slice(1)

  it('is written as Docker wants it', () => {
    expect(validate(dockerfile).map(({ message }) => message)).toEqual([])
  })

  it('copies files that exist, and the build context has all of them', () => {
    const copied = [...dockerfile.matchAll(/^COPY (?!--from)(.+) \.\S*$/gm)].flatMap(([, from = '']) =>
      from.split(' '),
    )
    const context = text('.dockerignore').split('\n')
    expect(copied.length).toBeGreaterThan(5)
    expect(copied.filter((path) => !existsSync(new URL(`../${path}`, import.meta.url)))).toEqual([])
    expect(copied.filter((path) => !context.includes(`!${path}`))).toEqual([])
  })

  it('does not run as root, and runs what npm start runs', () => {
    expect(last).toMatch(/^USER node$/m)
    const [, command = '[]'] = /^CMD (\[.*\])$/m.exec(last) ?? []
    const { scripts } = JSON.parse(text('package.json'))
    expect(scripts.start).toContain(z.array(z.string()).parse(JSON.parse(command)).join(' '))
  })

  it('asks for its health where it listens', () => {
    expect(last).toContain(`DRS_CHATOPS_MONITORING_PORT=${port}`)
    expect(last).toMatch(/HEALTHCHECK .*DRS_CHATOPS_MONITORING_PORT\}\/healthz/)
  })
})

it('compose.yml has three replicas that may write nothing, and a Redis that keeps what it is given', () => {
  const { services } = parse(text('compose.yml'))
  expect(services.bot).toMatchObject({ deploy: { replicas: 3 }, read_only: true, cap_drop: ['ALL'] })
  expect(Object.keys(services.bot.environment).filter((name) => !variables.has(name))).toEqual([])
  expect(services.redis.command.join(' ')).toBe('redis-server --appendonly yes --maxmemory-policy noeviction')
})

describe('deploy/kubernetes.yml', () => {
  const documents = parseAllDocuments(text('deploy/kubernetes.yml')).map((one) => one.toJS())
  const [deployment, budget, policy] = documents
  const { spec } = deployment.spec.template
  const [bot] = spec.containers

  it('is valid YAML, and all of it is about the same pods', () => {
    expect(documents.map(({ kind }) => kind)).toEqual(['Deployment', 'PodDisruptionBudget', 'NetworkPolicy'])
    const labels = { app: 'drs-chatops' }
    expect(deployment.spec.template.metadata.labels).toEqual(labels)
    const selected = [deployment.spec.selector, budget.spec.selector, policy.spec.podSelector]
    expect(selected).toEqual(selected.map(() => ({ matchLabels: labels })))
  })

  it('has probes and doors where the bot listens', () => {
    expect(bot.env).toEqual([{ name: 'DRS_CHATOPS_MONITORING_PORT', value: String(port) }])
    const [{ name, containerPort }] = bot.ports
    expect([bot.livenessProbe.httpGet, bot.readinessProbe.httpGet, containerPort]).toEqual([
      { path: '/healthz', port: name },
      { path: '/readyz', port: name },
      port,
    ])
    expect(policy.spec.ingress).toEqual([{ ports: [{ port }] }])
  })

  it('gives no rights that the bot does not need, and the time that a stop may take', () => {
    expect(spec.securityContext.runAsNonRoot).toBe(true)
    expect(bot.securityContext).toEqual({
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ['ALL'] },
    })
    const [, ms = '0'] = /const stopWithinMs = ([\d_]+)/.exec(text('src/main.ts')) ?? []
    expect(spec.terminationGracePeriodSeconds * 1_000).toBeGreaterThan(Number(ms.replaceAll('_', '')))
  })
})
