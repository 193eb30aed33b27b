import type { Wire, WireAnswer } from './wire-request.ts';

/** A mebibyte at a time tells progress well enough, and is few calls. */
const pieceBytes = 1 << 20;

/**
 * Requests of Node, over connections that are kept: fetch would copy every chunk. The modules are looked up when they are used, so
 * that a bundler for browsers does not stumble over them.
 */
export function nodeWire(): Wire {
  const http = process.getBuiltinModule('node:http');
  const https = process.getBuiltinModule('node:https');
  const agents = { 'http:': new http.Agent({ keepAlive: true }), 'https:': new https.Agent({ keepAlive: true }) } as const;

  return ({ method, url, headers, body, onProgress, signal }) =>
    new Promise<WireAnswer>((resolve, reject) => {
      const isSecure = url.startsWith('https:');
      const agent = agents[isSecure ? 'https:' : 'http:'];
      const length = body === null ? {} : { 'Content-Length': String(body.byteLength) };
      const request = (isSecure ? https : http).request(url, { method, headers: { ...headers, ...length }, agent, signal });
      request.once('error', reject);
      request.once('response', (response) => {
        let text = '';
        response.setEncoding('utf8');
        response.on('data', (piece: string) => {
          text += piece;
        });
        response.once('error', reject);
        response.once('end', () => {
          const header = (name: string) => {
            const value = response.headers[name.toLowerCase()];
            return Array.isArray(value) ? value.join(', ') : value;
          };
          resolve({ status: response.statusCode ?? 0, header, body: text });
        });
      });
      request.setNoDelay(true);
      if (body === null) {
        request.end();
        return;
      }
      let at = 0;
      const more = () => {
        while (at < body.byteLength && !request.destroyed) {
          const piece = body.subarray(at, at + pieceBytes);
          at += piece.byteLength;
          const isTaken = request.write(piece);
          onProgress(at);
          if (!isTaken && at < body.byteLength) {
            request.once('drain', more);
            return;
          }
        }
        request.end();
      };
      more();
    });
}
