import { DiscordAPIError, type REST, RESTJSONErrorCodes } from 'discord.js';
import { z } from 'zod';
import type { Command } from '#src/ports/command.ts';
import type { Documents } from '#src/ports/documents.ts';
import { commandBodies } from './command-bodies.ts';
import { REGISTERED, type Registered } from './comparable.ts';
import { registrationError } from './discord-error.ts';
import { planDeployment, type Step } from './plan-deployment.ts';
import { createRecord, type DeployedRecord } from './record.ts';
import { inScope, routeOf, type Scope } from './scope.ts';

/** What is different about one command, and after a deployment was. */
export interface Change {
  readonly kind: Step['kind'];
  /** As people see it: `/edit`. */
  readonly label: string;
  /** In a few words each, where it is changed. */
  readonly what: readonly string[];
}

export interface DeployOptions extends Scope {
  readonly rest: REST;
  /** Those of the product; with none, Easel's commands are taken away. */
  readonly commands: readonly Command[];
  /** Remembers which of the application's commands are ours. */
  readonly records: Documents<DeployedRecord>;
  /** Only says what would be done. */
  readonly dryRun?: boolean | undefined;
}

/**
 * Brings Discord's commands to what they should be: one call for each that is missing or different, none for the others. Of what
 * is too much, only those that an earlier deployment put there, or found to be exactly ours, are removed.
 * @throws {EaselError} whose code and blame tell whose problem it is. What was done until then is remembered, and goes on next time.
 */
export async function deployCommands(options: DeployOptions): Promise<readonly Change[]> {
  const { rest, commands, records, dryRun = false } = options;
  try {
    const record = createRecord(records, options);
    const bodies = commandBodies(commands).map((body) => inScope(body, options));
    const steps = planDeployment(bodies, await registeredCommands(rest, options), await record.ids());
    if (!dryRun) for (const step of steps) await take(step, options, record);
    return steps.map((step) => ({
      kind: step.kind,
      label: step.label,
      what: step.kind === 'changed' ? step.what : [],
    }));
  } catch (thrown) {
    throw registrationError(thrown, options.guildId);
  }
}

async function registeredCommands(rest: REST, scope: Scope): Promise<readonly Registered[]> {
  const found = await rest.get(routeOf(scope), { query: new URLSearchParams({ with_localizations: 'true' }) });
  return z
    .array(REGISTERED)
    .parse(found)
    .map((command) => inScope(command, scope));
}

const CREATED = z.object({ id: z.string() });

/** What is written is remembered at once, so that a deployment that breaks off is known as far as it came. */
async function take(
  step: Step,
  { rest, ...scope }: DeployOptions,
  record: ReturnType<typeof createRecord>,
): Promise<void> {
  const route = routeOf(scope);
  switch (step.kind) {
    case 'added':
      return record.add(CREATED.parse(await rest.post(route, { body: step.body })).id);
    case 'changed':
      await rest.patch(`${route}/${step.id}`, { body: step.body });
      return record.add(step.id);
    case 'unchanged':
      return record.add(step.id);
    case 'removed':
      await rest.delete(`${route}/${step.id}`).catch(unlessGone);
      return record.forget(step.id);
  }
}

function unlessGone(thrown: unknown): void {
  if (thrown instanceof DiscordAPIError && thrown.code === RESTJSONErrorCodes.UnknownApplicationCommand) return;
  throw thrown;
}
