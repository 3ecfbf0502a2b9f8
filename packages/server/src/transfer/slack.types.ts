// What Slack's export says, as far as it is read. Any of it may be missing, and in broken exports of another type than said here.

export interface SlackUser {
  id: string; name?: string; real_name?: string; deleted?: boolean; is_bot?: boolean; is_restricted?: boolean; is_ultra_restricted?: boolean; is_stranger?: boolean;
  profile?: { real_name?: string; display_name?: string; email?: string };
}

/** `source`: the list that names it. */
export interface SlackChannel {
  id: string; source: SlackList; name?: string; created?: number; creator?: string; is_archived?: boolean; is_private?: boolean; updated?: number; members?: string[];
  topic?: { value?: string }; purpose?: { value?: string }; pins?: { id?: string; created?: number; user?: string; owner?: string }[];
}

export const slackLists = ['channels', 'groups', 'dms', 'mpims'] as const;
export type SlackList = (typeof slackLists)[number];

export interface SlackFile {
  id?: string; name?: string; title?: string; mode?: string; permalink?: string; url_private?: string; external_url?: string; is_external?: boolean; size?: number;
}

export interface SlackText { type?: string; text?: string }

/** An element of rich text, or a block around some. */
export interface SlackElement {
  type?: string; text?: string | SlackText; name?: string; unicode?: string; skin_tone?: number; user_id?: string; usergroup_id?: string; channel_id?: string; team_id?: string;
  url?: string; range?: string; fallback?: string; timestamp?: number; value?: string; indent?: number; offset?: number; alt_text?: string; image_url?: string; title?: SlackText;
  style?: { bold?: boolean; italic?: boolean; strike?: boolean; code?: boolean } | string; elements?: SlackElement[]; fields?: SlackText[];
}

export interface SlackAttachment {
  pretext?: string; title?: string; title_link?: string; text?: string; fallback?: string; author_name?: string; from_url?: string; original_url?: string; image_url?: string; footer?: string;
  is_msg_unfurl?: boolean; is_share?: boolean; fields?: { title?: string; value?: string }[]; blocks?: SlackElement[]; message_blocks?: { message?: { blocks?: SlackElement[] } }[];
}

export interface SlackMessage {
  ts: string; type?: string; subtype?: string; user?: string; bot_id?: string; username?: string; text?: string; hidden?: boolean;
  thread_ts?: string; parent_user_id?: string; edited?: { ts?: string }; deleted_ts?: string; message?: SlackMessage; previous_message?: SlackMessage; inviter?: string;
  reactions?: { name?: string; users?: string[]; count?: number }[]; files?: (SlackFile | null)[]; file?: SlackFile; comment?: { user?: string; comment?: string };
  attachments?: SlackAttachment[]; blocks?: SlackElement[]; topic?: string; purpose?: string; old_name?: string; name?: string;
  user_profile?: { real_name?: string; display_name?: string; name?: string }; bot_profile?: { name?: string };
}
