import { type Background, type EffectState, effectsKey, type NoiseRemoval } from '../call.effects.ts';

type Kept = Pick<EffectState, 'noiseRemoval' | 'background'>;
interface Written { noiseRemoval?: NoiseRemoval; blur?: 'light' | 'strong'; image?: string; type?: string }

const toBase64 = (bytes: Uint8Array): string => btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''));
const fromBase64 = (text: string): Uint8Array<ArrayBuffer> => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));

/** What was chosen last in this browser. */
export function recallEffects(): Partial<Kept> {
  try {
    const { noiseRemoval, blur, image, type } = JSON.parse(localStorage.getItem(effectsKey) ?? '{}') as Written;
    const background: Background | undefined = blur ? { blur } : image ? { image: new Blob([fromBase64(image)], { type: type ?? '' }) } : undefined;
    return { ...(noiseRemoval && { noiseRemoval }), ...(background && { background }) };
  } catch { return {}; }
}

/** For the next call of this browser; a picture too large for it holds for this call. */
export function keepEffects({ noiseRemoval, background }: Kept): void {
  const keep = (written: Written) => {
    try {
      if (noiseRemoval === 'standard' && !background) localStorage.removeItem(effectsKey);
      else localStorage.setItem(effectsKey, JSON.stringify({ noiseRemoval, ...written }));
    } catch { /* They hold for this call then. */ }
  };
  if (!background) keep({});
  else if ('blur' in background) keep(background);
  else void background.image.arrayBuffer().then((bytes) => { keep({ image: toBase64(new Uint8Array(bytes)), type: background.image.type }); }, () => undefined);
}
