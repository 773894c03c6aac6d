/** Where one request came from, as far as it matters for answering it. */
export interface RequestOrigin {
  /** Of the interaction or the message. */
  readonly id: string;
  readonly applicationId: string;
  /** Of the interaction, for its callback and its webhook; null where a message asked. A secret, never logged. */
  readonly token: string | null;
  /** Epoch milliseconds by our clock, when it reached us. */
  readonly receivedAt: number;
  readonly guildId: string | null;
  /** Of a thread its own. */
  readonly channelId: string;
  readonly userId: string;
  /** What Easel may do there; null where Discord does not tell (direct messages). */
  readonly permissions: bigint | null;
  readonly isThread: boolean;
  /** Whether the bot is a member of the place itself; where only the person installed it, Easel has no route of its own. */
  readonly installedThere: boolean;
  /** What one file may have, as Discord told for this request. */
  readonly maxFileBytes: number;
}
