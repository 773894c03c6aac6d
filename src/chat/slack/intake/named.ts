import { type Text, text } from '#src/domain/text.ts';
import type { Command, Option } from '#src/ports/command.ts';
import type { Workspace } from '../origin.ts';
import type { Said } from './said.ts';
import type { UserGroups } from './user-groups.ts';

interface NamingParts {
  readonly commands: readonly Command[];
  readonly groups: Pick<UserGroups, 'named' | 'handleOf'>;
}

type Given = Said['options'];

/**
 * Turns names that were written by hand into ids, where Slack has not done so itself: user groups by their handle.
 * @returns what to tell where a name can be no id; nobody shall be taken for somebody else.
 */
export async function withIds(
  { name, options, called = {} }: Pick<Said, 'name' | 'options' | 'called'>,
  workspace: Workspace,
  { commands, groups }: NamingParts,
): Promise<Pick<Said, 'options' | 'called'> | { readonly refusal: Text }> {
  const wanted = commands.find((command) => command.name === name)?.options ?? {};
  const read: Record<string, Given[string]> = { ...options };
  for (const [id, value] of Object.entries(options)) {
    const kind = Object.hasOwn(wanted, id) ? wanted[id]?.kind : undefined;
    if (!isName(kind) || PATTERNS[kind].test(String(value))) continue;
    const found = kind === 'channel' ? undefined : await groups.named(workspace, String(value));
    const home = found === undefined ? undefined : kind === 'role' ? id : roleIn(wanted, read);
    if (found === undefined || home === undefined) return { refusal: refusalOf(kind, String(value)) };
    delete read[id];
    read[home] = found;
  }
  const names = { ...(await groupNames(wanted, read, workspace, groups)), ...called };
  return { options: read, ...(Object.keys(names).length > 0 && { called: names }) };
}

/** What user groups are called, where nothing said it. */
async function groupNames(
  wanted: Command['options'],
  options: Given,
  workspace: Workspace,
  groups: NamingParts['groups'],
): Promise<Record<string, string>> {
  const roles = Object.entries(options).filter(([id]) => Object.hasOwn(wanted, id) && wanted[id]?.kind === 'role');
  const handles = await Promise.all(roles.map(([, value]) => groups.handleOf(workspace, String(value))));
  return Object.fromEntries(
    roles.flatMap(([id], index) => {
      const handle = handles[index];
      return handle === undefined ? [] : [[id, handle]];
    }),
  );
}

type NameKind = 'person' | 'role' | 'channel';

const PATTERNS: Readonly<Record<NameKind, RegExp>> = {
  person: /^[UW][A-Z0-9]{2,}$/,
  role: /^S[A-Z0-9]{2,}$/,
  channel: /^[CGD][A-Z0-9]{2,}$/,
};

const isName = (kind: Option['kind'] | undefined): kind is NameKind =>
  kind === 'person' || kind === 'role' || kind === 'channel';

/** `@designers` reads like a person until it is known to be a group. */
const roleIn = (wanted: Command['options'], given: Given): string | undefined =>
  Object.keys(wanted).find((name) => wanted[name]?.kind === 'role' && given[name] === undefined);

function refusalOf(kind: NameKind, written: string): Text {
  const name = { code: written.slice(0, 80) };
  if (kind === 'channel')
    return text('Slack did not say which channel ', name, ' is. Pick it from the list that opens as you type #.');
  if (kind === 'person')
    return text('Slack did not say who ', name, ' is. Pick them from the list that opens as you type @.');
  const right = { code: 'usergroups:read' };
  return text('There is no user group ', name, ' that Easel can read here. For that it needs the right ', right, '.');
}
