import { beforeEach, describe, expect, it } from 'vitest';
import { commands as all } from '#commands/index.ts';
import { commandBodies } from '#src/chat/discord/registration/command-bodies.ts';
import { openCommandLineRest } from '#src/chat/discord/registration/command-line-rest.ts';
import { type DeployOptions, deployCommands } from '#src/chat/discord/registration/deploy-commands.ts';
import { alsoDeployedTo, type DeployedRecord } from '#src/chat/discord/registration/record.ts';
import { sayChanges } from '#src/chat/discord/registration/say-changes.ts';
import { EaselError } from '#src/domain/errors.ts';
import type { Command, Option } from '#src/ports/command.ts';
import { createDocuments } from '#src/store/keyv-documents.ts';
import { createMemoryStorage } from '#src/store/memory-storage.ts';
import { openPortal, type Portal, TOKEN } from './open-portal.ts';

const words: Option = { kind: 'text', about: 'What it says' };

const command = (name: string, more: Partial<Command> = {}): Command => ({
  name,
  description: `What ${name} does`,
  who: 'everyone',
  visibility: 'public',
  options: { words },
  run: async () => undefined,
  ...more,
});

let portal: Portal;
let records: DeployOptions['records'];

beforeEach(async () => {
  portal = await openPortal();
  records = createDocuments<DeployedRecord>(createMemoryStorage({ now: () => 0 }), 'discord-commands');
});

async function deploy(commands: readonly Command[], more: Partial<DeployOptions> = {}): Promise<readonly string[]> {
  const rest = openCommandLineRest({ token: TOKEN, apiUrl: portal.url });
  const before = portal.writes().length;
  const said = sayChanges(
    await deployCommands({ rest, applicationId: portal.applicationId, commands, records, ...more }),
  );
  if (more.dryRun) expect(portal.writes()).toHaveLength(before);
  return said;
}

const failureOf = async (run: Promise<unknown>): Promise<EaselError> => {
  const thrown = await run.then(
    () => undefined,
    (error: unknown) => error,
  );
  if (!(thrown instanceof EaselError)) throw new Error(`It ended with ${thrown}.`);
  return thrown;
};

const names = (guildId?: string) => portal.commands(guildId).map(({ name }) => name);

