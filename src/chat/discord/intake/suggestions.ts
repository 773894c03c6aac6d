import { z } from 'zod';
import type { Clock } from '#src/ports/clock.ts';
import type { Command, Completion } from '#src/ports/command.ts';
import { GivenOptions, spokenOf } from './slash-options.ts';

export interface Choice {
  readonly value: string;
  readonly label: string;
}

/** Somebody who types, and where. */
export interface Typist {
  readonly tenantId: string;
  readonly userId: string;
  readonly roles?: readonly string[];
  /** Of a thread the channel it belongs to. */
  readonly channelId: string;
}

export type Completions = (kind: Completion, typist: Typist) => Promise<readonly Choice[]>;

/** Discord takes no more, and no longer ones. */
const MAX_CHOICES = 25;
const MAX_LENGTH = 100;

/** Discord gives up after three seconds; whoever types has gone on long before. */
const PATIENCE_MS = 1000;

const Data = z.object({ name: z.string(), options: GivenOptions });

export interface Wanted {
  readonly kind: Completion;
  readonly typed: string;
}

/** What is being typed, where it can be completed. */
export function readWanted(data: unknown, commands: readonly Command[]): Wanted | undefined {
  const read = Data.safeParse(data);
  if (!read.success) return undefined;
  const { name, given } = spokenOf(read.data.name, read.data.options);
  const focused = given.find((option) => option.focused);
  const command = commands.find((one) => one.name === name);
  if (!focused || !command || !Object.hasOwn(command.options, focused.name)) return undefined;
  const option = command.options[focused.name];
  if (option?.kind !== 'text' || option.complete === undefined) return undefined;
  return { kind: option.complete, typed: String(focused.value ?? '') };
}

/** What the words could become: what begins with them, then what has them anywhere. */
export function matching(choices: readonly Choice[], typed: string): { name: string; value: string }[] {
  const wanted = folded(typed);
  const usable = choices.filter(({ value }) => value.length > 0 && value.length <= MAX_LENGTH);
  const ranked = [0, 1].flatMap((rank) => usable.filter((choice) => rankOf(choice, wanted) === rank));
  const unique = new Map(ranked.map((choice) => [choice.value, choice]));
  return [...unique.values()].slice(0, MAX_CHOICES).map(({ label, value }) => ({ name: clip(label) || value, value }));
}

function rankOf({ value, label }: Choice, wanted: string): number {
  const places = [folded(value).indexOf(wanted), folded(label).indexOf(wanted)];
  if (places.includes(0)) return 0;
  return places.some((place) => place > 0) ? 1 : 2;
}

const folded = (words: string): string => words.trim().toLowerCase();

/** Never through the middle of a sign. */
function clip(label: string): string {
  const line = label.replace(/\s+/g, ' ').trim();
  if (line.length <= MAX_LENGTH) return line;
  return `${line
    .slice(0, MAX_LENGTH - 1)
    .toWellFormed()
    .replace(/\uFFFD$/, '')}…`;
}

/** What comes in time, else nothing: a late list helps nobody. @throws what `look` throws in time. */
export async function inTime(look: () => Promise<readonly Choice[]>, clock: Clock): Promise<readonly Choice[]> {
  const late = Promise.withResolvers<readonly Choice[]>();
  const timer = clock.after(PATIENCE_MS, () => late.resolve([]));
  const looking = look();
  // It may fail after nobody waits for it any more.
  looking.catch(() => undefined);
  return Promise.race([looking, late.promise]).finally(() => timer.stop());
}
