import type { WebClient } from '@slack/web-api';
import type { PlayedSlack } from './slack.ts';

/** Uploads a file the way Slack wants it, without a channel; resolves with its id as soon as the upload is completed. */
export async function uploaded(client: WebClient, bytes: Uint8Array, name = 'fox.png'): Promise<string> {
  const { upload_url = '', file_id = '' } = await client.files.getUploadURLExternal({
    filename: name,
    length: bytes.length,
  });
  const response = await fetch(upload_url, { method: 'POST', body: Uint8Array.from(bytes) });
  if (response.status !== 200) throw new Error(`HTTP ${response.status}`);
  await client.files.completeUploadExternal({ files: [{ id: file_id, title: name }] });
  return file_id;
}

/** The same, and ready to be shown. */
export async function ready(slack: PlayedSlack, client: WebClient, bytes: Uint8Array, name?: string): Promise<string> {
  slack.uploads.readyAfterMs = 0;
  return uploaded(client, bytes, name);
}

export const imageBlock = (id: string) => ({ type: 'image' as const, slack_file: { id }, alt_text: 'a fox' });
