import assert from 'node:assert/strict';
import fs from 'node:fs';
import { after, before, test } from 'node:test';
import type { CallInfo } from '@corridor/sdk/protocol';
import type { Browser } from 'playwright-core';
import type { CorridorServer } from '../../index.ts';
import { type Janus, startJanus } from '../../testing/janus.ts';
import { openMediaBrowser, servePages } from '../../testing/pages.ts';
import { freePort } from '../../journeys/free-port.ts';
import { cloneDatabase } from '../../testing/database.ts';
import { startTestServer } from '../../testing/server.ts';
import { allHear, allSeeAndHear, joinCall, namesOf, type Participant, startGroupCall } from './group.testing.ts';

let janus: Janus, server: CorridorServer, pages: Awaited<ReturnType<typeof servePages>>, browser: Browser;

before(async () => {
  janus = await startJanus();
  [server, pages, browser] = await Promise.all([startTestServer({ ...janus.env, CALLS_MESH_MOST: '1', CORS_ORIGINS: '*' }), servePages('calls/media/sfu.testing.ts'), openMediaBrowser()]);
});
after(async () => {
  await browser?.close();
  await server?.close();
  await pages?.close();
  await janus?.stop();
});

async function group(count: number, options?: object, of = server): Promise<{ people: Participant[]; callId: string; ask: Awaited<ReturnType<typeof startGroupCall>>['ask']; close(): Promise<void> }> {
  const names = namesOf(count), { callId, ask } = await startGroupCall(of, names), people: Participant[] = [];
  for (const [index, name] of names.entries()) people.push(await joinCall({ server: of, browser, pages: pages.url, callId, name, index, ...(options && { options }) }));
  return { people, callId, ask, close: async () => { await Promise.all(people.map(({ page }) => page.context().close())); } };
}

/** Which of these media go over: the one that has worked most since it began. */
async function busiest(all: readonly Janus[]): Promise<Janus> {
  const work = (pid: number) => { const fields = fs.readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]!.split(' '); return Number(fields[11]) + Number(fields[12]); };
  const before = all.map(({ pid }) => work(pid));
  return within('one that works', () => Promise.resolve(all.find(({ pid }, index) => work(pid) - before[index]! >= 3)));
}

const within = async <T>(what: string, look: () => Promise<T | undefined | false>, patienceMs = 20_000): Promise<T> => {
  for (const deadline = Date.now() + patienceMs; ;) {
    const found = await look();
    if (found) return found;
    if (Date.now() > deadline) throw new Error(`Waited for ${what}`);
  }
};

test('three people see each other move and hear each other\'s tone; a camera that goes off and on again needs no negotiation, a screen comes and goes', async () => {
  const { people, close } = await group(3), [ada, ben] = people as [Participant, Participant];
  await allSeeAndHear(people);

  const negotiated = () => ben.run<string>('me.router.described');
  const before = await negotiated();
  await ada.run('me.publish("camera", false)');
  await within('no camera', async () => !(await ben.seen())[ada.id]!.slots.includes('camera'));
  await ada.run('me.publish("camera", true)');
  await within('the camera again', async () => (await ben.seen())[ada.id]!.slots.includes('camera'));
  assert.equal(await negotiated(), before);
  await allSeeAndHear(people);

  await ada.run('me.publish("screen", true)');
  await within('a screen', async () => (await ben.seen())[ada.id]!.slots.includes('screen'));
  await ada.run('me.publish("screen", false)');
  await within('no screen', async () => !(await ben.seen())[ada.id]!.slots.includes('screen'));
  await allSeeAndHear(people);
  await close();
});