describe('deploying', () => {
  it('creates what is missing, menus too, and says so', async () => {
    const menu = { on: 'picture', label: 'Edit this image' } as const;
    expect(await deploy([command('imagine'), command('edit', { menu })])).toEqual([
      '+ /imagine',
      '+ /edit',
      '+ "Edit this image" in the menu of messages',
    ]);
    expect(names()).toEqual(['imagine', 'edit', 'Edit this image']);
    expect(portal.writes().map(({ method }) => method)).toEqual(['POST', 'POST', 'POST']);
  });

  it('writes nothing the second time, whatever order and empty fields Discord tells it in', async () => {
    const first = await deploy(all);
    expect(first.every((line) => line.startsWith('+ '))).toBe(true);
    const writes = portal.writes().length;
    const second = await deploy(all);
    expect(second).toEqual(first.map((line) => `${line.replace('+', '=')} unchanged`));
    expect(portal.writes()).toHaveLength(writes);
  });

  it('says what is different, and changes only that', async () => {
    await deploy([
      command('imagine'),
      command('edit', { options: { words, size: words, late: words } }),
      command('help'),
    ]);
    const writes = portal.writes().length;
    const changed = [
      command('imagine', { description: 'Make a picture' }),
      command('edit', {
        options: { words: { ...words, max: 10 }, late: words, mask: { kind: 'image', about: 'Where' } },
      }),
      command('help'),
    ];
    const said = [
      '~ /imagine: description, translations',
      '~ /edit: option mask added, option words changed, option size removed',
      '= /help unchanged',
    ];
    expect(await deploy(changed, { dryRun: true })).toEqual(said);
    expect(await deploy(changed)).toEqual(said);
    expect(
      portal
        .writes()
        .slice(writes)
        .map(({ method }) => method),
    ).toEqual(['PATCH', 'PATCH']);
    expect(await deploy(changed)).toEqual(['= /imagine unchanged', '= /edit unchanged', '= /help unchanged']);
  });

  it('notices another order of the options, and who may use a command', async () => {
    await deploy([command('edit', { options: { a: words, b: words } }), command('quota', { who: 'moderators' })]);
    const changed = [command('edit', { options: { b: words, a: words } }), command('quota')];
    expect(await deploy(changed)).toEqual([
      '~ /edit: order of the options',
      '~ /quota: who may use it, where it can be used, how it can be installed',
    ]);
    expect(await deploy(changed)).toEqual(['= /edit unchanged', '= /quota unchanged']);
  });

  it('looks into subcommands', async () => {
    const family = (more: Partial<Command>) => [command('quota show'), command('quota set', more)];
    await deploy(family({}));
    expect(await deploy(family({}))).toEqual(['= /quota unchanged']);
    expect(await deploy(family({ options: { words: { ...words, max: 3 } } }))).toEqual([
      '~ /quota: option set changed',
    ]);
  });

  it('mends what somebody changed by hand', async () => {
    await deploy([command('help')]);
    portal.put({ type: 1, name: 'help', description: 'Mine now', nsfw: true });
    expect(await deploy([command('help')])).toEqual([
      '~ /help: description, translations, age limit, where it can be used, how it can be installed, option words added',
    ]);
    expect(await deploy([command('help')])).toEqual(['= /help unchanged']);
  });

  it('removes what it put there and nobody wants any more, and nothing that is not its own', async () => {
    portal.put({ type: 1, name: 'theirs', description: 'Of somebody else' });
    portal.put({ type: 3, name: 'Their menu' });
    await deploy([command('imagine'), command('old'), command('older')]);
    expect(await deploy([command('imagine')])).toEqual(['= /imagine unchanged', '- /old', '- /older']);
    expect(names()).toEqual(['theirs', 'Their menu', 'imagine']);
    expect(await deploy([command('imagine')])).toEqual(['= /imagine unchanged']);
  });

  it('takes everything of its own away where there are no commands', async () => {
    portal.put({ type: 1, name: 'theirs', description: 'Of somebody else' });
    await deploy([command('imagine'), command('edit')]);
    expect(await deploy([])).toEqual(['- /imagine', '- /edit']);
    expect(names()).toEqual(['theirs']);
  });

  it('tells apart commands of one name that are of different kinds', async () => {
    portal.put({ type: 2, name: 'imagine' });
    expect(await deploy([command('imagine')])).toEqual(['+ /imagine']);
    expect(portal.commands()).toHaveLength(2);
  });

  it('does not mind that somebody removed a command meanwhile', async () => {
    await deploy([command('imagine'), command('old')]);
    const [, old] = portal.commands();
    portal.instead('DELETE', `/${old?.id}`, {
      status: 404,
      body: { code: 10_063, message: 'Unknown application command' },
    });
    expect(await deploy([command('imagine')])).toContain('- /old');
  });

  it('knows commands again whose record was lost, as they are exactly its own', async () => {
    await deploy([command('imagine'), command('old')]);
    records = createDocuments<DeployedRecord>(createMemoryStorage({ now: () => 0 }), 'discord-commands');
    await deploy([command('imagine'), command('old')]);
    expect(await deploy([command('imagine')])).toEqual(['= /imagine unchanged', '- /old']);
  });

  it('goes on after it broke off, knowing what it had done', async () => {
    await deploy([command('a')]);
    portal.instead('POST', '/commands', { status: 500, body: {} });
    expect(await failureOf(deploy([command('b'), command('c')]))).toMatchObject({ code: 'unavailable' });
    expect(names()).toEqual(['a']);
    expect(await deploy([command('a')])).toEqual(['= /a unchanged']);
  });
});

