import { Routes } from 'discord.js';
import { openTable, pending, type Table } from './asking.ts';
import type { Asked } from './people/act.ts';

/** Bytes that nobody looks into. */
export const PNG = { name: 'fox.png', bytes: new Uint8Array([1, 2, 3]) };

export interface Commanded extends Table {
  begin(act: () => Promise<Asked>): ReturnType<typeof pending>;
}

/** A table with commands of every kind registered in the server. */
export async function openCommands(): Promise<Commanded> {
  const table = await openTable();
  const { discord, rest } = table;
  const size = { type: 4, name: 'count', description: 'How many', min_value: 1, max_value: 4 };
  const choices = [{ name: 'Square', value: '1:1' }];
  const body = [
    {
      name: 'paint',
      description: 'Paint',
      options: [
        { type: 3, name: 'prompt', description: 'Words', required: true, max_length: 10 },
        { type: 3, name: 'model', description: 'Which', autocomplete: true },
        { type: 3, name: 'shape', description: 'Shape', choices },
        size,
        { type: 11, name: 'image', description: 'Picture', file_types: ['image'] },
      ],
    },
    {
      name: 'quota',
      description: 'Quota',
      default_member_permissions: '32',
      options: [
        {
          type: 1,
          name: 'set',
          description: 'Set',
          options: [{ type: 6, name: 'who', description: 'Who', required: true }, size],
        },
      ],
    },
    { name: 'Edit this image', type: 3 },
    { name: 'Image credits', type: 2 },
  ];
  await rest.put(Routes.applicationGuildCommands(discord.applicationId, discord.guild.id), { body });
  return { ...table, begin: (act) => pending(discord, rest, act) };
}
