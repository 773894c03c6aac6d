import { commands } from '#commands/index.ts';
import type { SlackRecord } from '#src/chat/slack/delivery/records.ts';
import type { KeptPayload } from '#src/chat/slack/inbox.ts';
import type { KeptInstallation } from '#src/chat/slack/install/installations.ts';
import type { UsedState } from '#src/chat/slack/install/state-store.ts';
import { createSlack, type Slack } from '#src/chat/slack/slack.ts';
import type { SlackConfig } from '#src/config/config.ts';
import type { Easel } from './main.ts';

/** Slack over the engine. */
export function connectSlack(config: SlackConfig, { engine, documents, clock, log }: Easel): Slack {
  return createSlack({
    ...config,
    commands,
    home: engine.home,
    records: documents<SlackRecord>('slack-messages'),
    inbox: documents<KeptPayload>('slack-inbox'),
    processes: engine.processes,
    installations: documents<KeptInstallation>('slack-installations'),
    usedStates: documents<UsedState>('slack-states'),
    clock,
    log,
  });
}
