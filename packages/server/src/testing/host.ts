import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Webhook } from 'standardwebhooks';

export interface Asked { type: string; id: string; [key: string]: unknown }
/** An answer to be sent as JSON; a number is a status without one, undefined no answer at all. */
export type Answerer = (asked: Asked) => object | null | number | undefined | Promise<object | null | number | undefined>;

export interface TestHost { readonly url: string; readonly secret: string; readonly asked: Asked[]; answer: Answerer; close(): Promise<void> }

/** A host's back end with a hook that checks signatures as a host should. */
export async function startTestHost(answer: Answerer = () => 501): Promise<TestHost> {
  const secret = `whsec_${Buffer.from('a secret of a host, for tests').toString('base64')}`;
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => { chunks.push(chunk); });
    request.on('end', () => {
      const question = new Webhook(secret).verify(Buffer.concat(chunks).toString(), request.headers as Record<string, string>) as Asked;
      host.asked.push({ ...question, id: String(request.headers['webhook-id']) });
      void (async () => {
        const said = await host.answer(host.asked.at(-1)!);
        if (said === undefined) return;
        const { status = 200, ...body } = typeof said === 'number' ? { status: said } : { ...said };
        response.writeHead(status, { 'content-type': 'application/json' }).end(typeof said === 'number' ? '' : said === null ? 'null' : JSON.stringify(body));
      })();
    });
  });
  await new Promise<void>((resolve) => { server.listen(0, '127.0.0.1', resolve); });
  const host: TestHost = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`, secret, asked: [], answer,
    async close() {
      server.closeAllConnections();
      await new Promise<void>((resolve) => { server.close(() => { resolve(); }); });
    },
  };
  return host;
}
