// People with the SDK, as pages have it, who write in their rooms on schedule until they are told to stop. A process of their own.
import { createCorridor } from '@corridor/sdk';

/** @type {{ channelId: string, people: import('@corridor/sdk').Corridor[] }[]} */
let rooms = [];
/** What is measured now. */
let run;
const now = () => performance.now();

/** `places`: for each room the names and the tokens of its people. */
async function enter({ url, places }) {
  for (const { members, tokens } of places) {
    const people = tokens.map((token) => createCorridor({ url, token: async () => token, storage: 'memory' }));
    await Promise.all(people.map((person) => person.connect()));
    const { id: channelId } = await people[0].chat.createChannel({ kind: 'group', name: 'Room', members: members.slice(1) });
    for (const person of people) listen(person, channelId);
    rooms.push({ channelId, people });
  }
}

/** Notes each message once it is on somebody's screen, however it got there. */
function listen(person, channelId) {
  let seen = 0;
  person.chat.conversation(channelId).messages.listen((messages) => {
    const before = seen;
    for (let at = messages.length - 1; at >= 0 && (messages[at].status !== 'sent' || messages[at].seq > before); at--) {
      if (messages[at].status !== 'sent') continue;
      seen = Math.max(seen, messages[at].seq);
      run?.onArrival(Number(messages[at].text));
    }
  });
}

/** So many a second, whatever has become of the ones before; latencies count from the moment that was due. */
function begin({ perSecond }) {
  const late = [], start = now();
  let count = 0, failed = 0, open = 0, look = () => undefined;
  run = { onArrival: (due) => { if (due) { late.push(now() - due); look(); } } };
  const timer = setInterval(() => {
    for (let due = start + (count * 1000) / perSecond; due <= now(); due = start + (count * 1000) / perSecond) {
      const { channelId, people } = rooms[count % rooms.length], person = people[Math.floor(count / rooms.length) % people.length];
      count++;
      open++;
      person.chat.send(channelId, { text: String(due) }).catch(() => { failed++; }).finally(() => { open--; look(); });
    }
  }, 2);
  run.end = async () => {
    clearInterval(timer);
    const expected = () => (count - failed) * rooms[0].people.length;
    const all = new Promise((resolve) => { look = () => { if (open === 0 && late.length >= expected()) resolve(); }; look(); });
    await Promise.race([all, new Promise((resolve) => setTimeout(resolve, 20_000))]); // what has not arrived by then is lost
    run = undefined;
    late.sort((a, b) => a - b);
    const at = (share) => late[Math.min(late.length - 1, Math.floor(late.length * share))];
    return { failed: failed + open, wrong: Math.abs(expected() - late.length), p50: at(0.5), p99: at(0.99), most: late.at(-1) };
  };
  return Promise.resolve({});
}

const does = { enter, begin, end: () => run.end() };
process.on('message', ({ id, what, input }) => {
  does[what](input).then((answer) => process.send({ id, answer }), (error) => process.send({ id, error: error.message }));
});
process.on('disconnect', () => process.exit());
