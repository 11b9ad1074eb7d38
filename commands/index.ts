import type { Command } from '../src/kit/command.ts'
import { accessCommand } from './access.ts'
import { api } from './api.ts'
import { approvals } from './approvals.ts'
import { approve } from './approve.ts'
import { audit } from './audit.ts'
import { breakglass } from './breakglass.ts'
import { cancel } from './cancel.ts'
import { create } from './create.ts'
import { remove } from './delete.ts'
import { execute } from './execute.ts'
import { helpCommand } from './help.ts'
import { list } from './list.ts'
import { missed } from './missed.ts'
import { password } from './password.ts'
import { pause } from './pause.ts'
import { precheck } from './precheck.ts'
import { reject } from './reject.ts'
import { reset } from './reset.ts'
import { resume } from './resume.ts'
import { review } from './review.ts'
import { show } from './show.ts'
import { snooze } from './snooze.ts'
import { start } from './start.ts'
import { stop } from './stop.ts'
import { switchover } from './switchover.ts'
import { test } from './test.ts'
import { unwatch } from './unwatch.ts'
import { use } from './use.ts'
import { watch } from './watch.ts'
import { watches } from './watches.ts'
import { withdraw } from './withdraw.ts'

/** Every verb of `/drs`, in the order of the help. A new one: a file beside this one, and a line here. */
export const commands: readonly Command[] = [
  list,
  show,
  create,
  test,
  precheck,
  start,
  pause,
  resume,
  reset,
  stop,
  remove,
  password,
  switchover,
  watch,
  unwatch,
  watches,
  snooze,
  missed,
  approvals,
  approve,
  reject,
  withdraw,
  cancel,
  execute,
  review,
  breakglass,
  use,
  accessCommand(() => commands),
  audit,
  api,
  helpCommand(() => commands),
]
