import { WebClient } from '@slack/web-api';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createSend } from '#src/chat/slack/delivery/send.ts';
import type { Workspace } from '#src/chat/slack/origin.ts';
import { createManualClock } from '../../../fakes/manual-clock.ts';
import { type Script, startScriptedServer } from '../../../fakes/scripted-server.ts';
import { createSilentLog } from '../../../fakes/silent-log.ts';

const HERE: Workspace = { teamId: 'T1', enterpriseId: null, isEnterpriseInstall: false };

const clientAt = (url: string) =>
  new WebClient('xoxb-secret', {
    slackApiUrl: `${url}/api/`,
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
    logger: QUIET,
  });

const silent = () => undefined;
const QUIET = {
  debug: silent,
  info: silent,
  warn: silent,
  error: silent,
  setLevel: silent,
  setName: silent,
  getLevel: () => LEVEL,
};
const LEVEL = 'error' as never;

async function bench(...scripts: readonly Script[]) {
  const server = await startScriptedServer();
  server.script(...scripts);
  onTestFinished(() => server.close());
  const clock = createManualClock();
  const log = createSilentLog();
  return { clock, log, send: createSend({ clientOf: async () => clientAt(server.url), clock, log }) };
}

const answers =
  (status: number, body: string, headers: Readonly<Record<string, string>> = {}): Script =>
  (response) =>
    void response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(body);

const refuses = (error: string): Script => answers(200, JSON.stringify({ ok: false, error }));

describe('a call to Slack', () => {
  it('gives what Slack answered', async () => {
    const { send } = await bench(answers(200, '{"ok":true,"ts":"1.0"}'));
    expect(await send(HERE, 'chat.postMessage', { channel: 'C1' })).toMatchObject({ ok: true, body: { ts: '1.0' } });
  });

  it.each([
    ['not_in_channel', 'not-in-channel'],
    ['restricted_action_read_only_channel', 'not-in-channel'],
    ['is_archived', 'channel-gone'],
    ['message_not_found', 'message-gone'],
    ['file_deleted', 'file-gone'],
    ['expired_trigger_id', 'expired-trigger'],
    ['missing_scope', 'missing-scope'],
    ['token_revoked', 'token-revoked'],
    ['invalid_blocks', 'invalid-blocks'],
    ['msg_blocks_too_long', 'too-long'],
    ['internal_error', 'outcome-unknown'],
    ['something_new', 'refused'],
  ])('tells %s as %s', async (error, kind) => {
    const { send } = await bench(refuses(error));
    expect(await send(HERE, 'chat.postMessage', {})).toMatchObject({ ok: false, problem: { kind } });
  });

  it.each<[string, Script, string]>([
    ['a fault of Slack', answers(503, 'no'), 'outcome-unknown'],
    ['a page instead of an answer', answers(200, '<html>Down</html>'), 'outcome-unknown'],
    ['a lost connection', (response) => void response.destroy(), 'outcome-unknown'],
    ['too much', answers(413, 'no'), 'too-long'],
  ])('tells %s', async (_what, script, kind) => {
    const { send } = await bench(script);
    expect(await send(HERE, 'chat.postMessage', {})).toMatchObject({ ok: false, problem: { kind } });
  });

  it('is refused at once where it is limited, and says for how long', async () => {
    const { send } = await bench(answers(429, '', { 'retry-after': '7' }), answers(429, ''));
    expect(await send(HERE, 'chat.update', {})).toMatchObject({
      problem: { kind: 'rate-limited', retryAfterMs: 7000 },
    });
    expect(await send(HERE, 'chat.update', {})).toMatchObject({
      problem: { kind: 'rate-limited', retryAfterMs: 5000 },
    });
  });

  it('is given up after its time, and nobody knows what came of it', async () => {
    let arrived = () => {};
    const there = new Promise<void>((resolve) => {
      arrived = resolve;
    });
    const { send, clock } = await bench((response) => {
      arrived();
      clock.after(60_000, () => void response.end('{"ok":true}'));
    });
    const outcome = send(HERE, 'chat.update', {}, { timeoutMs: 2000 });
    await there;
    await clock.advance(2000);
    expect(await outcome).toMatchObject({ ok: false, problem: { kind: 'outcome-unknown' } });
    await clock.advance(60_000);
  });

  it('surely was not made where nothing listens, or the token is not known', async () => {
    const log = createSilentLog();
    const clock = createManualClock();
    const closed = await startScriptedServer();
    await closed.close();
    const nowhere = createSend({ clientOf: async () => clientAt(closed.url), clock, log });
    expect(await nowhere(HERE, 'chat.update', {})).toMatchObject({ problem: { kind: 'not-sent' } });
    const unknown = createSend({ clientOf: () => Promise.reject(new Error('not installed')), clock, log });
    expect(await unknown(HERE, 'chat.update', {})).toMatchObject({ problem: { kind: 'not-sent' } });
  });

  it('logs neither tokens nor what was sent', async () => {
    const { send, log } = await bench(refuses('fatal_error'));
    await send(HERE, 'chat.postMessage', { text: 'my secret' });
    expect(JSON.stringify(log.lines)).not.toMatch(/xoxb|my secret/);
  });
});
