import type { Origin } from '../identity/index.ts';

/** From where a call comes, with what the browser says of itself: for limits, the cookie and the list of sessions. */
export function originOf({ origin, request }: { readonly origin: Omit<Origin, 'userAgent'>; readonly request: Request }): Origin {
  const { clientAddress, isSecure } = origin;
  return { clientAddress, isSecure, userAgent: request.headers.get('user-agent') ?? '' };
}
