export {
  type ReplicateCatalogue,
  type ReplicateCatalogueInput,
  type ReplicateModel,
  replicateCatalogueSchema,
} from './catalogue.ts';
export { createReplicateProvider, type ReplicateOptions, type ReplicateProvider } from './provider.ts';
