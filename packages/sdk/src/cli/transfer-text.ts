import type { Upload } from '../uploads/index.ts';

/** How far uploads are, in the units in which people think of photos. */
export function transferText(uploads: readonly Upload[]): string {
  const states = uploads.map(({ state }) => state);
  const done = states.filter(({ status }) => status === 'done').length;
  const speed = states.reduce((sum, { bytesPerSecond }) => sum + (bytesPerSecond ?? 0), 0);
  const remaining = states.reduce((sum, { totalBytes, sentBytes }) => sum + totalBytes - sentBytes, 0);
  const isAway = states.some(({ status }) => status === 'waiting') && speed === 0;
  const pace = isAway ? 'waits for the server' : speed > 0 ? `${(speed / 1e6).toFixed(1)} MB/s · ${seconds(remaining / speed)} left` : '';
  return [`${done} of ${states.length}`, pace].filter(Boolean).join(' · ');
}

function seconds(value: number): string {
  return value < 90 ? `${Math.ceil(value)} s` : `${Math.round(value / 60)} min`;
}
