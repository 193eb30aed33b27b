// OpenAI's API in a process of its own, so that what it draws takes nothing from whoever is measured. Says over IPC where it is.

import { startOpenAiEmulator } from '../../packages/testing/src/index.ts';
import type { OpenAiPlace } from '../router/http.ts';

const { url, apiKey } = await startOpenAiEmulator();
const said: OpenAiPlace = { url, apiKey };
process.send?.(said);
// Whoever asked is gone.
process.on('disconnect', () => process.exit());
