import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { WebSocketServer } from 'ws';
import { type Office, startOffice } from '../../e2e/hosts/office.ts';
import { directRoad, hostKeyFromPem, type Road } from '../../packages/sdk/src/remote/index.ts';
import { openRelayLine, type RelayLine, relayRoad, relaySocketOptions } from '../../packages/sdk/src/remote/roads/relay/index.ts';
import { startTcpProxy, type TcpProxy, temporaryFolder } from '../../packages/testing/src/index.ts';
import { thereAndBack } from './large-file.ts';
import type { Soak } from './soak.ts';

/** A file of 2 GB to an agent and back over one road alone, cut and resumed on the way. `--count` is its size in megabytes. */
export function roadSoak(kind: 'direct' | 'relay'): Soak {
  return {
    name: `roads.${kind}`,
    title: `two gigabytes to an agent over the road ${kind} and back at 25 MB/s, cut every 150 MB: the same SHA-256, at most a chunk lost with each cut`,
    count: 2000,
    async run(context) {
      await using folder = await temporaryFolder();
      const dialled = new EventTarget();
      await using way = kind === 'direct' ? await directWay(folder.path) : await relayWay(folder.path, dialled);
      await using host = way.office.connect({ roads: [way.road] });
      // As a platform does: a new line is tried at once.
      dialled.addEventListener('line', () => void host.probe());
      return await thereAndBack({ ...context, folder: folder.path, host, network: way.network });
    },
  };
}

interface Way extends AsyncDisposable {
  readonly office: Office;
  readonly road: Road;
  readonly network: TcpProxy;
}

async function directWay(folder: string): Promise<Way> {
  const office = await startOffice({ folder });
  const { HOST_ADDRESS, HOST_KEY, PLATFORM_KEY } = office.environment;
  const road = directRoad({ addresses: [HOST_ADDRESS], key: hostKeyFromPem(PLATFORM_KEY), hostKeys: () => [HOST_KEY] });
  return { office, road, network: office.roads.direct, [Symbol.asyncDispose]: () => office[Symbol.asyncDispose]() };
}

/** A platform that takes whoever dials for the one agent that there is. */
async function relayWay(folder: string, dialled: EventTarget): Promise<Way> {
  await using opened = new AsyncDisposableStack();
  const platform = new WebSocketServer({ port: 0, host: '127.0.0.1', ...relaySocketOptions });
  opened.defer(() => void platform.close());
  await once(platform, 'listening');
  let line: RelayLine | null = null;
  platform.on('connection', (webSocket) => {
    openRelayLine({ webSocket }).then(
      (opened) => {
        line = opened;
        dialled.dispatchEvent(new Event('line'));
      },
      // It broke while it came up: the agent dials again.
      () => undefined,
    );
  });
  const network = opened.use(await startTcpProxy({ target: (platform.address() as AddressInfo).port }));
  const office = opened.use(await startOffice({ folder, relayUrl: `ws://127.0.0.1:${network.port}/relay` }));
  const stack = opened.move();
  return { office, road: relayRoad({ line: () => line }), network, [Symbol.asyncDispose]: () => stack.disposeAsync() };
}
