import { createWriteStream } from 'node:fs';
import { mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { ZipFile } from 'yazl';

/** An export by path in it: what is to be JSON, or text as it is. */
export type ExportFiles = Record<string, unknown>;

const begin = 1_700_000_000;
/** Slack's time of a message, `seconds` after the first. */
export const at = (seconds: number, micro = 100): string => `${begin + seconds}.${String(micro).padStart(6, '0')}`;
export const dayOf = (seconds: number): string => new Date((begin + seconds) * 1000).toISOString().slice(0, 10);
const day = 86_400;

const person = (id: string, name: string, more: object = {}) => ({ id, team_id: 'T1', name: name.toLowerCase(), real_name: name, profile: { real_name: name, display_name: '', email: `${name.toLowerCase()}@acme.example` }, ...more });
const message = (seconds: number, user: string, text: string, more: object = {}) => ({ type: 'message', ts: at(seconds), user, text, ...more });

/** An export with an entry of every kind that Slack's have. What it becomes is in `becomes`. */
export function everyKind(): ExportFiles {
  const general: [number, object][] = [
    [0, { ...message(0, 'U1', '<@U1> has joined the channel'), subtype: 'channel_join' }],
    [1, { ...message(1, 'U1', '<@U1> set the channel topic: Prices &amp; dates'), subtype: 'channel_topic', topic: 'Prices &amp; dates' }],
    [2, { ...message(2, 'U1', 'set the purpose'), subtype: 'channel_purpose', purpose: 'All of *purchasing*' }],
    [3, { ...message(3, 'U1', 'renamed'), subtype: 'channel_name', old_name: 'lobby', name: 'general' }],
    [10, message(10, 'U1', 'Who has the *prices* for <#C2|old-project>, <@U2>?', { thread_ts: at(10), reply_count: 3, replies: [{ user: 'U2', ts: at(20) }], reactions: [{ name: '+1', users: ['U2', 'U3'], count: 2 }, { name: 'party_parrot', users: ['U2'], count: 1 }] })],
    [20, message(20, 'U2', 'Ben has', { thread_ts: at(10), parent_user_id: 'U1', reactions: [{ name: 'wave::skin-tone-2', users: ['U1'], count: 1 }] })],
    [30, message(30, 'U1', 'Not me', { thread_ts: at(10), edited: { user: 'U1', ts: at(35) } })],
    [40, message(40, 'U2', 'Said to all', { thread_ts: at(10), subtype: 'thread_broadcast' })],
    [50, { type: 'message', subtype: 'bot_message', ts: at(50), bot_id: 'B1', username: 'Deploys', text: '', attachments: [{ title: 'Build 7', title_link: 'https://ci.example/7', text: 'passed', fields: [{ title: 'Branch', value: 'main' }], fallback: 'Build 7' }] }],
    [60, message(60, 'U2', 'waits', { subtype: 'me_message' })],
    [70, message(70, 'U3', 'The list', { files: [{ id: 'F1', name: 'list.pdf', title: 'List', mode: 'hosted', url_private: 'https://files.slack.com/F1/list.pdf?t=xoxe-1', size: 12 }, { id: 'F2', name: 'gone.pdf', mode: 'tombstone' }, { id: 'F3', mode: 'hidden_by_limit' }, { id: 'F4', title: 'Sheet', mode: 'external', is_external: true, external_url: 'https://docs.example/1' }] })],
    [80, { ...message(80, 'U3', 'uploaded a file'), subtype: 'file_share', file: { id: 'F5', name: 'old.txt', permalink: 'https://acme.slack.com/files/F5' } }],
    [90, { type: 'message', subtype: 'tombstone', ts: at(90), user: 'USLACKBOT', text: 'This message was deleted.', hidden: true, thread_ts: at(90), reply_count: 1 }],
    [95, message(95, 'U2', 'To what was deleted', { thread_ts: at(90) })],
    [100, { type: 'message', ts: at(100), user: 'W9', text: 'From next door', user_profile: { real_name: 'Nora Next', display_name: 'nora' }, team: 'T2' }],
    [110, message(110, 'U1', '', { blocks: [{ type: 'rich_text', elements: [{ type: 'rich_text_section', elements: [{ type: 'text', text: 'rich', style: { bold: true } }] }] }] })],
    [day, message(day, 'U2', 'First words')],
    [day + 1, { type: 'message', subtype: 'message_changed', hidden: true, ts: at(day + 1), message: { type: 'message', user: 'U2', text: 'Better words', ts: at(day), edited: { user: 'U2', ts: at(day + 1) } } }],
    [day + 2, message(day + 2, 'U2', 'Said in anger')],
    [day + 3, { type: 'message', subtype: 'message_deleted', hidden: true, ts: at(day + 3), deleted_ts: at(day + 2) }],
    [day + 10, message(day + 10, 'U1', 'A day later', { thread_ts: at(10) })],
    [day + 20, message(day + 20, 'U2', 'A reply to what is not there', { thread_ts: at(-500), parent_user_id: 'U3' })],
    [day + 30, message(day + 30, 'U1', 'a'.repeat(15_000) + '\n' + 'b'.repeat(15_000))],
    [day + 40, message(day + 40, 'U1', '')],
    [day + 50, { ...message(day + 50, 'U2', '<@U2> has left the channel'), subtype: 'channel_leave' }],
  ];
  const days: ExportFiles = {};
  for (const [seconds, one] of general) ((days[`general/${dayOf(seconds)}.json`] ??= []) as object[]).push(one);
  return {
    'users.json': [person('U1', 'Ada'), person('U2', 'Ben'), person('U3', 'Chloe', { deleted: true }), person('U4', 'Gus', { is_restricted: true }), person('U5', 'Robot', { is_bot: true, profile: {} })],
    'channels.json': [
      { id: 'C1', name: 'general', created: begin - 1000, creator: 'U1', is_archived: false, is_general: true, members: ['U1', 'U2', 'U3', 'U4'], topic: { value: 'Prices &amp; dates' }, purpose: { value: 'All of purchasing' }, pins: [{ id: at(70), type: 'C', created: begin + 75, user: 'U2', owner: 'U3' }] },
      { id: 'C2', name: 'old-project', created: begin - 900, creator: 'U3', is_archived: true, members: [], topic: { value: '' }, purpose: { value: '' } },
    ],
    'groups.json': [{ id: 'G1', name: 'board', created: begin - 800, creator: 'U2', is_archived: false, members: ['U1', 'U2'], topic: { value: '' }, purpose: { value: '' } }],
    'dms.json': [{ id: 'D1', created: begin, members: ['U1', 'U2'] }, { id: 'D2', created: begin, members: ['U1', 'U3'] }],
    'mpims.json': [{ id: 'G2', name: 'mpdm-ada--ben--chloe-1', created: begin, creator: 'U1', members: ['U1', 'U2', 'U3'], topic: { value: '' }, purpose: { value: '' } }],
    'integration_logs.json': [{ user_id: 'U1', app_type: 'Deploys', change_type: 'added', date: String(begin) }],
    ...days,
    [`old-project/${dayOf(0)}.json`]: [message(5, 'U3', 'Long ago'), { ...message(6, 'U3', 'archived the channel'), subtype: 'channel_archive' }],
    [`board/${dayOf(0)}.json`]: [message(7, 'U2', 'For the board')],
    [`D1/${dayOf(0)}.json`]: [message(8, 'U1', 'Hi Ben'), message(9, 'U2', 'Hi Ada')],
    [`mpdm-ada--ben--chloe-1/${dayOf(0)}.json`]: [message(11, 'U3', 'The three of us')],
    'general/canvas_in_the_conversation.json': [],
  };
}

/** What `everyKind` is to be. */
export const becomes = { channels: 5, people: 8, messages: 25, threads: 3, replies: 6, reactions: 3 };

/** `days` days of `perDay` messages; every fifth is a reply to an earlier one, every tenth has a reaction. */
export function large(channels: number, days: number, perDay: number): ExportFiles {
  const files: ExportFiles = { 'users.json': Array.from({ length: 50 }, (_, place) => person(`U${place}`, `Person${place}`)), 'channels.json': Array.from({ length: channels }, (_, place) => ({ id: `C${place}`, name: `channel-${place}`, created: begin, creator: 'U0', members: Array.from({ length: 50 }, (_, one) => `U${one}`) })) };
  for (let channel = 0; channel < channels; channel++) {
    for (let one = 0; one < days; one++) {
      files[`channel-${channel}/${dayOf(one * day)}.json`] = Array.from({ length: perDay }, (_, place) => message(one * day + place, `U${(place * 7) % 50}`, `Order PO-${one * perDay + place} from *Skagen* is on its way, see <https://erp.example/orders/${place}|the order>; who takes it over on Thursday?`, {
        ...(place % 5 === 4 ? { thread_ts: at(one * day + place - 4) } : {}), ...(place % 10 === 0 ? { reactions: [{ name: '+1', users: ['U1'], count: 1 }] } : {}),
      }));
    }
  }
  return files;
}

const bytesOf = (content: unknown): Buffer => Buffer.from(typeof content === 'string' ? content : JSON.stringify(content));
export const newFolder = (): Promise<string> => mkdtemp(path.join(tmpdir(), 'corridor-slack-'));

export async function writeFolder(files: ExportFiles): Promise<string> {
  const folder = await newFolder();
  for (const [name, content] of Object.entries(files)) {
    await mkdir(path.dirname(path.join(folder, name)), { recursive: true });
    await writeFile(path.join(folder, name), bytesOf(content));
  }
  return folder;
}

export async function writeZip(files: ExportFiles, name = 'export.zip'): Promise<string> {
  const zip = new ZipFile(), file = path.join(await newFolder(), name);
  for (const [entry, content] of Object.entries(files)) zip.addBuffer(bytesOf(content), entry);
  zip.end();
  await pipeline(zip.outputStream, createWriteStream(file));
  return file;
}
