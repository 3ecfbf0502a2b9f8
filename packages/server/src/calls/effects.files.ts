// What the effects of calls load in a browser: RNNoise's and MediaPipe's own files, as their packages have them.
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';

const { resolve } = createRequire(import.meta.url);
const noise = '@sapphi-red/web-noise-suppressor', segmentation = '@mediapipe/selfie_segmentation';
const types: Readonly<Record<string, string>> = { '.js': 'text/javascript', '.wasm': 'application/wasm' };

/** MediaPipe loads its other half by a script that it puts into the page, where a policy of trusted types lets nobody do so; and what a script leaves in the page, a module does not. */
const asModule = (find: RegExp, replacement: string) => (text: string): string => {
  if (!find.test(text)) throw new Error(`${segmentation} is another one than this is written for`);
  return text.replace(find, () => replacement);
};
const loadsModules = asModule(/function cd\(a\)\{var b=document\.createElement\("script"\);.+?document\.body\.appendChild\(b\)\}\)\}/s, 'function cd(a){return import(a)}');
/** What it finds on the way is nothing for the console of somebody's page. */
const isSilent = asModule(/bd\("createMediapipeSolutionsPackedAssets",\{locateFile:a\.locateFile\}\)/, 'bd("createMediapipeSolutionsPackedAssets",{locateFile:a.locateFile,print(){},printErr(){}})');
const leavesItself = asModule(/$/, '\n;globalThis.createMediapipeSolutionsWasm=createMediapipeSolutionsWasm;');

interface Source { readonly of: string; readonly change?: (text: string) => string }
const glue = (kind: string): [string, Source] => [`selfie_segmentation_solution_${kind}.js`, { of: `${segmentation}/selfie_segmentation_solution_${kind}.js`, change: leavesItself }];
const plain = (name: string): [string, Source] => [name, { of: `${segmentation}/${name}` }];
const sources = new Map<string, Source>([
  ['rnnoise.worklet.js', { of: `${noise}/rnnoiseWorklet.js` }], ['rnnoise.wasm', { of: `${noise}/rnnoise.wasm` }], ['rnnoise_simd.wasm', { of: `${noise}/rnnoise_simd.wasm` }],
  ['selfie_segmentation.js', { of: `${segmentation}/selfie_segmentation.js`, change: (text) => isSilent(loadsModules(text)) }], glue('simd_wasm_bin'), glue('wasm_bin'),
  ...['selfie_segmentation_solution_simd_wasm_bin.wasm', 'selfie_segmentation_solution_wasm_bin.wasm', 'selfie_segmentation_landscape.tflite', 'selfie_segmentation.tflite', 'selfie_segmentation.binarypb'].map(plain),
]);

export interface EffectFile { readonly body: Buffer; readonly type: string }
const read = new Map<string, Promise<EffectFile>>();

/** By its name below `/call-effects/`; each is read once. */
export function effectFile(name: string): Promise<EffectFile> | undefined {
  const source = sources.get(name);
  if (!source) return undefined;
  let file = read.get(name);
  if (!file) read.set(name, (file = load(name, source)));
  file.catch(() => read.delete(name));
  return file;
}

async function load(name: string, { of, change }: Source): Promise<EffectFile> {
  const body = await readFile(resolve(of));
  return { body: change ? Buffer.from(change(body.toString())) : body, type: types[path.extname(name)] ?? 'application/octet-stream' };
}
