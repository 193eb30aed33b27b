export { type Asset, assetSchema } from './asset.ts';
export { type CutoutSummary, cutoutSummarySchema, inputFactsSchema, outputFactsSchema, timingsSchema, warningSchema } from './cutout.ts';
export { eventSchema, type ForecourtEvent } from './event.ts';
export { idSchema, sha256Schema, timeSchema } from './identifiers.ts';
export {
  type ApiKey,
  apiKeySchema,
  type Dealership,
  dealershipSchema,
  type Identity,
  identitySchema,
  type Person,
  passwordSchema,
  personSchema,
} from './identity.ts';
export { type Job, type JobState, jobSchema, jobStateSchema, type RemovalOptions, removalOptionsSchema } from './job.ts';
export { pageOf, pageQuerySchema } from './page.ts';
export {
  type Angle,
  angleSchema,
  type Decision,
  decisionSchema,
  type Listing,
  listingSchema,
  type Photo,
  type PhotoCutout,
  type PhotoState,
  photoCutoutSchema,
  photoSchema,
  photoStateSchema,
  reviewSchema,
} from './photo.ts';
export { type Problem, problemSchema } from './problem.ts';
export { type Abilities, abilitiesSchema, type Operation, operationSchema, type ProviderHealth, providerHealthSchema } from './provider.ts';
export { keyScopeSchema, operatorScopes, type Right, type Role, rights, roleSchema, type Scope, scopeSchema, scopesOfRole } from './rights.ts';
export { commonErrors, type Route, type RouteName, routes } from './routes/index.ts';
export {
  type NewVehicle,
  newVehicleSchema,
  photoCountsSchema,
  type Vehicle,
  type VehicleChanges,
  vehicleChangesSchema,
  vehicleSchema,
} from './vehicle.ts';
export {
  type Delivery,
  type DeliveryState,
  type DeliveryTry,
  deliverySchema,
  deliveryStateSchema,
  deliveryTrySchema,
  type EventType,
  eventTypeSchema,
  type SentDelivery,
  sentDeliverySchema,
  type Webhook,
  type WebhookMessage,
  type WebhookState,
  webhookMessageSchema,
  webhookSchema,
  webhookStateSchema,
} from './webhook.ts';
