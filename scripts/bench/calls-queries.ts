// What one call of two asks of the database, counted on a server in this process.
import pg from 'pg';
import { codeOf, newId, startTestWorld } from '../../packages/server/src/world.testing.ts';

/** Statements by name; `begin` and `commit` are one each. */
export type Statements = Map<string, number>;

/** Rings, is answered, signalled and ended, as two clients do it. */
export async function statementsOfOneCall(signals: number): Promise<Statements> {
  const world = await startTestWorld();
  const asked: Statements = new Map();
  const prototype = pg.Client.prototype as unknown as { query: (...args: unknown[]) => unknown };
  const { query } = prototype;
  try {
    const [ada, ben] = [await world.connect('ada'), await world.connect('ben')];
    const { id: channelId } = await ada.request('chat.openDirect', { userIds: ['ben'] });
    const once = async () => {
      const { call, participantId } = await ada.request('calls.start', { channelId, kind: 'video', deviceId: 'desk', id: newId() });
      await ben.hears('calls.changed', ({ id }) => id === call.id);
      await ben.request('calls.ring', { callId: call.id });
      const answer = await ben.request('calls.join', { callId: call.id, deviceId: 'phone' });
      await ada.hears('calls.changed', ({ id, status }) => id === call.id && status === 'active');
      for (let i = 0; i < signals; i++) {
        const [from, to, guest] = i % 2 ? [answer.participantId, participantId, ben] : [participantId, answer.participantId, ada];
        await guest.request('calls.signal', { participantId: from, to, epoch: 1, signals: [{ run: 'r', seq: i + 1, ack: 0, data: { type: 'candidate' } }] });
      }
      await ada.request('calls.update', { participantId, isConnected: true, media: { microphone: true, camera: true } });
      await ben.request('calls.update', { participantId: answer.participantId, isConnected: true, media: { microphone: true, camera: true } });
      await codeOf(ada.request('calls.leave', { participantId }));
      await ben.hears('calls.changed', ({ id, status }) => id === call.id && status === 'ended');
    };
    await once(); // what is asked once a process is not counted
    prototype.query = function (this: unknown, ...args: unknown[]) {
      const [what] = args as [{ name?: string; text?: string } | string];
      const name = typeof what === 'string' ? (what.split(' ')[0] ?? '') : (what.name ?? what.text?.split(' ')[0] ?? '');
      asked.set(name, (asked.get(name) ?? 0) + 1);
      return query.apply(this, args);
    };
    await once();
    return asked;
  } finally {
    prototype.query = query;
    await world.close();
  }
}
