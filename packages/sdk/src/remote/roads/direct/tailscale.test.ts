import { fakeTailscale, tailscaleStatus } from '@forecourt/testing';
import { expect, it } from 'vitest';
import { tailscalePeerSchema } from '../../../contract/index.ts';
import { createTailscale } from './tailscale.ts';

it('says how each computer is reached, by name, by short name and by address', async () => {
  await using cli = await fakeTailscale(tailscaleStatus.running);
  const tailscale = createTailscale({ command: cli.command });
  const keyExpiresAt = '2027-03-01T08:00:00.000Z';
  const lastSeenAt = '2026-11-21T11:59:10.500Z';
  const direct = { state: 'direct', relay: null, address: '192.168.1.20:41641', lastSeenAt, keyExpiresAt };
  for (const address of ['https://direct-pc.tail1234.ts.net:7443', 'Direct-PC', '100.64.0.2', 'https://[fd7a:115c:a1e0::2]:7443']) {
    expect(tailscalePeerSchema.parse(await tailscale.peer(address))).toEqual(direct);
  }
  expect(await tailscale.peer('relayed-pc')).toEqual({ state: 'relayed', relay: 'fra', address: null, lastSeenAt, keyExpiresAt });
  expect(await tailscale.peer('idle-pc')).toMatchObject({ state: 'unknown', lastSeenAt: null });
  expect(await tailscale.peer('off-pc')).toMatchObject({ state: 'offline', lastSeenAt: '2026-11-20T17:31:00.000Z' });
  expect(await tailscale.peer('expired-pc')).toMatchObject({ state: 'offline', keyExpiresAt: '2026-11-01T08:00:00.000Z' });
  expect(await tailscale.peer('https://192.168.1.20:7443')).toBeNull();
  expect(await cli.starts()).toBe(1);
});

it('knows of nobody while it is stopped or nobody signed in', async () => {
  await using cli = await fakeTailscale(tailscaleStatus.stopped);
  const peer = () => createTailscale({ command: cli.command }).peer('direct-pc');
  expect(await peer()).toMatchObject({ state: 'unknown', address: null });
  for (const document of [tailscaleStatus.needsLogin, tailscaleStatus.noState, 'no JSON', '{}']) {
    await cli.print(document);
    expect(await peer()).toBeNull();
  }
  await cli.fail('failed to connect to local tailscaled');
  expect(await peer()).toBeNull();
});

it('is not needed', async () => {
  expect(await createTailscale({ command: '/nowhere/tailscale' }).peer('direct-pc')).toBeNull();
});

it('asks again when an answer is old', async () => {
  await using cli = await fakeTailscale(tailscaleStatus.running);
  const clock = { at: 0, now: () => clock.at };
  const tailscale = createTailscale({ command: cli.command, clock });
  await Promise.all([tailscale.peer('direct-pc'), tailscale.peer('relayed-pc')]);
  clock.at = 9999;
  await tailscale.peer('direct-pc');
  expect(await cli.starts()).toBe(1);
  clock.at = 10_000;
  await cli.print(tailscaleStatus.stopped);
  expect(await tailscale.peer('direct-pc')).toMatchObject({ state: 'unknown' });
  expect(await cli.starts()).toBe(2);
});
