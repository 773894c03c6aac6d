import { describe, expect, it, onTestFinished } from 'vitest';
import { createRespond } from '#src/chat/slack/delivery/respond.ts';
import { createUpload } from '#src/chat/slack/delivery/upload.ts';
import { createManualClock } from '../../../fakes/manual-clock.ts';
import { type Script, startScriptedServer } from '../../../fakes/scripted-server.ts';

const BYTES = new TextEncoder().encode('a picture');

async function bench(...scripts: readonly Script[]) {
  const server = await startScriptedServer();
  server.script(...scripts);
  onTestFinished(() => server.close());
  const clock = createManualClock();
  const asked: string[] = [];
  const watched: typeof fetch = (url, init) => {
    asked.push(String(url));
    return fetch(url, init);
  };
  const parts = { apiUrl: `${server.url}/api`, clock, fetch: watched };
  return { server, asked, upload: createUpload(parts), respond: createRespond(parts) };
}

const answers =
  (status: number, headers: Readonly<Record<string, string>> = {}): Script =>
  (response) =>
    void response.writeHead(status, headers).end();

describe('the bytes of a file', () => {
  it('go to the address that Slack gave, without any token', async () => {
    const { server, upload } = await bench(answers(200));
    expect(await upload(`${server.url}/upload/1`, BYTES)).toMatchObject({ ok: true });
    expect(server.calls).toMatchObject([{ method: 'POST', path: '/upload/1' }]);
    expect(server.calls[0]?.body.toString()).toBe('a picture');
    expect(server.calls[0]?.headers.authorization).toBeUndefined();
  });

  it.each([
    'https://files.example.com/upload/1',
    'http://files.slack.com/upload/1',
    'https://files.slack.com.example.com/upload/1',
    'https://files.slack.com:8443/upload/1',
    'file:///etc/hostname',
    'no address',
  ])('go nowhere else: %s', async (url) => {
    const { upload, respond, asked } = await bench();
    expect(await upload(url, BYTES)).toMatchObject({ ok: false, problem: { kind: 'refused' } });
    expect(await respond(url, {})).toMatchObject({ ok: false, problem: { kind: 'refused' } });
    expect(asked).toEqual([]);
  });

  it('follow no redirect', async () => {
    const { server, upload } = await bench(answers(307, { location: 'http://127.0.0.1:9/elsewhere' }));
    expect(await upload(`${server.url}/upload/1`, BYTES)).toMatchObject({ ok: false });
  });

  it.each<[string, Script, object]>([
    ['limited', answers(429, { 'retry-after': '3' }), { kind: 'rate-limited', retryAfterMs: 3000 }],
    ['too many', answers(413), { kind: 'too-long' }],
    ['met by a fault', answers(500), { kind: 'outcome-unknown' }],
    ['lost', (response) => void response.destroy(), { kind: 'outcome-unknown' }],
  ])('may be %s', async (_what, script, problem) => {
    const { server, upload } = await bench(script);
    expect(await upload(`${server.url}/upload/1`, BYTES)).toMatchObject({ ok: false, problem });
  });
});

describe('an answer to the response address', () => {
  it('is said there', async () => {
    const { server, respond } = await bench(answers(200));
    expect(await respond(`${server.url}/response/1`, { text: 'Hello' })).toMatchObject({ ok: true });
    expect(JSON.parse(server.calls[0]?.body.toString() ?? '')).toEqual({ text: 'Hello' });
  });

  it('tells nobody that address where it fails', async () => {
    const { server, respond } = await bench((response) => void response.destroy());
    const outcome = await respond(`${server.url}/response/secret`, { text: 'Hello' });
    expect(outcome).toMatchObject({ ok: false });
    if (!outcome.ok) expect(String(outcome.problem.cause)).not.toContain('secret');
  });
});
