import { type APIMessageTopLevelComponent, MessageFlags } from 'discord.js';
import type { Picture } from '#src/domain/picture.ts';
import type { SentFile } from './send.ts';

/** One message as Easel sends it: always Components V2, never a mention. */
export interface Outgoing {
  readonly components: readonly APIMessageTopLevelComponent[];
  readonly files: readonly OutgoingFile[];
}

export interface OutgoingFile extends SentFile {
  readonly alt: string;
}

export const fileOf = ({ bytes, type }: Picture, { name, alt }: { name: string; alt: string }): OutgoingFile => ({
  name,
  alt,
  bytes,
  contentType: type,
});

/** What Discord takes as a description of a file. */
const MAX_ALT = 1024;

/**
 * The body of a new message or an edit. The list of attachments is always told: an edit without it would keep files that
 * nothing shows any more.
 */
export const bodyOf = ({ components, files }: Outgoing, flags = 0) => ({
  flags: MessageFlags.IsComponentsV2 | flags,
  components,
  allowed_mentions: { parse: [] },
  attachments: files.map(({ name, alt }, id) => ({ id, filename: name, ...(alt && { description: clipped(alt) }) })),
});

/** Never half of a character that takes two places. */
function clipped(alt: string): string {
  const cut = alt.slice(0, MAX_ALT);
  return cut.isWellFormed() ? cut : cut.slice(0, -1);
}
