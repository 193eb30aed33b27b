import { inspect } from 'node:util';

const shown = '[hidden]';

/**
 * A text that is not for logs: printed, inspected or turned into JSON it shows nothing. Whoever really needs it says so.
 *
 * @example
 * const key = new Hidden('s3cret');
 * `${key}`; // [hidden]
 * key.reveal(); // s3cret
 */
export class Hidden {
  readonly #text: string;

  constructor(text: string) {
    this.#text = text;
  }

  reveal(): string {
    return this.#text;
  }

  toString(): string {
    return shown;
  }

  toJSON(): string {
    return shown;
  }

  [inspect.custom](): string {
    return shown;
  }
}
