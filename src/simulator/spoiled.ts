import type { Fault } from './faults.ts';

/** A finished picture as it leaves under a fault: whole, cut in half, or bytes that are none. */
export function spoiled(bytes: Buffer, fault: Fault | undefined): Buffer {
  if (fault?.kind !== 'corrupt') return bytes;
  return fault.how === 'garbage'
    ? Buffer.from(Array.from({ length: 2000 }, (_, at) => (at * 73 + 41) % 256))
    : bytes.subarray(0, Math.floor(bytes.length / 2));
}
