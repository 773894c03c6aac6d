/** Finished pictures that can be fetched for a while, for the models that answer with addresses. */
export interface Shelf {
  /** @returns the name under which it lies here. */
  put(bytes: Buffer, type: string): string;
  get(name: string): { readonly bytes: Buffer; readonly type: string } | undefined;
}

/** Holds the newest 32; older ones are forgotten, as the real addresses expire. */
export function createShelf(newName: () => string): Shelf {
  const pictures = new Map<string, { readonly bytes: Buffer; readonly type: string }>();
  return {
    put(bytes, type) {
      const name = newName();
      pictures.set(name, { bytes, type });
      const [oldest] = pictures.keys();
      if (pictures.size > 32 && oldest !== undefined) pictures.delete(oldest);
      return name;
    },
    get: (name) => pictures.get(name),
  };
}
