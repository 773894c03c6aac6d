import type { Config } from '#src/config/config.ts';
import { EXIT, type ExitCode } from './exit-codes.ts';
import { type MakeFlags, makeRequest, optionsOf } from './make-pictures.ts';

/** What `avatar` was called with. */
export interface AvatarFlags extends MakeFlags {
  readonly name?: string;
  readonly bio?: readonly string[];
  readonly gender?: string;
  readonly count?: number;
}

/** Makes a portrait of somebody by what they tell of themselves, and variations of it. */
export async function makeAvatar(flags: AvatarFlags, config: Config): Promise<ExitCode> {
  const { name, bio = [], gender, count, ...make } = flags;
  const bios = bio.map((words) => words.trim()).filter(Boolean);
  if (bios.length === 0) {
    console.error('An avatar needs a few words about somebody: add --bio "...".');
    return EXIT.usage;
  }
  const n = count ?? make.n;
  const request = {
    command: 'avatar' as const,
    prompt: `${name ? `${name}: ` : ''}${bios.join(' ')}`,
    avatar: { bios, ...(name !== undefined && { name }), ...(gender !== undefined && { gender }) },
    options: { ...optionsOf(make), ...(n !== undefined && { n }) },
    images: [],
    instructions: [],
  };
  return makeRequest(request, make, config);
}
