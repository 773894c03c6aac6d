import { readFile } from 'node:fs/promises';

/** Resident memory of another process in MiB, from Linux's own books. */
export async function residentMib(pid: number, when: 'now' | 'highest' = 'now'): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  const [, kib] = (when === 'now' ? /^VmRSS:\s+(\d+) kB$/m : /^VmHWM:\s+(\d+) kB$/m).exec(status) ?? [];
  return Number(kib) / 1024;
}
