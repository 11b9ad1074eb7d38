import { databaseUser, instances, subnetId } from './drs/databases.ts'
import type { LocalDrs } from './drs/server.ts'
import type { Panel, PanelAction } from './slack/panels.ts'

/** What the sandbox page offers beside Slack: the world behind the local DRS, and a few levers on it. */

/** Names of the environment variables in which the sandbox gives the bot the databases' passwords. */
export const passwordVariables = {
  source: 'DB_SOURCE_PASSWORD',
  destination: 'DB_DESTINATION_PASSWORD',
} as const

const speeds = [1, 10, 100]

function control(drs: LocalDrs, label: string, action: string, body: unknown): PanelAction {
  return { label, method: 'POST', url: `${drs.endpoint}/control/${action}`, body }
}

function tryThis(): Panel {
  return {
    title: 'Try this',
    lines: [
      '1. `/drs watch orders-to-rds` gives the task a card in this channel.',
      '2. `/drs precheck orders-to-rds` fails: the binary log of the source is off.',
      '3. Press “Repair the binary log of orders” below, then “Run the pre-check again” in the thread of the card.',
      '4. `/drs start orders-to-rds`, and see its card move.',
      '5. `/drs switchover dr-orders` asks for consent: become Bob at the top and approve it.',
    ],
    actions: [],
  }
}

function levers(drs: LocalDrs): Panel {
  const orders = { database: '192.168.0.27:3306', item: 'srcDbBinlogIsOff' }
  const { speed } = drs.control.clock()
  return {
    title: `Local DRS (clock ${speed}×)`,
    lines: drs.control.tasks().map((task) => `${task.name}: ${task.status}, ${task.percent}%`),
    actions: [
      control(drs, 'Repair the binary log of orders', 'item', { ...orders, broken: false }),
      control(drs, 'Switch it off again', 'item', { ...orders, broken: true }),
      ...speeds.map((factor) => control(drs, `Clock ${factor}×`, 'speed', { speed: factor })),
    ],
  }
}

function databases(drs: LocalDrs): Panel {
  return {
    title: 'A task of your own',
    lines: [
      '`/drs create` asks for one of these databases on either side:',
      ...drs.control.databases().map(({ name, engine, host, port }) => `${name}: ${engine} ${host}:${port}`),
      `User of all: ${databaseUser}`,
      `Passwords: env:${passwordVariables.source}, env:${passwordVariables.destination}`,
      `RDS for MySQL: ${instances.mysql}`,
      `Subnet: ${subnetId}`,
    ],
    actions: [],
  }
}

export function sandboxPanels(drs: LocalDrs): readonly Panel[] {
  return [tryThis(), levers(drs), databases(drs)]
}
