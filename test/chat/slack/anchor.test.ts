import { describe, expect, it } from 'vitest';
import { anchorOf, readAnchor } from '#src/chat/slack/anchor.ts';
import type { RequestOrigin } from '#src/chat/slack/origin.ts';

const ORIGIN: RequestOrigin = {
  id: 'C1:1700000000.000200',
  workspace: { teamId: 'T1', enterpriseId: null, isEnterpriseInstall: false },
  userId: 'U1',
  channelId: 'C1',
  threadTs: null,
  isDirect: false,
  responseUrl: null,
  triggerId: null,
  functionExecutionId: null,
  receivedAt: 1_700_000_000_000,
};

describe('where a page of ours leads people back to', () => {
  it('is the channel they came from, or the thread, where it was one', () => {
    expect(anchorOf(ORIGIN).url).toBe('https://slack.com/app_redirect?channel=C1&team=T1');
    const inThread = anchorOf({ ...ORIGIN, threadTs: '1700000000.000100' });
    expect(inThread.url).toBe('https://slack.com/app_redirect?channel=C1&team=T1&message_ts=1700000000.000100');
    expect(readAnchor(inThread.handle, ORIGIN.id)).toEqual({ ...ORIGIN, threadTs: '1700000000.000100' });
  });

  it('is nothing where they came from no conversation', () => {
    expect(anchorOf({ ...ORIGIN, channelId: null }).url).toBeUndefined();
  });
});
