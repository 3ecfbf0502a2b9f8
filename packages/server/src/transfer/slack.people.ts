import type { SlackMessage, SlackUser } from './slack.types.ts';

/** Somebody of the export. `isKnown`: users.json names them; others were met in messages only. */
export interface SlackPerson { id: string; name: string; handle: string | undefined; email: string | undefined; isBot: boolean; isDeleted: boolean; isKnown: boolean }

/** A person here. `isNew`: nobody has that id yet, or nobody was seen with it. */
export interface MatchedPerson { slackId: string; id: string; name: string; by: 'file' | 'e-mail' | 'placeholder' }

const longestId = 320;
const storable = (text: string | undefined): string | undefined => text?.toWellFormed().replaceAll('\u0000', '').trim().slice(0, longestId) || undefined;

/** Who has no account with the host, or none that is known, has an id that cannot be one of the host's by chance. */
export const placeholderId = (slackId: string): string => `slack:${slackId}`.slice(0, longestId);

export function personOf(user: SlackUser): SlackPerson {
  const { id, name, real_name: realName, profile = {}, is_bot: isBot = false, deleted: isDeleted = false } = user;
  return {
    id, name: storable(profile.display_name) ?? storable(profile.real_name) ?? storable(realName) ?? storable(name) ?? id, handle: storable(name),
    email: storable(profile.email)?.toLowerCase(), isBot: isBot || id === 'USLACKBOT', isDeleted, isKnown: true,
  };
}

/** Who wrote a message, as Slack's id: a person's, a bot's, or made of the name that an integration gave itself. */
export function authorOf({ user, bot_id: bot, username, bot_profile: profile, comment }: SlackMessage): string {
  if (typeof user === 'string' && user) return user;
  if (comment?.user) return comment.user;
  const hasOwnName = username && username !== profile?.name;
  return [bot, ...(hasOwnName || !bot ? [username] : [])].filter(Boolean).join(':') || 'unknown';
}

/** What a message says of its author, who may be missing in users.json: a guest of another workspace, a bot. */
export function strangerOf(message: SlackMessage): SlackPerson {
  const { user_profile: profile = {}, bot_profile: bot = {}, username } = message, id = authorOf(message);
  const name = storable(profile.display_name) ?? storable(profile.real_name) ?? storable(username) ?? storable(bot.name) ?? storable(profile.name);
  return { id, name: name ?? (id === 'unknown' ? 'Unknown' : id), handle: storable(profile.name), email: undefined, isBot: !message.user, isDeleted: false, isKnown: false };
}

/** `known`: ids that users of the tenant have; `mapping`: ids here by Slack's id, e-mail address or handle, in lower case. */
export function matchPerson(person: SlackPerson, known: ReadonlyMap<string, string>, mapping: ReadonlyMap<string, string>): MatchedPerson {
  const { id: slackId, name, email, handle } = person;
  const given = [slackId, email, handle].map((key) => key && mapping.get(key.toLowerCase())).find(Boolean);
  if (given) return { slackId, id: given, name, by: 'file' };
  const same = email && known.get(email);
  return same ? { slackId, id: same, name, by: 'e-mail' } : { slackId, id: placeholderId(slackId), name, by: 'placeholder' };
}
