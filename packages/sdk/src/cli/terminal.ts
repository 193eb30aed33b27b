import { ForecourtError } from '@forecourt/errors';

/** Where a command writes: results to stdout, everything else to stderr. */
export interface Terminal {
  readonly json: boolean;
  /** Whether a person looks at stderr. */
  readonly isInteractive: boolean;
  /** One result: a JSON object on a line of its own, or the lines of text for people. */
  result(value: object, text: () => string): void;
  /** One failure, `context` added to its JSON. */
  failure(error: unknown, context?: Readonly<Record<string, unknown>>): void;
  /** Something a person may want to know; nothing in JSON mode. */
  note(text: string): void;
}

export function createTerminal({ json }: { json: boolean }): Terminal {
  const isInteractive = Boolean(process.stderr.isTTY) && !json;
  return {
    json,
    isInteractive,
    result: (value, text) => {
      process.stdout.write(`${json ? JSON.stringify(value) : printable(text())}\n`);
    },
    failure: (thrown, context = {}) => {
      const error = ForecourtError.from(thrown);
      if (json) process.stderr.write(`${JSON.stringify({ ...error.toJSON(), ...context })}\n`);
      else process.stderr.write(`${printable(`${error.code}: ${error.message}\n  ${error.hint}`)}\n`);
    },
    note: (text) => {
      if (!json) process.stderr.write(`${printable(text)}\n`);
    },
  };
}

/** File names are other people's text: control characters in one must not drive the terminal. */
function printable(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  return text.replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g, '\ufffd');
}
