import type { Command } from '../src/kit/command.ts'
import { acceptCommand } from './accept.ts'
import { createAccessCommand } from './access.ts'
import { alarmCommand } from './alarm.ts'
import { apiCommand } from './api.ts'
import { approvalsCommand } from './approvals.ts'
import { approveCommand } from './approve.ts'
import { assignCommand } from './assign.ts'
import { auditCommand } from './audit.ts'
import { breakGlassCommand } from './breakglass.ts'
import { cancelCommand } from './cancel.ts'
import { cloneCommand } from './clone.ts'
import { compareCommand } from './compare.ts'
import { costCommand } from './cost.ts'
import { createCommand } from './create.ts'
import { definerCommand } from './definer.ts'
import { deleteCommand } from './delete.ts'
import { dirtyCommand } from './dirty.ts'
import { doctorCommand } from './doctor.ts'
import { drCommand } from './dr.ts'
import { driversCommand } from './drivers.ts'
import { editCommand } from './edit.ts'
import { eipCommand } from './eip.ts'
import { executeCommand } from './execute.ts'
import { createHelpCommand } from './help.ts'
import { importCommand } from './import.ts'
import { lagCommand } from './lag.ts'
import { linksCommand } from './links.ts'
import { listCommand } from './list.ts'
import { logsCommand } from './logs.ts'
import { missedCommand } from './missed.ts'
import { nodesCommand } from './nodes.ts'
import { objectsCommand } from './objects.ts'
import { paramsCommand } from './params.ts'
import { passwordCommand } from './password.ts'
import { pauseCommand } from './pause.ts'
import { policyCommand } from './policy.ts'
import { positionCommand } from './position.ts'
import { precheckCommand } from './precheck.ts'
import { progressCommand } from './progress.ts'
import { quotaCommand } from './quota.ts'
import { rejectCommand } from './reject.ts'
import { resetCommand } from './reset.ts'
import { resumeCommand } from './resume.ts'
import { retryCommand } from './retry.ts'
import { reviewCommand } from './review.ts'
import { settingsCommand } from './settings.ts'
import { showCommand } from './show.ts'
import { skipCommand } from './skip.ts'
import { snoozeCommand } from './snooze.ts'
import { speedCommand } from './speed.ts'
import { startCommand } from './start.ts'
import { stopCommand } from './stop.ts'
import { switchoverCommand } from './switchover.ts'
import { taggedCommand } from './tagged.ts'
import { tagsCommand } from './tags.ts'
import { templateCommand } from './template.ts'
import { testCommand } from './test.ts'
import { timelineCommand } from './timeline.ts'
import { transformCommand } from './transform.ts'
import { unwatchCommand } from './unwatch.ts'
import { useCommand } from './use.ts'
import { usersCommand } from './users.ts'
import { watchCommand } from './watch.ts'
import { watchesCommand } from './watches.ts'
import { withdrawCommand } from './withdraw.ts'

/** Every verb of `/drs`, in the order of the help. A new one: a file beside this one, and a line here. */
export const commands: readonly Command[] = [
  listCommand,
  showCommand,
  progressCommand,
  drCommand,
  lagCommand,
  timelineCommand,
  taggedCommand,
  costCommand,
  quotaCommand,
  nodesCommand,
  linksCommand,
  createCommand,
  importCommand,
  testCommand,
  policyCommand,
  paramsCommand,
  cloneCommand,
  editCommand,
  positionCommand,
  eipCommand,
  logsCommand,
  definerCommand,
  transformCommand,
  driversCommand,
  usersCommand,
  speedCommand,
  tagsCommand,
  alarmCommand,
  objectsCommand,
  templateCommand,
  settingsCommand,
  precheckCommand,
  assignCommand,
  acceptCommand,
  skipCommand,
  compareCommand,
  dirtyCommand,
  startCommand,
  pauseCommand,
  resumeCommand,
  retryCommand,
  resetCommand,
  stopCommand,
  deleteCommand,
  passwordCommand,
  switchoverCommand,
  watchCommand,
  unwatchCommand,
  watchesCommand,
  snoozeCommand,
  missedCommand,
  approvalsCommand,
  approveCommand,
  rejectCommand,
  withdrawCommand,
  cancelCommand,
  executeCommand,
  reviewCommand,
  breakGlassCommand,
  useCommand,
  createAccessCommand(() => commands),
  auditCommand,
  doctorCommand,
  apiCommand,
  createHelpCommand(() => commands),
]
