import { execFile, spawnSync } from 'node:child_process';
import { randomBytes, randomInt } from 'node:crypto';
import { promisify } from 'node:util';
import { systemPart } from '../system-part.ts';

const run = promisify(execFile);

export const iproute = systemPart('ip', { debianPackage: 'iproute2', folders: () => ['/usr/sbin', '/sbin'] });
export const nftables = systemPart('nft', { debianPackage: 'nftables', folders: () => ['/usr/sbin', '/sbin'] });

/** Whether this machine lets tests make networks of their own; `note` is for the title of what is skipped without. */
export const networks: { readonly canBeMade: boolean; readonly note: string } = tryOnce();

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
      // Packets are dropped inside a place of ours; the machine's own rules are not touched.
      const inner = spaces.has(far.place) ? far : near;
      return {
        addressOf(place) {
          const side = sides.find((candidate) => candidate.place === place);
          if (!side) throw new Error(`The cable does not lead to ${place.name}.`);
          return side.address;
        },
        cut: () => dropping(inner, 'drop'),
        lose: (share) => dropping(inner, `numgen random mod 1000 < ${Math.round(share * 1000)} drop`),
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

async function dropping({ place, name }: { readonly place: Place; readonly name: string }, verdict: string): Promise<AsyncDisposable> {
  const table = `lossy_${randomBytes(4).toString('hex')}`;
  const chain = (hook: string, side: string) =>
    `chain ${hook} {\ntype filter hook ${hook} priority -10; policy accept;\n${side} "${name}" ${verdict}\n}`;
  const text = `table inet ${table} {\n${chain('input', 'iifname')}\n${chain('output', 'oifname')}\n}`;
  await run(...place.command(nftables.path(), [text]));
  return {
    [Symbol.asyncDispose]: async () => void (await run(...place.command(nftables.path(), ['delete', 'table', 'inet', table]))),
  };
}

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
