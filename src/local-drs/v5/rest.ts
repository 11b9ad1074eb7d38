import type { Handler } from '../handler.ts'
import { healthComparisons, policy, progressData } from './compare.ts'
import { changeConfiguration, configurationHistory, configurations } from './configuration.ts'
import { deleteDrivers, drivers, syncDriver, uploadDriver } from './drivers.ts'
import { components, metering, monitor } from './monitoring.ts'
import { importProgress, importResult, objectTemplate, uploadObjects } from './object-import.ts'
import {
  collectedObjects,
  collectObjects,
  collectObjectsV51,
  mappings,
  objects,
  savingStatus,
  selectedObjects,
  support,
} from './objects.ts'
import { collectPosition, positionResult, startPosition } from './positions.ts'
import {
  checkFilters,
  collectTableColumns,
  columns,
  filtersResult,
  rules,
  rulesResult,
  updateRules,
} from './processing.ts'
import { dirtyData, operationStatistics } from './statistics.ts'
import {
  changeJobTags,
  countResources,
  createTags,
  deleteTags,
  filterResources,
  jobTags,
  projectJobTags,
  projectResourceTags,
  resourceTags,
} from './tags.ts'

/** The v5 operations of 7.4, 7.5.2 to 7.5.6, 7.6.2, 7.6.7, 7.6.9 to 7.6.13, 7.7, and 7.9 to 7.11. */
export const handlersB: readonly Handler[] = [
  collectObjects,
  collectObjectsV51,
  collectedObjects,
  objects,
  selectedObjects,
  objectTemplate,
  uploadObjects,
  importProgress,
  importResult,
  savingStatus,
  mappings,
  support,
  metering,
  dirtyData,
  operationStatistics,
  monitor,
  components,
  collectPosition,
  positionResult,
  startPosition,
  uploadDriver,
  deleteDrivers,
  syncDriver,
  drivers,
  policy,
  healthComparisons,
  progressData,
  updateRules,
  rulesResult,
  rules,
  checkFilters,
  filtersResult,
  collectTableColumns,
  columns,
  changeConfiguration,
  configurations,
  configurationHistory,
  changeJobTags,
  projectJobTags,
  jobTags,
  createTags,
  deleteTags,
  filterResources,
  countResources,
  resourceTags,
  projectResourceTags,
]
