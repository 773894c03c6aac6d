/** What a conversation calls its results: `v1`, `v2` for each step on, `v1.1`, `v1.2` for what was made of an older one. */
export type VersionLabel = string;

/**
 * What the next result is called.
 * @param known every name given so far.
 * @param from the name of the result it was made of; absent where it is a new picture.
 */
export function nextVersion(known: readonly VersionLabel[], from?: VersionLabel): VersionLabel {
  const steps = known.flatMap((label) => read(label) ?? []);
  const newest = Math.max(0, ...steps.map(({ major }) => major));
  const source = from === undefined ? undefined : read(from);
  if (!source || (source.minor === undefined && source.major >= newest)) return `v${newest + 1}`;
  const branch = steps.filter(({ major }) => major === source.major).map(({ minor }) => minor ?? 0);
  return `v${source.major}.${Math.max(0, source.minor ?? 0, ...branch) + 1}`;
}

interface Step {
  readonly major: number;
  /** Only of a branch. */
  readonly minor?: number;
}

function read(label: VersionLabel): Step | undefined {
  const [, major, minor] = /^v(\d+)(?:\.(\d+))?$/.exec(label) ?? [];
  if (major === undefined) return undefined;
  return { major: Number(major), ...(minor !== undefined && { minor: Number(minor) }) };
}
