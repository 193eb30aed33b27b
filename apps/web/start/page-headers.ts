import { randomBytes } from 'node:crypto';

export interface PageHeaders {
  /** Put on the request as well: Next reads the nonce for its own scripts from there. */
  readonly contentSecurityPolicy: string;
  readonly others: Readonly<Record<string, string>>;
}

/**
 * Headers of every page. Scripts run by a nonce alone; styles may stand in the page, since positions and sizes of parts are set as
 * styles; WebAssembly is what hashes uploads.
 */
export function pageHeaders({ isDevelopment, host }: { readonly isDevelopment: boolean; readonly host: string }): PageHeaders {
  const nonce = randomBytes(16).toString('base64');
  const policy = {
    'default-src': ["'self'"],
    'script-src': ["'self'", `'nonce-${nonce}'`, "'strict-dynamic'", "'wasm-unsafe-eval'", ...(isDevelopment ? ["'unsafe-eval'"] : [])],
    'style-src': ["'self'", "'unsafe-inline'"],
    'img-src': ["'self'", 'blob:', 'data:'],
    'font-src': ["'self'"],
    // Older browsers do not count a WebSocket to the same host as 'self'.
    'connect-src': ["'self'", `ws://${host}`, `wss://${host}`],
    'worker-src': ["'self'", 'blob:'],
    'object-src': ["'none'"],
    'base-uri': ["'none'"],
    'form-action': ["'self'"],
    'frame-ancestors': ["'none'"],
  };
  return {
    contentSecurityPolicy: Object.entries(policy)
      .map(([name, values]) => `${name} ${values.join(' ')}`)
      .join('; '),
    others: {
      'X-Content-Type-Options': 'nosniff',
      'X-Frame-Options': 'DENY',
      'Referrer-Policy': 'same-origin',
      'Cross-Origin-Opener-Policy': 'same-origin',
      'Permissions-Policy': 'camera=(self), geolocation=(), microphone=(), payment=(), usb=()',
    },
  };
}

/** A Host header that can stand in a policy; anything else stands for nothing. */
export function safeHost(host: string | undefined): string {
  return host !== undefined && /^[\w.-]+(:\d+)?$|^\[[\da-fA-F:]+\](:\d+)?$/.test(host) ? host : 'localhost';
}
