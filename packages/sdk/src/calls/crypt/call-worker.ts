// The worker in which frames are encrypted. A page takes it from its own server, or from a file of one line there that imports this one.
import { type EncodedFrame, Frames, type FramesOrder } from './frames.ts';

interface Transformer { readonly readable: ReadableStream<EncodedFrame>; readonly writable: WritableStream<EncodedFrame>; readonly options: { pipe: number; isSent: boolean }; sendKeyFrameRequest?(): Promise<unknown> }
interface WorkerScope { onmessage: ((event: { data: FramesOrder }) => void) | null; onrtctransform: ((event: { transformer: Transformer }) => void) | null; postMessage(message: unknown): void }

const scope = globalThis as unknown as WorkerScope;
const frames = new Frames((news) => { scope.postMessage(news); });

scope.onmessage = ({ data }) => void frames.hear(data);
scope.onrtctransform = ({ transformer }) => {
  const { readable, writable, options: { pipe, isSent } } = transformer;
  frames.pipe(pipe, readable, writable, isSent ? undefined : () => Promise.resolve(transformer.sendKeyFrameRequest?.()));
};
scope.postMessage({ type: 'ready' });
