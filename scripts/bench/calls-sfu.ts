// Pictures a second on every link of a call of many over Janus, beside bare connections from each page to each other one, in the same run on the same machine.
import { build as bundle } from 'esbuild';
import { fileURLToPath } from 'node:url';
import { createCorridor } from '@corridor/sdk';
import { startJanus } from '../../packages/server/src/testing/janus.ts';
import { build } from '../build.mjs';
import { bare, connectBare, openMediaBrowser, openPages, rates, servePage } from './calls-links.ts';
import { type Figure, figure, median, quantile } from './figure.ts';
import { startCorridor, token } from './processes.ts';

/** SFU_PEOPLE and SFU_SECONDS make it shorter. */
const people = Number(process.env.SFU_PEOPLE ?? 8), seconds = Number(process.env.SFU_SECONDS ?? 20);

export async function callsOverSfu(): Promise<Figure[]> {
  await build({ goesOn: true });
  const { outputFiles: [file] } = await bundle({ entryPoints: [fileURLToPath(new URL('../../packages/sdk/src/calls/media/sfu.testing.ts', import.meta.url))], bundle: true, format: 'esm', target: 'es2022', conditions: ['source'], write: false });
  const janus = await startJanus(), pages = await servePage(`${file!.text}${bare}`), server = await startCorridor(pages.url, { ...janus.env, CALLS_MESH_MOST: '1' });
  try {
    const names = Array.from({ length: people }, (_, index) => `person-${index}`), clients = names.map((name) => createCorridor({ url: server.url, token: () => Promise.resolve(token(name)), storage: 'memory' }));
    for (const client of clients) await client.connect();
    const ask = async <T>(path: string, body: object): Promise<T> => (await fetch(`${server.url}/api/v1${path}`, { method: 'POST', headers: { authorization: `Bearer ${token(names[0]!)}`, 'content-type': 'application/json' }, body: JSON.stringify(body) })).json() as never;
    const { id: channelId } = await ask<{ id: string }>('/channels', { kind: 'group', name: 'Building site', members: names.slice(1) });
    const { call: { id: callId }, participantId } = await ask<{ call: { id: string }; participantId: string }>(`/channels/${channelId}/calls`, { kind: 'video', deviceId: 'bench', userIds: [] });
    for (const client of clients) client.close();

    const withSfu = await openMediaBrowser(), inCall = await openPages(withSfu, pages.url, people);
    for (const [index, page] of inCall.entries()) await page.evaluate(`(async () => { globalThis.me = new SfuPage(${JSON.stringify({ url: server.url, token: token(names[index]!), callId, hertz: 440 + 100 * index, ...(index === 0 && { place: { participantId, deviceId: 'bench' } }) })}); await me.join(); })()`);
    const corridor = await rates(inCall, 'me.seen()', seconds);
    await withSfu.close();

    const withBare = await openMediaBrowser(), each = await openPages(withBare, pages.url, people);
    await connectBare(each);
    const floor = await rates(each, 'bare.frames()', seconds);
    await withBare.close();
    return [figure(`pictures a link, ${people} people`, '1/s', median(corridor), median(floor)), figure('the slowest of all links', '1/s', quantile(corridor, 0), quantile(floor, 0))];
  } finally {
    pages.close();
    await server.stop();
    await janus.stop();
  }
}