test('who leaves or is put out is gone from the media at once, and others take their place without the connection growing', async () => {
  const { people, callId, ask, close } = await group(3), [ada, ben, cleo] = people as [Participant, Participant, Participant];
  await allSeeAndHear(people);
  const places = () => ada.run<number>('me.router.places');
  const many = await places();
  await ask(cleo.name, 'DELETE', `/participants/${cleo.id}`); // not by the page, which goes on as if nothing had happened
  await within('Cleo to be gone', async () => !(await ada.seen())[cleo.id]);
  await within('Cleo to see nobody', async () => Object.values(await cleo.seen()).every(({ slots }) => slots.length === 0));
  assert.match(await cleo.run<string>(`me.ask('calls.media', { participantId: me.participantId, epoch: me.call.epoch, data: { type: 'offer', run: 'anew', seq: 1, sdp: 'v=0', slots: [] } }).then(() => 'let in', (error) => error.code)`), /not-found/);
  await allSeeAndHear([ada, ben]);
  await cleo.page.context().close();
  const again = await joinCall({ server, browser, pages: pages.url, callId, name: cleo.name, index: 5 });
  await allSeeAndHear([ada, ben, again]);
  assert.equal(await places(), many);
  await again.page.context().close();
  await close();
});

test('four of ten messages lost each way: everybody is seen and heard all the same', async () => {
  const { people, close } = await group(3, { lost: 0.4 });
  await allSeeAndHear(people, 60_000);
  await close();
});

test('a connection whose ways are looked for anew, one that begins anew altogether, and one whose server was away are back', async () => {
  const { people, close } = await group(3), [ada, ben] = people as [Participant, Participant];
  await allSeeAndHear(people);
  await ada.run('me.router.restart()');
  await allSeeAndHear(people);
  await ben.run(`me.router.hearServer({ type: 'gone', run: me.router.run })`);
  await allSeeAndHear(people);
  await ben.run('(me.drop(), me.back())');
  await allSeeAndHear(people);
  await close();
});

test('what somebody does not look at is not sent to them, and what is small is sent small', async () => {
  const { people, close } = await group(2, { width: 1280, height: 720 }), [ada, ben] = people as [Participant, Participant];
  await allSeeAndHear(people);
  await within('the full picture', async () => (await ben.seen())[ada.id]!.height >= 540, 60_000); // the sender finds out step by step what the network takes
  await ben.run(`me.router.setWanted(${JSON.stringify(ada.id)}, { slot: 'camera', maxHeight: 150 })`);
  await within('the small picture', async () => { const { height } = (await ben.seen())[ada.id]!; return height >= 120 && height <= 180; });
  await ben.run(`me.router.setWanted(${JSON.stringify(ada.id)}, { slot: 'camera', isPaused: true })`);
  await within('a still picture', async () => {
    const before = (await ben.seen())[ada.id]!.frames;
    await allHear([ben], [ada]);
    return (await ben.seen())[ada.id]!.frames === before;
  });
  await ben.run(`me.router.setWanted(${JSON.stringify(ada.id)}, { slot: 'camera' })`);
  await allSeeAndHear(people);
  await close();
});

test('Janus killed and started again: all are told, and everybody is back in a new epoch', async (context) => {
  const { people, close } = await group(3), epochs = await Promise.all(people.map((one) => one.run<number>('me.call.epoch')));
  await allSeeAndHear(people);
  await janus.stop('SIGKILL');
  const begin = Date.now();
  janus = await startJanus({ port: janus.port });
  await allSeeAndHear(people);
  const took = Date.now() - begin;
  context.diagnostic(`back after Janus was killed: ${took} ms`);
  assert.ok(took < 10_000, `it took ${took} ms`);
  assert.deepEqual(await Promise.all(people.map((one) => one.run<number>('me.call.epoch'))), epochs.map((epoch) => epoch + 1));
  await close();
});

test('who is muted by a host is not heard, whatever their page does, until they have unmuted', async () => {
  const { people, callId, ask, close } = await group(3), [ada, ben, chloe] = people as [Participant, Participant, Participant];
  await allSeeAndHear(people);
  await ada.run('me.ask("calls.update", { participantId: me.participantId, media: { microphone: true } })');
  await ask('host', 'POST', `/calls/${callId}/mutes`, { participantIds: [ada.id], kind: 'microphone' });
  await within('silence', async () => (await ben.seen())[ada.id]!.hertz === 0 && (await chloe.seen())[ada.id]!.hertz === 0);
  await ada.run('me.router.restart()');
  await allHear([ada], [ben, chloe]);
  assert.equal((await ben.seen())[ada.id]!.hertz, 0);
  await ada.run('me.ask("calls.update", { participantId: me.participantId, media: { microphone: true } })');
  await allSeeAndHear(people);
  await close();
});

