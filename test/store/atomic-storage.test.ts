import { describe } from 'vitest';
import { atomicStorageContract } from '../contracts/atomic-storage.ts';
import { opener, STORES } from './stores.ts';

describe.each(STORES)('the $name storage', (store) => {
  atomicStorageContract(opener(store, (storage) => storage));
});
