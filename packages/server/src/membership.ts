// Who reads what, as SQL over a channel `c`: one wording for all who ask. `chat.access` says the same of rows that are read already.

/** The part `mem` that the user `$2` of the tenant `$1` has in `c`, and `home` in the channel that a thread belongs to; nothing but nulls for who is not in it. */
export const myPart = `
  left join lateral (select * from members mem where mem.channel_id = c.id and mem.user_id = $2 and mem.tenant_id = $1 limit 1) mem on true
  left join lateral (
    select * from members home where c.parent_id is not null and home.channel_id = c.parent_id and home.user_id = $2 and home.tenant_id = $1 limit 1
  ) home on true`;

/** Everybody of the tenant reads all of it. */
export const isOpen = '(c.visibility = \'public\' and c.history = \'all\')';

/** A thread is there for those who see the message it hangs on. `mayLook`: may look into any channel. */
export const isVisibleTo = (mayLook: string) => `(case when c.parent_id is null then mem.user_id is not null or c.visibility = 'public'
  else ${isOpen} or (home.user_id is not null and (c.history = 'all' or home.joined_seq < c.parent_seq)) end or ${mayLook})`;

/** So are its messages. */
export const isAudibleTo = (mayLook: string) => `(${isOpen} or case when c.parent_id is null then mem.user_id is not null or ${mayLook} else ${isVisibleTo(mayLook)} end)`;

/** The last message hidden from a user who has no earlier history. */
export const floorOf = (mayLook: string) => `case when c.history = 'all' or c.parent_id is not null then 0 when mem.user_id is not null then mem.joined_seq when ${mayLook} then 0 else c.last_seq end`;
