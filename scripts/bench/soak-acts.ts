// What the people of an office do, and how often.
import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type { ErrorCode } from '@corridor/sdk/protocol';
import { download, makeFile, makeVoice, type Stored, upload } from './soak-files.ts';
import { count, isBy, one, oneOf, type Person, type Place, placeOf, type Said, text, where, word } from './soak-office.ts';

/** `mayBe`: refusals that are no fault, where two do something to one message or file in the same moment. */
export interface Act { aSecond: number; mayBe?: readonly ErrorCode[]; run(person: Person): Promise<unknown> }

const race = ['not-found', 'conflict'] as const;
const begun = Date.now();
const files: { stored: Stored; owner: Person; place: Place }[] = [];
const polls: Said[] = [];

/** A group, a direct conversation or an order's, as often as each is written in. */
function placeFor(person: Person): Place {
  const at = Math.random(), { places } = person;
  return oneOf(places, ({ record, members }) => (at < 0.5 ? !record && members.length > 2 : at < 0.75 ? members.length === 2 : record !== undefined)) ?? one(places);
}

const seen = (person: Person): Said | undefined => oneOf(placeFor(person).said, ({ isGone }) => !isGone);
const owned = (person: Person): Said | undefined => oneOf(person.mine, ({ isGone }) => !isGone);

function words(place: Place): string {
  const said = text();
  return isBy(0.1) ? `<@${one(place.members).user}> ${said}` : said;
}

async function reply(person: Person, root: Said): Promise<unknown> {
  const { place } = root;
  let thread = isBy(0.8) ? oneOf(place.threads, ({ threadOf }) => threadOf === root.id) ?? place.threads.at(-1) : undefined;
  if (!thread) {
    thread = placeOf((await person.ask('chat.openThread', { messageId: root.id })).id, place.members, { threadOf: root.id });
    place.threads.push(thread);
  }
  return person.say(thread, words(place));
}

/** A connection from before, so a page that opens: what is new, who is there, and the conversation looked at last. */
export async function arrive(person: Person): Promise<void> {
  await person.come();
  const place = one(person.places), { channels } = await person.ask('chat.sync', { channels: place.record ? [{ channelId: place.id, record: place.record }] : [] });
  await Promise.all([
    person.ask('session.me', {}), person.ask('chat.channels', { limit: 50 }), person.ask('calls.live', {}), person.ask('chat.drafts', {}),
    person.ask('presence.watch', { userIds: place.members.slice(0, 50).map(({ user }) => user) }),
    ...channels.slice(0, 3).map((channel) => person.ask('chat.changes', { channelId: channel.id, since: Math.max(0, channel.lastChange - 50) })),
  ]);
  await look(person, place);
}

async function look(person: Person, place: Place): Promise<void> {
  if (person.listensTo) await person.ask('chat.unlisten', { channelId: person.listensTo.id });
  person.listensTo = place;
  const channelId = place.id;
  await Promise.all([person.ask('chat.listen', { channelId, ...where(place) }), person.ask('chat.history', { channelId, limit: 50 }), person.ask('chat.readers', { channelId })]);
}

async function call(person: Person): Promise<void> {
  const place = oneOf(person.places, ({ members }) => members.length === 2 && members.every(({ isHere }) => isHere));
  if (!place) return;
  const other = place.members.find((each) => each !== person)!, id = randomUUID(), deviceId = 'soak';
  other.holds++;
  try {
    const mine = await person.ask('calls.start', { channelId: place.id, id, kind: 'audio', deviceId });
    await other.ask('calls.ring', { callId: id });
    const theirs = await other.ask('calls.join', { callId: id, deviceId });
    for (let seq = 1; seq <= 10; seq++) {
      const [from, to, speaker] = seq % 2 ? [mine, theirs, person] : [theirs, mine, other];
      await speaker.ask('calls.signal', { participantId: from.participantId, to: to.participantId, epoch: 1, signals: [{ run: id, seq, ack: 0, data: { type: 'candidate', candidate: `candidate:${seq} 1 udp 2122260223 192.0.2.1 5000${seq % 10} typ host` } }] });
    }
    for (const [who, { participantId }] of [[person, mine], [other, theirs]] as const) await who.ask('calls.update', { participantId, isConnected: true, media: { microphone: true } });
    await pause(10_000);
    await person.ask('calls.leave', { participantId: mine.participantId });
  } finally { other.holds--; }
}

async function schedule(person: Person): Promise<void> {
  const place = placeFor(person), id = randomUUID();
  await person.ask('chat.schedule', { channelId: place.id, id, text: text(), sendAt: new Date(Date.now() + 2000 + Math.random() * 20_000).toISOString(), ...where(place) });
  if (isBy(0.2)) await person.ask('chat.unschedule', { messageId: id });
  else place.acknowledged.add(id);
}

const json = (body: object) => ({ method: 'POST', body: JSON.stringify(body) });

