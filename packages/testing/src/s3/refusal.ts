/** What S3 answers instead of doing what it was asked: its own code, as clients know it. */
export class S3Refusal extends Error {
  readonly status: number;
  readonly code: string;

  constructor(status: number, code: string, message: string) {
    super(message);
    this.status = status;
    this.code = code;
  }
}

export const noSuchKey = (key: string) => new S3Refusal(404, 'NoSuchKey', `There is no object ${key}.`);
export const noSuchUpload = () => new S3Refusal(404, 'NoSuchUpload', 'There is no such multipart upload.');
export const badDigest = (what: string) => new S3Refusal(400, 'BadDigest', `The ${what} does not match the bytes that came.`);
export const accessDenied = (why: string) => new S3Refusal(403, 'AccessDenied', why);
