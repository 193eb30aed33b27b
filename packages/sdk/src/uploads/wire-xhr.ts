import type { Wire } from './wire-request.ts';

/** One request of the browser. */
export const xhrWire: Wire = ({ method, url, headers, body, withCredentials, onProgress, signal }) =>
  new Promise((resolve, reject) => {
    signal.throwIfAborted();
    const request = new XMLHttpRequest();
    const abort = () => {
      request.abort();
      reject(signal.reason);
    };
    request.open(method, url);
    request.withCredentials = withCredentials;
    for (const [name, value] of Object.entries(headers)) request.setRequestHeader(name, value);
    request.upload.onprogress = ({ loaded }) => onProgress(loaded);
    request.onload = () =>
      resolve({ status: request.status, header: (name) => request.getResponseHeader(name) ?? undefined, body: request.responseText });
    request.onerror = () => reject(new TypeError(`No connection to ${url}`));
    request.onloadend = () => signal.removeEventListener('abort', abort);
    signal.addEventListener('abort', abort, { once: true });
    request.send(body === null ? null : new Uint8Array(body));
  });
