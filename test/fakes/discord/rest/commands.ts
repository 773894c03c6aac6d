import { z } from 'zod';
import { readBody } from '../message-body.ts';
import { invalidBody, missingAccess, refusal } from '../refusal.ts';
import type { PlayedCommand, World } from '../state.ts';
import type { Answered, Asked, Route } from './serve.ts';
import { CommandBody, validateCommand } from './validate-command.ts';

/** How many of each type there may be, everywhere and again in each server. */
const MOST: Readonly<Record<number, number>> = { 1: 100, 2: 15, 3: 15, 4: 1 };

/** Registration of commands, everywhere and in one server. */
export function commandRoutes(world: World): Route[] {
  return ['/applications/:application/commands', '/applications/:application/guilds/:guild/commands'].flatMap(
    (base): Route[] => [
      { method: 'GET', pattern: base, answer: (asked) => shownAll(of(world, asked)) },
      { method: 'POST', pattern: base, answer: (asked) => create(world, asked) },
      { method: 'PUT', pattern: base, answer: (asked) => replace(world, asked) },
      { method: 'GET', pattern: `${base}/:command`, answer: (asked) => shown(world, one(world, asked)) },
      { method: 'PATCH', pattern: `${base}/:command`, answer: (asked) => change(world, asked) },
      { method: 'DELETE', pattern: `${base}/:command`, answer: (asked) => remove(world, asked) },
    ],
  );

  function shownAll(list: readonly PlayedCommand[]): Answered {
    return { status: 200, body: list.map((command) => payload(world, command)) };
  }
}

const shown = (world: World, command: PlayedCommand, status = 200): Answered => ({
  status,
  body: payload(world, command),
});

const guildOf = (asked: Asked): string | null => asked.param('guild') || null;

function of(world: World, asked: Asked): PlayedCommand[] {
  const guildId = guildOf(asked);
  if (asked.param('application') !== world.application.id)
    throw refusal(403, 20012, 'You are not authorized to perform this action on this application');
  if (guildId !== null && !world.guilds.get(guildId)?.members.has(world.application.botId)) throw missingAccess();
  return [...world.commands.values()].filter((command) => command.guildId === guildId);
}

function one(world: World, asked: Asked): PlayedCommand {
  const found = of(world, asked).find(({ id }) => id === asked.param('command'));
  if (!found) throw refusal(404, 10063, 'Unknown application command');
  return found;
}

/** A command of the same name and type is written over. */
function create(world: World, asked: Asked): Answered {
  const body = readBody(CommandBody, asked.body);
  validateCommand(body);
  const existing = of(world, asked).find(({ name, type }) => name === body.name && type === body.type);
  refuseTooMany([...of(world, asked).filter((command) => command !== existing), body]);
  return shown(world, put(world, guildOf(asked), body, existing), existing ? 200 : 201);
}

function put(world: World, guildId: string | null, body: CommandBody, existing?: PlayedCommand): PlayedCommand {
  const id = existing?.id ?? world.newId();
  const unchanged = existing && JSON.stringify(existing.body) === JSON.stringify(body);
  const version = unchanged ? existing.version : world.newId();
  const command = { id, guildId, name: body.name, type: body.type, body, version };
  world.commands.set(id, command);
  return command;
}

function refuseTooMany(list: readonly { readonly type: number }[]): void {
  for (const [type, most] of Object.entries(MOST))
    if (list.filter((command) => command.type === Number(type)).length > most)
      throw refusal(400, 30032, `Maximum number of application commands reached (${most}).`);
}

/** What is not in the list is gone, of every type. */
function replace(world: World, asked: Asked): Answered {
  const bodies = readBody(z.array(CommandBody), asked.body);
  for (const [at, body] of bodies.entries()) validateCommand(body, [at]);
  refuseTooMany(bodies);
  const before = of(world, asked);
  for (const { id } of before) world.commands.delete(id);
  const now = bodies.map((body) =>
    put(
      world,
      guildOf(asked),
      body,
      before.find(({ name, type }) => name === body.name && type === body.type),
    ),
  );
  return { status: 200, body: now.map((command) => payload(world, command)) };
}

function change(world: World, asked: Asked): Answered {
  const existing = one(world, asked);
  const body = readBody(CommandBody, { ...existing.body, ...readBody(z.looseObject({}), asked.body) });
  validateCommand(body);
  if (body.type !== existing.type) invalidBody(['type'], 'APPLICATION_COMMAND_TYPE', 'The type cannot change.');
  return shown(world, put(world, guildOf(asked), body, existing));
}

function remove(world: World, asked: Asked): Answered {
  world.commands.delete(one(world, asked).id);
  return { status: 204 };
}

function payload(world: World, { id, guildId, version, body }: PlayedCommand): object {
  return {
    default_member_permissions: null,
    nsfw: false,
    name_localizations: null,
    description_localizations: null,
    ...(guildId === null && { contexts: null, integration_types: [0], dm_permission: true }),
    ...inOwnOrder(body),
    id,
    application_id: world.application.id,
    version,
    ...(guildId !== null && { guild_id: guildId }),
  };
}

/** Discord has an order of its own for the parts of a thing, such as its translations; what is a list stays as it is. */
function inOwnOrder(part: object): object {
  const ordered = (value: unknown): unknown =>
    Array.isArray(value) ? value.map(ordered) : typeof value === 'object' && value !== null ? inOwnOrder(value) : value;
  const entries = Object.entries(part).toReversed();
  return Object.fromEntries(entries.map(([name, value]) => [name, ordered(value)]));
}
