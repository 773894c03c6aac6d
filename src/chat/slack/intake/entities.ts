/** What Slack writes in angle brackets: people, channels, groups, links, dates. Typed brackets come as `&lt;` and `&gt;`. */
const ENTITY = /<([^<>]*)>/g;

const SIGNS: Readonly<Record<string, string>> = { '&amp;': '&', '&lt;': '<', '&gt;': '>' };

/** Words as they were typed. Nothing in them means anything any more: a person in them is only a name. */
export const asTyped = (text: string): string =>
  text
    .replace(ENTITY, (_whole, inside: string) => read(inside))
    .replace(/&(?:amp|lt|gt);/g, (sign) => SIGNS[sign] ?? sign);

/** The id of a person, where the words are one and nothing else. */
export const personIn = (text: string): string | undefined =>
  /^<@([A-Z0-9]{1,40})(?:\|[^<>]*)?>$/.exec(text.trim())?.[1];

/** The same of a channel. */
export const channelIn = (text: string): string | undefined =>
  /^<#([A-Z0-9]{1,40})(?:\|[^<>]*)?>$/.exec(text.trim())?.[1];

/** The same of a user group. */
export const groupIn = (text: string): string | undefined =>
  /^<!subteam\^([A-Z0-9]{1,40})(?:\|[^<>]*)?>$/.exec(text.trim())?.[1];

/** What Slack calls the people, channels and groups of a text, by their ids. */
export const labelsIn = (text: string): ReadonlyMap<string, string> =>
  new Map(
    [...text.matchAll(/<(?:@|#|!subteam\^)([A-Z0-9]{1,40})\|[@#]?([^<>]{1,80})>/g)].map(([, id = '', label = '']) => [
      id,
      label,
    ]),
  );

function read(inside: string): string {
  const bar = inside.indexOf('|');
  const target = bar < 0 ? inside : inside.slice(0, bar);
  const label = bar < 0 ? '' : inside.slice(bar + 1);
  const name = label || target.slice(1).replace(/^subteam\^/, '');
  switch (target[0]) {
    case '@':
    case '#':
      return `${target[0]}${name}`;
    case '!':
      // Dates and groups bring the words to show; the others are named by themselves.
      return target.startsWith('!date') ? label : `@${name.replace(/^@/, '')}`;
    default:
      return label || target;
  }
}
