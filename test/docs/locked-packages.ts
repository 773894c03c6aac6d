import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';

const ROOT = join(import.meta.dirname, '../..');

const PACKAGE = z.object({
  version: z.string(),
  integrity: z.string().optional(),
  resolved: z.string().optional(),
  license: z.string().optional(),
  dev: z.boolean().optional(),
  devOptional: z.boolean().optional(),
  hasInstallScript: z.boolean().optional(),
});

const LOCK = z.object({ packages: z.record(z.string(), z.unknown()) });

export interface LockedPackage extends z.infer<typeof PACKAGE> {
  /** Where it lies, from the root. */
  readonly path: string;
  readonly name: string;
}

/** Every package of the lock file, in the order of its paths. */
export function lockedPackages(): readonly LockedPackage[] {
  const { packages } = LOCK.parse(JSON.parse(readFileSync(join(ROOT, 'package-lock.json'), 'utf8')));
  return Object.entries(packages)
    .filter(([path]) => path !== '')
    .map(([path, entry]) => ({ ...PACKAGE.parse(entry), path, name: path.split('node_modules/').at(-1) ?? '' }));
}
