/** Reads what stands in the message box: pure, so that the box, the options and the suggestions agree. */

/** `name:value`, or `name:"several words"`, also with the quotes phones put there by themselves. */
const TOKEN = /(^|\s)([a-z][a-z0-9-]*):(?:["“„]([^"“”„]*)["“”]|(\S+))(?=\s|$)/gi;

/** `name: several words`, up to the next name, as it is written where a command has no prompt. */
const LABEL = /(?:^|\s)([a-z][a-z0-9-]*):\s/gi;

/**
 * `/edit warmer light n:2` -> the command, its options and the remaining words. Without a slash it is `/imagine`, or `/edit`
 * where a picture is attached.
 */
export function readDraft(text, { commands, hasPictures }) {
  const { slash, rest } = spoken(text, commands);
  const name = slash ?? (hasPictures && find(commands, 'edit') ? 'edit' : 'imagine');
  const command = find(commands, name);
  const options = {};
  const words = rest.replace(TOKEN, (all, _before, option, quoted, bare) => {
    const known = optionOf(command, option.toLowerCase());
    if (!known || known.kind === 'image') return all;
    options[known.id] = quoted ?? bare;
    return '';
  });
  return { name, command, typed: slash !== undefined, ...withSigns(command, words, options) };
}

/** The command's name, which may be two words. */
function spoken(text, commands) {
  const [, first, behind = ''] = /^\s*\/([\w-]+)(?:\s+|$)([\s\S]*)$/.exec(text) ?? [];
  if (first === undefined) return { rest: text };
  const [, second, rest] = /^([\w-]+)(?:\s+|$)([\s\S]*)$/.exec(behind) ?? [];
  const both = `${first} ${second}`.toLowerCase();
  return find(commands, both) ? { slash: both, rest } : { slash: first.toLowerCase(), rest: behind };
}

const SIGNED = { person: /(?:^|\s)@(\S+)/, channel: /(?:^|\s)#(\S+)/, integer: /^(\d+)(?=\s|$)/ };

/** `@ada 50` needs no names of options; where a prompt is asked for, all words are the prompt's. */
function withSigns(command, words, options) {
  if (!command || optionOf(command, 'prompt')) return { words: words.trim(), options };
  const labelled = withLabels(command, words);
  let left = labelled.words;
  const found = {};
  // A number is read where the words begin, so what has a sign of its own goes first.
  const byWeight = command.options.toSorted((a, b) => (a.kind === 'integer') - (b.kind === 'integer'));
  for (const { id, kind } of byWeight) {
    const [all, value] = (options[id] ?? labelled.options[id]) === undefined ? (SIGNED[kind]?.exec(left) ?? []) : [];
    if (all === undefined) continue;
    found[id] = value;
    left = left.replace(all, ' ').trim();
  }
  return { words: left, options: { ...options, ...labelled.options, ...found } };
}

function withLabels(command, text) {
  const labels = [...text.matchAll(LABEL)].flatMap((label) => {
    const option = optionOf(command, label[1].toLowerCase());
    return option && option.kind !== 'image'
      ? [{ id: option.id, from: label.index, to: label.index + label[0].length }]
      : [];
  });
  const values = labels.map(({ id, to }, place) => [id, text.slice(to, labels[place + 1]?.from).trim()]);
  return { words: text.slice(0, labels[0]?.from).trim(), options: Object.fromEntries(values) };
}

/** Where the free words go: the prompt, or the only text a command takes. */
export function mainOption(command) {
  const texts = command?.options.filter(({ kind }) => kind === 'text') ?? [];
  const named = (wanted) => texts.find(({ id }) => id === wanted);
  return named('prompt') ?? texts.find(({ required }) => required) ?? only(texts) ?? named('reason') ?? named('words');
}

export const optionOf = (command, id) => command?.options.find((option) => option.id === id);

/** Which options take the pictures, in order; the mask goes to its own. Answers what is wrong instead, where something is. */
export function assignPictures(command, attachments) {
  const places = command.options.filter(({ kind, id }) => kind === 'image' && id !== 'mask');
  const slots = places.flatMap(({ id, many }) => Array.from({ length: many ?? 1 }, () => id));
  const masks = attachments.filter(({ mask }) => mask);
  const rest = attachments.filter(({ mask }) => !mask);
  if (masks.length > 0 && !optionOf(command, 'mask')) return { problem: `/${command.name} takes no mask.` };
  if (rest.length > 0 && slots.length === 0) return { problem: `/${command.name} takes no pictures.` };
  if (rest.length > slots.length) {
    return { problem: `/${command.name} takes at most ${slots.length} pictures; you attached ${rest.length}.` };
  }
  return {
    pictures: [
      ...rest.map((attachment, index) => [slots[index], attachment.from]),
      ...masks.map((attachment) => ['mask', attachment.from]),
    ],
  };
}

/** What an option can be, to choose from; nothing where it is free words. */
export function valuesOf(option) {
  if (option.kind === 'choice') return option.of.map((value) => ({ value, label: value }));
  if (option.kind === 'flag')
    return [
      { value: 'yes', label: 'yes' },
      { value: 'no', label: 'no' },
    ];
  if (option.kind === 'integer' && option.max - option.min <= 12) {
    return Array.from({ length: option.max - option.min + 1 }, (_, index) => String(option.min + index)).map(
      (value) => ({
        value,
        label: value,
      }),
    );
  }
  return option.values ?? [];
}

/** Somebody writes a value of several words. */
const INSIDE_QUOTES = /\s[a-z][a-z0-9-]*:["“„][^"“”„]*\s[^"“”„]*$/i;

/** What could be meant at the end of the text before the caret. `eager`: Enter takes the first instead of sending. */
export function suggest(before, { commands, hasPictures }) {
  const slash = /^\s*\/([\w-]*(?: [\w-]*)?)$/.exec(before);
  const begun = slash?.[1].toLowerCase();
  const known = slash ? commandItems(commands, begun) : [];
  if (known.length > 0 || (slash && !begun.includes(' ')))
    return { title: 'Commands', eager: !isEnough(commands, begun), items: known };
  if (!/^\s*\//.test(before)) return undefined;
  const { command } = readDraft(before, { commands, hasPictures });
  if (!command) return undefined;
  if (INSIDE_QUOTES.test(before)) return undefined;
  const value = /(?:^|\s)([a-z][a-z0-9-]*):"?([^\s"]*)$/i.exec(before);
  if (value) return valueItems(optionOf(command, value[1].toLowerCase()), value[2]);
  const named = nameItems(command, before);
  if (named) return named;
  const [, word = ''] = /\s([a-z0-9-]*)$/i.exec(before) ?? [];
  const first =
    /^\s*\/[\w-]+(?:\s+[\w-]+)?\s+[a-z0-9-]*$/i.test(before) && readDraft(before, { commands }).words === word;
  return word.length >= 2 || first ? optionItems(command, word) : undefined;
}

/** Who has written out what needs nothing more wants to send it. */
const isEnough = (commands, name) =>
  find(commands, name)?.options.every(({ required }) => !required) ?? isFamily(commands, name);

function commandItems(commands, prefix) {
  return commands
    .filter(({ name }) => name.startsWith(prefix))
    .map(({ name, description }) => ({
      label: `/${name}`,
      hint: description,
      replace: /\/[\w-]*(?: [\w-]*)?$/,
      by: `/${name} `,
    }));
}

function optionItems(command, prefix) {
  const main = mainOption(command);
  const items = command.options
    .filter((option) => option.kind !== 'image' && option !== main && option.id.startsWith(prefix.toLowerCase()))
    .map(optionItem);
  return { title: `Options of /${command.name}`, eager: false, items };
}

/** What the first word can be, where the command says what there is: the names of templates, of what is running. */
function nameItems(command, before) {
  const [, typed] = /^\s*\/[\w-]+(?:\s+[\w-]+)?\s+(\S*)$/.exec(before) ?? [];
  const main = mainOption(command);
  if (!main || typed === undefined || readDraft(before, { commands: [command] }).words !== typed) return undefined;
  const low = typed.toLowerCase();
  const offered = valuesOf(main).filter(({ value }) => value.toLowerCase().includes(low));
  const isWhole = offered.some(({ value }) => value.toLowerCase() === low);
  if (offered.length === 0 || (isWhole && offered.length === 1)) return undefined;
  const items = offered.slice(0, 60).map(({ value, label }) => ({
    label: value,
    // The name stands before it already.
    hint: label === value ? '' : label.replace(`${value}: `, ''),
    replace: /\S*$/,
    by: value,
  }));
  return { title: main.about, eager: typed !== '' && !isWhole, items };
}

function optionItem(option) {
  const { id, about, kind } = option;
  const quote = kind === 'text' && valuesOf(option).length === 0 ? '"' : '';
  return { label: `${id}:`, hint: about, replace: /[a-z0-9-]*$/i, by: `${id}:${quote}`, behind: quote };
}

function valueItems(option, typed) {
  if (!option || option.kind === 'image') return undefined;
  const low = typed.toLowerCase();
  const items = valuesOf(option)
    .filter(({ value, label }) => value.toLowerCase().includes(low) || label.toLowerCase().includes(low))
    .slice(0, 60)
    .map(({ value, label }) => ({
      label: value,
      hint: label === value ? '' : label,
      replace: /(\s?)[a-z][a-z0-9-]*:"?[^\s"]*$/i,
      by: '$1',
      pick: [option.id, value],
    }));
  // Who has written a value out wants to send it.
  const isWhole = valuesOf(option).some(({ value }) => value.toLowerCase() === low);
  return { title: option.about, eager: !isWhole, items };
}

/** The first word of several commands, such as `quota`. */
export const isFamily = (commands, name) => commands.some((command) => command.name.startsWith(`${name} `));

const find = (commands, name) => commands.find((command) => command.name === name);
const only = (list) => (list.length === 1 ? list[0] : undefined);
