import { atomicStorageContract } from '../contracts/atomic-storage.ts';
import { describeStores, opener } from './stores.ts';

describeStores(
  (name) => `the ${name} storage`,
  (store) => {
    atomicStorageContract(opener(store, (storage) => storage));
  },
);
