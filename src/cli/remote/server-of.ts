import { type Environment, readEnvironment } from '#src/config/environment.ts';

export interface RemoteFlags {
  readonly server?: string;
  readonly key?: string;
  /** Seconds. */
  readonly timeout?: number;
}

/** The running Easel a command is meant for: by `--server`, else by EASEL_SERVER; none where it works here. */
export const serverOf = (
  { server }: RemoteFlags,
  env: Environment = readEnvironment(process.cwd()),
): string | undefined => server ?? (env.EASEL_SERVER?.trim() || undefined);
