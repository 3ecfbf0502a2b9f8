export interface TranscribeConfig { readonly url: string; readonly key: string | undefined; readonly model: string }

export interface Sound { readonly bytes: Uint8Array<ArrayBuffer>; readonly name: string; readonly mediaType: string }
export interface Transcript { text: string; /** ISO 639-1, where the service says. */ language?: string }

/** Writes down what is said. `language`: ISO 639-1; found out where it is left out. */
export interface Transcriber { transcribe(sound: Sound, language: string | undefined, signal?: AbortSignal): Promise<Transcript> }

/** The service does not take this sound: asking again would not help. */
export class TranscriptRefused extends Error {
  override readonly name = 'TranscriptRefused';
}

const patienceMs = 180_000, mostText = 20_000;

/** Services name languages in English words or by code. */
const codes = new Map<string, string>();
function codeOf(language: string | undefined): string | undefined {
  if (!language || /^[a-z]{2,3}$/.test(language)) return language;
  if (codes.size === 0) {
    const names = new Intl.DisplayNames(['en'], { type: 'language', fallback: 'none' }), letters = [...'abcdefghijklmnopqrstuvwxyz'];
    for (const code of letters.flatMap((first) => letters.map((second) => first + second))) {
      const name = names.of(code)?.toLowerCase();
      if (name && !codes.has(name)) codes.set(name, code);
    }
  }
  return codes.get(language.toLowerCase());
}

/** A service that speaks OpenAI's `audio/transcriptions`: OpenAI itself, or whisper.cpp, faster-whisper, LocalAI and the like in one's own house. */
export function createTranscriber({ url, key, model }: TranscribeConfig): Transcriber {
  const base = url.replace(/\/+$/, ''), address = `${/\/v\d+$/.test(base) ? base : `${base}/v1`}/audio/transcriptions`;
  return {
    async transcribe({ bytes, name, mediaType }, language, signal) {
      const form = new FormData();
      form.set('file', new Blob([bytes], { type: mediaType }), name);
      form.set('model', model);
      form.set('response_format', model.startsWith('gpt-') ? 'json' : 'verbose_json'); // the former do not say the language
      if (language) form.set('language', language);
      const timeout = AbortSignal.timeout(patienceMs);
      const answer = await fetch(address, { method: 'POST', body: form, headers: key ? { Authorization: `Bearer ${key}` } : {}, redirect: 'error', signal: signal ? AbortSignal.any([signal, timeout]) : timeout });
      if (!answer.ok) {
        await answer.body?.cancel();
        const problem = `The transcription service answers ${answer.status}`;
        throw answer.status < 500 && answer.status !== 408 && answer.status !== 429 ? new TranscriptRefused(problem) : new Error(problem);
      }
      const { text, language: heard } = await answer.json() as { text?: unknown; language?: unknown };
      if (typeof text !== 'string') throw new TranscriptRefused('The transcription service answers no text');
      const code = codeOf(typeof heard === 'string' ? heard : language);
      // What the database does not take, and what is too long for a message, does not come in.
      return { text: text.replaceAll('\u0000', '').toWellFormed().trim().slice(0, mostText).toWellFormed(), ...(code && { language: code }) };
    },
  };
}
