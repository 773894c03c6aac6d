import { ComponentType } from 'discord.js';
import { z } from 'zod';
import type { Said } from './said.ts';

const Data = z.object({ component_type: z.literal(ComponentType.Button), custom_id: z.string().min(1) });

/** A button that was pressed; its id is its state. @returns `undefined` for anything else that a message can hold. */
export function readPress(data: unknown): Said | undefined {
  const read = Data.safeParse(data);
  return read.success
    ? { trigger: 'button', name: '', options: {}, images: {}, state: read.data.custom_id }
    : undefined;
}
