import type { Workspace } from '../origin.ts';

/** What a picture is fetched by: the file's id behind the workspace whose token may read it. */
export interface PictureKey {
  readonly workspace: Workspace;
  readonly fileId: string;
  /** Whoever wrote the message only named the file: it counts where it is shared in one of these. */
  readonly sharedIn?: readonly string[];
}

/**
 * `T1/F1`; in an organisation `T1.E1/F1`, and where all of it installed Easel at once `T1.E1.all/F1`. What has to be shared
 * somewhere ends in those channels: `T1/F1@C1,C2`.
 */
export function keyOf(
  { teamId, enterpriseId, isEnterpriseInstall }: Workspace,
  fileId: string,
  sharedIn?: readonly string[],
): string {
  const where = [teamId, enterpriseId ?? '', isEnterpriseInstall ? 'all' : ''].join('.').replace(/\.+$/, '');
  return `${where}/${fileId}${sharedIn ? `@${sharedIn.join(',')}` : ''}`;
}

const KEY = /^([A-Z0-9]*)(?:\.([A-Z0-9]*))?(\.all)?\/([A-Z0-9]+)(?:@([A-Z0-9,]*))?$/;

/** `undefined` where it is none of ours. */
export function readKey(key: string): PictureKey | undefined {
  const [, teamId, enterpriseId, all, fileId, sharedIn] = KEY.exec(key) ?? [];
  if (teamId === undefined || fileId === undefined) return undefined;
  return {
    workspace: { teamId, enterpriseId: enterpriseId || null, isEnterpriseInstall: all !== undefined },
    fileId,
    ...(sharedIn !== undefined && { sharedIn: sharedIn.split(',').filter(Boolean) }),
  };
}
