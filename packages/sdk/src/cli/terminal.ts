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
      else process.stderr.write(`${error.code}: ${oneLine(error.message)}\n  ${oneLine(error.hint)}\n`);
    },
    note: (text) => {
      if (!json) process.stderr.write(`${printable(text)}\n`);
    },
  };
}

/**
 * For file names and what quotes them, which are other people's text: nothing in one may look like a line of ours, drive the
 * terminal or turn the direction of writing.
 */
export function oneLine(text: string): string {
  return printable(text.replace(/[\t\n]+/g, ' ')).replace(/[\u2028-\u202e\u2066-\u2069]/g, '\ufffd');
}

/** Control characters must not drive the terminal; line breaks stay. */
function printable(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  return text.replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g, '\ufffd');
}
