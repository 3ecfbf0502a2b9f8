import { createHash } from 'node:crypto';
import type { Archive } from './archive.ts';
import { byTs, isTs } from './slack.messages.ts';
import { type SlackChannel, type SlackList, slackLists, type SlackMessage, type SlackUser } from './slack.types.ts';

/** `readers`: one for each part of the export that has this day. */
export interface DayFile { path: string; readers: readonly (() => Promise<Buffer>)[] }

/** An export as it was found; `problems` says in words what is missing or broken. */
export interface SlackExport {
  users: SlackUser[];
  channels: { channel: SlackChannel; files: DayFile[] }[];
  problems: string[];
}

type Json = Record<string, unknown>;
const isObject = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value);

/** The objects of a JSON list. Throws a SyntaxError. */
function listOf(bytes: Buffer): Json[] {
  const value: unknown = JSON.parse(bytes.toString('utf8').replace(/^\ufeff/, ''));
  if (!Array.isArray(value)) throw new SyntaxError('is no list');
  return value.filter(isObject);
}

async function readList(archive: Archive, name: string, problems: string[]): Promise<Json[]> {
  const found: Json[] = [];
  for (const read of archive.files.get(name) ?? []) {
    try { found.push(...listOf(await read())); } catch (error) { problems.push(`${name}: cannot be read (${(error as Error).message})`); }
  }
  const byId = new Map<string, Json>();
  for (const one of found) if (typeof one.id === 'string' && one.id) byId.set(one.id, { ...byId.get(one.id), ...one }); else problems.push(`${name}: an entry without an id`);
  return [...byId.values()];
}

const dayFile = /^([^/]+)\/(\d{4}-\d\d-\d\d)\.json$/;

/** Finds out what is in an export, without its messages. */
export async function openSlackExport(archive: Archive): Promise<SlackExport> {
  const problems = [...archive.problems];
  const folders = new Map<string, DayFile[]>();
  for (const [path, readers] of [...archive.files].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const folder = dayFile.exec(path)?.[1];
    if (folder !== undefined) folders.set(folder, [...folders.get(folder) ?? [], { path, readers }]);
  }
  if (!archive.files.has('users.json')) problems.push('users.json: is missing; people go by what their messages say of them');
  const users = await readList(archive, 'users.json', problems) as unknown as SlackUser[];
  const channels: SlackExport['channels'] = [];
  const claimed = new Map<string, string>();
  const seen = new Set<string>();
  for (const source of slackLists) {
    for (const listed of await readList(archive, `${source}.json`, problems)) {
      const channel = { ...listed, source } as unknown as SlackChannel;
      if (seen.has(channel.id)) continue;
      seen.add(channel.id);
      const folder = [channel.id, channel.name].find((name) => typeof name === 'string' && folders.has(name) && !claimed.has(name));
      const other = claimed.get(channel.name ?? '');
      if (folder === undefined && other !== undefined) problems.push(`${source}.json: ${channel.id} has the same name and folder as ${other}; its messages cannot be told apart and are there`);
      if (folder !== undefined) claimed.set(folder, channel.id);
      channels.push({ channel, files: folder === undefined ? [] : folders.get(folder)! });
    }
  }
  for (const [folder, files] of folders) {
    if (claimed.has(folder)) continue;
    problems.push(`${folder}: no list names this channel, so it becomes a private one of those who wrote in it`);
    channels.push({ channel: { id: folder, name: folder, source: 'groups' satisfies SlackList }, files });
  }
  return { users, channels, problems };
}

/** A day of a channel, in the order of time. What cannot be read is told in `problems` and left out. `sha256` is of all its bytes. */
export async function messagesOf({ path, readers }: DayFile): Promise<{ messages: SlackMessage[]; sha256: string; problems: string[] }> {
  const hash = createHash('sha256'), problems: string[] = [];
  const byPlace = new Map<string, SlackMessage>();
  for (const read of readers) {
    try {
      const bytes = await read();
      hash.update(bytes);
      if (bytes.length === 0) { problems.push(`${path}: is empty`); continue; }
      for (const one of listOf(bytes)) {
        if (isTs(one.ts)) byPlace.set(`${one.ts} ${String(one.subtype === 'message_changed' || one.subtype === 'message_deleted')}`, one as unknown as SlackMessage);
        else problems.push(`${path}: a message without a time`);
      }
    } catch (error) { problems.push(`${path}: cannot be read (${(error as Error).message})`); }
  }
  return { messages: [...byPlace.values()].sort((a, b) => byTs(a.ts, b.ts)), sha256: hash.digest('hex'), problems };
}
