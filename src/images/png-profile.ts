import { crc32, deflateSync } from 'node:zlib';

/** A PNG's signature and its header chunk. */
const END_OF_HEADER = 33;

/** Adds a colour profile to a PNG that has none. */
export function withIccProfile(png: Buffer, profile: Buffer): Buffer {
  const named = Buffer.concat([Buffer.from('iCCPicc\0\0', 'latin1'), deflateSync(profile)]);
  const [length, check] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(named.length - 4);
  check.writeUInt32BE(crc32(named));
  return Buffer.concat([png.subarray(0, END_OF_HEADER), length, named, check, png.subarray(END_OF_HEADER)]);
}