export const acts: Readonly<Record<string, Act>> = {
  message: { aSecond: 18.5, run: (person) => { const place = placeFor(person); return person.say(place, words(place)); } },
  reply: { aSecond: 1.5, mayBe: race, run: async (person) => { const root = seen(person); if (root) await reply(person, root); } },
  edit: { aSecond: 1, mayBe: race, run: async (person) => { const said = owned(person); if (said) await person.ask('chat.edit', { messageId: said.id, text: text() }); } },
  delete: { aSecond: 0.3, mayBe: race, run: async (person) => { const said = owned(person); if (said) { said.isGone = true; await person.ask('chat.delete', { messageId: said.id }); } } },
  react: { aSecond: 2, mayBe: race, run: async (person) => {
    const said = seen(person), emoji = one(['👍', '🎉', '❤️', '👀']);
    if (!said) return;
    await person.ask('chat.react', { messageId: said.id, emoji });
    if (isBy(0.2)) await person.ask('chat.unreact', { messageId: said.id, emoji });
  } },
  pin: { aSecond: 0.05, mayBe: race, run: async (person) => { const said = seen(person); if (said) { await person.ask('chat.pin', { messageId: said.id }); await person.ask('chat.unpin', { messageId: said.id }); } } },
  save: { aSecond: 0.1, mayBe: race, run: async (person) => { const said = seen(person); if (said) await person.ask('chat.save', { messageId: said.id }); } },
  typing: { aSecond: 5, run: (person) => person.ask('chat.typing', { channelId: (person.listensTo ?? one(person.places)).id }) },
  read: { aSecond: 10, run: (person) => { const place = placeFor(person); return person.ask('chat.markRead', { channelId: place.id, seq: place.lastSeq }); } },
  draft: { aSecond: 0.3, run: (person) => person.ask('chat.saveDraft', { channelId: one(person.places).id, text: isBy(0.3) ? '' : text() }) },
  look: { aSecond: 1, run: (person) => look(person, placeFor(person)) },
  page: { aSecond: 2, run: (person) => { const place = placeFor(person); return person.ask('chat.history', { channelId: place.id, before: 1 + Math.floor(Math.random() * (place.lastSeq + 1)), limit: 50 }); } },
  jump: { aSecond: 0.3, run: async (person) => {
    const channelId = placeFor(person).id, { seq } = await person.ask('chat.seqAt', { channelId, at: new Date(begun + Math.random() * (Date.now() - begun)).toISOString() });
    if (seq !== null) await person.ask('chat.history', { channelId, around: seq, limit: 50 });
  } },
  search: { aSecond: 0.5, run: (person) => person.ask('search.find', { query: isBy(0.5) ? word() : `${word()} ${word()}`, ...(isBy(0.2) && { from: one(one(person.places).members).user }), ...(isBy(0.2) && { in: one(person.places).id }) }) },
  threads: { aSecond: 0.2, run: (person) => person.ask('chat.threads', { limit: 20 }) },
  active: { aSecond: 0.5, run: (person) => person.ask('presence.active', { isActive: isBy(0.7) }) },
  status: { aSecond: 0.1, run: (person) => person.ask('presence.set', { status: one(['auto', 'busy', 'do-not-disturb']), text: isBy(0.5) ? text(1, 5) : null }) },
  poll: { aSecond: 0.03, run: async (person) => {
    const place = placeFor(person);
    polls.push(person.note(place, await person.ask('chat.createPoll', { channelId: place.id, id: randomUUID(), question: text(), options: ['Monday', 'Tuesday', 'never'], ...where(place) })));
  } },
  vote: { aSecond: 0.15, mayBe: race, run: async (person) => { const poll = oneOf(polls, ({ place, isGone }) => !isGone && place.members.includes(person)); if (poll) await person.ask('chat.vote', { messageId: poll.id, options: [one([0, 1, 2])] }); } },
  schedule: { aSecond: 0.1, run: schedule },
  call: { aSecond: 0.03, mayBe: ['conflict'], run: call },
  file: { aSecond: 0.25, run: async (person) => {
    const place = placeFor(person), stored = await upload(person, await makeFile());
    await person.say(place, isBy(0.5) ? '' : text(), [stored.id]);
    files.push({ stored, owner: person, place });
  } },
  voice: { aSecond: 0.02, run: async (person) => { const place = placeFor(person); await person.say(place, '', [(await upload(person, makeVoice(), 'voice')).id]); } },
  download: { aSecond: 0.5, mayBe: ['not-found'], run: async (person) => { const found = oneOf(files, ({ stored, place }) => !stored.isGone && place.members.includes(person)); if (found) await download(person, found.stored); } },
  'delete a file': { aSecond: 0.05, run: async (person) => { const found = oneOf(files, ({ stored, owner }) => !stored.isGone && owner === person); if (found) { found.stored.isGone = true; await person.ask('files.delete', { fileId: found.stored.id }); } } },
  files: { aSecond: 0.1, run: (person) => person.ask('files.list', { limit: 50 }) },
  rest: { aSecond: 1, run: async (person) => {
    const place = placeFor(person), id = randomUUID();
    if (isBy(0.2)) person.note(place, JSON.parse((await person.fetch('a message by REST', `/channels/${place.id}/messages`, json({ id, text: words(place), ...where(place) }))).toString()) as { id: string; seq: number });
    else await person.fetch('REST', one(['/me', '/channels?limit=50', '/people?query=person1', `/channels/${place.id}/messages?limit=50`, `/search?query=${word()}`, '/threads?limit=20']));
  } },
  export: { aSecond: 1 / 60, run: async (person) => {
    const place = oneOf(person.places, ({ record, members }) => !record && (members.length === 2 || members[0] === person));
    await person.fetch('an export', place && isBy(0.7) ? `/channels/${place.id}/export?format=${one(['json', 'csv', 'html'])}` : `/people/${person.user}/export?format=json`);
  } },
  'come and go': { aSecond: 1, run: async (person) => {
    if (person.holds > 1) return; // in the middle of something
    person.go();
    await pause(Math.random() * 20_000);
    await arrive(person);
    count('came back');
  } },
};
