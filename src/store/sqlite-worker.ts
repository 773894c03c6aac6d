import { parentPort, receiveMessageOnPort, workerData } from 'node:worker_threads';
import type { Message, SqliteSettings } from './sqlite-order.ts';
import { createSqliteWork } from './sqlite-work.ts';

/** The thread that alone works on one SQLite file for this process. It ends when it is told to, or with the process. */
if (!parentPort) throw new Error('This is a thread of `createSqliteStorage`');
const port = parentPort;
// The one starter is `startSqliteThread`, and so is the one sender.
const settings: SqliteSettings = workerData;
const work = createSqliteWork(settings, (answers) => port.postMessage(answers));
let isClosing = false;

function take(message: Message): void {
  if (message === 'close') isClosing = true;
  else work.take(message);
}

/** Everything that came in while the last round waited for the disk. */
function takeAll(): void {
  for (let next = receiveMessageOnPort(port); next; next = receiveMessageOnPort(port)) take(next.message);
}

port.on('message', (message: Message) => {
  take(message);
  do {
    takeAll();
    work.round();
  } while (work.isWaiting());
  if (!isClosing) return;
  work.close();
  port.close();
});
work.open();
