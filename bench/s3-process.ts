import { startFauxqs } from 'fauxqs';

/** An S3 server in a process of its own, so that its memory and its work are not counted as ours. Prints its port. */
const server = await startFauxqs({ port: 0, logger: false });
server.createBucket('bench');
console.log(server.port);
process.once('SIGTERM', () => void server.stop().then(() => process.exit()));
