/** Why a body is not taken, as the answer says it. */
export interface BodyFault {
  readonly status: 400 | 408 | 413 | 415 | 503;
  readonly code: string;
  /** A sentence for whoever sent it. */
  readonly message: string;
  /** The field it is about. */
  readonly param: string | null;
}

/** Breaks the reading of a body off. Outside this folder it is a `BodyFault`. */
export class BodyRefusal extends Error {
  readonly fault: BodyFault;

  constructor(fault: BodyFault, cause?: unknown) {
    super(fault.message, { cause });
    this.fault = fault;
  }
}

/** Why a body was not taken, where that is what was thrown. */
export const bodyFaultIn = (thrown: unknown): BodyFault | undefined =>
  thrown instanceof BodyRefusal ? thrown.fault : undefined;

/** @throws {BodyRefusal} */
export function refuse(
  status: BodyFault['status'],
  code: string,
  message: string,
  param: string | null = null,
  cause?: unknown,
): never {
  throw new BodyRefusal({ status, code, message, param }, cause);
}

/** For sentences. */
export function inMegabytes(bytes: number): string {
  return bytes < 1_048_576 ? `${Math.round(bytes / 1024)} KB` : `${Math.round(bytes / 1_048_576)} MB`;
}

/** A name from outside, fit for a sentence. */
export const named = (name: string): string => JSON.stringify(name.length > 60 ? `${name.slice(0, 60)}…` : name);
