import type { Writable } from 'node:stream';

/**
 * Has all that a stream is given in one turn of the event loop leave together. ssh2 writes each packet in three pieces (length, body, tag),
 * and a socket of Node sends each of them by a call of its own. Measured in turn on two busy cores, 512 MB to a host cost this process
 * 3.8 s in user mode and 0.8 s in the kernel before, 2.8 s and 0.5 s gathered.
 */
export function gathered<Stream extends Writable>(stream: Stream): Stream {
  const write: Writable['write'] = stream.write.bind(stream);
  let isHeld = false;
  const release = () => {
    isHeld = false;
    stream.uncork();
  };
  stream.write = (chunk: unknown, second?: BufferEncoding | Done, third?: Done) => {
    if (!isHeld) {
      isHeld = true;
      stream.cork();
      process.nextTick(release);
    }
    return typeof second === 'string' ? write(chunk, second, third) : write(chunk, second);
  };
  return stream;
}

type Done = (error: Error | null | undefined) => void;
