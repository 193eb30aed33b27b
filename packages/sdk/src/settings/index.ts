export { type Environment, readEnvironment } from './environment.ts';
export { environmentSchema, readSettings, type Settings } from './settings.ts';
