import type { FilesCard, FileSummary, Message, VoiceCard } from '@corridor/sdk';

/** The files or the voice of a message, its own or of the one it passes on. */
export function carriedOn({ card }: Pick<Message, 'card'>): FilesCard | VoiceCard | undefined {
  if (card?.type === 'forward') return card.carried;
  return card?.type === 'files' || card?.type === 'voice' ? card : undefined;
}

/** Each file of a message. */
export function filesOn(message: Pick<Message, 'card'>): readonly FileSummary[] {
  const carried = carriedOn(message);
  return carried?.type === 'files' ? carried.files : carried?.file ? [carried.file] : [];
}
