export { repositoryFolder, type SharedPlace, samplesFolder, sharedPlace } from './folders.ts';
