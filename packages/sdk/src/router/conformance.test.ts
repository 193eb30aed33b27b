import {
  installTinyModel,
  type OpenAiEmulator,
  redCarPhoto,
  startOpenAiEmulator,
  type TemporaryFolder,
  temporaryFolder,
} from '@forecourt/testing';
import { afterAll, beforeAll, describe, it } from 'vitest';
import type { EngineOptions } from '../engine/index.ts';
import { providerConformance } from '../providers/conformance.ts';
import { createLocalProvider } from '../providers/local/index.ts';
import { createOpenAiProvider } from '../providers/openai/index.ts';
import { createRouter, memoryParts } from './index.ts';

let folder: TemporaryFolder;
let emulator: OpenAiEmulator;
let options: EngineOptions;
beforeAll(async () => {
  folder = await temporaryFolder();
  emulator = await startOpenAiEmulator();
  options = await installTinyModel(folder.path);
});
afterAll(async () => {
  await emulator[Symbol.asyncDispose]();
  await folder[Symbol.asyncDispose]();
});

/** Results name who made them, so the router has the name of the one who does. */
const create = (name: string) =>
  createRouter({
    name,
    providers: [createLocalProvider(options), createOpenAiProvider({ apiKey: emulator.apiKey, baseUrl: emulator.url })],
    ...memoryParts(),
    cache: undefined,
  });
const photo = redCarPhoto();
const work = () => emulator.requests.filter(({ isWork }) => isWork);
const farEnd = {
  received: () => work().length,
  hold() {
    emulator.failNext('stuck');
    const at = work().length;
    return {
      arrived: emulator.until(() => work()[at]?.body !== undefined),
      left: emulator.until(() => work()[at]?.aborted === true),
    };
  },
};

describe('a router keeps what every provider promises', () => {
  // Each check starts an engine, and takes seconds: those in which the router has a hand.
  const checks = providerConformance({ create: () => create('local'), photo });
  for (const check of checks.filter(({ title }) => /on the way|runs out|closed/.test(title))) it(check.title, check.run);
});

describe('a router keeps what every provider of pictures promises', () => {
  const suite = { create: () => create('openai'), photo, operations: ['generateImage'], farEnd } as const;
  for (const check of providerConformance(suite)) it(check.title, check.run);
});
