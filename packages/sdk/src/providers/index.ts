export type { CallContext, Cutout, CutoutFormat, Progress, Provider, RemoveBackgroundRequest } from './provider.ts';
