/** The header that names what somebody did, from the browser to the logs of whoever did the work. */
export const correlationHeader = 'Forecourt-Correlation-Id';

/** A new name: 128 random bits. Also on pages without HTTPS, where `crypto.randomUUID` is missing. */
export function newCorrelationId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
