/** One name between two slashes. It does not begin with a dot, so it is no way out of the folder and none of our own files. */
const NAME = /^[A-Za-z0-9_-][A-Za-z0-9._-]{0,199}$/;

const MAX_LENGTH = 1000;

export const isBlobKey = (key: string): boolean =>
  key.length <= MAX_LENGTH && key.split('/').every((name) => NAME.test(name));

/** Cuts a key of the blob store into its names. Who keeps or removes something makes the key, so a bad one cannot happen. */
export function namesOf(key: string): readonly string[] {
  if (!isBlobKey(key)) throw new Error(`Not a blob key: ${key}`);
  return key.split('/');
}

/** Cuts a prefix into the folders it names and how what it means in there begins; `''` is everything in there. */
export function foldersOf(prefix: string): { readonly folders: readonly string[]; readonly begins: string } {
  const names = prefix.split('/');
  const begins = names.pop() ?? '';
  // Without any name it would be all pictures of everybody, which nobody ever means.
  if (prefix === '') throw new Error('A blob prefix has to name something');
  if (begins !== '') namesOf(begins);
  return { folders: names.length > 0 ? namesOf(names.join('/')) : [], begins };
}
