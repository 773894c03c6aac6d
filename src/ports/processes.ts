/** This process among those that share a store. */
export interface Processes {
  /** Another one after each start. */
  readonly id: string;
  /** Whether what that process had in hand may be taken up. Never so of this one. @throws {EaselError} `store-unavailable`. */
  isGone(id: string): Promise<boolean>;
}