test('what is not somebody\'s to send others neither see nor hear, whatever their page does, until it is', async () => {
  const { people, callId, ask, close } = await group(3), [ada, ben, chloe] = people as [Participant, Participant, Participant];
  await allSeeAndHear(people);
  await ask('host', 'PATCH', `/calls/${callId}/participants/${ada.id}`, { role: 'viewer' });
  const isStill = async (who: Participant) => {
    const before = (await who.seen())[ada.id]!;
    await allSeeAndHear([ben, chloe]);
    const after = (await who.seen())[ada.id]!;
    return after.frames === before.frames && after.hertz === 0;
  };
  await within('nothing of a viewer', async () => await isStill(ben) && isStill(chloe));
  await ben.run('me.ask("calls.update", { participantId: me.participantId, media: { microphone: true } })');
  await ask('host', 'PATCH', `/calls/${callId}`, { settings: { mayUnmute: false } });
  await ask(chloe.name, 'DELETE', `/participants/${chloe.id}`);
  await chloe.page.context().close();
  const again = await joinCall({ server, browser, pages: pages.url, callId, name: chloe.name, index: 4 });
  await within('pictures of who comes', async () => ((await ben.seen())[again.id]?.frames ?? 0) > 30);
  await allHear([again], [ben]);
  assert.equal((await ben.seen())[again.id]!.hertz, 0);
  await ask('host', 'PATCH', `/calls/${callId}/participants/${ada.id}`, { role: 'participant' });
  await ask('host', 'PATCH', `/calls/${callId}`, { settings: { mayUnmute: true } });
  await ada.run('me.ask("calls.update", { participantId: me.participantId, media: { microphone: true, camera: true } })');
  await allSeeAndHear([ada, ben, again]);
  await again.page.context().close();
  await close();
});

test('with two of them, calls are spread, and one whose Janus is lost goes on over the other', async () => {
  const all = [await startJanus(), await startJanus()];
  const wide = await startTestServer({ JANUS_URL: all.map(({ url }) => url).join(), JANUS_API_SECRET: all[0]!.secret, CALLS_MESH_MOST: '1', CORS_ORIGINS: '*' });
  try {
    const { people, callId, ask, close } = await group(2, {}, wide);
    await allSeeAndHear(people);
    const busy = await busiest(all);
    await busy.stop('SIGKILL');
    await allSeeAndHear(people, 10_000);
    assert.equal((await ask<CallInfo>('host', 'GET', `/calls/${callId}`)).epoch, 3);
    await close();
    all.splice(all.indexOf(busy), 1);
  } finally {
    await wide.close();
    for (const one of all) await one.stop();
  }
});

test('a server that is ended and started again: the call goes on, and all see and hear each other again', async () => {
  const { address, stop } = await cloneDatabase(), env = { ...janus.env, CALLS_MESH_MOST: '1', CORS_ORIGINS: '*', PORT: String(await freePort()) }, first = await startTestServer(env, { source: { address } });
  const { people, callId, ask, close } = await group(2, {}, first);
  await allSeeAndHear(people);
  await first.close();
  const second = await startTestServer(env, { source: { address } });
  try {
    await allSeeAndHear(people);
    assert.equal((await ask<CallInfo>('host', 'GET', `/calls/${callId}`)).status, 'active');
    await close();
  } finally {
    await second.close();
    await stop();
  }
});

test('without a media server that answers nobody is told that there is one', async () => {
  const states = async () => (await (await fetch(`${server.url}/readyz`)).json() as { status: string; tools: { mediaServer: string } });
  await within('ready', async () => (await states()).tools.mediaServer === 'ready');
  await janus.stop();
  await within('unreachable', async () => (await states()).tools.mediaServer === 'unreachable');
  assert.equal((await states()).status, 'ready');
  janus = await startJanus({ port: janus.port });
  await within('ready again', async () => (await states()).tools.mediaServer === 'ready');
});

test('eight people, each sees and hears seven others', { timeout: 180_000 }, async () => {
  const { people, close } = await group(8);
  await allSeeAndHear(people, 120_000);
  await close();
});
