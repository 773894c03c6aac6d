import { createSqliteStorage } from '#src/store/sqlite-storage.ts';

/** A process that asks for 50 writes, waits for none of them and has nothing else to do: FILE. It never lets the file go. */
const storage = createSqliteStorage(process.argv[2] ?? '');
for (let index = 0; index < 50; index++) void storage.set(`key ${index}`, 'x');