describe('one server', () => {
  let inGuild: { readonly guildId: string };
  beforeEach(() => {
    inGuild = { guildId: portal.guildId };
  });

  it('gets commands of its own, which do not say where else they might be', async () => {
    expect(await deploy([command('imagine')], inGuild)).toEqual(['+ /imagine']);
    expect(names(portal.guildId)).toEqual(['imagine']);
    expect(names()).toEqual([]);
    expect(portal.writes()[0]?.path).toBe(`/applications/${portal.applicationId}/guilds/${portal.guildId}/commands`);
    expect(portal.writes()[0]?.body).not.toHaveProperty('contexts');
    expect(portal.writes()[0]?.body).not.toHaveProperty('integration_types');
    expect(await deploy([command('imagine')], inGuild)).toEqual(['= /imagine unchanged']);
  });

  it('is remembered apart, so that nothing is removed elsewhere, and doubles can be told', async () => {
    const everywhere = { applicationId: portal.applicationId };
    await deploy([command('imagine')], inGuild);
    await deploy([command('edit')]);
    expect([names(portal.guildId), names()]).toEqual([['imagine'], ['edit']]);
    expect(await alsoDeployedTo(records, everywhere)).toEqual([portal.guildId]);
    expect(await alsoDeployedTo(records, { ...everywhere, ...inGuild })).toEqual(['everywhere']);
    expect(await alsoDeployedTo(records, { ...everywhere, guildId: '99999999999999999' })).toEqual(['everywhere']);
    await deploy([], inGuild);
    expect(await alsoDeployedTo(records, everywhere)).toEqual([]);
  });
});

describe('trouble', () => {
  it('is the operator’s where the token is not accepted', async () => {
    const rest = openCommandLineRest({ token: 'wrong', apiUrl: portal.url });
    expect(await failureOf(deploy([], { rest }))).toMatchObject({ code: 'auth', blame: 'operator' });
  });

  it.each([
    [403, 50_001, 'Missing Access'],
    [404, 10_004, 'Unknown Guild'],
  ])('names the server the bot is not in (%i %i)', async (status, code, message) => {
    portal.instead('GET', '/commands', { status, body: { code, message } });
    const error = await failureOf(deploy([command('a')], { guildId: portal.guildId }));
    expect(error).toMatchObject({ code: 'not-allowed', blame: 'operator' });
    expect(error.message).toContain(`in the server ${portal.guildId}: the bot is not in it`);
  });

  it('says so where Discord allows no more changes today, instead of waiting until tomorrow', async () => {
    const body = {
      message: 'Max number of daily application command creates has been reached (200)',
      retry_after: 3000,
      code: 30_034,
    };
    portal.instead('POST', '/commands', { status: 429, body, headers: { 'retry-after': '3000' } });
    const error = await failureOf(deploy([command('a')]));
    expect(error).toMatchObject({ code: 'rate-limited', blame: 'provider', retryAfterMs: expect.any(Number) });
    expect(error.retryAfterMs).toBeGreaterThan(2_900_000);
  });

  it('repeats what Discord does not take', async () => {
    const body = {
      code: 50_035,
      message: 'Invalid Form Body',
      errors: { name: { _errors: [{ code: 'X', message: 'Not this' }] } },
    };
    portal.instead('POST', '/commands', { status: 400, body });
    const error = await failureOf(deploy([command('a')]));
    expect(error).toMatchObject({ code: 'invalid-request', blame: 'easel' });
    expect(error.message).toContain('Not this');
  });

  it('tells an unreachable Discord from one that answers in another way', async () => {
    const nowhere = openCommandLineRest({ token: TOKEN, apiUrl: 'http://127.0.0.1:1/api' });
    expect(await failureOf(deploy([], { rest: nowhere }))).toMatchObject({ code: 'unavailable' });
    portal.instead('GET', '/commands', { status: 200, body: { no: 'list' } });
    expect(await failureOf(deploy([]))).toMatchObject({ code: 'provider-failed', blame: 'provider' });
  });
});

it('sends only what Discord describes', async () => {
  for (const more of [{}, { guildId: portal.guildId }]) {
    await deploy([...all, command('quota', { who: 'moderators' })], more);
    await deploy([...all.map((one) => ({ ...one, description: 'Another' })), command('quota')], more);
    await deploy([], more);
  }
  const methods = new Set(portal.discord.traffic.map(({ method }) => method));
  expect([...methods].sort()).toEqual(['DELETE', 'GET', 'PATCH', 'POST']);
  await portal.discord.expectConform();
});

it('deploys the very bodies that the tests of the bodies hold to the limits', async () => {
  await deploy(all);
  expect(portal.writes().map(({ body }) => body)).toEqual(JSON.parse(JSON.stringify(commandBodies(all))));
});
