import type { HomeCard } from '#src/ports/cards.ts';
import type { Actor, Place } from '#src/ports/chat-platform.ts';
import type { Clock } from '#src/ports/clock.ts';
import type { Command } from '#src/ports/command.ts';
import type { Documents } from '#src/ports/documents.ts';
import type { Log } from '#src/ports/log.ts';
import type { Processes } from '#src/ports/processes.ts';
import type { SlackRecord } from './delivery/records.ts';
import type { KeptPayload } from './inbox.ts';
import type { KeptInstallation } from './install/installations.ts';
import type { UsedState } from './install/state-store.ts';

export interface SlackParts {
  /** One workspace by its token, or every workspace that installs Easel. */
  readonly access:
    | { readonly kind: 'token'; readonly botToken: string }
    | {
        readonly kind: 'oauth';
        readonly clientId: string;
        readonly clientSecret: string;
        readonly stateSecret: string;
        readonly publicBaseUrl: string;
      };
  readonly transport:
    | { readonly kind: 'socket'; readonly appToken: string }
    | { readonly kind: 'http'; readonly signingSecret: string };
  /** Without a slash at its end. */
  readonly apiUrl: string;
  /** Where Slack reaches this process, without a slash at its end. */
  readonly publicBaseUrl?: string;
  readonly moderatorGroup?: string;
  readonly plainReplies: boolean;
  /** Whether unfinished pictures may be shown, where there is a public address. */
  readonly previews: boolean;
  readonly commands: readonly Command[];
  readonly home: (asking: { readonly actor: Actor; readonly place: Place }) => Promise<HomeCard>;
  /** What was shown where. */
  readonly records: Documents<SlackRecord>;
  /** What came and was not handed over yet. */
  readonly inbox: Documents<KeptPayload>;
  readonly processes: Processes;
  readonly installations: Documents<KeptInstallation>;
  readonly usedStates: Documents<UsedState>;
  readonly clock: Clock;
  readonly log: Log;
}
