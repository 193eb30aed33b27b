import { spawn } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { onFreePort } from './free-port.ts';
import { startGuarded } from './guarded-process.ts';
import { systemPart } from './system-part.ts';
import { temporaryFolder } from './temporary-folder.ts';

/** Whether this machine has Prometheus and its promtool, which come together; `note` is for the title of what is skipped without. */
export const prometheus = systemPart('prometheus', { debianPackage: 'prometheus' });

export interface PrometheusOptions {
  /** `127.0.0.1:3000`. */
  readonly target: string;
  /** What it sends as its bearer token. */
  readonly token?: string | undefined;
  /** Path of a file with rules. */
  readonly rules?: string | undefined;
}

export interface RunningPrometheus extends AsyncDisposable {
  readonly url: string;
  /** The value of a series, as soon as it is there. */
  value(query: string): Promise<number>;
  /** JSON of its API, below `/api/v1`. */
  ask(path: string): Promise<unknown>;
}

/**
 * A real Prometheus with a temporary folder of its own, on loopback, that scrapes one target five times a second.
 *
 * @example
 * await using prometheus = await startPrometheus({ target: '127.0.0.1:3000', token });
 * expect(await prometheus.value('up')).toBe(1);
 */
export async function startPrometheus({ target, token, rules }: PrometheusOptions): Promise<RunningPrometheus> {
  const program = prometheus.path();
  const folder = await temporaryFolder();
  const config = join(folder.path, 'prometheus.yml');
  await writeFile(config, JSON.stringify(configuration({ target, token, rules })));
  try {
    const [port, running] = await onFreePort(async (candidate) => {
      const args = [
        `--config.file=${config}`,
        `--storage.tsdb.path=${join(folder.path, 'data')}`,
        `--web.listen-address=127.0.0.1:${candidate}`,
      ];
      return [
        candidate,
        await startGuarded(program, args, { ready: /Server is ready to receive web requests/, cwd: folder.path }),
      ] as const;
    });
    const url = `http://127.0.0.1:${port}`;
    const ask = async (path: string): Promise<unknown> => (await fetch(`${url}/api/v1${path}`)).json();
    return {
      url,
      ask,
      async value(query) {
        for (;;) {
          const value = firstValue(await ask(`/query?query=${encodeURIComponent(query)}`));
          if (value !== undefined) return value;
          await setTimeout(50);
        }
      },
      async [Symbol.asyncDispose]() {
        await running.end('SIGTERM');
        await folder[Symbol.asyncDispose]();
      },
    };
  } catch (error) {
    await folder[Symbol.asyncDispose]();
    throw error;
  }
}

/** JSON is YAML. */
function configuration({ target, token, rules }: PrometheusOptions): object {
  return {
    global: { scrape_interval: '200ms', scrape_timeout: '200ms', evaluation_interval: '1s' },
    ...(rules !== undefined && { rule_files: [rules] }),
    scrape_configs: [
      {
        job_name: 'forecourt',
        static_configs: [{ targets: [target] }],
        ...(token !== undefined && { authorization: { credentials: token } }),
      },
    ],
  };
}

function firstValue(answer: unknown): number | undefined {
  if (typeof answer !== 'object' || answer === null || !('data' in answer)) return undefined;
  const { data } = answer;
  if (typeof data !== 'object' || data === null || !('result' in data) || !Array.isArray(data.result)) return undefined;
  const [first]: readonly { readonly value?: readonly [number, string] }[] = data.result;
  return first?.value === undefined ? undefined : Number(first.value[1]);
}

/** Runs promtool and gives what it said; its complaints are not thrown. */
export async function promtool(args: readonly string[], input = ''): Promise<{ readonly code: number | null; readonly output: string }> {
  const child = spawn(join(dirname(prometheus.path()), 'promtool'), [...args], { stdio: ['pipe', 'pipe', 'pipe'] });
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => {
    output += chunk.toString();
  });
  child.stderr.on('data', (chunk: Buffer) => {
    output += chunk.toString();
  });
  child.stdin.end(input);
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  return { code, output };
}
