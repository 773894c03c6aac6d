import { describe, expect, it, onTestFinished } from 'vitest';
import type { FileFacts } from '#src/chat/slack/intake/file-facts.ts';
import { createPictureFetch, type PictureFetchOptions } from '#src/chat/slack/intake/open-image.ts';
import { internet } from '../../../fakes/internet.ts';
import { hang, reset, type Script, startScriptedServer } from '../../../fakes/scripted-server.ts';

const BYTES = Buffer.from('\x89PNG\r\n\x1a\nand so on', 'latin1');
const API = 'https://slack.com/api';
const ADDRESS = 'https://files.slack.com/files-pri/T1-F1/download/cat.png';
const KEY = 'T1/F1';

const bytes: Script = (response) => void response.end(BYTES);
const page: Script = (response) =>
  void response.writeHead(200, { 'content-type': 'text/html' }).end('<!DOCTYPE html><html><body>Sign in</body></html>');
const status =
  (code: number): Script =>
  (response) =>
    void response.writeHead(code).end('no');
const redirect =
  (location: string): Script =>
  (response) =>
    void response.writeHead(302, { location }).end();

async function serverOf(...scripts: readonly Script[]) {
  const server = await startScriptedServer();
  onTestFinished(() => server.close());
  server.script(...scripts);
  return server;
}

const there = (url: string, facts: Partial<Extract<FileFacts, { kind: 'there' }>> = {}): FileFacts => ({
  kind: 'there',
  url,
  mimetype: 'image/png',
  byteLength: BYTES.length,
  ...facts,
});

interface Opening extends Partial<PictureFetchOptions> {
  readonly facts: FileFacts;
  readonly key?: string;
  readonly maxBytes?: number;
  readonly declaredBytes?: number;
  readonly signal?: AbortSignal;
}

function opened({ facts, key = KEY, maxBytes = 1000, declaredBytes, signal, ...options }: Opening) {
  const openImage = createPictureFetch({
    apiUrl: API,
    tokenOf: async ({ teamId }) => `xoxb-of-${teamId}`,
    fileInfo: async () => facts,
    ...options,
  });
  const image = { key, filename: 'cat.png', ...(declaredBytes !== undefined && { declaredBytes }) };
  return openImage(image, { maxBytes, signal: signal ?? AbortSignal.timeout(5000) });
}

/** The same from a server on loopback, which the operator chose as the API. */
async function openedFrom(script: Script, more: Partial<Opening> = {}) {
  const server = await serverOf(script);
  return opened({ facts: there(`${server.url}/files-pri/T1-F1/cat.png`), apiUrl: `${server.url}/api/`, ...more });
}

describe('a posted picture', () => {
  it("is fetched from Slack's own host with the token of its workspace", async () => {
    const server = await serverOf(bytes);
    const { reached, network } = internet('3.3.3.3', Number(new URL(server.url).port));
    const asked: unknown[] = [];
    const fileInfo: PictureFetchOptions['fileInfo'] = async (workspace, fileId) => {
      asked.push(workspace, fileId);
      return there(ADDRESS);
    };
    expect(Buffer.from(await opened({ facts: there(ADDRESS), fileInfo, ...network }))).toEqual(BYTES);
    expect(asked).toEqual([{ teamId: 'T1', enterpriseId: null, isEnterpriseInstall: false }, 'F1']);
    expect(reached).toEqual(['files.slack.com']);
    expect(server.calls[0]?.headers.authorization).toBe('Bearer xoxb-of-T1');
  });

  it('is fetched from the API that the operator chose, loopback and plain http too', async () => {
    expect(Buffer.from(await openedFrom(bytes))).toEqual(BYTES);
  });

  it("is fetched from a government's own host only where that is their Slack", async () => {
    const facts = there('https://files.slack-gov.com/files-pri/T1-F1/cat.png');
    const server = await serverOf(bytes);
    const { reached, network } = internet('3.3.3.3', Number(new URL(server.url).port));
    await opened({ facts, apiUrl: 'https://slack-gov.com/api/', ...network });
    await expect(opened({ facts, ...network })).rejects.toMatchObject({ code: 'image-missing' });
    expect(reached).toEqual(['files.slack-gov.com']);
  });

  it.each([
    'http://files.slack.com/files-pri/T1-F1/cat.png',
    'https://files.slack.com:8443/cat.png',
    'https://files.slack.com.evil.example/cat.png',
    'https://user@files.slack.com/cat.png',
    'https://drive.example.com/cat.png',
    'http://127.0.0.1/cat.png',
    'file:///etc/passwd',
  ])('is not fetched from %s, and the token is told to nobody', async (address) => {
    const { reached, network } = internet('3.3.3.3', 1);
    await expect(opened({ facts: there(address), ...network })).rejects.toMatchObject({ code: 'image-missing' });
    expect(reached).toEqual([]);
  });

  it('is not fetched where the name of the host leads inside', async () => {
    const { reached, network } = internet('10.0.0.7', 1);
    await expect(opened({ facts: there(ADDRESS), ...network })).rejects.toMatchObject({ code: 'image-missing' });
    expect(reached).toEqual([]);
  });

  it.each(['', 'F1', 'T1/', 'https://files.slack.com/cat.png', 'T1/F1/x', '../F1'])(
    'of the key "%s" is missing',
    async (key) => {
      await expect(opened({ facts: there(ADDRESS), key })).rejects.toMatchObject({
        code: 'image-missing',
        message: 'Your picture cat.png could not be fetched. Attach it again.',
      });
    },
  );
});

