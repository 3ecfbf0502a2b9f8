import { randomUUID } from 'node:crypto';
import { WebSocket } from 'undici';

/** What Janus or its VideoRoom refuses, with its own code. */
export class JanusError extends Error {
  override readonly name = 'JanusError';
  readonly code: number;
  constructor(code: number, message: string) {
    super(message);
    this.code = code;
  }
}

/** The connection to it is lost: nothing that was on it is there any more. */
export class JanusGone extends Error {
  override readonly name = 'JanusGone';
}

export interface Jsep { readonly type: 'offer' | 'answer'; readonly sdp: string }
interface Message {
  janus: string; transaction?: string; sender?: number; data?: { id: number }; error?: { code: number; reason: string };
  plugindata?: { data: Answer }; jsep?: Jsep;
}
/** What the VideoRoom says; its own names. */
export interface Answer { videoroom?: string; error?: string; error_code?: number; streams?: readonly Stream[]; room?: number | string }
/** A medium in somebody's connection. `feed_id` and `feed_mid`: whose it is, in a connection that receives. */
export interface Stream { readonly mid: string; readonly type: string; readonly active?: boolean; readonly feed_id?: number | string; readonly feed_mid?: string }

/** A connection of media within Janus, or what rules its rooms. */
export interface Handle {
  /** Answered at once (rooms), or with an event (`isSlow`: whatever has to do with connections). */
  ask(body: object, options?: { jsep?: Jsep; isSlow?: boolean }): Promise<{ answer: Answer; jsep: Jsep | undefined }>;
  trickle(candidates: readonly object[]): Promise<unknown>;
  detach(): Promise<void>;
}

export interface JanusSession {
  attach(onEvent?: (event: string) => void): Promise<Handle>;
  close(): void;
}

interface Options { url: string; secret?: string | undefined; onGone: () => void; answerMs?: number; aliveMs?: number }
interface Waiting { resolve: (message: Message) => void; reject: (error: Error) => void; isSlow: boolean; timer: NodeJS.Timeout }

/** Opens a session over Janus' WebSocket. Whatever ends it, silence included, is told by `onGone`, once. */
export async function openJanus({ url, secret, onGone, answerMs = 5000, aliveMs = 4000 }: Options): Promise<JanusSession> {
  const socket = new WebSocket(url, 'janus-protocol'), waiting = new Map<string, Waiting>(), heard = new Map<number, (event: string) => void>();
  let session: number | undefined, isOver = false;

  function end(): void {
    if (isOver) return;
    isOver = true;
    clearInterval(alive);
    for (const { reject, timer } of waiting.values()) {
      clearTimeout(timer);
      reject(new JanusGone('The connection to Janus is lost'));
    }
    waiting.clear();
    try { socket.close(); } catch { /* it never opened */ }
    onGone();
  }

  function send(message: object, isSlow = false): Promise<Message> {
    if (isOver) return Promise.reject(new JanusGone('The connection to Janus is lost'));
    const transaction = randomUUID();
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        waiting.delete(transaction);
        reject(new JanusGone('Janus does not answer'));
      }, answerMs);
      waiting.set(transaction, { resolve, reject, isSlow, timer });
      socket.send(JSON.stringify({ ...message, transaction, ...(session !== undefined && { session_id: session }), ...(secret !== undefined && { apisecret: secret }) }));
    });
  }

  function hear(message: Message): void {
    const one = message.transaction === undefined ? undefined : waiting.get(message.transaction);
    if (!one) {
      if (message.janus === 'timeout') end();
      else if (message.sender !== undefined) heard.get(message.sender)?.(message.janus);
      return;
    }
    if (message.janus === 'ack' && one.isSlow) return; // the event comes
    waiting.delete(message.transaction!);
    clearTimeout(one.timer);
    const refused = message.plugindata?.data;
    if (message.error) one.reject(new JanusError(message.error.code, message.error.reason));
    else if (refused?.error_code !== undefined) one.reject(new JanusError(refused.error_code, refused.error ?? ''));
    else one.resolve(message);
  }

  // Also tells a Janus that hangs, or a machine that is gone without a word.
  const alive = setInterval(() => { if (session !== undefined) send({ janus: 'keepalive' }).catch(end); }, aliveMs);
  alive.unref();
  try {
    await new Promise<void>((resolve, reject) => {
      const timer = setTimeout(() => { reject(new JanusGone('Janus does not answer')); }, answerMs);
      socket.addEventListener('open', () => { clearTimeout(timer); resolve(); });
      socket.addEventListener('error', () => { clearTimeout(timer); reject(new JanusGone(`Janus cannot be reached at ${url}`)); });
    });
    socket.addEventListener('message', ({ data }) => { hear(JSON.parse(data as string) as Message); });
    session = (await send({ janus: 'create' })).data!.id;
  } catch (error) {
    isOver = true; // it never began, so nobody is told that it has ended
    clearInterval(alive);
    socket.close();
    throw error;
  }
  socket.addEventListener('close', end);
  socket.addEventListener('error', end);

  return {
    async attach(onEvent) {
      const id = (await send({ janus: 'attach', plugin: 'janus.plugin.videoroom' })).data!.id;
      if (onEvent) heard.set(id, onEvent);
      return {
        async ask(body, { jsep, isSlow = false } = {}) {
          const message = await send({ janus: 'message', handle_id: id, body, ...(jsep && { jsep }) }, isSlow);
          return { answer: message.plugindata?.data ?? {}, jsep: message.jsep };
        },
        trickle: (candidates) => send({ janus: 'trickle', handle_id: id, candidates }),
        async detach() {
          heard.delete(id);
          await send({ janus: 'detach', handle_id: id }).catch(() => undefined); // with the session it is gone anyway
        },
      };
    },
    close: end,
  };
}
