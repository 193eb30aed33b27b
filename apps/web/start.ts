// `npm start`: builds the pages where needed, starts everything in this process and says where to go.
import { ForecourtError } from '@forecourt/errors';
import { buildPages } from './start/build.ts';
import { whereToGo } from './start/where-to-go.ts';

const isDevelopment = process.argv.includes('--dev');
/** For tests, which build once and then start many times. */
const isBuilt = process.argv.includes('--built');
/** A photo takes some seconds; a service manager waits at least half a minute. */
const graceMs = 10_000;
const stop = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signal, () => {
    // A second Ctrl-C does not wait.
    if (stop.signal.aborted) process.exit(130);
    stop.abort();
  });
}

try {
  // Its type is read-only, since Next wants nobody to change it: nobody has read it yet.
  Object.assign(process.env, { NODE_ENV: process.env.NODE_ENV ?? (isDevelopment ? 'development' : 'production') });
  process.env.NEXT_TELEMETRY_DISABLED = '1';
  // Logs of the backend would bury the one address; who wants them says so.
  process.env.FORECOURT_SERVER_LOG ??= 'error';
  if (!isDevelopment && !isBuilt) {
    await buildPages({
      onBuild: () => console.error('forecourt: building the pages (once after each change; about half a minute)…'),
      signal: stop.signal,
    });
  }
  // Loaded late, so that a build under way needs no memory for a server.
  const { startWeb } = await import('./server.ts');
  const web = await startWeb({ isDevelopment });
  if (!stop.signal.aborted) {
    console.log(await whereToGo(web));
    await new Promise((resolve) => stop.signal.addEventListener('abort', resolve, { once: true }));
  }
  console.error('forecourt: finishing what is under way…');
  if (!(await web.close({ graceMs }))) {
    // The engine's thread is still at work, and would take the whole process down with a fright: this way it is quiet.
    console.error('forecourt: what was not finished is taken up at the next start.');
    process.kill(process.pid, 'SIGKILL');
  }
  process.exit(0);
} catch (error) {
  if (stop.signal.aborted) process.exit(130);
  const { code, message, hint } = ForecourtError.from(error);
  console.error(`forecourt: ${message}\n${hint} (${code})`);
  process.exit(1);
}
