import { mostHints, type Parsed, type Preferences } from '@corridor/sdk/protocol';
import type { Call } from './call.ts';

type Chosen = Omit<Preferences, 'hintsSeen'>;
interface Row { chosen: Chosen; hints_seen: string[] }

const toPreferences = ({ chosen, hints_seen }: Row): Preferences => ({ ...chosen, ...(hints_seen.length > 0 && { hintsSeen: hints_seen }) });

/** Undefined where nothing was ever chosen. */
export async function preferencesOf(call: Call): Promise<Preferences | undefined> {
  const { tenant, user } = call.session;
  const [row] = await call.query<Row>('preferences-of', 'select chosen, hints_seen from preferences where user_id = $2 and tenant_id = $1', [tenant, user]);
  return row && toPreferences(row);
}

/** One statement, so that two devices at once lose neither's choice. */
export async function changePreferences(call: Call, { hintsSeen, ...chosen }: Parsed<'people.setPreferences'>): Promise<Preferences> {
  const { tenant, user } = call.session;
  const [row] = await call.query<Row>('change-preferences', `
    insert into preferences as mine (tenant_id, user_id, chosen, hints_seen)
    values ($1, $2, jsonb_strip_nulls($3::jsonb), array(select distinct hint collate "C" from unnest($4::text[]) hint order by 1))
    on conflict (user_id, tenant_id) do update set
      chosen = jsonb_strip_nulls(mine.chosen || $3::jsonb),
      hints_seen = case when $5 then '{}' else array(select distinct hint collate "C" from unnest(mine.hints_seen || $4::text[]) hint order by 1 limit ${mostHints}) end
    returning chosen, hints_seen`, [tenant, user, JSON.stringify(chosen), hintsSeen ?? [], hintsSeen === null]);
  return toPreferences(row!);
}
