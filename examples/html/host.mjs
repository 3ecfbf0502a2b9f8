import { createHmac } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';

// Yours: whoever your session says is signed in, never somebody whom the page may name.
const signedInUser = () => ({ id: 'ada', name: 'Ada Nilsen' });

const encode = (part) => Buffer.from(JSON.stringify(part)).toString('base64url');

function corridorToken({ id, name }) {
  const now = Math.floor(Date.now() / 1000);
  const claims = { sub: id, tenant: 'acme', name, iat: now, exp: now + 600 };
  const content = `${encode({ alg: 'HS256', typ: 'JWT' })}.${encode(claims)}`;
  return `${content}.${createHmac('sha256', process.env.CORRIDOR_JWT_SECRET).update(content).digest('base64url')}`;
}

createServer((request, response) => {
  const user = signedInUser(request);
  if (!user) response.writeHead(401).end();
  else if (request.url === '/corridor-token') response.setHeader('Content-Type', 'application/json').end(JSON.stringify({ token: corridorToken(user) }));
  else if (request.url === '/') response.setHeader('Content-Type', 'text/html').end(readFileSync('index.html'));
  else response.writeHead(404).end();
}).listen(process.env.PORT ?? 3000);
