import { monitorEventLoopDelay } from 'node:perf_hooks';
import type { Metrics } from './metrics.ts';

/** How often the event loop is asked whether it is late. */
const resolutionMs = 20;

/** Tells memory, processor time and event loop of this process. Disposing ends the watch over the event loop. */
export function watchProcess(metrics: Metrics): Disposable {
  const delay = monitorEventLoopDelay({ resolution: resolutionMs });
  delay.enable();
  metrics.set('startTime', {}, Math.round(Date.now() / 1000 - process.uptime()));
  let toldCpuSeconds = 0;
  metrics.beforeReading(() => {
    const { rss, heapUsed } = process.memoryUsage();
    metrics.set('residentMemory', {}, rss);
    metrics.set('heapUsed', {}, heapUsed);
    const { user, system } = process.cpuUsage();
    const cpuSeconds = (user + system) / 1e6;
    metrics.count('cpuSeconds', {}, Math.max(0, cpuSeconds - toldCpuSeconds));
    toldCpuSeconds = cpuSeconds;
    // The histogram holds whole pauses between two looks, in nanoseconds: what is above the resolution is the lag.
    const late = (nanoseconds: number) => Math.max(0, (Number.isFinite(nanoseconds) ? nanoseconds : 0) / 1e9 - resolutionMs / 1000);
    metrics.set('eventLoopLag', { at: 'p50' }, late(delay.percentile(50)));
    metrics.set('eventLoopLag', { at: 'p99' }, late(delay.percentile(99)));
    metrics.set('eventLoopLag', { at: 'max' }, late(delay.max));
    delay.reset();
  });
  return { [Symbol.dispose]: () => void delay.disable() };
}
