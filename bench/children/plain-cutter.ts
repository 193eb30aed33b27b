import { createServer } from 'node:http';
import { createLocalProvider } from '../../packages/sdk/src/providers/local/index.ts';

/** The local engine behind a bare HTTP server: what a host is compared with. */
const local = createLocalProvider();
const server = createServer((request, response) => {
  const answer = async () => {
    const pieces: Uint8Array[] = [];
    for await (const piece of request) pieces.push(piece);
    const { bytes } = await local.removeBackground({ image: Buffer.concat(pieces) });
    response.end(bytes);
  };
  answer().catch((error: unknown) => response.writeHead(500).end(String(error)));
});
server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  console.log(`listens at ${typeof address === 'object' ? address?.port : address}`);
});
