import type { Handlers } from '../call.ts';
import { grantHandlers } from './records.grants.ts';

export const recordsHandlers: Handlers<'records'> = {
  ...grantHandlers,
  'records.post': (call, notice) => call.chat.postNotice(call, notice),
  'records.create': (call, { messageId }) => call.chat.makeRecord(call, messageId),
  'records.setMetadata': (call, { record, metadata }) => call.chat.setRecordMetadata(call, record, metadata),
  'records.setChannelMetadata': (call, { channelId, metadata }) => call.chat.setChannelMetadata(call, channelId, metadata),
  'records.setMessageMetadata': (call, { messageId, metadata }) => call.chat.setMessageMetadata(call, messageId, metadata),
  'records.update': (call, { messageId, ...changes }) => call.chat.changeNotice(call, messageId, changes),
};
