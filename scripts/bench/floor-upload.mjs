// The floor of uploads: a bare Node server that pipes each request to a file and does nothing else.
import { createWriteStream } from 'node:fs';
import { createServer } from 'node:http';
import { pipeline } from 'node:stream/promises';

const http = createServer(async (request, response) => {
  await pipeline(request, createWriteStream(process.env.FLOOR_FILE));
  response.writeHead(204).end();
});
http.listen(0, '127.0.0.1', () => console.log(`http://127.0.0.1:${http.address().port}`));
process.once('SIGTERM', () => http.close(() => process.exit()));
