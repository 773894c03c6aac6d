import type { Workspace } from '../origin.ts';

/** What a picture is fetched by: the file's id behind the workspace whose token may read it. */
export interface PictureKey {
  readonly workspace: Workspace;
  readonly fileId: string;
}

/** `T1/F1`; in an organisation `T1.E1/F1`, and where all of it installed Easel at once `T1.E1.all/F1`. */
export const keyOf = ({ teamId, enterpriseId, isEnterpriseInstall }: Workspace, fileId: string): string =>
  `${[teamId, enterpriseId ?? '', isEnterpriseInstall ? 'all' : ''].join('.').replace(/\.+$/, '')}/${fileId}`;

const KEY = /^([A-Z0-9]*)(?:\.([A-Z0-9]*))?(\.all)?\/([A-Z0-9]+)$/;

/** `undefined` where it is none of ours. */
export function readKey(key: string): PictureKey | undefined {
  const [, teamId, enterpriseId, all, fileId] = KEY.exec(key) ?? [];
  if (teamId === undefined || fileId === undefined) return undefined;
  return {
    workspace: { teamId, enterpriseId: enterpriseId || null, isEnterpriseInstall: all !== undefined },
    fileId,
  };
}
