import { Locale, type LocalizationMap } from 'discord.js';
import { GERMAN } from './german.ts';

/** Words of one language by the English ones. What is missing is shown in English. */
export interface Translation {
  /** Of commands, options, choices and menus. */
  readonly names: Readonly<Record<string, string>>;
  /** Of what is explained while people type. */
  readonly sentences: Readonly<Record<string, string>>;
}

const TRANSLATIONS: Readonly<Partial<Record<Locale, Translation>>> = { [Locale.German]: GERMAN };

interface Localised {
  readonly name_localizations: LocalizationMap;
}

/**
 * A name in every language that has it. American English is named as well: without it people who use that are shown the British
 * one.
 * @param number put behind the name where an option has several places.
 */
export const nameIn = (name: string, number = ''): Localised => ({
  name_localizations: localised(name, ({ names }) => names, number),
});

/** A sentence in every language that has it, with the same words behind each. */
export const sentenceIn = (sentence: string, behind = ''): { readonly description_localizations: LocalizationMap } => ({
  description_localizations: localised(sentence, ({ sentences }) => sentences, behind),
});

function localised(
  words: string,
  tableOf: (translation: Translation) => Readonly<Record<string, string>>,
  behind: string,
): LocalizationMap {
  const others = Object.entries(TRANSLATIONS).flatMap(([locale, translation]) => {
    const table = tableOf(translation);
    return Object.hasOwn(table, words) ? [[locale, `${table[words]}${behind}`] as const] : [];
  });
  return { [Locale.EnglishUS]: `${words}${behind}`, ...Object.fromEntries(others) };
}
