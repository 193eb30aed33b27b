// Every row but those of `people` and `setup_codes` belongs to a dealership, and every reference between such rows carries the
// dealership's id: a row that points into another dealership cannot be written, whatever the code above forgets.
// Identifiers are UUIDs of version 7, so that "newest first" is the primary key read backwards.

export { auditCheckpoints, auditEntries, auditHeads } from './tables/audit.ts';
export { deliveries, webhooks } from './tables/deliveries.ts';
export { errorGroups, errorHours, errorJobs, errorOccurrences } from './tables/errors.ts';
export { executionFiles, executionLogs, executions } from './tables/executions.ts';
export { generationInputs, generationResults, generations, photoAnalyses, providerCalls } from './tables/generations.ts';
export { enrolments, hostEvents, hostKeys, hostSpans, hosts, hostTokens, platformKeys, relayLines } from './tables/hosts.ts';
export {
  accounts,
  apiKeys,
  dealerships,
  invitations,
  memberships,
  passwordResets,
  people,
  sessions,
  setupCodes,
  signingKeys,
} from './tables/identity.ts';
export { importErrors, importItems, importParts, imports } from './tables/imports.ts';
export { notificationPreferences, notificationRecipients, notificationRules, notifications } from './tables/notifications.ts';
export { assets, cutouts, jobs, photos, reviews, vehicles } from './tables/pictures.ts';
export { providerRules, providers, retirementAlerts } from './tables/providers.ts';
export { dealershipQueues, installationPause, jobAttempts, workers } from './tables/queue.ts';
export { events, idempotency } from './tables/records.ts';
export { scheduleRuns, schedules } from './tables/schedules.ts';
export { scriptManifests, scriptPins, scripts, scriptVersions } from './tables/scripts.ts';
export { installation, secretKeys, secrets } from './tables/secrets.ts';
export { fileHolds, storageCleanings, storageMoves } from './tables/storage.ts';
export { syncFolders } from './tables/sync.ts';
export { jobTraces } from './tables/traces.ts';
export { transfers } from './tables/transfers.ts';
export { uploads } from './tables/uploads.ts';
export { budgetReservations, budgets, usage, usageDays } from './tables/usage.ts';
