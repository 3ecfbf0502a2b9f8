// Loaded with the first voice message that is recorded.

/** What was recorded. `duration`: seconds; `peaks`: loudness over time, whole numbers from 0 to 100, at most 200. */
export interface Recorded {
  blob: Blob;
  /** Without parameters, such as `audio/webm`; the blob's own where it is left out. */
  mediaType?: string;
  duration?: number;
  peaks?: readonly number[];
}

/** What sending needs of other features. */
export interface VoiceSurroundings<Sent> {
  readonly files: {
    prepare(): Promise<unknown>;
    upload(blob: Blob, options: { name: string; purpose: 'voice'; facts: { duration?: number; peaks?: number[] } }): Promise<{ fileId: string }>;
  };
  readonly chat: { send(channelId: string, draft: { text: string; fileIds: string[] }): Promise<Sent> };
}

const endings: Readonly<Record<string, string>> = { 'audio/webm': 'webm', 'audio/ogg': 'ogg', 'audio/mp4': 'mp4', 'audio/mpeg': 'mp3', 'audio/wav': 'wav', 'audio/flac': 'flac' };

export async function sendVoice<Sent>({ files, chat }: VoiceSurroundings<Sent>, channelId: string, { blob, mediaType = blob.type.split(';')[0]!, duration, peaks }: Recorded): Promise<{ message: Promise<Sent> }> {
  const name = `voice-${new Date().toISOString().slice(0, 16).replace('T', '-').replace(':', '')}.${endings[mediaType] ?? 'webm'}`;
  const facts = { ...(duration !== undefined && { duration }), ...(peaks && { peaks: [...peaks] }) };
  const { fileId } = await files.upload(blob.type === mediaType ? blob : new Blob([blob], { type: mediaType }), { name, purpose: 'voice', facts });
  return { message: chat.send(channelId, { text: '', fileIds: [fileId] }) };
}
