import type { Args } from './method.ts';

/** One call as `conform` reads it, its token left out. */
export interface Recorded {
  readonly vendor: 'slack';
  /** Of the Web API, or `upload`, `download`, `response_url`. */
  readonly method: string;
  readonly path: string;
  readonly contentType: string;
  /** As it was sent: text fields in a form. */
  readonly body: Readonly<Record<string, unknown>>;
  /** The same with the JSON in text fields read. */
  readonly args: Args;
  /** Of the token; empty where there is none. */
  readonly workspaceId: string;
  readonly at: number;
  /** What it was answered; undefined where the answer was lost or is not there yet. */
  status?: number;
  answer?: Readonly<Record<string, unknown>>;
}

const STRUCTURED = [
  'blocks',
  'attachments',
  'metadata',
  'view',
  'files',
  'file_ids',
  'outputs',
  'loading_messages',
  'users_list',
];

export interface ReadBody {
  readonly body: Record<string, unknown>;
  readonly args: Record<string, unknown>;
}

/** A form or JSON, without its token. */
export function readBody(bytes: Buffer, contentType: string): ReadBody & { token: string | null } {
  const { token, ...body } = contentType.startsWith('application/json') ? fromJson(bytes) : fromForm(bytes);
  const args = Object.fromEntries(
    Object.entries(body).map(([name, value]) => [name, STRUCTURED.includes(name) ? parsed(value) : value]),
  );
  return { body, args, token: typeof token === 'string' ? token : null };
}

function fromJson(bytes: Buffer): Record<string, unknown> {
  const read: unknown = bytes.length === 0 ? {} : JSON.parse(bytes.toString('utf8'));
  return typeof read === 'object' && read !== null ? { ...read } : {};
}

const fromForm = (bytes: Buffer): Record<string, unknown> =>
  Object.fromEntries(new URLSearchParams(bytes.toString('utf8')));

function parsed(value: unknown): unknown {
  try {
    return typeof value === 'string' ? JSON.parse(value) : value;
  } catch {
    return value;
  }
}
