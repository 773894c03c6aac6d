import type { Upload } from '../cdn.ts';

/** One call as `conform` reads it; secrets are scrubbed from its path. */
export interface Recorded {
  readonly vendor: 'discord';
  readonly method: string;
  readonly path: string;
  readonly contentType: string;
  readonly body: unknown;
  /** When it arrived, and what it was answered; undefined where the answer was lost. */
  readonly at: number;
  readonly files: readonly Upload[];
  status?: number;
  answer?: unknown;
}

export interface Traffic {
  readonly list: readonly Recorded[];
  record(call: Call): Recorded;
}

interface Call {
  readonly method: string;
  readonly path: string;
  readonly contentType: string;
  readonly body: unknown;
  readonly files: ReadonlyMap<number, Upload>;
  readonly at: number;
}

export function createTraffic(): Traffic {
  const list: Recorded[] = [];

  function record({ method, path, contentType, body, files, at }: Call): Recorded {
    const type = contentType.split(';')[0]?.trim() ?? '';
    const names = [...files.keys()].map((number) => [`files[${number}]`, '<file>']);
    const merged =
      type === 'multipart/form-data' && typeof body === 'object' ? { ...body, ...Object.fromEntries(names) } : body;
    const entry: Recorded = {
      vendor: 'discord',
      method,
      path: scrubbed(path),
      contentType: type,
      body: merged,
      at,
      files: [...files.values()],
    };
    list.push(entry);
    return entry;
  }

  return { list, record };
}

/** The path without the token of an interaction. */
const scrubbed = (path: string): string => path.replace(/^\/(interactions|webhooks)\/(\d+)\/[^/]+/, '/$1/$2/token');
