/**
 * What Easel says, as a tiny tree that every platform escapes and lays out in its own way.
 *
 * Words a person wrote go only into `plain`; no platform may read markup, links or mentions out of it.
 */
export type Text = readonly TextPart[];

export type TextPart =
  | { readonly plain: string }
  | { readonly bold: string }
  | { readonly code: string }
  /** The platform's own id of a person. */
  | { readonly mention: string }
  /** The platform's own id of a channel. */
  | { readonly channel: string }
  /** Epoch milliseconds, shown in the reader's own time zone where the platform can. */
  | { readonly time: number }
  | { readonly link: string; readonly label: string };

/** Builds a text from strings (taken as `plain`) and parts. */
export function text(...parts: readonly (string | TextPart | Text)[]): Text {
  return parts.flatMap((part) => (typeof part === 'string' ? [{ plain: part }] : isText(part) ? part : [part]));
}

/** The text as one line for a terminal or a log: no markup, times in UTC. */
export function plainText(parts: Text): string {
  return parts.map(plainPart).join('');
}

function plainPart(part: TextPart): string {
  if ('plain' in part) return part.plain;
  if ('bold' in part) return part.bold;
  if ('code' in part) return part.code;
  if ('mention' in part) return part.mention;
  if ('channel' in part) return part.channel;
  if ('time' in part) return `${new Date(part.time).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
  return `${part.label} (${part.link})`;
}

const isText = (part: TextPart | Text): part is Text => Array.isArray(part);
