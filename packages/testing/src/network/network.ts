import { execFile, spawnSync } from 'node:child_process';
import { randomBytes, randomInt } from 'node:crypto';
import { promisify } from 'node:util';
import * as z from 'zod';
import { systemPart } from '../system-part.ts';

const run = promisify(execFile);

export const iproute = systemPart('ip', { debianPackage: 'iproute2', folders: () => ['/usr/sbin', '/sbin'] });
const trafficControl = systemPart('tc', { debianPackage: 'iproute2', folders: () => ['/usr/sbin', '/sbin'] });
export const nftables = systemPart('nft', { debianPackage: 'nftables', folders: () => ['/usr/sbin', '/sbin'] });

/** Whether this machine lets tests make networks of their own; `note` is for the title of what is skipped without. */
export const networks: { readonly canBeMade: boolean; readonly note: string } = tryOnce();

/** Whether lines can be made narrow as well, which is a part of the kernel of its own. */
export function narrowLines(): { readonly canBeMade: boolean; readonly note: string } {
  if (!networks.canBeMade) return networks;
  const shape = 'tc qdisc add dev lo root tbf rate 1mbit burst 16kb latency 100ms';
  const { status, stderr } = spawnSync('unshare', ['--net', 'sh', '-c', `PATH=$PATH:/usr/sbin:/sbin ${shape}`], { encoding: 'utf8' });
  return status === 0 ? networks : { canBeMade: false, note: ` (skipped: no line can be made narrow here: ${stderr})` };
}

/** A computer of the network: processes that are started in it see only its cables. */
export interface Place {
  readonly name: string;
  /** The name of its network namespace; empty for the machine's own. */
  readonly space: string;
  /** The program and arguments that run something there. */
  command(program: string, args: readonly string[]): [program: string, args: string[]];
  /** From now on every connection from outside is dropped without a word, as behind a router: those that it opens itself go on. */
  refuseIncoming(): Promise<void>;
}

/** What two places are joined by. */
export interface Cable {
  /** Of this end. */
  addressOf(place: Place): string;
  /** Nothing passes any more, and nobody is told: as when a router is switched off. Mended when it is disposed. */
  cut(): Promise<AsyncDisposable>;
  /** So much of what passes (0 to 1) is lost, both ways, until it is disposed. */
  lose(share: number): Promise<AsyncDisposable>;
  /** No more than so many bytes a second pass each way, behind a short queue as in a router, until it is disposed. */
  narrow(bytesPerSecond: number): Promise<AsyncDisposable>;
  /** What has come in at this end so far, heads of packets and what was sent again among it. */
  arrivedBytes(place: Place): Promise<number>;
}

export interface Network extends AsyncDisposable {
  /** Where the tests themselves run. */
  readonly here: Place;
  place(name: string): Promise<Place>;
  cable(one: Place, other: Place): Promise<Cable>;
}

/**
 * A network of the test's own, in network namespaces of Linux: nothing of it is seen outside, and nothing is left of it.
 *
 * @example
 * await using network = await makeNetwork();
 * const office = await network.place('office');
 * const cable = await network.cable(network.here, office);
 * await startGuarded(...office.command('node', ['agent.ts']), { ready: /listening/ });
 * await using gone = await cable.cut();
 */
