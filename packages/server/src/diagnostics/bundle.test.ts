import { createClient } from '@forecourt/sdk/client';
import { environmentSchema as sdkSchema } from '@forecourt/sdk/settings';
import { describe, expect, it } from 'vitest';
import { listenForecourt } from '../listen.ts';
import { environmentSchema } from '../settings/settings.ts';
import { onBothColumns } from '../testing/columns.ts';
import { testOptions } from '../testing/server.ts';
import { supportBundle } from './bundle.ts';
import { summarise } from './run-checks.ts';
import { secretValues, shownSettings } from './settings-text.ts';
import { unzip } from './testing/unzip.ts';

onBothColumns('a support bundle', (column) => {
  it('has everything that helps, and none of the secrets that were planted', async () => {
    const owner = { email: 'planted.owner@example.com', password: 'planted-owner-password' };
    const environment = {
      FORECOURT_METRICS_TOKEN: 'planted-metrics-token',
      OTEL_EXPORTER_OTLP_HEADERS: 'key=planted-otel-key',
      FORECOURT_OWNER_EMAIL: owner.email,
      FORECOURT_OWNER_PASSWORD: owner.password,
    };
    await using place = await column.makePlace();
    await using server = await listenForecourt({ ...testOptions(place), environment });
    const headers = await signIn(server.url, owner);
    const client = createClient({ url: server.url, headers, retries: 0 });
    const key = await client.keys.create({ name: 'planted', scopes: ['vehicles:read'] });
    // Where secrets come by that should not be where they are: in paths, in headers, in fields.
    const planted = [...Object.values(owner), 'planted-metrics-token', 'planted-otel-key', key.secret, 'planted-session', 'planted.person'];
    await fetch(`${server.url}/api/v1/${key.secret}`, { headers: { ...headers, cookie: 'forecourt_session=planted-session' } });
    await fetch(`${server.url}/api/v1/planted.person@example.com?signature=planted-signature`, { headers });
    await fetch(`${server.url}/metrics`, { headers: { authorization: 'Bearer planted-metrics-token' } });

    const { checks: found } = await client.diagnostics.look();
    expect(found.filter(({ state }) => state !== 'ok').map(({ name }) => name)).toEqual(['workers']);
    const answer = await fetch(`${server.url}/api/v1/diagnostics/bundle`, { headers });
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-disposition')).toMatch(/filename="forecourt-support-[\dT-]+\.zip"/);
    const files = await unzip(new Uint8Array(await answer.arrayBuffer()));
    const names = [
      'README.txt',
      'checks.json',
      'errors.json',
      'log.jsonl',
      'machine.json',
      'metrics.txt',
      'queue.json',
      'schema.json',
      'settings.json',
    ];
    expect(new Set(Object.keys(files))).toEqual(new Set(names));
    expect(files['log.jsonl']).toContain('answered');
    expect(files['checks.json']).toContain('"name": "database"');
    expect(files['metrics.txt']).toContain('forecourt_http_request_duration_seconds');
    expect(files['settings.json']).toContain('"FORECOURT_METRICS_TOKEN": "(set, not shown)"');
    const whole = Object.values(files).join('\n');
    for (const secret of planted) expect(whole).not.toContain(secret);
  });
});

describe('settings for whoever helps', () => {
  it('show no secret of any setting that there is', () => {
    const names = Object.keys({ ...environmentSchema.shape, ...sdkSchema.shape });
    const secretive = names.filter((name) => /PASSWORD|SECRET|TOKEN|KEY|EMAIL|HEADERS|URL|ENDPOINT|SMTP/.test(name));
    const environment = Object.fromEntries(secretive.map((name) => [name, plantedIn(name)]));
    const shown = JSON.stringify(shownSettings(environment));
    expect(secretive.length).toBeGreaterThan(5);
    expect(shown).not.toContain('planted');
    expect(shown).toContain('host.example');
  });

  it('are taken out of every file, as they are and as addresses write them', async () => {
    const environment = { DATABASE_URL: 'postgres://me:pl%40nted-1@host.example/db', FORECOURT_OWNER_PASSWORD: 'planted "in" quotes' };
    expect(secretValues(environment)).toEqual(expect.arrayContaining(['pl%40nted-1', 'pl@nted-1', 'planted "in" quotes']));
    const files = await unzip(
      await supportBundle({
        environment,
        diagnostics: summarise([], '1.0.0'),
        logLines: [JSON.stringify({ msg: 'said pl@nted-1 and planted "in" quotes' })],
        files: { 'note.txt': async () => 'pl%40nted-1', 'broken.json': () => Promise.reject(new TypeError('cannot pl@nted-1')) },
      }),
    );
    expect(Object.values(files).join('\n')).not.toMatch(/pl(@|%40)nted-1|planted/);
    expect(files['broken.json']).toContain('couldNotBeTold');
    expect(JSON.parse(String(files['log.jsonl']))).toHaveProperty('msg');
  });
});

/** Headers of somebody who is signed in. */
async function signIn(url: string, owner: { readonly email: string; readonly password: string }): Promise<Record<string, string>> {
  const answer = await fetch(`${url}/api/v1/session`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', Origin: url },
    body: JSON.stringify(owner),
  });
  const cookie = answer.headers.getSetCookie().map((line) => line.split(';')[0]);
  return { cookie: cookie.join('; '), Origin: url };
}

/** A value that such a setting could have, with a secret in it. */
function plantedIn(name: string): string {
  if (/URL|ENDPOINT|SMTP/.test(name) && !/KEY|TOKEN|SECRET/.test(name))
    return 'https://planted-user:planted-word@host.example/path?key=planted-parameter';
  return 'planted-value';
}
