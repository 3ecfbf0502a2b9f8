/** Where in a picture somebody is: an image whose opacity says so, of any size. */
export type Segment = (frame: CanvasImageSource) => Promise<CanvasImageSource | undefined>;

/** What we use of MediaPipe's selfie segmentation. */
interface SelfieSegmentation {
  setOptions(options: { modelSelection: 0 | 1; useCpuInference: boolean }): void;
  onResults(listener: (results: { segmentationMask: CanvasImageSource }) => void): void;
  initialize(): Promise<void>;
  send(inputs: { image: HTMLCanvasElement }): Promise<void>;
}
type Constructor = new (config: { locateFile: (name: string) => string }) => SelfieSegmentation;

/** What the model looks at, whatever the size of the picture: more would cost time and change nothing. */
const width = 256, height = 144;
const loadFrom = async (url: string) => { await import(/* @vite-ignore */ /* webpackIgnore: true */ url); };

let ready: Promise<Segment> | undefined;

/** One for the page: it is large, and slow to begin. */
export function segmenter(url: string): Promise<Segment> {
  ready ??= begin(new URL(url, location.href).href);
  ready.catch(() => { ready = undefined; }); // another try with the next choice
  return ready;
}

async function begin(at: string): Promise<Segment> {
  const answer = await fetch(new URL('selfie_segmentation.binarypb', at));
  if (!answer.ok) throw new Error(`The server answers ${answer.status}`);
  await WebAssembly.compile(new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0])); // an empty module: throws where the page allows none
  await loadFrom(new URL('selfie_segmentation.js', at).href);
  const Solution = (globalThis as unknown as { SelfieSegmentation: Constructor }).SelfieSegmentation, solution = new Solution({ locateFile: (name) => new URL(name, at).href });
  solution.setOptions({ modelSelection: 1, useCpuInference: true });
  let mask: CanvasImageSource | undefined;
  solution.onResults(({ segmentationMask }) => { mask = segmentationMask; });
  await solution.initialize();
  const small = Object.assign(document.createElement('canvas'), { width, height }), pen = small.getContext('2d')!;
  return async (frame) => {
    pen.drawImage(frame, 0, 0, width, height);
    await solution.send({ image: small });
    return mask;
  };
}