export async function makeNetwork(): Promise<Network> {
  const id = randomBytes(3).toString('hex');
  const block = randomInt(256);
  const here: Place = {
    name: 'here',
    space: '',
    command: (program, args) => [program, [...args]],
    refuseIncoming: () => Promise.reject(new Error('The machine of the tests stays open.')),
  };
  const spaces = new Map<Place, string>();
  const ends: string[] = [];
  let cables = 0;
  const within = (place: Place, program: string, args: readonly string[]) => run(...place.command(program, args));

  return {
    here,
    async place(name) {
      const space = `fc-${id}-${name}`;
      const place: Place = {
        name,
        space,
        command: (program, args) => [iproute.path(), ['netns', 'exec', space, program, ...args]],
        refuseIncoming: () => filter(place, 'incoming', ['ct state established,related accept', 'iifname "lo" accept', 'drop']),
      };
      await run(iproute.path(), ['netns', 'add', space]);
      spaces.set(place, space);
      await within(place, iproute.path(), ['link', 'set', 'lo', 'up']);
      return place;
    },
    async cable(one, other) {
      const number = cables++;
      const subnet = `10.213.${block}`;
      const sides = [one, other].map((place, side) => ({
        place,
        name: `fc${id}${number}${'ab'[side]}`,
        address: `${subnet}.${4 * number + 1 + side}`,
      }));
      const [near, far] = sides;
      if (!near || !far || 4 * number > 248) throw new Error('A cable has two ends, and a network at most 62 cables.');
      await run(iproute.path(), ['link', 'add', near.name, 'type', 'veth', 'peer', 'name', far.name]);
      ends.push(near.name);
      for (const { place, name, address } of sides) {
        const space = spaces.get(place);
        if (space !== undefined) await run(iproute.path(), ['link', 'set', name, 'netns', space]);
        await within(place, iproute.path(), ['address', 'add', `${address}/30`, 'dev', name]);
        await within(place, iproute.path(), ['link', 'set', name, 'up']);
      }
      return {
        addressOf(place) {
          const side = sides.find((candidate) => candidate.place === place);
          if (!side) throw new Error(`The cable does not lead to ${place.name}.`);
          return side.address;
        },
        cut: () => dropping(near, far, 'drop'),
        lose: (share) => dropping(near, far, `numgen random mod 1000 < ${Math.round(share * 1000)} drop`),
        narrow: (bytesPerSecond) => narrowing([near, far], bytesPerSecond),
        async arrivedBytes(place) {
          const side = sides.find((candidate) => candidate.place === place) ?? near;
          const { stdout } = await within(side.place, iproute.path(), ['-json', '-stats', 'link', 'show', 'dev', side.name]);
          return countersSchema.parse(JSON.parse(stdout))[0].stats64.rx.bytes;
        },
      };
    },
    async [Symbol.asyncDispose]() {
      for (const space of spaces.values()) await run(iproute.path(), ['netns', 'delete', space]);
      // A pair goes with the namespace that either end is in; the kernel may still be at it.
      for (const end of ends) await run(iproute.path(), ['link', 'delete', end]).catch(requireGone);
    },
  };
}

async function filter(place: Place, table: string, rules: readonly string[]): Promise<void> {
  const text = `table inet ${table} {\nchain input {\ntype filter hook input priority 0; policy accept;\n${rules.join('\n')}\n}\n}`;
  await run(...place.command(nftables.path(), [text]));
}

interface End {
  readonly place: Place;
  readonly name: string;
}

/**
 * Drops on arrival at either end, since a sender is told of what is dropped before it left. Where one end is the machine's own, whose rules
 * are not touched, the other end drops both ways.
 */
async function dropping(near: End, far: End, verdict: string): Promise<AsyncDisposable> {
  await using made = new AsyncDisposableStack();
  const isOurs = ({ place }: End) => place.space !== '';
  const ends = [near, far].filter(isOurs);
  for (const { place, name } of ends) {
    const table = `lossy_${randomBytes(4).toString('hex')}`;
    const chain = (hook: string, side: string) =>
      `chain ${hook} {\ntype filter hook ${hook} priority -10; policy accept;\n${side} "${name}" ${verdict}\n}`;
    const chains = [chain('input', 'iifname'), ...(ends.length === 1 ? [chain('output', 'oifname')] : [])];
    await run(...place.command(nftables.path(), [`table inet ${table} {\n${chains.join('\n')}\n}`]));
    made.defer(async () => void (await run(...place.command(nftables.path(), ['delete', 'table', 'inet', table]))));
  }
  return made.move();
}

/** A tenth of a second waits in line at most: what is beyond is dropped. */
async function narrowing(ends: readonly End[], bytesPerSecond: number): Promise<AsyncDisposable> {
  await using made = new AsyncDisposableStack();
  for (const { place, name } of ends) {
    const device = ['dev', name, 'root'];
    const line = ['tbf', 'rate', `${bytesPerSecond * 8}bit`, 'burst', '16kb', 'latency', '100ms'];
    await run(...place.command(trafficControl.path(), ['qdisc', 'replace', ...device, ...line]));
    made.defer(async () => void (await run(...place.command(trafficControl.path(), ['qdisc', 'delete', ...device]))));
  }
  return made.move();
}

const countersSchema = z.tuple([z.object({ stats64: z.object({ rx: z.object({ bytes: z.number() }) }) })]);

function requireGone(error: unknown): void {
  if (error instanceof Error && /Cannot find device/.test(error.message)) return;
  throw error;
}

function tryOnce(): { canBeMade: boolean; note: string } {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) {
    return { canBeMade: false, note: ' (skipped: only root on Linux can make a network)' };
  }
  for (const part of [iproute, nftables]) if (!part.canStart) return { canBeMade: false, note: part.note };
  const { status, stderr } = spawnSync('unshare', ['--net', 'nft', 'list', 'ruleset'], { encoding: 'utf8' });
  return status === 0 ? { canBeMade: true, note: '' } : { canBeMade: false, note: ` (skipped: no network can be made here: ${stderr})` };
}
