/** The header that names what somebody did, from the browser to the logs of whoever did the work. */
export const correlationHeader = 'Forecourt-Correlation-Id';

export function newCorrelationId(): string {
  return newRandomName();
}

/** 128 random bits. Also on pages without HTTPS, where a dealer's own server often is and `crypto.randomUUID` is missing. */
export function newRandomName(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
