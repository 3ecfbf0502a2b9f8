// Who reads what, as SQL over a channel `c`: one wording for all who ask. `chat.access` says the same of rows that are read already.

/** The part `mem` that the user `$2` of the tenant `$1` has in `c`; nothing but nulls for who is not in it. */
export const myPart = 'left join lateral (select * from members mem where mem.channel_id = c.id and mem.user_id = $2 and mem.tenant_id = $1 limit 1) mem on true';

/** Everybody of the tenant reads all of it. */
export const isOpen = '(c.visibility = \'public\' and c.history = \'all\')';

/** `mayLook`: may look into any channel. */
export const isVisibleTo = (mayLook: string) => `(mem.user_id is not null or c.visibility = 'public' or ${mayLook})`;

/** The last message hidden from a user who has no earlier history. */
export const floorOf = (mayLook: string) => `case when c.history = 'all' then 0 when mem.user_id is not null then mem.joined_seq when ${mayLook} then 0 else c.last_seq end`;
