import { Routes } from 'discord.js';

/** Where commands are: in one server, or in all of them. */
export interface Scope {
  readonly applicationId: string;
  readonly guildId?: string | undefined;
}

export const routeOf = ({ applicationId, guildId }: Scope): `/${string}` =>
  guildId === undefined
    ? Routes.applicationCommands(applicationId)
    : Routes.applicationGuildCommands(applicationId, guildId);

/** A server's own commands have no say in where else they might be. */
export function inScope<T extends { contexts?: unknown; integration_types?: unknown }>(
  command: T,
  { guildId }: Scope,
): T {
  if (guildId === undefined) return command;
  const { contexts: _contexts, integration_types: _types, ...rest } = command;
  // Both parts are optional, so the rest is a whole one.
  return rest as T;
}
