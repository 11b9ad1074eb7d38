import {
  abnormalRowsCardSamples,
  abnormalTableCardSamples,
  abnormalTasksCardSamples,
} from './samples/abnormal-rows-card.ts'
import { actionCardSamples, batchCardSamples } from './samples/action-card.ts'
import { boardCardSamples } from './samples/board-card.ts'
import { checkCardSamples } from './samples/check-card.ts'
import {
  comparedPlacesSamples,
  comparisonChangedSamples,
  comparisonFileSamples,
  comparisonHistorySamples,
  comparisonRunSamples,
  differingRowsSamples,
} from './samples/comparison-card.ts'
import { costCardSamples } from './samples/cost-card.ts'
import { doctorCardSamples } from './samples/doctor-card.ts'
import { drCardSamples, drListCardSamples } from './samples/dr-card.ts'
import { driverDoneCardSamples, driverGivenCardSamples, driversCardSamples } from './samples/drivers-card.ts'
import { editCardSamples } from './samples/edit-card.ts'
import { eventCardSamples } from './samples/event-card.ts'
import { groupCardSamples, mergedCardSamples } from './samples/grouped-card.ts'
import { homeCardSamples } from './samples/home-card.ts'
import {
  importBatchCardSamples,
  importRefusedCardSamples,
  importsCardSamples,
  importTemplateCardSamples,
} from './samples/import-card.ts'
import { lagCardSamples, lagListCardSamples } from './samples/lag-card.ts'
import { noticeCardSamples } from './samples/notice-card.ts'
import {
  editAppliedSamples,
  editCheckSamples,
  objectsFileSamples,
  objectsPreviewSamples,
  objectsProblemsSamples,
  objectsSavedSamples,
  sameObjectsSamples,
} from './samples/objects-card.ts'
import {
  answerSamples,
  auditCardSamples,
  channelCardSamples,
  fileCardSamples,
  grantsCardSamples,
  helpCardSamples,
  personCardSamples,
  policyCardSamples,
  verbCardSamples,
} from './samples/other-cards.ts'
import { parameterHistoryCardSamples, parametersCardSamples } from './samples/parameters-card.ts'
import { pictureCardSamples } from './samples/picture-card.ts'
import { problemCardSamples } from './samples/problem-card.ts'
import {
  progressCardSamples,
  progressListCardSamples,
  progressObjectsCardSamples,
} from './samples/progress-card.ts'
import { approvalRequestedSamples, askBackSamples, endReplySamples } from './samples/replies.ts'
import {
  callFileMissingSamples,
  callFileSentSamples,
  closedRequestsSamples,
  leaveOutSamples,
  openRequestsSamples,
  readyNoteSamples,
  requestCardSamples,
  requestDetailsSamples,
  requestNotesSamples,
} from './samples/request-card.ts'
import { linksCardSamples, nodesCardSamples, quotaCardSamples } from './samples/resource-cards.ts'
import { moreCardSamples, taggedCardSamples } from './samples/resource-finds.ts'
import { rulesCardSamples, rulesPreviewCardSamples, rulesSavedCardSamples } from './samples/rules-card.ts'
import { settingCardSamples } from './samples/setting-card.ts'
import { settingsCardSamples } from './samples/settings-card.ts'
import { tagsCardSamples } from './samples/tags-card.ts'
import { severalTasksSamples, taskCardSamples, taskDetailsSamples } from './samples/task-card.ts'
import { rememberedPaneSamples, taskPaneSamples } from './samples/task-pane.ts'
import {
  mappingsCardSamples,
  templateCardSamples,
  templateReadCardSamples,
  templateSentCardSamples,
} from './samples/template-card.ts'
import { timelineCardSamples } from './samples/timeline-card.ts'
import { usersCardSamples } from './samples/users-card.ts'
import type { ViewSamples } from './samples.ts'

/** Samples of every view: an exported function that makes a card, wherever it is. */
export const viewSamples: readonly ViewSamples[] = [
  taskCardSamples,
  taskDetailsSamples,
  taskPaneSamples,
  rememberedPaneSamples,
  severalTasksSamples,
  eventCardSamples,
  checkCardSamples,
  actionCardSamples,
  batchCardSamples,
  boardCardSamples,
  mergedCardSamples,
  groupCardSamples,
  noticeCardSamples,
  homeCardSamples,
  requestCardSamples,
  requestDetailsSamples,
  callFileMissingSamples,
  callFileSentSamples,
  requestNotesSamples,
  readyNoteSamples,
  openRequestsSamples,
  closedRequestsSamples,
  leaveOutSamples,
  objectsPreviewSamples,
  sameObjectsSamples,
  objectsProblemsSamples,
  objectsSavedSamples,
  objectsFileSamples,
  editCheckSamples,
  editAppliedSamples,
  problemCardSamples,
  answerSamples,
  fileCardSamples,
  personCardSamples,
  verbCardSamples,
  grantsCardSamples,
  auditCardSamples,
  policyCardSamples,
  helpCardSamples,
  channelCardSamples,
  doctorCardSamples,
  askBackSamples,
  approvalRequestedSamples,
  endReplySamples,
  settingCardSamples,
  editCardSamples,
  tagsCardSamples,
  usersCardSamples,
  taggedCardSamples,
  moreCardSamples,
  drCardSamples,
  drListCardSamples,
  lagCardSamples,
  lagListCardSamples,
  pictureCardSamples,
  timelineCardSamples,
  importsCardSamples,
  importBatchCardSamples,
  importRefusedCardSamples,
  importTemplateCardSamples,
  templateCardSamples,
  templateReadCardSamples,
  templateSentCardSamples,
  mappingsCardSamples,
  driversCardSamples,
  driverDoneCardSamples,
  driverGivenCardSamples,
  rulesCardSamples,
  rulesPreviewCardSamples,
  rulesSavedCardSamples,
  settingsCardSamples,
  costCardSamples,
  quotaCardSamples,
  nodesCardSamples,
  linksCardSamples,
  parametersCardSamples,
  parameterHistoryCardSamples,
  comparisonRunSamples,
  comparisonHistorySamples,
  comparedPlacesSamples,
  differingRowsSamples,
  comparisonFileSamples,
  comparisonChangedSamples,
  progressCardSamples,
  progressListCardSamples,
  progressObjectsCardSamples,
  abnormalRowsCardSamples,
  abnormalTableCardSamples,
  abnormalTasksCardSamples,
]
