/** The workspace whose installation of Easel an event belongs to, also where a guest from another one caused it. */
export interface Workspace {
  readonly teamId: string;
  /** Where the workspace belongs to an Enterprise Grid organisation. */
  readonly enterpriseId: string | null;
  /** Whether the whole organisation installed Easel at once. */
  readonly isEnterpriseInstall: boolean;
}

/** Where one request came from, as far as it matters for answering it. */
export interface RequestOrigin {
  /** The same for every delivery of one event: of a message `CHANNEL:TS`, of everything else what Slack makes once for it. */
  readonly id: string;
  readonly workspace: Workspace;
  /** Who asked. */
  readonly userId: string;
  /** null where nothing was said or pressed in a conversation: a global shortcut, the app's home. */
  readonly channelId: string | null;
  /** The thread to answer in: the one it was said in, or of the message that asked. */
  readonly threadTs: string | null;
  /** The private conversation of one person with Easel. */
  readonly isDirect: boolean;
  /** For short private answers: five times within half an hour. A secret, never logged. */
  readonly responseUrl: string | null;
  /** Opens one form, within three seconds. */
  readonly triggerId: string | null;
  /** Where a workflow asked: completes its step. */
  readonly functionExecutionId: string | null;
  /** Epoch milliseconds by our clock, when it reached us. */
  readonly receivedAt: number;
  /** Somebody had begun with it, and did not come to an end. */
  readonly takenUp?: true;
}
