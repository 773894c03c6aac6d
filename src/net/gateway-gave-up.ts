const STATUSES: readonly number[] = [408, 502, 504, 520, 521, 522, 523, 524];

/** Whether a status means that a gateway gave up waiting: what stands behind it may have drawn all the same. */
export const gatewayGaveUp = (status: number): boolean => STATUSES.includes(status);
