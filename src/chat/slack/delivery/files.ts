import { z } from 'zod';
import type { FileParts } from './file-info.ts';
import { type Fitted, fitted, type Wanted } from './fitted.ts';
import { persist, persistOnce } from './persist.ts';
import type { Problem } from './problem.ts';
import type { SentFile } from './records.ts';
import type { Upload } from './upload.ts';

export interface UploadParts extends FileParts {
  readonly upload: Upload;
}

const Ticket = z.object({ upload_url: z.string(), file_id: z.string() });

/** Pictures with their places among all that a message wants. */
export type Placed = readonly (readonly [index: number, wanted: Wanted])[];

/**
 * Uploads pictures for nobody to see yet: one after the other, because encoding a large one takes many times its memory. Those
 * without bytes are left out.
 */
export async function uploadAll(placed: Placed, parts: UploadParts): Promise<readonly SentFile[] | Problem> {
  const sent: SentFile[] = [];
  for (const [index, wanted] of placed) {
    const file = await fitted(wanted);
    if (!file) continue;
    const id = await uploadOne(file, parts);
    if (typeof id !== 'string') return id;
    sent.push({ id, index, changed: file.changed });
  }
  return sent;
}

const TRIES = 3;

/** A lost upload leaves nothing behind, so that another address is asked for. */
async function uploadOne(file: Fitted, parts: UploadParts): Promise<string | Problem> {
  for (let tries = 1; ; tries++) {
    const id = await tryUpload(file, parts);
    if (typeof id === 'string' || id.kind !== 'outcome-unknown' || tries === TRIES) return id;
  }
}

async function tryUpload({ name, alt, bytes }: Fitted, parts: UploadParts): Promise<string | Problem> {
  const { send, workspace, clock, upload } = parts;
  const args = { filename: name, length: bytes.byteLength, ...(alt && { alt_text: alt }) };
  const ticket = await persist(clock, () => send(workspace, 'files.getUploadURLExternal', args));
  if (!ticket.ok) return ticket.problem;
  const { upload_url, file_id } = Ticket.parse(ticket.body);
  const outcome = await persistOnce(clock, () => upload(upload_url, bytes));
  return outcome.ok ? file_id : outcome.problem;
}

interface Shared {
  readonly channelId: string;
  readonly threadTs: string | null;
}

/**
 * Tells Slack that uploads are through.
 * @param shared where the files are shown by themselves; without it nobody sees them until a message shows them.
 */
export async function complete(
  files: readonly SentFile[],
  parts: FileParts,
  shared?: Shared,
): Promise<Problem | undefined> {
  const { send, workspace, clock } = parts;
  const args = {
    files: files.map(({ id }) => ({ id })),
    ...(shared && { channel_id: shared.channelId, ...(shared.threadTs !== null && { thread_ts: shared.threadTs }) }),
  };
  const call = () => send(workspace, 'files.completeUploadExternal', args, { timeoutMs: 30_000 });
  // What nobody sees may be told twice.
  const outcome = await (shared ? persistOnce(clock, call) : persist(clock, call));
  return outcome.ok ? undefined : outcome.problem;
}
