// `npm run emulators`: OpenAI and Replicate on this machine, to try the app and code of one's own without keys and money.
import { parseArgs } from 'node:util';
import { type FaultKind, faultKinds, startOpenAiEmulator, startReplicateEmulator } from '@forecourt/testing';

const usage = `Usage: npm run emulators -- [options]

  --openai PORT         port of OpenAI's; a free one where left out
  --replicate PORT      port of Replicate's
  --fail WHO[=HOW]      lets every request for work fail: openai or replicate, and one of
                        ${faultKinds.slice(0, 9).join(', ')},
                        ${faultKinds.slice(9).join(', ')};
                        server-error where left out. May be said for both.
`;

const { values } = readArguments();
const faults = new Map((values.fail ?? []).map(readFault));
const stop = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stop.abort());

// Slow enough to watch: progress, previews and a button to cancel are of no use to anybody within a millisecond.
await using openai = await startOpenAiEmulator({ port: readPort(values.openai), pieceMs: 400 });
await using replicate = await startReplicateEmulator({ port: readPort(values.replicate), pace: { milliseconds: 3000 } });
const emulators = {
  openai: { ...openai, title: 'OpenAI', address: openai.url, key: openai.apiKey },
  replicate: { ...replicate, title: 'Replicate', address: replicate.baseUrl, key: replicate.token },
};

for (const [name, kind] of faults) emulators[name].failWith(({ isWork }) => (isWork ? kind : undefined));
const lines = Object.entries(emulators).map(([name, { title, address, key }]) => {
  const fault = faults.get(name === 'openai' ? 'openai' : 'replicate');
  return `  ${title.padEnd(10)} ${address}   key ${key}${fault ? `   fails: ${fault}` : ''}`;
});
console.log(`${lines.join('\n')}

In the app:    FORECOURT_OUTBOUND_ALLOW=127.0.0.1 npm start
               then Settings → Providers: add each with its key and its address
In your code:  createOpenAiProvider({ apiKey, baseUrl }), createReplicateProvider({ token, baseUrl })

They draw cars and cut out red ones. Nothing is paid; what the real ones would have taken is printed here. Ctrl-C ends them.
`);

const watching = [watch('OpenAI', openai), watch('Replicate', replicate)];
await Promise.race([new Promise((resolve) => stop.signal.addEventListener('abort', resolve, { once: true })), ...watching]);

interface Watched {
  readonly charged: readonly { readonly operation: string; readonly model: string; readonly usd: number; readonly count: number }[];
  until(holds: () => boolean): Promise<void>;
}

/** Prints each charge as it comes. */
async function watch(title: string, emulator: Watched): Promise<void> {
  for (let seen = 0; ; seen++) {
    await emulator.until(() => emulator.charged.length > seen);
    const charge = emulator.charged[seen];
    if (charge) console.log(`  ${title} would have taken $${charge.usd.toFixed(6)} for ${charge.operation} by ${charge.model}`);
  }
}

function readArguments() {
  try {
    const options = { openai: { type: 'string' }, replicate: { type: 'string' }, fail: { type: 'string', multiple: true } } as const;
    return parseArgs({ options });
  } catch (error) {
    return refuse(error instanceof Error ? error.message : String(error));
  }
}

function readPort(text: string | undefined): number {
  const port = Number(text ?? 0);
  return Number.isInteger(port) && port >= 0 && port <= 65_535 ? port : refuse(`${text} is no port.`);
}

function readFault(text: string): ['openai' | 'replicate', FaultKind] {
  const [who, how = 'server-error'] = text.split('=');
  const kind = faultKinds.find((known) => known === how);
  if (who !== 'openai' && who !== 'replicate') return refuse(`There is no emulator ${who}.`);
  return kind ? [who, kind] : refuse(`They cannot fail by ${how}.`);
}

function refuse(reason: string): never {
  console.error(`${reason}\n\n${usage}`);
  process.exit(2);
}
