/** What a file may be given as. A path is moved: after success it is no longer where it was. */
export type StorageInput = { readonly path: string } | Uint8Array | ReadableStream<Uint8Array>;

export interface PutOptions {
  /** What the content has to hash to. @see {@link Storage.put} */
  readonly sha256?: string | undefined;
  /** Says that the caller hashed the very bytes of this path while it wrote them, so that they need not be read again. */
  readonly isVerified?: boolean | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** Names a file by its content. */
export interface StoredFile {
  readonly sha256: string;
  readonly bytes: number;
}

/** A file as a list has it. */
export interface KeptFile extends StoredFile {
  readonly keptAt: Date;
}

/** Something derived from a file, as a list has it. */
export interface DerivedFile {
  readonly name: string;
  readonly bytes: number;
  readonly keptAt: Date;
}

export interface UrlOptions {
  /** From 1 second to 7 days. */
  readonly expiresInSeconds: number;
  /** What the answer's `Content-Type` and `Content-Disposition` are to be. */
  readonly type: string;
  readonly disposition: string;
}

/** From byte `start` up to, not including, byte `end`. */
export interface ByteRange {
  readonly start: number;
  readonly end: number;
}

/**
 * Files named by the SHA-256 of their content. A file is there whole or not at all, never changes, and survives a power cut once
 * `put` has resolved. Every implementation passes `storageConformance`.
 */
export interface Storage extends AsyncDisposable {
  /**
   * Keeps a file. Doing it twice is fine, also at the same time.
   *
   * @throws HASH_MISMATCH if the content is not what `sha256` says: nothing is kept, and a path stays where it was;
   * DISK_FULL, STORAGE_FAILED, STORAGE_UNAVAILABLE, STORAGE_REFUSED, FILE_NOT_FOUND, ABORTED
   */
  put(file: StorageInput, options?: PutOptions): Promise<StoredFile>;
  has(sha256: string): Promise<boolean>;
  /** Bytes of the file. @throws NOT_FOUND */
  size(sha256: string): Promise<number>;
  /** The file, or a part of it. A range that reaches beyond the end gives what is there. @throws NOT_FOUND before the first byte */
  read(sha256: string, range?: ByteRange): Promise<ReadableStream<Uint8Array>>;
  /** Where the file lies if that is on this machine, for reading only; undefined elsewhere: then `read` it. @throws NOT_FOUND */
  path(sha256: string): Promise<string | undefined>;
  /** An address from which anybody may fetch the file for a while, where a service gives such; undefined elsewhere. */
  url?(sha256: string, options: UrlOptions): Promise<string | undefined>;
  /** Removes the file and what was derived from it; one that is not there is fine. */
  delete(sha256: string): Promise<void>;
  /** Every file in the order of its hash, behind `after`. What comes or goes meanwhile may be in it or not. */
  list(options?: { readonly after?: string | undefined; readonly signal?: AbortSignal | undefined }): AsyncIterable<KeptFile>;
  /**
   * Something that can be made again at any time, such as a preview: kept if it can be, and made once however many ask at once.
   *
   * @param name the hash it was made from, then what it is: `<sha256>-640.webp`.
   */
  derived(name: string, make: () => Promise<Uint8Array>): Promise<Uint8Array>;
  /** Everything derived that is kept, in the order of its names. */
  listDerived(options?: { readonly signal?: AbortSignal | undefined }): AsyncIterable<DerivedFile>;
  removeDerived(name: string): Promise<void>;
  /** Removes what interrupted writes left before a moment. @returns how many there were */
  removeTemporary(options: { readonly before: Date; readonly signal?: AbortSignal | undefined }): Promise<number>;
  /** Whether files can be written now. @throws DISK_FULL, OUTPUT_NOT_WRITABLE, STORAGE_FAILED, STORAGE_UNAVAILABLE, STORAGE_REFUSED */
  check(): Promise<void>;
  close(): Promise<void>;
}
