import { expect } from 'chai';
import { atom } from 'nanostores';
import { CorridorError } from '../core/errors.ts';
import type { CallInfo } from '../protocol/calls.ts';
import { partsOfRun } from '../protocol/calls.recording.state.ts';
import type { CallPhase, CallSession, Tracks } from './call.ts';
import { becomes, type Known, picture } from './media/media.testing.ts';
import { CallRecorder } from './recording.ts';

describe('what a browser records', () => {
  let known: Known, phase: ReturnType<typeof atom<CallPhase>>, recorder: CallRecorder, asked: string[], arrived: Map<number, Blob>, tried: number[];
  /** What the server answers to a part; undefined: it is not reached. */
  let answer: (part: number) => number | undefined;
  let resumed: number | null;

  function record(mostWaitingBytes?: number): Promise<void> {
    phase = atom<CallPhase>('connected');
    asked = [];
    tried = [];
    arrived = new Map();
    resumed = partsOfRun;
    known = picture('red');
    const id = '019a0000-0000-7000-8000-0000000000a1', call = atom({ participants: [{ id: 'me', userId: 'ada', state: 'active' }], recording: { id, state: 'recording', isOnServer: false, answers: [{ userId: 'ada', answer: 'agreed' }] } } as unknown as CallInfo);
    const session = { id: 'call', participantId: 'me', call, phase, peers: atom([]), tracks: atom<Tracks>({ camera: known.track }) } as unknown as CallSession;
    recorder = new CallRecorder(session, {
      nameOf: (userId) => userId, mostWaitingBytes,
      link: { request: (name: string) => { asked.push(name); return Promise.resolve(name === 'calls.resumeRecording' ? { part: resumed } : {}); } } as never,
      fetch: (path, init) => {
        const part = Number(path.split('/').at(-1)), status = answer(part);
        tried.push(part);
        if (status === undefined) return Promise.reject(new TypeError('Failed to fetch'));
        if (status === 204) arrived.set(part, init.body as Blob);
        return Promise.resolve(status === 204 ? new Response(null, { status }) : Response.json({ error: { code: status === 413 ? tooMuch : status === 401 ? 'unauthenticated' : 'conflict', message: 'No more' } }, { status }));
      },
    }, id);
    return recorder.start();
  }
  /** The code with which a part is refused as too much. */
  let tooMuch = 'too-large';
  afterEach(async () => {
    tooMuch = 'too-large';
    answer = () => 404;
    phase.set('over');
    await recorder.done;
    known.stop();
  });
  const run = (first: number) => new Blob([...arrived].flatMap(([part, data]) => (part >= first && part < first + partsOfRun ? [data] : [])));
  const begins = async (first: number) => new Uint8Array(await run(first).slice(0, 4).arrayBuffer()).join() === '26,69,223,163';

  it('goes on as a film of its own after a part that is refused for good, and nothing of the broken one follows', async () => {
    answer = (part) => (part === 1 ? 409 : 204);
    await record();
    await becomes('another run has begun', () => run(partsOfRun).size > 1000);
    expect([await begins(0), await begins(partsOfRun), asked]).to.eql([true, true, ['calls.startRecording', 'calls.resumeRecording']]);
    expect([...arrived.keys()].filter((part) => part > 0 && part < partsOfRun)).to.eql([]);
    expect([recorder.problem.get(), recorder.failure.get()]).to.eql([undefined, undefined]);
  });

  it('ends for all, and says why, where the server takes nothing of another film either', async () => {
    answer = (part) => (part === 0 ? 204 : 413);
    await record();
    await becomes('it has ended', () => asked.includes('calls.stopRecording'));
    expect([recorder.failure.get()?.code, tried]).to.eql(['too-large', [0, 1, partsOfRun]]);
  });

  it('ends for all at once, and says why, where the organisation has no room for more', async () => {
    answer = (part) => (part === 0 ? 204 : 413);
    tooMuch = 'quota-exceeded';
    await record();
    await becomes('it has ended', () => asked.includes('calls.stopRecording'));
    expect([recorder.failure.get()?.code, tried, asked]).to.eql(['quota-exceeded', [0, 1], ['calls.startRecording', 'calls.stopRecording']]);
  });

  it('ends where the server cannot join another film with what there is', async () => {
    answer = (part) => (part === 0 ? 204 : 409);
    await record();
    resumed = null;
    await becomes('it has ended', () => asked.includes('calls.stopRecording'));
    expect(recorder.failure.get()).to.be.instanceOf(CorridorError);
  });

  it('brings a part again that was refused for a token that has expired', async () => {
    let refusals = 0;
    answer = (part) => (part === 0 && refusals++ === 0 ? 401 : 204);
    await record();
    await becomes('the part after it is there, too', () => arrived.has(1));
    expect([tried.slice(0, 2), asked]).to.eql([[0, 0], ['calls.startRecording']]);
  });

  it('holds no more than so much for a server that is away, says so, and goes on as a film of its own once that has arrived', async () => {
    let isAway = true;
    answer = () => (isAway ? undefined : 204);
    await record(20_000);
    await becomes('it is held', () => recorder.isHeld.get());
    expect(recorder.problem.get()?.code).to.equal('offline');
    isAway = false;
    await becomes('it goes on', () => run(partsOfRun).size > 1000);
    const [first] = [...arrived.keys()].filter((part) => part < partsOfRun);
    expect([first, await begins(0), await begins(partsOfRun)]).to.eql([0, true, true]);
  });
});
