import { connect, createServer } from 'node:net';
import { tokenLastsMs } from '@forecourt/sdk/remote';
import { askHttp, type HttpAnswer } from '../../config/ask-http.ts';
import { readIdentity } from '../../config/config.ts';
import { platformRoute } from '../../config/platform.ts';
import { nameOfProxy, type ProxyFor } from '../../config/proxy.ts';
import { readRunning } from '../../config/running.ts';
import type { Check, Finding } from '../finding.ts';
import type { DiagnoseOptions } from '../options.ts';

/** Asks the platform for what needs no more than a connection: any answer of it will do. */
async function ask(
  { dataDir, proxyFor }: { readonly dataDir: string; readonly proxyFor: ProxyFor },
  signal: AbortSignal,
): Promise<{ answer: HttpAnswer; ms: number; origin: string; by: string }> {
  const { config } = await readIdentity(dataDir);
  const url = platformRoute(config.platformUrl, '/hosts');
  const started = performance.now();
  const answer = await askHttp({ method: 'GET', url, signal, proxyFor });
  const proxy = proxyFor(url);
  const by = proxy === undefined ? '' : ` by the proxy ${nameOfProxy(proxy)}`;
  return { answer, ms: Math.round(performance.now() - started), origin: url.origin, by };
}

export function platformCheck({ settings }: DiagnoseOptions): Check {
  return {
    name: 'platform',
    title: 'Platform',
    needs: ['enrolment'],
    async look(signal) {
      const { answer, ms, origin, by } = await ask(settings, signal);
      if (answer.status < 500) return { state: 'ok', message: `${origin} answered in ${ms} ms${by}.` };
      return {
        state: 'failed',
        message: `${origin} answered with ${answer.status}.`,
        hint: 'The platform has a problem of its own. Try again in a few minutes.',
      };
    },
  };
}

export function clockCheck({ settings, clock = Date }: DiagnoseOptions): Check {
  return {
    name: 'clock',
    title: 'Clock',
    needs: ['platform'],
    async look(signal): Promise<Finding> {
      const { answer } = await ask(settings, signal);
      const told = Date.parse(answer.headers.date ?? '');
      if (Number.isNaN(told))
        return { state: 'warning', message: 'The platform does not say what time it is.', hint: 'Compare the clocks by hand.' };
      // The header has whole seconds.
      const offMs = clock.now() - told;
      const seconds = Math.round(Math.abs(offMs) / 1000);
      const hint =
        process.platform === 'win32'
          ? 'Switch on “Set time automatically” in Settings, Time & language.'
          : 'Switch on NTP: timedatectl set-ntp true';
      const message =
        seconds < 2
          ? 'It goes with that of the platform.'
          : `It is ${seconds} s ${offMs > 0 ? 'ahead of' : 'behind'} that of the platform.`;
      if (Math.abs(offMs) > tokenLastsMs / 2) return { state: 'failed', message, hint };
      return Math.abs(offMs) > 5000 ? { state: 'warning', message, hint } : { state: 'ok', message };
    },
  };
}

export function lineCheck({ running }: DiagnoseOptions): Check {
  return {
    name: 'line',
    title: 'Line to the platform (relay)',
    needs: ['platform'],
    async look() {
      if (running === undefined) return { state: 'ok', message: 'The agent that runs keeps it; its state stands on the page of the host.' };
      const { state, problem } = running.line();
      if (state === 'open') return { state: 'ok', message: 'It is open.' };
      return { state: 'warning', message: problem?.message ?? 'It is being dialled.', hint: problem?.hint ?? 'Look again in a moment.' };
    },
  };
}

export function portCheck({ settings: { dataDir, host, port } }: DiagnoseOptions): Check {
  return {
    name: 'direct',
    title: 'Direct road',
    async look() {
      const isRunning = await readRunning(dataDir).then(
        ({ pid }) => isAlive(pid),
        () => false, // It does not run: then the port has to be free.
      );
      if (port === 0) return { state: 'ok', message: 'It takes any free port.' };
      if (isRunning) {
        if (await answers(host ?? '127.0.0.1', port)) return { state: 'ok', message: `The agent listens at port ${port}.` };
        return {
          state: 'failed',
          message: `Nothing listens at port ${port}, though the agent runs.`,
          hint: 'Look at FORECOURT_AGENT_HOST and _PORT, and start the agent again.',
        };
      }
      if (await isFree(host, port)) {
        return {
          state: 'warning',
          message: `The agent does not run; port ${port} is free.`,
          hint: 'Start it: forecourt-agent run, or its service.',
        };
      }
      return {
        state: 'failed',
        message: `Another program listens at port ${port}.`,
        hint: 'End it, or set FORECOURT_AGENT_PORT to another port.',
      };
    },
  };
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: it lives, but is somebody else's.
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

function answers(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host, port, timeout: 5000 });
    const end = (is: boolean) => {
      socket.destroy();
      resolve(is);
    };
    socket
      .once('connect', () => end(true))
      .once('error', () => end(false))
      .once('timeout', () => end(false));
  });
}

function isFree(host: string | undefined, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen({ port, host, exclusive: true }, () => server.close(() => resolve(true)));
  });
}
