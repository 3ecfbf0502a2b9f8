import type Router from '@koa/router';
import { Metadata, Server } from '@tus/server';
import { AsyncLocalStorage } from 'node:async_hooks';
import type { Session, Perform } from '../call.ts';
import { type Dispatch, toCallError } from '../dispatch.ts';
import { CallError, statusOf } from '../errors.ts';
import type { Limits } from '../limits.ts';
import type { Tokens } from '../tokens.ts';
import type { FileStorage } from './files.service.ts';
import { type Sending, UploadStore } from './files.upload.ts';

const route = '/api/v1/uploads';

/** Requests of one user that bring bytes: each holds a connection and a file. */
const mostAtOnce = 100;

interface Surroundings { dispatch: Dispatch; perform: Perform; files: FileStorage; tokens: Pick<Tokens, 'open'>; limits: Pick<Limits, 'take'>; isAllowed: (origin: string) => boolean; onError: (error: unknown) => void }

/** Takes uploads by tus 1.0 below `/api/v1/uploads`: begun by `files.beginUpload`, or by the protocol's own POST. Each request is a signed-in user's. */
export function mountUploads(router: Router, { dispatch, perform, files, tokens, limits, isAllowed, onError }: Surroundings): void {
  const sending = new AsyncLocalStorage<Sending>();
  const tus = new Server({
    path: route, datastore: new UploadStore(sending, files, perform), relativeLocation: true, allowedOrigins: isAllowed,
    getFileIdFromRequest: () => { const { session, id } = sending.getStore()!; return JSON.stringify([session.tenant, session.user, id]); },
    onResponseError: (_request, error) => {
      if (!(error instanceof Error) || 'status_code' in error) return undefined; // the library's own
      const refusal = toCallError(error, onError);
      return { status_code: refusal.code === 'checksum-mismatch' ? 460 : statusOf[refusal.code], body: JSON.stringify({ error: refusal.toRefusal() }) };
    },
  });
  const enter = createDoor(mostAtOnce);
  const open = (header: string, address: string): Promise<Session> => tokens.open(/^Bearer +(\S+)$/i.exec(header)?.[1], address);

  router.post(route, async (context) => {
    const session = await open(context.get('authorization'), context.ip), length = Number(context.get('upload-length') || NaN);
    if (!Number.isSafeInteger(length)) throw new CallError('invalid-input', 'Upload-Length is missing: this server takes no uploads of unknown length');
    const { filename, name, filetype, ...more } = metadataOf(context.get('upload-metadata'));
    const upload = await dispatch(session, 'files.beginUpload', { bytes: length, name: filename ?? name ?? '', ...(filetype && { mediaType: filetype }), ...more });
    context.status = 201;
    context.set({ 'Tus-Resumable': '1.0.0', Location: `${route}/${upload.uploadId}`, 'Upload-Expires': new Date(upload.expiresAt).toUTCString() });
    context.body = upload;
  });
  router.register(`${route}/:uploadId`, ['HEAD', 'PATCH', 'DELETE'], async (context) => {
    const session = await open(context.get('authorization'), context.ip), id = context.params.uploadId!.toLowerCase();
    await limits.take(session, 'write');
    if (!/^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/.test(id)) throw new CallError('not-found', 'No such upload');
    if (context.res.closed) return; // who asked has gone: no 'close' would follow
    const leave = enter(JSON.stringify([session.tenant, session.user]));
    context.res.once('close', leave);
    context.respond = false; // the protocol's library writes the answer
    context.res.setHeader('Content-Type', 'application/json; charset=utf-8');
    await sending.run({ session, id }, () => tus.handle(context.req, context.res));
  });
}

/** Counts who is inside; refuses a user who has too many requests at once. Answers what ends one. */
function createDoor(most: number): (user: string) => () => void {
  const inside = new Map<string, number>();
  return (user) => {
    const count = inside.get(user) ?? 0;
    if (count >= most) throw new CallError('rate-limited', `At most ${most} uploads of a user run at the same time`, { retryAfterMs: 1000 });
    inside.set(user, count + 1);
    return () => {
      const left = inside.get(user)! - 1;
      if (left > 0) inside.set(user, left); else inside.delete(user);
    };
  };
}

function metadataOf(header: string): Record<string, string> {
  try { return Object.fromEntries(Object.entries(header ? Metadata.parse(header) : {}).map(([key, value]) => [key, value ?? ''])); }
  catch { throw new CallError('invalid-input', 'Upload-Metadata is not what tus 1.0 says'); }
}
