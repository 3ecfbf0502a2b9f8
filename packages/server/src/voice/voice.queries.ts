import type { MemberRole, VoiceFigures, VoiceRules } from '@corridor/sdk/protocol';
import type { Call } from '../call.ts';
import { floorOf, isVisibleTo, myPart } from '../membership.ts';

type Asks = Pick<Call, 'query' | 'session'>;

export interface RulesRow { rules: VoiceRules | null; role: MemberRole | null }

/** The rules that hold in a channel and the caller's role in it; of a thread, those of its channel. `rootId`: the message a first reply hangs on, whose thread is not there yet. */
export async function rulesOf(call: Asks, channelId: string, rootId?: string): Promise<RulesRow> {
  const [row] = await call.query<RulesRow>('voice-rules', `
    select r.rules, case when c.parent_id is null then mem.role else home.role end as role
    from (select coalesce((select m.channel_id from messages m where m.id = $4 and m.tenant_id = $1), $3::uuid) as id) wanted
    cross join lateral (select * from channels c where c.id = wanted.id and c.tenant_id = $1 limit 1) c ${myPart}
    left join voice_rules r on r.channel_id = coalesce(c.parent_id, c.id) and r.tenant_id = $1`, [call.session.tenant, call.session.user, channelId, rootId ?? null]);
  return row ?? { rules: null, role: null };
}

export async function setRules(call: Asks, channelId: string, rules: VoiceRules): Promise<void> {
  await call.query('set-voice-rules', 'insert into voice_rules (tenant_id, channel_id, rules) values ($1, $2, $3) on conflict (channel_id, tenant_id) do update set rules = excluded.rules',
    [call.session.tenant, channelId, JSON.stringify(rules)]);
}

/** Channels with a message that carries the file: those whose messages the caller sees, where there are any. */
export async function channelsWith(call: Pick<Call, 'query' | 'session' | 'can'>, fileId: string): Promise<string[]> {
  const rows = await call.query<{ channel_id: string; is_seen: boolean }>('channels-with-voice', `
    select mf.channel_id, coalesce(bool_or(m.deleted_at is null and m.seq > ${floorOf('$3')} and ${isVisibleTo('$3')}), false) as is_seen
    from message_files mf
    left join lateral (select * from messages m where m.id = mf.message_id and m.tenant_id = $1 limit 1) m on true
    left join lateral (select * from channels c where c.id = m.channel_id and c.tenant_id = $1 limit 1) c on true ${myPart}
    where mf.file_id = $4 and mf.tenant_id = $1 group by mf.channel_id`, [call.session.tenant, call.session.user, call.can('chat.access_private'), fileId]);
  const seen = rows.filter((row) => row.is_seen);
  return (seen.length ? seen : rows).map((row) => row.channel_id);
}

export async function countPlay(call: Asks, messageId: string): Promise<void> {
  await call.query('count-play', `
    insert into voice_plays (tenant_id, message_id, user_id) values ($1, $2, $3)
    on conflict (message_id, user_id, tenant_id) do update set plays = voice_plays.plays + 1, last_at = now()`, [call.session.tenant, messageId, call.session.user]);
}

/** Where the sound of a voice message is: in the form that browsers play, where it has been made. */
export interface SoundRow { id: string; bytes: number; store: 'disk' | 's3'; wrappedKey: Buffer | null; name: string; media_type: string; state: string }

export async function soundOf(call: Asks, fileId: string): Promise<SoundRow | undefined> {
  const [row] = await call.query<SoundRow>('voice-sound', `
    select o.id, o.bytes, o.store, o.wrapped_key as "wrappedKey", v.name, coalesce(r.media_type, v.media_type) as media_type, v.state
    from files f join file_versions v on v.file_id = f.id and v.version = f.version and v.tenant_id = $1
    left join file_renditions r on r.file_id = f.id and r.version = f.version and r.kind = 'playable' and r.tenant_id = $1
    join file_objects o on o.id = coalesce(r.object_id, v.object_id) and o.tenant_id = $1
    where f.id = $2 and f.tenant_id = $1 and f.deleted_at is null`, [call.session.tenant, fileId]);
  return row;
}

export interface FiguresWanted { by: 'channel' | 'person'; channelId?: string | undefined; userId?: string | undefined; from?: string | undefined; to?: string | undefined; limit: number }

/** Of messages that are not deleted. */
export async function figures(call: Asks, { by, channelId, userId, from, to, limit }: FiguresWanted): Promise<VoiceFigures[]> {
  const key = by === 'channel' ? 'm.channel_id' : 'm.sender_id';
  const rows = await call.query<{ key: string; count: number; duration: number; speech: number | null; loudness: number | null; plays: number; listeners: number }>(`voice-figures-${by}`, `
    select ${key}::text as key, count(*)::int as count, coalesce(sum((v.facts ->> 'duration')::float8), 0) as duration,
      sum((v.facts ->> 'speech')::float8 * (v.facts ->> 'duration')::float8) as speech, avg((v.facts ->> 'loudness')::float8) as loudness,
      coalesce(sum(p.plays), 0)::int as plays, coalesce(sum(p.listeners), 0)::int as listeners
    from messages m join message_files mf on mf.message_id = m.id and mf.tenant_id = $1 join files f on f.id = mf.file_id and f.tenant_id = $1
    join file_versions v on v.file_id = f.id and v.version = f.version and v.tenant_id = $1 and v.purpose = 'voice'
    cross join lateral (select sum(p.plays) as plays, count(*) as listeners from voice_plays p where p.message_id = m.id and p.tenant_id = $1) p
    where m.tenant_id = $1 and m.deleted_at is null and m.card ->> 'type' = 'voice' and ($2::uuid is null or m.channel_id = $2) and ($3::text is null or m.sender_id = $3)
      and ($4::timestamptz is null or m.sent_at >= $4) and ($5::timestamptz is null or m.sent_at < $5)
    group by ${key} order by count desc, key limit $6`, [call.session.tenant, channelId ?? null, userId ?? null, from ?? null, to ?? null, limit]);
  return rows.map(({ key, ...rest }) => ({ ...(by === 'channel' ? { channelId: key } : { userId: key }), ...rest }));
}
