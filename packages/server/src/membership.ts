// Who reads what, as SQL over a channel `c`: one wording for all who ask. `chat.access` says the same of rows that are read already.

/** The part `home` that the user `$2` has in the channel that a thread `c` belongs to. */
export const homePart = `
  left join lateral (
    select * from members home where c.parent_id is not null and home.channel_id = c.parent_id and home.user_id = $2 and home.tenant_id = $1 limit 1
  ) home on true`;

/** The part `mem` that the user `$2` of the tenant `$1` has in `c`, and `home` in the channel that a thread belongs to; nothing but nulls for who is not in it. */
export const myPart = `
  left join lateral (select * from members mem where mem.channel_id = c.id and mem.user_id = $2 and mem.tenant_id = $1 limit 1) mem on true${homePart}`;

/** Everybody of the tenant reads all of it. */
export const isOpen = '(c.visibility = \'public\' and c.history = \'all\')';

/** Whether a user has access to a record that the host guards; an API key is the host itself. `besidesHook`: by a token or a grant. */
export const hasAccess = (user: string, type: string, id: string, audience: string, besidesHook = false) => `(${user}::text ~ '^key:[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' or exists (
  select from record_access a where a.tenant_id = $1 and a.record_type = ${type} and a.record_id in (${id}, '*') and a.audience in (${audience}, '*')
    and a.holder = any (array['@' || ${user}::text] || array(select '&' || member_of from users u, unnest(u.groups) member_of where u.tenant_id = $1 and u.id = ${user}))
    and (a.until is null or a.until > now())${besidesHook ? ' and a.source <> \'hook\'' : ''}))`;

/** Where the host decides who sees a record's conversation and its threads, nothing else does: neither membership nor a permission. */
const mayReadGuarded = hasAccess('$2', 'c.guard_type', 'c.guard_id', 'c.guard_audience');

/** A thread is there for those who see the message it hangs on. `mayLook`: may look into any channel. */
export const isVisibleTo = (mayLook: string) => `(case when c.guard_type is not null then ${mayReadGuarded} else (case when c.parent_id is null then mem.user_id is not null or c.visibility = 'public'
  else ${isOpen} or (home.user_id is not null and (c.history = 'all' or home.joined_seq < c.parent_seq)) end or ${mayLook}) end)`;

/** So are its messages. */
export const isAudibleTo = (mayLook: string) => `(${isOpen} or case when c.guard_type is not null then ${mayReadGuarded}
  else case when c.parent_id is null then mem.user_id is not null or ${mayLook} else ${isVisibleTo(mayLook)} end end)`;

/** The last message hidden from a user who has no earlier history. */
export const floorOf = (mayLook: string) => `case when c.history = 'all' or c.parent_id is not null then 0 when mem.user_id is not null then mem.joined_seq when ${mayLook} then 0 else c.last_seq end`;

/** Whether what was said in a call is there for the user `$2`, who sees its conversation: it came after their `floor`, or they were in the call. */
export const isCallOpen = (callId: string, floor: string) => `(${floor} = 0 or exists (select from messages m where m.id = ${callId} and m.tenant_id = $1 and m.seq > ${floor})
  or exists (select from call_participants p where p.call_id = ${callId} and p.user_id = $2 and p.tenant_id = $1 and p.joined_at is not null))`;
