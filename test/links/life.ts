import type { SeenMessage, SeenView } from '../../src/local-slack/control/seen.ts'
import { objectOf, objectsOf, textOf } from '../../src/local-slack/json.ts'
import type { World } from '../e2e/world.ts'
import type { PersonDriver, Values } from '../helpers/slack-driver.ts'
import { type Files, type Setting, settingsBeforeStart, wizardAnswers } from './answers.ts'
import type { Variant } from './kinds.ts'

/**
 * The life of one task as a person leads it, in Slack: created in the wizard, tested, given what a start needs, pre-checked,
 * started, stopped with the approval of somebody else. DRS decides whether what was typed is enough.
 */

export interface Journey extends Variant {
  /** Where it came to an end too early, and what was said there. */
  readonly failed?: { readonly step: string; readonly told: string }
}

/** Who leads it, and where. */
export interface Stage {
  readonly world: World
  readonly person: PersonDriver
  readonly approver: PersonDriver
  readonly channel: string
  readonly files: Files
}

const patience = 90_000
const hour = 60 * 60_000

export async function live(stage: Stage, variant: Variant, name: string): Promise<Journey> {
  const steps = [create, ...partsOf(variant, name).map((task) => lifeOf(task)), stop]
  let step = 'create'
  const at: Progress = {
    name,
    said: (words) => {
      step = words
    },
  }
  try {
    for (const take of steps) await take(stage, variant, at)
    return variant
  } catch (error) {
    const status = statusOf(stage, name)
    const seen = (await stage.person.transcript(stage.channel)).at(-1)?.plain ?? ''
    for (const { id } of await stage.person.views()) await stage.person.close(id, { all: true })
    const told = error instanceof Error ? error.message : String(error)
    return { ...variant, failed: { step, told: `${status}: ${told.slice(0, 300)} ${seen.slice(0, 300)}` } }
  }
}

interface Progress {
  readonly name: string
  said(step: string): void
}

type Step = (stage: Stage, variant: Variant, at: Progress) => Promise<void>

/** The two tasks of a dual-active pair are set up and started one by one (6.1.2 to 6.1.12). */
function partsOf({ extra }: Variant, name: string): readonly string[] {
  return extra === 'dual' ? [`${name}-forward`, `${name}-backward`] : [name]
}

function statusOf({ world }: Stage, name: string): string {
  return world.drs.control.tasks().find((task) => task.name === name)?.status ?? 'unknown'
}

function later({ world }: Stage, ms = hour): void {
  world.drs.control.advance({ ms })
}

/** The newest message of the channel and its threads: what comes after it is an answer. */
async function now({ person, channel }: Stage): Promise<string> {
  const messages = (await person.transcript(channel)).flatMap((one) => [one, ...one.replies])
  return (
    messages
      .map(({ ts }) => ts)
      .toSorted()
      .at(-1) ?? '0'
  )
}

function reads({ person, channel }: Stage, text: string, after: string): Promise<SeenMessage> {
  return person.waitFor(channel, { text, after }, patience)
}

const create: Step = async (stage, variant, { name, said }) => {
  said('create')
  const before = await now(stage)
  await stage.person.command(stage.channel, '/drs create')
  await fillIn(stage, wizardAnswers(variant, name, stage.files))
  await reads(stage, `DRS accepted the new task ${name}`, before)
  later(stage)
  said('created')
  await reads(stage, `Created by`, before)
}

/** Page by page, whatever comes; the last one closes the form. */
async function fillIn({ person }: Stage, answers: Values): Promise<void> {
  for (let number = 1; ; number += 1) {
    const view = await person.waitForView({ actionId: 'field', ...pageMark(number) }, patience)
    await submitted(person, view, answersOn(view, answers))
    if (isLast(view)) return
  }
}

