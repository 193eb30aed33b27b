import { ForecourtError } from '@forecourt/errors';
import type { RoadAnswer } from '../roads/road.ts';

/**
 * Reads the body of an answer whole.
 *
 * @throws ROAD_DOWN where it broke off, ANSWER_INVALID where it is larger than anything an agent says
 */
export async function collectBody({ body, headers }: Pick<RoadAnswer, 'body' | 'headers'>, mostBytes: number): Promise<Uint8Array> {
  const pieces: Uint8Array[] = [];
  let bytes = 0;
  try {
    for await (const piece of body) {
      if (!(piece instanceof Uint8Array)) throw new ForecourtError('INTERNAL', 'The body of an answer is not bytes.');
      bytes += piece.byteLength;
      if (bytes > mostBytes) throw new ForecourtError('ANSWER_INVALID', `The host answered more than ${mostBytes} bytes.`);
      pieces.push(piece);
    }
  } catch (error) {
    throw ForecourtError.from(error, 'ROAD_DOWN', 'The answer broke off');
  }
  const { 'content-length': length = String(bytes) } = headers;
  if (Number(length) !== bytes) {
    throw new ForecourtError('ROAD_DOWN', `The answer ended after ${bytes} of ${length} bytes.`, { details: { stage: 'body' } });
  }
  return Buffer.concat(pieces, bytes);
}