describe('a picture that cannot be had', () => {
  const scope = 'Whoever installed Easel adds the scope files:read and installs it again.';

  it.each<[string, Script]>([
    ['is a page to log in instead', page],
    ['is answered by 401', status(401)],
    ['is answered by 403', status(403)],
  ])('because Easel may not read files says so where it %s', async (_what, script) => {
    await expect(openedFrom(script)).rejects.toMatchObject({
      code: 'image-missing',
      blame: 'operator',
      message: expect.stringContaining(scope),
    });
  });

  it('because Slack leads away to log in says so too', async () => {
    const server = await serverOf(redirect('https://easel.slack.com/?redir=files'));
    const { reached, network } = internet('3.3.3.3', Number(new URL(server.url).port));
    await expect(opened({ facts: there(ADDRESS), ...network })).rejects.toMatchObject({
      message: expect.stringContaining(scope),
    });
    expect(reached).toEqual(['files.slack.com']);
  });

  it.each<[FileFacts['kind'], string]>([
    ['gone', 'invite it with /invite @Easel'],
    ['no-bytes', 'Save it and attach the file itself'],
    ['not-allowed', scope],
  ])('says what to do where Slack tells: %s', async (kind, advice) => {
    await expect(opened({ facts: { kind } as FileFacts })).rejects.toMatchObject({
      code: 'image-missing',
      details: { name: 'cat.png' },
      message: expect.stringContaining(advice),
    });
  });

  it('says so too where Easel is not installed there any more', async () => {
    const tokenOf = () => Promise.reject(new Error('not installed'));
    await expect(opened({ facts: there(ADDRESS), tokenOf })).rejects.toMatchObject({
      code: 'image-missing',
      message: expect.stringContaining(scope),
    });
  });

  it('says that Slack did not answer, and keeps why for the log', async () => {
    const cause = new Error('busy');
    const refused = opened({ facts: { kind: 'unknown', cause } });
    await expect(refused).rejects.toMatchObject({ message: expect.stringContaining('Try again'), cause });
  });

  it.each([404, 410])('is gone where its host answers %i', async (code) => {
    await expect(openedFrom(status(code))).rejects.toMatchObject({ message: expect.stringContaining('deleted') });
  });

  it.each<[string, Script]>([
    ['the server stumbles', status(502)],
    ['the connection breaks', reset],
  ])('is asked for once more where %s', async (_why, script) => {
    const server = await serverOf(script, bytes);
    const facts = there(`${server.url}/cat.png`);
    expect(Buffer.from(await opened({ facts, apiUrl: server.url }))).toEqual(BYTES);
  });

  it('is missing where the server falls silent', async () => {
    await expect(openedFrom(hang, { timeoutMs: 60 })).rejects.toMatchObject({ code: 'image-missing' });
  });

  it('is given up as soon as the signal says so', async () => {
    const stop = new AbortController();
    const server = await serverOf(hang);
    const facts = there(`${server.url}/cat.png`);
    const opening = opened({ facts, apiUrl: server.url, signal: stop.signal });
    opening.catch(() => {});
    await expect.poll(() => server.calls.length).toBe(1);
    stop.abort(new Error('enough'));
    await expect(opening).rejects.toThrow('enough');
  });
});

describe('a picture that is too large', () => {
  it.each<[string, Partial<Opening>]>([
    ['said when it was posted', { declaredBytes: 1001 }],
    ['says now', { facts: there(ADDRESS, { byteLength: 1001 }) }],
  ])('is refused by the size that Slack %s, before anything is fetched', async (_when, more) => {
    await expect(opened({ facts: there(ADDRESS), ...more })).rejects.toMatchObject({
      code: 'image-too-large',
      details: { name: 'cat.png', byteLength: 1001, limitBytes: 1000 },
    });
  });

  it('is read no further than its limit, whatever size was told', async () => {
    const large: Script = (response) => {
      response.write(Buffer.alloc(600));
      response.write(Buffer.alloc(600));
    };
    await expect(openedFrom(large)).rejects.toMatchObject({ code: 'image-too-large', details: { limitBytes: 1000 } });
  });
});

it('text that is meant as such is given as it is: whoever reads it says that it is no picture', async () => {
  const svg: Script = (response) => void response.end('<svg xmlns="http://www.w3.org/2000/svg"/>');
  expect(Buffer.from(await openedFrom(svg)).toString()).toContain('<svg');
  const server = await serverOf(page);
  const facts = there(`${server.url}/page.html`, { mimetype: 'text/html' });
  expect(Buffer.from(await opened({ facts, apiUrl: server.url })).toString()).toContain('Sign in');
});

it('what went wrong never tells the token or the address', async () => {
  const server = await serverOf(status(404));
  const facts = there(`${server.url}/cat.png?pub_secret=abc`);
  const error: unknown = await opened({ facts, apiUrl: server.url }).catch((it) => it);
  expect(error).toMatchObject({ cause: { message: 'It answers 404.' } });
  const said = JSON.stringify(error, Object.getOwnPropertyNames(error));
  expect(said).not.toContain('xoxb');
  expect(said).not.toContain('abc');
});
