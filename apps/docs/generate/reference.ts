import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { environmentSchema } from '@forecourt/sdk/settings';
import { agentEnvironmentSchema } from '../../../packages/remote-agent/src/config/settings.ts';
import { openapiDocument } from '../../../packages/server/src/http/openapi/document.ts';
import { environmentSchema as serverEnvironmentSchema } from '../../../packages/server/src/settings/settings.ts';
import { generateApi } from './api.ts';
import { commandsPage } from './commands.ts';
import { errorsPage } from './errors.ts';
import { metricsPage } from './metrics.ts';
import type { OpenApiDocument } from './openapi.ts';
import { generateRest } from './rest.ts';
import { settingsPage } from './settings.ts';

/** Makes every page of the reference anew. None of them is committed: the code is what they say. */
export async function generateReference(into: string): Promise<void> {
  await rm(into, { recursive: true, force: true });
  await mkdir(into, { recursive: true });
  await writeFile(join(into, 'errors.md'), errorsPage());
  await writeFile(join(into, 'commands.md'), await commandsPage());
  await writeFile(join(into, 'metrics.md'), metricsPage());
  await writeFile(
    join(into, 'settings.md'),
    settingsPage([
      { title: 'Server', text: 'What `forecourt serve` and an embedded backend read.', shape: serverEnvironmentSchema.shape },
      { title: 'SDK and command line', text: 'What the engine and the `forecourt` command read.', shape: environmentSchema.shape },
      {
        title: 'Agent of a host',
        text: 'What `forecourt-agent` reads on the computer in the office.',
        shape: agentEnvironmentSchema.shape,
      },
    ]),
  );
  // As it goes over the wire, with what JSON leaves out left out.
  const description: OpenApiDocument = JSON.parse(JSON.stringify(openapiDocument()));
  await generateRest(join(into, 'rest'), description);
  await generateApi(join(into, 'api'));
}
