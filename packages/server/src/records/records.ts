import type { Handlers } from '../call.ts';

export const recordsHandlers: Handlers<'records'> = {
  'records.post': (call, notice) => call.chat.postNotice(call, notice),
  'records.create': (call, { messageId }) => call.chat.makeRecord(call, messageId),
  'records.update': (call, { messageId, ...changes }) => call.chat.changeNotice(call, messageId, changes),
};
