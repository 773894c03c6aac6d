import type { LinkedAccount } from '#src/domain/link.ts';

/** An account with whether its credits are spent where this is shown. */
export interface ShownAccount extends LinkedAccount {
  readonly spentHere?: false;
}

/**
 * One human's accounts on several platforms, for the person who asks: each keeps its own credits and history, and a request is paid
 * from all of them.
 */
export interface Linking {
  /** The one that asks and those linked to it, itself first; none where it is alone. */
  accounts(): Promise<readonly ShownAccount[]>;
  /** A new code, to be said from another account of the same human; an older one is worthless from here on. */
  code(): Promise<{ readonly code: string; readonly endsAt: number }>;
  /**
   * Links the account that asks with the one that was given the code.
   * @returns all that are linked then, the one that asks first.
   * @throws {EaselError} `link-refused`, and nothing is changed.
   */
  join(said: string): Promise<readonly ShownAccount[]>;
  /** @returns whether it was linked to any. */
  unlink(): Promise<boolean>;
}
