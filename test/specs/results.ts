// What a process that ran specs says.

export interface SpecResult {
  /** Of the spec, with those of the groups that it is in. */
  readonly name: string;
  /** The message of each expectation that failed. */
  readonly failures: readonly string[];
  readonly ran: boolean;
}
