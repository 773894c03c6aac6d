import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { commands } from '#commands/index.ts';
import { manifestOf } from '#src/chat/slack/registration/manifest.ts';
import { openWorkplace } from './run-easel.ts';

const BASE = 'https://easel.example.org';
const BY_HTTP = { SLACK_BOT_TOKEN: 'xoxb-1-sec-ret', SLACK_SIGNING_SECRET: 'sec-ret', PUBLIC_BASE_URL: BASE };
const SOCKET = { transport: { kind: 'socket' } } as const;
const HTTP = { transport: { kind: 'http', baseUrl: BASE } } as const;

/** Runs `easel deploy slack`; what it prints holds no secret. */
async function deploy(env: Readonly<Record<string, string>>, ...flags: readonly string[]) {
  const { easel, folder } = openWorkplace({ EASEL_CONFIG: 'easel.json', ...env });
  const slack = { plainReplies: env.PLAIN === 'yes', ...(env.GROUP && { moderatorGroup: env.GROUP }) };
  writeFileSync(join(folder, 'easel.json'), JSON.stringify({ slack }));
  const ended = await easel('deploy', 'slack', ...flags);
  expect(ended.stdout + ended.stderr).not.toContain('sec-ret');
  return ended;
}

describe('easel deploy slack', () => {
  it('prints the manifest alone on standard output, and beside it the link that creates the app and three steps', async () => {
    const { code, stdout, stderr } = await deploy({});
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toEqual(manifestOf(commands, SOCKET));
    const link = /^https:\/\/api\.slack\.com\/apps\?new_app=1&manifest_json=\S+$/m.exec(stderr)?.[0] ?? '';
    expect(JSON.parse(new URL(link).searchParams.get('manifest_json') ?? '')).toEqual(JSON.parse(stdout));
    const steps = [...stderr.matchAll(/^\d\. .*$/gm)].map(([line]) => line);
    expect(steps).toHaveLength(3);
    expect(steps[0]).toContain('connections:write and put it into .env as SLACK_APP_TOKEN');
    expect(steps[1]).toContain('SLACK_BOT_TOKEN');
  });

  it('prints the same as YAML', async () => {
    const { stdout } = await deploy({}, '--yaml');
    expect(stdout).toMatch(/^_metadata:\n {2}major_version: 2\n/);
    expect(parse(stdout)).toEqual(manifestOf(commands, SOCKET));
    expect((await deploy({}, '--json')).stdout).toMatch(/^\{\n {2}"_metadata"/);
  });

  it('is for HTTP where that is configured, and for the other where that is asked for', async () => {
    const configured = await deploy(BY_HTTP);
    expect(JSON.parse(configured.stdout)).toEqual(manifestOf(commands, HTTP));
    expect(configured.stderr).toContain('SLACK_SIGNING_SECRET');
    expect(configured.stderr).not.toContain('SLACK_APP_TOKEN');
    expect(JSON.parse((await deploy(BY_HTTP, '--socket')).stdout)).toEqual(manifestOf(commands, SOCKET));
    const asked = await deploy({ PUBLIC_BASE_URL: BASE }, '--http');
    expect(JSON.parse(asked.stdout)).toEqual(manifestOf(commands, HTTP));
  });

  it('lets people who install by a browser come back, also by Socket Mode', async () => {
    const client = { SLACK_CLIENT_ID: '1.2', SLACK_CLIENT_SECRET: 'sec-ret', SLACK_STATE_SECRET: 'sec-ret' };
    const { stdout } = await deploy({ ...client, SLACK_APP_TOKEN: 'xapp-1-sec-ret', PUBLIC_BASE_URL: BASE });
    expect(JSON.parse(stdout)).toEqual(manifestOf(commands, { ...SOCKET, installBaseUrl: BASE }));
  });

  it.each([
    ['--plain-replies', { plainReplies: true }],
    ['--moderator-group', { moderatorGroup: true }],
    ['--public-channels', { publicChannels: true }],
  ])('asks for more rights with %s', async (flag, wish) => {
    expect(JSON.parse((await deploy({}, flag)).stdout)).toEqual(manifestOf(commands, { ...SOCKET, ...wish }));
  });

  it('asks for the rights of what is configured', async () => {
    const { stdout } = await deploy({ ...BY_HTTP, PLAIN: 'yes', GROUP: 'S1' });
    expect(JSON.parse(stdout)).toEqual(manifestOf(commands, { ...HTTP, plainReplies: true, moderatorGroup: true }));
  });

  it.each([
    [
      {},
      ['--http'],
      /^PUBLIC_BASE_URL is not set, but Slack has to know where it reaches Easel\. Set it, or add --socket\.\n$/,
    ],
    [{ ...BY_HTTP, PUBLIC_BASE_URL: '' }, [], /^PUBLIC_BASE_URL is not set/],
    [
      { PUBLIC_BASE_URL: 'http://192.0.2.1' },
      ['--http'],
      /^Slack calls only https addresses, but PUBLIC_BASE_URL is http:\/\/192\.0\.2\.1\.\n$/,
    ],
    [{}, ['--http', '--socket'], /^error: option '--http' cannot be used with option '--socket'/],
    [{}, ['--yaml', '--json'], /^error: option '--yaml' cannot be used with option '--json'/],
  ] as const)('prints nothing and says why with %o and %o', async (env, flags, says) => {
    const { code, stdout, stderr } = await deploy(env, ...flags);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(says);
  });
});
