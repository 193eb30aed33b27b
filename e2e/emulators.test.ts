import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { createOpenAiProvider } from '@forecourt/sdk/providers/openai';
import { createReplicateProvider } from '@forecourt/sdk/providers/replicate';
import { type GuardedProcess, repositoryFolder, startGuarded } from '@forecourt/testing';
import { describe, expect, it } from 'vitest';

const script = join(repositoryFolder, 'tools', 'emulators.ts');
const start = (...args: string[]) => startGuarded(process.execPath, [script, ...args], { ready: /Ctrl-C ends them/ });

/** What the command says of one of them: where it is, and the key that it takes. */
function saidOf(running: GuardedProcess, title: string): { baseUrl: string; key: string } {
  const [, baseUrl = '', key = ''] = running.output().match(new RegExp(`${title} +(http://127\\.0\\.0\\.1:\\d+/v1) +key (\\S+)`)) ?? [];
  return { baseUrl, key };
}

describe('npm run emulators', () => {
  it('says where both are, and they work with what it says; one fails when that is asked for', async () => {
    const running = await start('--fail', 'replicate=out-of-credit');
    try {
      const [openAi, other] = [saidOf(running, 'OpenAI'), saidOf(running, 'Replicate')];
      await using openai = createOpenAiProvider({ apiKey: openAi.key, baseUrl: openAi.baseUrl });
      await using replicate = createReplicateProvider({ token: other.key, baseUrl: other.baseUrl });
      expect(await openai.health()).toMatchObject({ state: 'ready' });
      expect(await replicate.health()).toMatchObject({ state: 'ready' });
      await expect(replicate.generateImage({ prompt: 'a red car' })).rejects.toMatchObject({ code: 'PROVIDER_OUT_OF_CREDIT' });
      expect(running.output()).toMatch(/Replicate .* fails: out-of-credit/);
    } finally {
      await running.end('SIGINT');
    }
    await running.ended;
  });

  it('says how it is used where it is used wrongly', () => {
    const { status, stderr } = spawnSync(process.execPath, [script, '--fail', 'openai=fire'], { encoding: 'utf8' });
    expect({ status, stderr }).toEqual({ status: 2, stderr: expect.stringMatching(/cannot fail by fire[\s\S]*Usage/) });
  });
});
