import type { Handlers } from '../call.ts';
import type { HandlerParts } from '../handler-parts.ts';

/** What works and what does not, and all of it in one file for whoever helps. */
export function diagnosticHandlers({ diagnostics }: HandlerParts) {
  return {
    getDiagnostics: ({ request }) => diagnostics.look({ signal: request.signal }),
    async getSupportBundle() {
      const { name, bytes } = await diagnostics.bundle();
      return new Response(new Uint8Array(bytes), {
        headers: {
          'Content-Type': 'application/zip',
          'Content-Disposition': `attachment; filename="${name}"`,
          'Content-Length': String(bytes.byteLength),
          'Cache-Control': 'no-store',
        },
      });
    },
  } satisfies Partial<Handlers>;
}
