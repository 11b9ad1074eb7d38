import { describe, expect, it } from 'vitest'
import { oddDrs } from '../helpers/odd-drs.ts'
import { grant, type StageOptions, seedTask, stage } from './stage.ts'

const world = {
  prod: [
    seedTask('waiting', 'CONFIGURATION', { scenario: 'sync' }),
    seedTask('moving', 'CONFIGURATION'),
    seedTask('following', 'INCRE_TRANSFER_STARTED', { scenario: 'sync' }),
    seedTask('migrating', 'INCRE_TRANSFER_STARTED'),
    seedTask('copying', 'FULL_TRANSFER_STARTED', { scenario: 'sync' }),
    seedTask('pair', 'INCRE_TRANSFER_STARTED', {
      scenario: 'cloudDataGuard',
      engine: 'cloudDataGuard-mysql',
    }),
    seedTask('ledger', 'CONFIGURATION', {
      scenario: 'sync',
      engine: 'postgresql',
      source: '192.168.0.32:5432',
      destination: '192.168.0.151:5432',
    }),
  ],
}

async function staged(options: StageOptions = {}) {
  const staging = await stage(world, options)
  const asked = (...operations: string[]) =>
    staging
      .drs('prod')
      .control.requests(1000)
      .filter((one) => operations.includes(one.operation ?? ''))
  const kept = (json: string) =>
    /"action_id":"cmd:objects:save[^"]*"[^}]*"value":"([^"]*)"/.exec(json)?.[1] ?? ''
  const { say, click, slack } = staging
  const sent = () =>
    slack.files.map(
      (file) => [file.name, 'bytes' in file ? new TextDecoder().decode(file.bytes) : ''] as const,
    )
  return {
    ...staging,
    asked,
    sent,
    preview: (task: string, names: string, user?: string) =>
      say(`objects ${task} --scope names --names ${JSON.stringify(names)}`, user),
    save: (shown: { readonly json: string }, user?: string) =>
      click('cmd:objects:save', kept(shown.json), user),
  }
}

const both = ['v3', 'v5'] as const

describe.each([
  ['v3', ['v3'], 'batch-select-objects'],
  ['v5', ['v5'], 'update-job'],
  ['both', both, 'batch-select-objects'],
] as const)('over %s', (_, generations, operation) => {
  it('shows what would change, saves it on a press, and shows it again', async () => {
    const { preview, save, say, asked, sent, memory, taskId } = await staged({ generations })
    const first = await preview('waiting', 'billing.accounts -> books.konten')
    expect(first.plain).toMatch(/not saved yet[\s\S]*Changes[\s\S]*\+ billing\.accounts -> books\.konten/)
    expect(asked(operation)).toEqual([])
    const saved = await save(first)
    expect(saved.plain).toMatch(/Objects saved: waiting[\s\S]*billing\.accounts -> books\.konten/)
    expect(saved.json).toContain('cmd:precheck:ask')
    expect(asked(operation)).toHaveLength(1)
    expect(memory.audited).toContainEqual(
      expect.objectContaining({ kind: 'act', verb: 'objects', tasks: [taskId('prod', 'waiting')] }),
    )
    const second = await preview('waiting', 'billing.accounts -> books.accounts', 'ULIWEI')
    expect(second.plain).toMatch(/尚未保存[\s\S]*改名 1[\s\S]*~ billing\.accounts -> books\.accounts/)
    const undone = await save(second, 'ULIWEI')
    expect(undone.plain).toMatch(/已保存对象选择：waiting[\s\S]*已通过私信/)
    expect(sent().at(-1)).toEqual([
      'waiting-objects-before.txt',
      '# waiting 修改前的对象\nbilling.accounts -> books.konten\n',
    ])
    expect((await say('settings waiting')).plain).toMatch(
      /Objects[\s\S]*billing\.accounts -> books\.accounts/,
    )
    expect((await preview('waiting', 'billing.accounts -> books.accounts')).plain).toContain(
      'nothing would change',
    )
  })

  it('takes everything, whole databases and single tables, also of schemas', async () => {
    const { preview, save, say } = await staged({ generations })
    await save(await preview('waiting', 'reports'))
    const all = await say('objects waiting --scope all')
    expect(all.plain).toMatch(/Everything will be selected\.[\s\S]*- reports\.\*/)
    expect((await save(all)).plain).toMatch(/Now[\s\S]*Everything/)
    const some = await say('objects waiting --scope databases --databases billing,reports')
    expect(some.plain).toMatch(/Everything was selected[\s\S]*\+ billing\.\*\n\+ reports\.\*/)
    expect((await save(some)).plain).toContain('2 whole databases or schemas')
    const deep = await preview('ledger', 'postgres.ledger.entries -> postgres.ledger.lines')
    expect((await save(deep)).plain).toContain('postgres.ledger.entries -> postgres.ledger.lines')
    expect((await save(await preview('ledger', 'postgres.ledger.*'))).plain).toContain('postgres.ledger.*')
  })
})

describe('while the task is incremental', () => {
  it('the change is prepared, pre-checked and applied, each on its own press', async () => {
    const { preview, save, click, asked, wizard, drs, taskId, slack, memory } = await staged({
      generations: both,
    })
    const ref = `prod/${taskId('prod', 'following')}`
    const saved = await save(await preview('following', 'billing.accounts'))
    expect(saved.plain).toMatch(/Objects saved: following[\s\S]*Replication continues/)
    expect(asked('update-job')).toHaveLength(1)
    expect((await click('cmd:objects:check', ref)).plain).toContain('is running')
    expect(asked('batch-check-jobs', 'batch-precheck')[0]?.body).toMatchObject({
      jobs: [{ precheck_mode: 'forRetryJob' }],
    })
    drs('prod').control.advance({ ms: 600_000 })
    // The watch engine, which is not here, has seen the end of the pre-check.
    memory.pendingActions.length = 0
    const { pages } = await wizard({ action: 'cmd:objects:form', value: `--task ${ref} --apply true` }, {})
    expect(pages[0]?.submit?.text).toBe('Apply the change')
    expect(JSON.stringify(asked('job-action-restart', 'job-action').at(-1)?.body)).toContain(
      '"is_sync_re_edit":true',
    )
    expect(JSON.stringify(slack.said.at(-1)?.blocks)).toMatch(
      /Changed objects applied: following[\s\S]*\+ billing\.accounts/,
    )
  })

  it('v3 alone has no call for it, which the form says before anybody fills it in', async () => {
    const { dispatch, slack, asked } = await staged()
    for (const [user, why] of [
      ['UALICE', 'API v3 can’t change objects while the task runs'],
      ['ULIWEI', 'v3 接口不支持运行中修改对象'],
    ] as const) {
      await dispatch('objects following', user)
      expect(JSON.stringify(slack.shown.at(-1))).toContain(why)
      expect(slack.shown.at(-1)).not.toHaveProperty('submit')
    }
    expect(asked('batch-select-objects')).toEqual([])
  })
})

describe('the form', () => {
  it.each([
    ['migrating', 'Only synchronizations can be edited while they run', '只有同步任务支持运行中再编辑'],
    ['copying', 'before the start, and in a synchronization again', '同步任务还可在增量阶段再编辑'],
    ['pair', 'Disaster recovery always covers the whole instance', '灾备任务始终覆盖整个实例'],
  ])('does not open for a task that is %s', async (task, en, zh) => {
    const { dispatch, slack } = await staged({ generations: both })
    for (const [user, why] of [
      ['UALICE', en],
      ['ULIWEI', zh],
    ] as const) {
      await dispatch(`objects ${task}`, user)
      expect(JSON.stringify(slack.shown.at(-1))).toContain(why)
      expect(slack.shown.at(-1)).not.toHaveProperty('submit')
    }
  })

  it('offers the databases that the source has, and begins with what is selected', async () => {
    const { preview, save, wizard } = await staged({ generations: both })
    await save(await preview('waiting', 'reports'))
    const { pages } = await wizard('objects waiting', {})
    expect(JSON.stringify(pages[0])).toMatch(
      /1 whole database[\s\S]*"initial_option":{"text":{[^}]*},"value":"databases"}/,
    )
    expect(JSON.stringify(pages[1])).toMatch(
      /"type":"multi_static_select"[\s\S]*"value":"billing"[\s\S]*"initial_options":\[{[^\]]*"value":"reports"/,
    )
  })
})

describe('lines', () => {
  it('that cannot be taken are told one by one, and can be corrected', async () => {
    const { wizard, slack, click, asked } = await staged({ generations: both })
    await wizard('objects waiting --scope names', {
      names: 'billing.accounts\nshop.orders\nbilling.\nbilling.accounts',
    })
    const said = slack.said.at(-1)
    expect(JSON.stringify(said?.blocks)).toMatch(
      /3 lines need a correction[\s\S]*Line 2: The source has no database “shop”[\s\S]*Line 3: A name is missing[\s\S]*Line 4: It is already in line 1/,
    )
    const [, id = ''] =
      /"action_id":"cmd:objects:again[^"]*"[^}]*"value":"([^"]*)"/.exec(JSON.stringify(said?.blocks)) ?? []
    await click('cmd:objects:again', id)
    expect(JSON.stringify(slack.shown.at(-1))).toContain('"waiting"')
    expect(asked('update-job', 'batch-select-objects')).toEqual([])
  })

  it('come from a file of thousands as well, whose problems are a file again', async () => {
    const { say, sent, files } = await staged()
    const bytes = (text: string) => new TextEncoder().encode(text)
    const lines = Array.from({ length: 20_000 }, (_, i) => `billing.t${i}`)
    files.set('F1', { name: 'objects.csv', bytes: bytes(lines.join('\n')) })
    const shown = await say('objects waiting --scope names --file F1')
    expect(shown.plain).toMatch(/20000 tables? and other objects|and 19992 more/)
    expect(sent().at(-1)?.[0]).toBe('waiting-objects-change.txt')
    expect(sent().at(-1)?.[1].split('\n')).toHaveLength(20_001)
    files.set('F2', {
      name: 'objects.csv',
      bytes: bytes(`${lines.join('\n')}\n`.replaceAll('.t1', '..')),
    })
    await say('objects waiting --scope names --file F2')
    expect(sent().at(-1)?.[0]).toBe('waiting-objects-problems.txt')
    files.set('F3', { name: 'objects.xlsx', bytes: new Uint8Array([80, 75, 3, 4, 0, 0]) })
    expect((await say('objects waiting --scope names --file F3')).plain).toContain('This file is no text')
  })

  it('may name anything without being taken for markup', async () => {
    const { wizard, slack, save } = await staged()
    const shown = async (names: string) => {
      await wizard('objects waiting --scope names', { names })
      return { json: JSON.stringify(slack.said.at(-1)?.blocks) }
    }
    expect((await shown('"<!channel>&*x*".`a|b`')).json).not.toContain('<!channel>')
    const odd = await shown('billing."a&b*c*`d"')
    expect(odd.json).not.toContain('a&b')
    expect((await save(odd)).plain).toContain('a&b*c*')
  })
})

it('a migration keeps names', async () => {
  const { preview } = await staged()
  expect((await preview('moving', 'billing.accounts -> a.b')).plain).toContain('A migration keeps all names')
})

it('what has changed since the preview is shown again before it is saved', async () => {
  const { preview, save, asked } = await staged()
  const shown = await preview('waiting', 'billing')
  await save(await preview('waiting', 'reports'))
  const again = await save(shown)
  expect(again.plain).toMatch(/has changed since the preview[\s\S]*- reports\.\*[\s\S]*\+ billing\.\*/)
  expect(asked('batch-select-objects')).toHaveLength(1)
  expect((await save(again)).plain).toContain('Objects saved')
})

it('what filters and column rules say of a table that stays is kept (v5)', async () => {
  const { preview, save, asked } = await staged({
    generations: ['v5'],
    between: async (drs) => {
      const odd = await oddDrs(drs)
      odd.on('list-db-objects-v51', () => ({
        body: {
          object_scope: 'table',
          object_info: {
            billing: {
              name: 'billing',
              all: false,
              tables: {
                accounts: {
                  name: 'accounts',
                  type: 'table',
                  all: true,
                  filtered: true,
                  filter_conditions: ['id > 7'],
                },
                gone: { name: 'gone', type: 'table', all: true },
                looked: { sync_type: 'config', columns: {} },
              },
            },
          },
        },
      }))
      return odd
    },
  })
  await save(await preview('waiting', 'billing.accounts -> billing.konten'))
  expect(asked('update-job')[0]?.body).toMatchObject({
    job: {
      params: {
        db_object: {
          object_info: {
            billing: {
              tables: {
                accounts: { name: 'konten', filtered: true, filter_conditions: ['id > 7'] },
                looked: { sync_type: 'config' },
              },
            },
          },
        },
      },
    },
  })
  expect(JSON.stringify(asked('update-job')[0]?.body)).not.toContain('gone')
})

const refusals = [
  ['v3', 'batch-select-objects', 'DRS.M00403'],
  ['v5', 'objects-saving-status', 'DRS.10030015'],
] as const

it.each(refusals)('refused by DRS over %s, the reason is said', async (generation, operation, code) => {
  const { preview, save, say } = await staged({
    generations: [generation],
    between: async (drs) => {
      const odd = await oddDrs(drs)
      const error = { error_code: code, error_msg: 'no' }
      odd.on(operation, ({ body }) => ({
        body: {
          ...body,
          ...(body.results
            ? { results: body.results.map((row: object) => ({ ...row, status: false, ...error })) }
            : { status: 'failed' }),
        },
      }))
      return odd
    },
  })
  const refused = await save(await preview('waiting', 'billing'))
  expect(refused.plain).toContain(code)
  expect((await say('settings waiting')).plain).toContain('Objects')
})

it('is refused to viewers, and DRS is not asked to change anything', async () => {
  const { preview, asked } = await staged({ grants: [grant('viewer', '*')] })
  expect((await preview('waiting', 'billing')).plain).toContain('operator')
  expect(asked('batch-select-objects')).toEqual([])
})

it('a further test of the connections keeps the objects that were chosen', async () => {
  const { preview, save, say, setups, taskId } = await staged()
  await save(await preview('waiting', 'reports'))
  const ends = { dbType: 'mysql', user: 'drs', passwordRef: 'env:DB' }
  setups.set(`prod/${taskId('prod', 'waiting')}`, {
    source: { ...ends, ip: '192.168.0.28', port: 3306 },
    destination: { ...ends, ip: '192.168.0.131', port: 3306 },
  })
  await say('test waiting').catch(() => undefined)
  expect((await say('settings waiting')).plain).toContain('reports.*')
})
