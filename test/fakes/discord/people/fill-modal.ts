import { ComponentType } from 'discord.js';
import { storeFile, type Upload } from '../cdn.ts';
import type { ShownModal } from '../interaction.ts';
import { attachmentPayload } from '../message-payload.ts';
import type { Part } from '../parts.ts';
import { channelPayload, rolePayload, userPayload } from '../payloads.ts';
import { known, type PlayedChannel, type PlayedUser, type World } from '../state.ts';
import { refuseUpload } from './command-data.ts';

/** What somebody puts into a field: words, yes or no, chosen values, or files. */
export type FieldValue = string | boolean | readonly string[] | readonly Upload[];

/** The data of a sent form as Discord sends it; fields that are not named keep what they were filled with. @throws where Discord's own app would not send it. */
export async function modalData(
  world: World,
  place: { user: PlayedUser; channel: PlayedChannel },
  modal: ShownModal,
  values: Readonly<Record<string, FieldValue>>,
): Promise<object> {
  const attachments: Record<string, object> = {};
  const picked = { users: {}, roles: {}, channels: {} };
  const fields = modal.components.flatMap(({ component }) => component?.custom_id ?? []);
  const unknown = Object.keys(values).filter((name) => !fields.includes(name));
  if (unknown.length > 0) throw new Error(`the form has no field ${unknown.join(', ')}; it has ${fields.join(', ')}`);
  const components: object[] = [];
  for (const [at, part] of modal.components.entries()) components.push(await topLevel(part, at * 2 + 1));
  const found = Object.entries({ attachments, ...picked }).filter(([, things]) => Object.keys(things).length > 0);
  const resolved = found.length > 0 && { resolved: Object.fromEntries(found) };
  return { custom_id: modal.customId, components, ...resolved };

  async function topLevel(part: Part, id: number): Promise<object> {
    const { type, component } = part;
    return component ? { type, id, component: await field(component, id + 1) } : { type, id };
  }

  async function field(part: Part, id: number): Promise<object> {
    const name = part.custom_id ?? '';
    const common = { type: part.type, id, custom_id: name };
    const value = values[name];
    if (part.type === ComponentType.FileUpload) return { ...common, values: await uploads(part, value ?? []) };
    if (part.type === ComponentType.TextInput) return { ...common, value: words(part, value) };
    if (part.type === ComponentType.Checkbox) return { ...common, value: value ?? part.default ?? false };
    const chosen = chosenOf(part, value);
    for (const one of chosen) pick(part.type, one);
    return part.type === ComponentType.RadioGroup
      ? { ...common, value: chosen[0] ?? null }
      : { ...common, values: chosen };
  }

  /** What a select of people, roles or channels brings along of them. */
  function pick(type: number, id: string): void {
    const guild = place.channel.guildId === null ? undefined : world.guilds.get(place.channel.guildId);
    const role = type === ComponentType.RoleSelect ? guild?.roles.get(id) : undefined;
    if (role) Object.assign(picked.roles, { [id]: rolePayload(role, 1) });
    if (type === ComponentType.UserSelect) Object.assign(picked.users, { [id]: userPayload(known(world.users, id)) });
    if (type === ComponentType.ChannelSelect)
      Object.assign(picked.channels, { [id]: channelPayload(world, known(world.channels, id)) });
  }

  async function uploads(part: Part, value: FieldValue): Promise<string[]> {
    const files = Array.isArray(value) ? value.filter((one) => typeof one === 'object') : [];
    amount(part, files.length);
    const types = Array.isArray(part.file_types) ? part.file_types.map(String) : undefined;
    const ids: string[] = [];
    for (const upload of files) {
      refuseUpload(world, place, upload, types);
      const file = await storeFile(world, upload, { channelId: place.channel.id, ephemeral: true });
      attachments[file.id] = attachmentPayload(world, file);
      ids.push(file.id);
    }
    return ids;
  }
}

function words(part: Part, value: FieldValue | undefined): string {
  const text = typeof value === 'string' ? value : typeof part.value === 'string' ? part.value : '';
  const { min_length = 0, max_length = 4000 } = part;
  if ((part.required ?? true) && text === '') throw new Error(`${part.custom_id} is required`);
  if (text.length > max_length || (text !== '' && text.length < min_length))
    throw new Error(`${part.custom_id} has between ${min_length} and ${max_length} characters`);
  return text;
}

function chosenOf(part: Part, value: FieldValue | undefined): string[] {
  const given =
    typeof value === 'string'
      ? [value]
      : Array.isArray(value)
        ? value.filter((one) => typeof one === 'string')
        : undefined;
  const options = part.options ?? [];
  const filled = options.flatMap((option) => (option.default ? [option.value] : []));
  const chosen = given ?? [...filled, ...(part.default_values ?? []).map(({ id }) => id)];
  for (const one of chosen)
    if (part.options && !options.some((option) => option.value === one))
      throw new Error(`${part.custom_id} has no option ${one}`);
  amount(part, chosen.length);
  return chosen;
}

function amount({ custom_id, required = true, min_values = 1, max_values = 1 }: Part, count: number): void {
  const min = required ? Math.max(1, min_values) : 0;
  if (count < min || count > max_values)
    throw new Error(`${custom_id} takes between ${min} and ${max_values}, not ${count}`);
}
