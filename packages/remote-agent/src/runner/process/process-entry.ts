/** A process that lives. */
export interface ProcessEntry {
  readonly pid: number;
  readonly parent: number;
  /** 0 where there are no groups. */
  readonly group: number;
  /** When it began, in the system's own words. */
  readonly started: string;
}
