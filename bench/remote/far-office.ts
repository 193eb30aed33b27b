import { chmod, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import type { HostDetail } from '@forecourt/sdk/contract';
import { type Cloud, openCloud } from '../../e2e/offices/cloud.ts';
import { openOffice } from '../../e2e/offices/office.ts';
import { type Cable, networks, temporaryFolder } from '../../packages/testing/src/index.ts';
import { Skipped } from '../benchmark.ts';

/** A platform and a computer in an office, in networks of their own, with a cable for each of the roads between them. */
export interface FarOffice extends AsyncDisposable {
  readonly cloud: Cloud;
  readonly hostId: string;
  /** Over this one the platform reaches the agent. */
  readonly direct: Cable;
  /** Over this one the agent dials. */
  readonly relay: Cable;
  /** Resolves when the host is there and all of its roads are up. */
  untilWhole(): Promise<void>;
  read(): Promise<HostDetail>;
}

export async function openFarOffice(signal: AbortSignal): Promise<FarOffice> {
  if (!networks.canBeMade) throw new Skipped(`networks are needed${networks.note}`);
  await using opened = new AsyncDisposableStack();
  const folder = opened.use(await temporaryFolder());
  const cloud = opened.use(await openCloud());
  const { client, network, server } = cloud;
  const place = await network.place('office');
  const direct = await network.cable(place, cloud.place);
  const relay = await network.cable(place, cloud.place);
  const tool = join(folder.path, 'cut.sh');
  await writeFile(tool, '#!/bin/sh\nexit 1\n');
  await chmod(tool, 0o755);
  const platform = `http://${relay.addressOf(cloud.place)}:${server.port}`;
  const wish = { name: 'office', place, folder: folder.path, client, platform, tool, address: direct.addressOf(place), signal };
  const { hostId } = opened.use(await openOffice(wish));
  const read = () => client.hosts.get(hostId, { signal });
  const stack = opened.move();
  return {
    ...{ cloud, hostId, direct, relay, read },
    async untilWhole() {
      for (;;) {
        const { state, roads } = await read();
        if (state === 'online' && roads.length === 2 && roads.every((road) => road.state === 'up')) return;
        await setTimeout(100, undefined, { signal });
      }
    },
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  };
}
