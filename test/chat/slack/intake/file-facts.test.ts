import { describe, expect, it } from 'vitest';
import { createFileFacts } from '#src/chat/slack/intake/file-facts.ts';
import { createManualClock } from '../../../fakes/manual-clock.ts';
import { answeringSlack } from './answering-slack.ts';
import { payload, WORKSPACE } from './intake-bench.ts';

const signal = new AbortController().signal;
const URL_OF_DAY = 'https://files.slack.com/files-pri/T0EASEL01-F0DAY00001/download/day.png';

const info = (changes: object = {}) => {
  const { file, ...rest } = payload('files-info');
  return { ...rest, file: { ...(file as object), ...changes } };
};

function open(...answers: Parameters<typeof answeringSlack>[0][string][number][]) {
  const clock = createManualClock();
  const slack = answeringSlack({ 'files.info': answers });
  return { clock, slack, ask: createFileFacts({ send: slack.send, clock }) };
}

describe('what Slack tells of a file', () => {
  it('is where its bytes are', async () => {
    const { ask, slack } = open(info());
    expect(await ask(WORKSPACE, 'F0DAY00001', signal)).toEqual({
      kind: 'there',
      url: URL_OF_DAY,
      mimetype: 'image/png',
      byteLength: 26,
    });
    expect(slack.calls).toMatchObject([{ args: { file: 'F0DAY00001' } }]);
  });

  it.each<[string, object, string]>([
    ['was deleted', { mode: 'tombstone' }, 'gone'],
    ['is only linked', { is_external: true }, 'no-bytes'],
    ['is kept back by the plan', { mode: 'hidden_by_limit' }, 'no-bytes'],
    ['has no address', { url_private: '', url_private_download: null }, 'no-bytes'],
  ])('may be that it %s', async (_what, changes, kind) => {
    expect(await open(info(changes)).ask(WORKSPACE, 'F1', signal)).toEqual({ kind });
  });

  it.each([
    ['file-gone', 'gone'],
    ['not-in-channel', 'gone'],
    ['missing-scope', 'not-allowed'],
    ['token-revoked', 'not-allowed'],
    ['refused', 'unknown'],
  ] as const)('is nothing where it is asked in vain: %s', async (problem, kind) => {
    expect(await open(problem).ask(WORKSPACE, 'F1', signal)).toMatchObject({ kind });
  });

  it('cannot be read where it is something else', async () => {
    expect(await open({ ok: true }).ask(WORKSPACE, 'F1', signal)).toMatchObject({ kind: 'unknown' });
  });

  it('is waited for where too much was asked already', async () => {
    const { ask, clock, slack } = open('rate-limited', info());
    const asking = ask(WORKSPACE, 'F1', signal);
    await clock.advance(2999);
    expect(slack.calls).toHaveLength(1);
    await clock.advance(1);
    expect(await asking).toMatchObject({ kind: 'there' });
  });

  it('is not waited for without end, nor after the signal', async () => {
    const { ask, clock, slack } = open('outcome-unknown');
    const asking = ask(WORKSPACE, 'F1', signal);
    await clock.advance(60_000);
    expect(await asking).toMatchObject({ kind: 'unknown' });
    expect(slack.calls).toHaveLength(4);
    const stop = new AbortController();
    const stopped = ask(WORKSPACE, 'F1', stop.signal);
    stopped.catch(() => {});
    await clock.advance(1);
    stop.abort(new Error('enough'));
    await expect(stopped).rejects.toThrow('enough');
  });
});