/** What a slow machine does not take in time stays in the form, and the bot says so: a person sends it again. */
async function submitted(person: PersonDriver, view: SeenView, values: Values): Promise<void> {
  for (let tries = 1; ; tries += 1) {
    const outcome = await person.submit(view.id, values)
    if (outcome.ok) return
    const told = JSON.stringify(outcome)
    if (tries === 5 || !told.includes('Submit the form again in a moment')) throw new Error(told)
  }
}

const placeOf = /Page (\d+) of (\d+)/

function pageMark(number: number): { readonly text?: string } {
  return number === 1 ? {} : { text: `Page ${number} of` }
}

function isLast(view: SeenView): boolean {
  const [, page, of] = placeOf.exec(JSON.stringify(view.blocks)) ?? []
  return page === of
}

/** What belongs into the fields of this page, by their labels. */
function answersOn(view: SeenView, answers: Values): Values {
  const labels = objectsOf(view.blocks).flatMap((block) =>
    block.type === 'input' ? [textOf(objectOf(block.label).text) ?? ''] : [],
  )
  const known = labels.filter((label) => answers[label] !== undefined)
  return Object.fromEntries(known.map((label) => [label, answers[label]]))
}

/** From the test of the databases to the last phase. */
function lifeOf(task: string): Step {
  return async (stage, variant, { said }) => {
    said('test')
    await test(stage, task)
    for (const setting of settingsBeforeStart(variant)) {
      said(setting.verb)
      await answered(stage, `/drs ${setting.verb} ${task}`, setting)
    }
    said('precheck')
    await precheck(stage, task)
    said('start')
    await start(stage, task)
    said('running')
    await running(stage, variant, task)
  }
}

async function answered(stage: Stage, command: string, { values, says }: Setting): Promise<void> {
  const before = await now(stage)
  await stage.person.command(stage.channel, command)
  await fillIn(stage, values)
  if ('Reason' in values) await carriedOut(stage, before)
  await reads(stage, says, before)
}

/** One of the others approves, and the person carries it out. */
async function carriedOut(stage: Stage, after: string): Promise<void> {
  const { person, approver, channel } = stage
  const { ts } = await reads(stage, 'Approval needed', after)
  await approver.click(ts, 'cmd:approve:ask')
  await person.waitFor(channel, { ts, actionId: 'cmd:execute:ask' }, patience)
  await person.click(ts, 'cmd:execute:ask')
}

async function test(stage: Stage, task: string): Promise<void> {
  const before = await now(stage)
  await stage.person.command(stage.channel, `/drs test ${task}`)
  await reads(stage, `${task}: both databases answer`, before)
}

async function precheck(stage: Stage, task: string): Promise<void> {
  const before = await now(stage)
  await stage.person.command(stage.channel, `/drs precheck ${task}`)
  await reads(stage, 'DRS accepted the request', before)
  later(stage)
  await reads(stage, 'pre-check passed', before)
}

async function start(stage: Stage, task: string): Promise<void> {
  const before = await now(stage)
  await stage.person.command(stage.channel, `/drs start ${task}`)
  await reads(stage, 'Start: DRS accepted', before)
  later(stage, 5 * 60_000)
  await reads(stage, 'Started by', before)
}

async function running(stage: Stage, { mode, scenario }: Variant, task: string): Promise<void> {
  const copies = scenario === 'cloudDataGuard' ? 'Disaster recovery in progress' : 'Incremental phase running'
  later(stage)
  const before = await now(stage)
  await stage.person.command(stage.channel, `/drs show ${task}`)
  await reads(stage, mode === 'FULL_TRANS' ? 'Full phase complete' : copies, before)
}

const stop: Step = async (stage, _, { name, said }) => {
  said('stop')
  const before = await now(stage)
  await stage.person.command(stage.channel, `/drs stop ${name}`)
  await fillIn(stage, { Reason: 'its life is over' })
  await carriedOut(stage, before)
  await reads(stage, 'Stopping…', before)
  later(stage)
  await reads(stage, 'Stopped by', before)
}
