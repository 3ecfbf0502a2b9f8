/** What a role may be allowed to do. An operation names the one it needs; roles are sets of these. */
export const permissions = [
  'chat.access_channels', 'chat.create_channels', 'chat.create_direct', 'chat.manage_channels', 'chat.delete_messages',
  'chat.moderate_channels', 'chat.mention_everyone', 'chat.access_private', 'chat.send_files', 'files.create_links', 'chat.export', 'people.export', 'records.manage', 'files.manage',
  'voice.record', 'voice.listen', 'voice.download', 'voice.transcribe', 'voice.delete', 'calls.join', 'calls.start_audio', 'calls.start_video', 'calls.start_group', 'calls.transfer', 'calls.record', 'calls.download', 'calls.caption', 'calls.figures', 'meetings.create', 'meetings.set_ice_servers', 'admin.roles', 'admin.keys',
] as const;
export type Permission = (typeof permissions)[number];
