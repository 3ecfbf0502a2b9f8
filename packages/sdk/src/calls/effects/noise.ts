import { derived } from './derived.ts';

/** What RNNoise knows: sound of 48 kHz. */
const sampleRate = 48_000, patienceMs = 2000;
const processor = '@sapphi-red/web-noise-suppressor/rnnoise';
/** A module of one function that uses a vector, to see whether this browser compiles such. */
const vectorModule = new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 96, 0, 1, 123, 3, 2, 1, 0, 10, 10, 1, 8, 0, 65, 0, 253, 15, 253, 98, 11]);

/** The model, compiled here once to learn whether the page allows that: inside the worklet nobody would hear of a refusal, and nothing of the microphone. */
async function model(url: string): Promise<ArrayBuffer> {
  const answer = await fetch(new URL(WebAssembly.validate(vectorModule) ? 'rnnoise_simd.wasm' : 'rnnoise.wasm', url));
  if (!answer.ok) throw new Error(`The server answers ${answer.status}`);
  const bytes = await answer.arrayBuffer();
  await WebAssembly.compile(bytes);
  return bytes;
}

/** A browser may keep sound from running until somebody has pressed something. */
async function run(context: AudioContext): Promise<void> {
  await Promise.race([context.resume(), new Promise((resolve) => { setTimeout(resolve, patienceMs); })]);
  if (context.state !== 'running') throw new DOMException('No sound before a press', 'NotSupportedError');
}

/** What a microphone hears, with voices alone in it. Throws where the model or its worklet cannot be loaded. `url`: where the server has its parts. */
export async function withoutNoise(track: MediaStreamTrack, url: string): Promise<MediaStreamTrack> {
  const context = new AudioContext({ sampleRate }), at = new URL(url, location.href).href;
  try {
    const [wasmBinary] = await Promise.all([model(at), context.audioWorklet.addModule(new URL('rnnoise.worklet.js', at)), run(context)]);
    const source = new MediaStreamAudioSourceNode(context, { mediaStream: new MediaStream([track]) }), out = new MediaStreamAudioDestinationNode(context, { channelCount: 1 });
    const node = new AudioWorkletNode(context, processor, { channelCount: 1, channelCountMode: 'explicit', outputChannelCount: [1], processorOptions: { maxChannels: 1, wasmBinary } });
    source.connect(node).connect(out);
    return derived(out.stream.getAudioTracks()[0]!, track, () => {
      source.disconnect();
      node.port.postMessage('destroy');
      void context.close().catch(() => undefined);
    });
  } catch (error) {
    void context.close().catch(() => undefined);
    throw error;
  }
}
