export { type CutoutSummary, cutoutSummarySchema, inputFactsSchema, outputFactsSchema, timingsSchema, warningSchema } from './cutout.ts';
export { type Abilities, abilitiesSchema, type Operation, operationSchema, type ProviderHealth, providerHealthSchema } from './provider.ts';
