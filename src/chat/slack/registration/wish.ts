/** How Slack reaches Easel. */
export type Transport =
  | { readonly kind: 'socket' }
  /** @property baseUrl where Slack finds Easel, without a slash at its end. */
  | { readonly kind: 'http'; readonly baseUrl: string };

/** What Easel may do beyond what it always does; each costs a scope that not every workspace gives. */
export interface Wish {
  /** Reads answers in its threads that do not name it. */
  readonly plainReplies?: boolean;
  /** A user group moderates beside the workspace's admins. */
  readonly moderatorGroup?: boolean;
  /** Shows results in public channels that nobody invited it to. */
  readonly publicChannels?: boolean;
}

/** What the operator's settings wish for. */
export const wishOf = (settings: {
  readonly plainReplies: boolean;
  readonly moderatorGroup?: string | undefined;
}): Wish => ({
  plainReplies: settings.plainReplies,
  moderatorGroup: settings.moderatorGroup !== undefined,
});
