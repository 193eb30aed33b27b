import { SingleBar } from 'cli-progress';
import { oneLine, type Terminal } from './terminal.ts';

/** Shows how far a command is: a bar for people, nothing for machines. */
export interface ProgressBar extends Disposable {
  /** @param done of the total, fractions allowed. */
  set(done: number, label: string): void;
}

const nothing = () => undefined;
const silent: ProgressBar = { set: nothing, [Symbol.dispose]: nothing };

export function startProgress(terminal: Terminal, total: number): ProgressBar {
  if (!terminal.isInteractive) return silent;
  const bar = new SingleBar({
    format: '{bar} {percentage}% {label}',
    stream: process.stderr,
    clearOnComplete: true,
    hideCursor: true,
    barsize: 30,
    forceRedraw: true,
    // Ctrl-C is ours: the command ends its work first.
    gracefulExit: false,
  });
  bar.start(total, 0, { label: '' });
  return {
    set: (done, label) => bar.update(done, { label: oneLine(label).slice(0, 50) }),
    [Symbol.dispose]: () => bar.stop(),
  };
}
