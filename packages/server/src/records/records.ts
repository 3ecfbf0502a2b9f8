import type { Handlers } from '../call.ts';
import { grantHandlers } from './records.grants.ts';

export const recordsHandlers: Handlers<'records'> = {
  ...grantHandlers,
  'records.post': (call, notice) => call.chat.postNotice(call, notice),
  'records.create': (call, { messageId }) => call.chat.makeRecord(call, messageId),
  'records.update': (call, { messageId, ...changes }) => call.chat.changeNotice(call, messageId, changes),
};
