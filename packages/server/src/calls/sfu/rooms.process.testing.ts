// A server in a process of its own, to be killed: on the database that CORRIDOR_TEST_DATABASE names. Prints its address.
import { startTestServer } from '../../testing/server.ts';

const server = await startTestServer({ ...process.env }, { source: { address: JSON.parse(process.env.CORRIDOR_TEST_DATABASE!) as never } });
process.stdout.write(`${server.url}\n`);
