import { MAKING } from './german-making.ts';
import { RULES } from './german-rules.ts';

/** German, by the English words. A command, option or choice that is missing here is shown in English. */
export const GERMAN = {
  names: { ...MAKING.names, ...RULES.names },
  sentences: { ...MAKING.sentences, ...RULES.sentences },
} as const;
