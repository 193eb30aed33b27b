export { type ErrorCode, type ErrorJson, errorCodes, ForecourtError } from '@forecourt/errors';
export type { Action, Box, Defect, Report, Severity, Verdict } from '@forecourt/quality';
export type { Abilities, CutoutSummary, Operation, ProviderHealth } from './contract/index.ts';
export type { CallContext, Cutout, CutoutFormat, Progress, Provider, RemoveBackgroundRequest } from './providers/index.ts';
